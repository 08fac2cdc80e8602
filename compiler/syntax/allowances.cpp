#include "compiler/syntax/allowances.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/diagnostics/utf8.h"
#include "compiler/syntax/check_text.h"
#include "compiler/syntax/lines.h"
#include "compiler/syntax/tokens.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

namespace {

using diagnostics::Allowance;
using diagnostics::EditClass;

constexpr std::string_view kWord = "allows";

// ---- what a comment says ----

/// Reads a comment from left to right.
class Reader {
public:
    explicit Reader(Span comment) : comment_(comment), text_(comment.text()) {}

    /// Nothing where the comment speaks of something else.
    std::optional<Allowance> read() {
        while (at_ < text_.size() && text_[at_] == '#') ++at_;
        skip_blanks();
        const std::size_t begin = at_;
        const std::string_view word = letters();
        if (!is_of_allowing(word)) return std::nullopt;
        std::size_t end = at_;
        skip_blanks();
        const bool colon = take(':');
        if (colon) end = at_;
        skip_blanks();
        Allowance allowance;
        allowance.span = comment_;
        if (!codes(allowance)) return std::nullopt;
        const std::size_t behind = at_;
        skip_blanks();
        const bool has_colon = take(':');
        skip_blanks();
        allowance.reason = std::string(text_.substr(at_));
        while (!allowance.reason.empty() && is_blank(allowance.reason.back())) allowance.reason.pop_back();
        rewrite(allowance, word != kWord || colon, {begin, end}, !has_colon && !allowance.reason.empty(), behind);
        return allowance;
    }

private:
    struct Part {
        std::size_t begin, end;
    };

    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
    /// The word, and those by which other checkers are told the same.
    static bool is_of_allowing(std::string_view word) {
        return one_of(lower_case(word), {kWord, "allow", "allowed", "ignore", "ignores", "suppress", "suppresses",
                                         "disable", "noqa", "nolint"});
    }

    void skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    bool take(char c) {
        const bool there = at_ < text_.size() && text_[at_] == c;
        if (there) ++at_;
        return there;
    }
    std::string_view letters() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
        return text_.substr(begin, at_ - begin);
    }

    /// One letter and at least three digits, as codes are.
    bool code(Allowance& allowance) {
        const std::size_t begin = at_;
        std::size_t end = begin + 1;
        while (end < text_.size() && std::isalnum(static_cast<unsigned char>(text_[end])) != 0) ++end;
        const std::string_view found = text_.substr(begin, end - begin);
        const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
        const bool is_code = found.size() >= 4 && std::isalpha(static_cast<unsigned char>(found[0])) != 0 &&
                             std::all_of(found.begin() + 1, found.end(), is_digit);
        if (!is_code) return false;
        allowance.codes.push_back({std::string(found), part({begin, end})});
        at_ = end;
        return true;
    }

    bool codes(Allowance& allowance) {
        if (!code(allowance)) return false;
        while (true) {
            const std::size_t before = at_;
            skip_blanks();
            take(',');
            skip_blanks();
            if (text_.substr(at_).starts_with("and ")) at_ += 4;
            skip_blanks();
            if (code(allowance)) continue;
            at_ = before;
            return true;
        }
    }

    void rewrite(Allowance& allowance, bool other_word, Part word, bool lacks_colon, std::size_t behind) const {
        if (!other_word && !lacks_colon) return;
        diagnostics::Fix fix{"write it so", EditClass::likely, {}};
        if (other_word) fix.edits.push_back({part(word), std::string(kWord)});
        if (lacks_colon) fix.edits.push_back({part({behind, behind}), ":"});
        allowance.rewritten.push_back(std::move(fix));
    }

    Span part(Part part) const {
        return {comment_.file, comment_.begin + static_cast<std::uint32_t>(part.begin),
                comment_.begin + static_cast<std::uint32_t>(part.end)};
    }

    const Span comment_;
    const std::string_view text_;
    std::size_t at_ = 0;
};

// ---- where statements stand ----

/// The places of all statements of a tree, each with its block.
class Places {
public:
    explicit Places(const Tree& tree) {
        if (tree.title) head(tree.title->span);
        if (tree.experiment) head(tree.experiment->span);
        if (tree.reference) head(tree.reference->span);
        if (tree.luminosity) head(tree.luminosity->span);
        for (const Declaration& declaration : tree.declarations) add(declaration);
    }

    /// The end of the lines of `analysis`; 0 where there are none.
    std::uint32_t head_end() const { return head_end_; }
    std::optional<std::uint32_t> first() const {
        const auto begins_earlier = [](Span a, Span b) { return a.begin < b.begin; };
        const auto found = std::min_element(all_.begin(), all_.end(), begins_earlier);
        return found == all_.end() ? std::nullopt : std::optional(found->begin);
    }

    /// The smallest in which a byte stands.
    std::optional<Span> around(std::uint32_t offset) const {
        std::optional<Span> best;
        for (const Span& span : all_) {
            const bool inside = span.begin <= offset && offset < span.end;
            if (inside && (!best || span.end - span.begin < best->end - best->begin)) best = span;
        }
        return best;
    }
    /// The next that begins at or behind a byte, the largest of those that begin there.
    std::optional<Span> behind(std::uint32_t offset) const {
        std::optional<Span> best;
        for (const Span& span : all_) {
            if (span.begin < offset) continue;
            const bool better =
                !best || span.begin < best->begin || (span.begin == best->begin && span.end > best->end);
            if (better) best = span;
        }
        return best;
    }

private:
    void head(Span span) { head_end_ = std::max(head_end_, span.end); }
    void add(Span span) {
        if (span.valid()) all_.push_back(span);
    }

    void add(const Declaration& declaration) {
        if (declaration.object) add(*declaration.object);
        if (declaration.candidate) add(*declaration.candidate);
        if (declaration.define) add(declaration.define->span);
        if (declaration.function) add(declaration.function->span);
        if (declaration.table) add(*declaration.table);
        if (declaration.variation) add(declaration.variation->span);
        if (declaration.region) add(*declaration.region);
        if (declaration.regions) add(*declaration.regions);
    }
    void add(const Object& object) {
        add(object.span);
        for (const Cut& cut : object.cuts) add(cut.span);
    }
    void add(const Candidate& candidate) {
        add(candidate.span);
        for (const Cut& cut : candidate.cuts) add(cut.span);
        for (const Define& define : candidate.defines) add(define.span);
        add(candidate.criterion_span);
        for (const Candidate::Then& then : candidate.then) add(then.span);
    }
    void add(const Table& table) {
        add(table.span);
        for (const Table::Row& row : table.rows) add(row.span);
        add(table.outside_span);
    }
    void add(const RegionTable& regions) {
        add(regions.span);
        for (const RegionTable::Row& row : regions.rows) add(row.span);
    }
    void add(const Region& region) {
        add(region.span);
        for (const Statement& statement : region.statements) add(statement);
    }
    void add(const Statement& statement) {
        if (statement.cut) add(statement.cut->span);
        if (statement.define) add(statement.define->span);
        if (statement.weight) add(statement.weight->span);
        if (statement.histogram) add(statement.histogram->span);
        if (statement.ntuple) add(statement.ntuple->span);
        if (statement.skim) add(statement.skim->span);
        if (statement.observed) add(statement.observed->span);
        if (statement.background) add(statement.background->span);
        if (!statement.bins) return;
        add(statement.bins->span);
        for (const Bins::By& by : statement.bins->by) add(by.span);
    }

    std::vector<Span> all_;
    std::uint32_t head_end_ = 0;
};

bool has_empty_line(std::string_view text) {
    int ends = 0;
    for (const char c : text) {
        if (c == '\n' && ++ends == 2) return true;
        if (c != '\n' && c != ' ' && c != '\t' && c != '\r') ends = 0;
    }
    return false;
}

// ---- both together ----

class Finder {
public:
    explicit Finder(const Tree& tree) : file_(*tree.file), tokens_(file_), places_(tree) {}

    std::vector<Allowance> find() const {
        std::vector<Allowance> found;
        for (const antlr4::Token* token : tokens_.all()) {
            if (token->getType() != CutLexer::COMMENT) continue;
            const Span comment = tokens_.span(token);
            std::optional<Allowance> allowance = Reader(comment).read();
            if (!allowance) continue;
            allowance->lines = whole_lines(comment);
            set_scope(*allowance, tokens_.before(token->getTokenIndex()));
            found.push_back(std::move(*allowance));
        }
        return found;
    }

private:
    void set_scope(Allowance& allowance, const antlr4::Token* before) const {
        const Span comment = allowance.span;
        if (is_for_the_file(comment)) {
            allowance.scope = {&file_, 0, static_cast<std::uint32_t>(file_.text().size())};
            allowance.whole_file = true;
            return;
        }
        const bool is_behind =
            before != nullptr && file_.line_of(tokens_.span(before).end) == file_.line_of(comment.begin);
        const std::optional<Span> around = places_.around(is_behind ? tokens_.span(before).begin : comment.begin);
        const std::optional<Span> next = places_.behind(comment.end);
        const bool next_is_inside = around && next && next->begin < around->end;
        if (around && (is_behind || !next_is_inside))
            allowance.scope = *around;
        else if (next)
            allowance.scope = *next;
    }

    bool is_for_the_file(Span comment) const {
        const std::optional<std::uint32_t> first = places_.first();
        if (!first) return true;
        if (comment.begin >= *first) return false;
        const std::string_view between = file_.text().substr(comment.end, *first - comment.end);
        const bool is_above_analysis = comment.begin < places_.head_end();
        const bool is_behind_analysis = file_.line_of(comment.begin) == file_.line_of(places_.head_end());
        return is_above_analysis || (places_.head_end() > 0 && is_behind_analysis) || has_empty_line(between);
    }

    const diagnostics::SourceFile& file_;
    const Tokens tokens_;
    const Places places_;
};

}  // namespace

bool may_allow(const diagnostics::SourceFile& file) {
    const std::string_view text = file.text();
    if (text.size() > most_bytes || !diagnostics::is_utf8(text)) return false;
    std::uint32_t line_end = 0;
    for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at)) {
        const auto begin = static_cast<std::uint32_t>(at);
        if (begin >= line_end) line_end = static_cast<std::uint32_t>(std::min(text.find('\n', at), text.size()));
        if (Reader({&file, begin, line_end}).read()) return true;
        at = std::min(text.find_first_not_of('#', at), text.size());
    }
    return false;
}

std::vector<Allowance> read_allowances(const Tree& tree) {
    return may_allow(*tree.file) ? Finder(tree).find() : std::vector<Allowance>();
}

}  // namespace collmc::syntax
