#include "compiler/syntax/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/syntax/check_text.h"
#include "compiler/syntax/format_expression.h"
#include "compiler/syntax/format_statement.h"
#include "compiler/syntax/statement_observer.h"

namespace collmc::syntax {

namespace {

/// A statement or the first line of a block.
struct Line {
    StatementDocument text;
    const antlr4::Token* first;
    const antlr4::Token* last;
    int level = 0;  ///< blocks around it

    std::size_t type() const { return first->getType(); }
    /// Whether lines may stand below it, one level deeper.
    bool is_header() const {
        switch (type()) {
            case CutLexer::OBJECT:
            case CutLexer::CANDIDATE:
            case CutLexer::TABLE:
            case CutLexer::REGION:
            case CutLexer::REGIONS:
            case CutLexer::BINS: return true;
            default: return false;
        }
    }
    /// Whether the comment that touches it is its documentation.
    bool is_documented() const {
        return type() == CutLexer::FUNCTION || type() == CutLexer::INTRINSIC || type() == CutLexer::TABLE;
    }
};

/// A comment between statements.
struct Remark {
    std::string text;
    int column = 0;       ///< where it was written
    bool blank = false;   ///< an empty line stands in front of it
    bool inside = false;  ///< it stood in the statement above, and stays with it
};

/// Which lines belong to which block.
void set_levels(std::vector<Line>& lines) {
    const Line* above = nullptr;
    for (Line& line : lines) {
        switch (line.type()) {
            case CutLexer::ANALYSIS:
            case CutLexer::EXPERIMENT:
            case CutLexer::REFERENCE:
            case CutLexer::LUMINOSITY:
            case CutLexer::OBJECT:
            case CutLexer::CANDIDATE:
            case CutLexer::FUNCTION:
            case CutLexer::INTRINSIC:
            case CutLexer::TABLE:
            case CutLexer::VARIATION:
            case CutLexer::REGION:
            case CutLexer::REGIONS:
            case CutLexer::DEFINE: line.level = 0; break;
            case CutLexer::BY: line.level = 2; break;
            case CutLexer::OBSERVED:
            case CutLexer::BACKGROUND: line.level = above && above->level == 2 ? 2 : 1; break;
            default: line.level = 1;
        }
        above = &line;
    }
    // A define stands wherever it likes: it is a line of the block that goes on behind it.
    int behind = 0;
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        if (line->type() == CutLexer::DEFINE)
            line->level = std::min(behind, 1);
        else
            behind = line->level;
    }
}

/// The result, an element at a time.
class Page {
public:
    void add(int level, std::string_view text, bool blank) {
        if (blank && !text_.empty()) text_ += '\n';
        text_.append(static_cast<std::size_t>(level * indent_width), ' ');
        text_ += text;
        text_ += '\n';
    }
    void add(const Line& line, bool blank) {
        if (blank && !text_.empty()) text_ += '\n';
        text_ += print(line.text.document, line.level * indent_width);
        text_ += '\n';
    }
    /// Behind the last element.
    void append(const std::string& comment) {
        text_.pop_back();
        text_ += comment_gap + comment + '\n';
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

class Formatter : public StatementObserver {
public:
    void statement(CutParser::StatementContext* context, const Tokens& tokens) override {
        lines_.push_back({format_statement(context, tokens), context->start, context->stop});
    }

    void end(const Tokens& tokens) override {
        tokens_ = &tokens;
        set_levels(lines_);
        for (std::size_t i = 0; i <= lines_.size(); ++i) {
            between(i > 0 ? &lines_[i - 1] : nullptr, i < lines_.size() ? &lines_[i] : nullptr,
                    i + 1 < lines_.size() && lines_[i + 1].level > lines_[i].level);
        }
        result_ = page_.take();
        demand_same_tokens(tokens, result_);
    }

    std::string result() { return std::move(result_); }

private:
    /// The comments between two lines, and the second one. `opens`: it has lines below it.
    void between(const Line* above, const Line* below, bool opens) {
        bool blank = false;  // before what comes next, as written
        std::vector<Remark> remarks = remarks_between(above, below, blank);
        const std::size_t theirs = above ? belonging_above(remarks, *above, below, blank) : 0;
        for (std::size_t i = 0; i < theirs; ++i) {
            const bool under_header = i == 0 && above->is_header();
            page_.add(level_of(remarks[i], *above, below), remarks[i].text, remarks[i].blank && !under_header);
        }
        if (above) written_[static_cast<std::size_t>(above->level)] = written_indent(above->first);
        const int level = below ? below->level : 0;
        bool first = true;
        const auto separated = [&](bool as_written) {
            if (!std::exchange(first, false) || !above) return as_written;
            if (level > above->level) return false;
            const bool between_blocks = level == 0 && (above->level > 0 || theirs > 0 || opens);
            return between_blocks || as_written;
        };
        for (std::size_t i = theirs; i < remarks.size(); ++i)
            page_.add(level, remarks[i].text, separated(remarks[i].blank));
        if (below) page_.add(*below, separated(blank));
    }

    /// What stands behind the line above goes there; the rest is returned.
    std::vector<Remark> remarks_between(const Line* above, const Line* below, bool& blank) {
        std::vector<Remark> remarks;
        bool may_append = above != nullptr;
        const auto add = [&](Comment comment, Remark remark) {
            if (may_append && !comment.own_line)
                page_.append(comment.text);
            else
                remarks.push_back(std::move(remark)), remarks.back().text = std::move(comment.text);
            may_append = false;
        };
        if (above)
            for (const Comment& comment : above->text.left_over)
                add(comment, {{}, std::numeric_limits<int>::max(), false, true});
        const auto& all = tokens_->all();
        std::size_t at = above ? above->last->getTokenIndex() + 1 : 0;
        std::uint32_t reached = above ? tokens_->span(above->last).end : 0;
        for (; at < all.size(); ++at) {
            const antlr4::Token* token = all[at];
            const Span span = tokens_->span(token);
            blank = has_empty_line(reached, span.begin);
            if (is_end(token) || (below && token == below->first)) break;
            add(comment_of(token, *tokens_), {{}, written_indent(token), blank, false});
            reached = span.end;
        }
        return remarks;
    }

    bool has_empty_line(std::uint32_t begin, std::uint32_t end) const {
        const std::string_view text = tokens_->file().text().substr(begin, end - begin);
        int ends = 0;
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) ++ends;
        return ends >= 2;
    }

    /// How far the line on which a token stands was indented, with tabs to the next multiple of four.
    int written_indent(const antlr4::Token* token) const {
        const std::string_view text = tokens_->file().text().substr(0, tokens_->span(token).begin);
        int indent = 0;
        for (std::size_t i = text.find_last_of("\r\n") + 1; i < text.size(); ++i) {
            if (text[i] == '\t')
                indent += indent_width - indent % indent_width;
            else if (text[i] == ' ')
                ++indent;
            else if (static_cast<unsigned char>(text[i]) < 0x80)
                break;
        }
        return indent;
    }

    /// How many of the comments in front of a line stand at the end of the block above it. Those that touch one side
    /// belong to it; else it is those that are indented deeper than the line.
    std::size_t belonging_above(const std::vector<Remark>& remarks, const Line& above, const Line* below,
                                bool blank_below) const {
        if (deepest(above) <= (below ? below->level : 0)) return 0;
        const int indent = below ? written_indent(below->first) : 0;
        std::size_t theirs = 0;
        while (theirs < remarks.size()) {
            std::size_t end = theirs + 1;
            while (end < remarks.size() && !remarks[end].blank) ++end;
            const bool touches_above = theirs == 0 && !remarks[0].blank;
            const bool touches_below = end == remarks.size() && below && !blank_below;
            bool belongs = remarks[theirs].column > indent;
            if (touches_above != touches_below) belongs = touches_above;
            if (touches_below && below->is_documented()) belongs = false;
            if (!belongs && !remarks[theirs].inside) break;
            theirs = end;
        }
        return theirs;
    }

    static int deepest(const Line& above) { return above.level + (above.is_header() ? 1 : 0); }

    /// Of a comment at the end of a block: the deepest level that it was indented to.
    int level_of(const Remark& remark, const Line& above, const Line* below) const {
        const int own = written_indent(above.first);
        int level = deepest(above);
        for (; level > (below ? below->level : 0) + 1; --level) {
            const int needed = level > above.level    ? own + 1
                               : level == above.level ? own
                                                      : written_[static_cast<std::size_t>(level)];
            if (remark.column >= needed) break;
        }
        return level;
    }

    static void demand_same_tokens(const Tokens& before, const std::string& after);

    const Tokens* tokens_ = nullptr;
    std::vector<Line> lines_;
    std::array<int, 3> written_ = {};  // indentation of the last line of each level
    Page page_;
    std::string result_;
};

/// What formatting must not change: the tokens without doubled parentheses, and the comments.
std::vector<std::string> essence(const Tokens& tokens) {
    std::vector<std::string> visible, comments;
    std::vector<std::size_t> open, partner;
    for (const antlr4::Token* token : tokens.all()) {
        if (is_end(token)) break;
        if (token->getChannel() != antlr4::Token::DEFAULT_CHANNEL) {
            comments.push_back(comment_of(token, tokens).text);
            continue;
        }
        const std::size_t type = token->getType();
        partner.push_back(visible.size());
        if (type == CutLexer::LPAREN || type == CutLexer::LBRACKET) open.push_back(visible.size());
        if ((type == CutLexer::RPAREN || type == CutLexer::RBRACKET) && !open.empty()) {
            partner[open.back()] = visible.size();
            open.pop_back();
        }
        visible.emplace_back(tokens.text(token));
    }
    std::vector<bool> doubled(visible.size(), false);
    for (std::size_t i = 0; i + 1 < visible.size(); ++i) {
        if (visible[i] != "(" || visible[i + 1] != "(" || partner[i] != partner[i + 1] + 1) continue;
        doubled[i] = doubled[partner[i]] = true;
    }
    std::vector<std::string> result;
    for (std::size_t i = 0; i < visible.size(); ++i)
        if (!doubled[i]) result.push_back(std::move(visible[i]));
    result.insert(result.end(), comments.begin(), comments.end());
    return result;
}

void Formatter::demand_same_tokens(const Tokens& before, const std::string& after) {
    const SourceFile file(before.file().path(), after);
    if (essence(before) != essence(Tokens(file)))
        throw diagnostics::InternalError("format", "the formatted program differs from what was written");
}

}  // namespace

std::optional<std::string> format(const SourceFile& file, diagnostics::Diagnostics& diagnostics) {
    Formatter formatter;
    const std::size_t errors = diagnostics.error_count();
    parse(file, diagnostics, &formatter);
    if (diagnostics.error_count() > errors) return std::nullopt;
    std::string result = formatter.result();
    if (result.size() > most_bytes) {
        diagnostics.error("E0017", "syntax", {&file, 0, 0},
                          fmt::format("this file would have more than {} MB", most_bytes / 1'000'000));
        return std::nullopt;
    }
    return result;
}

}  // namespace collmc::syntax
