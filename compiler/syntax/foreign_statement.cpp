#include "compiler/syntax/foreign_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/syntax/describe.h"
#include "compiler/syntax/foreign_code.h"
#include "compiler/syntax/foreign_line.h"

namespace collmc::syntax {

namespace {

/// Names of things that say how a program is run, or what it is made of: none of it is said here.
constexpr auto superfluous = {"import", "using",   "include", "submit", "install",   "histolist", "tabletype", "nvars",
                              "errors", "stop",    "exit",    "quit",   "pass",      "return",    "continue",  "break",
                              "endif",  "done",    "fi",      "end",    "namespace", "print",     "printf",    "open",
                              "set",    "trigger", "help",    "reset",  "display",   "swap",      "resubmit",  "begin"};

class Reader : public ForeignLine {
public:
    using ForeignLine::ForeignLine;

    std::optional<ForeignStatement> read() {
        if (fill() || bin() || markup() || documentation()) return std::move(result_);
        if (auto code = read_foreign_code(tokens_, first_, diagnostics_)) return code;
        const bool known = luminosity() || plot() || order() || region_call() || inherited_region() || information() ||
                           removable() || prose();
        if (!known) return {};
        return std::move(result_);
    }

private:
    /// `h_pt.Fill(jets[0].pt);`
    bool fill() {
        const Token* method = walk_.next(walk_.next(first_));
        if (!walk_.is_name(first_) || !walk_.is(walk_.next(first_), ".") || walk_.lower(method) != "fill") return false;
        auto& diagnostic = report(walk_.span(first_, last_), "a histogram fills itself where it stands");
        take_semicolon();
        diagnostic.notes.push_back("it reads `histo NAME : VALUE, 40 bins from LOW to HIGH`");
        remove(diagnostic, EditClass::changes_selection);
        return true;
    }

    /// `bin MET.pt [] 200 300 GeV`
    bool bin() {
        if (word_ != "bin" || first_ == last_) return false;
        const Token* value = walk_.next(first_);
        const Token* end = walk_.operand_end(value);
        if (!end || end->getTokenIndex() >= last_->getTokenIndex()) return false;
        const std::string edges = walk_.numbers(walk_.next(end), last_);
        if (edges.empty()) return false;
        auto& diagnostic = report(walk_.span(first_, last_), "bins read `bins NAME` and, below, `by VALUE : EDGES`");
        rewrite(diagnostic, fmt::format("bins search\n        by {} : {}", walk_.text(value, end), edges));
        return true;
    }

    /// What surrounds a program in an answer, an e-mail or a merge.
    bool markup() {
        const std::string_view line = line_text();
        if (line.starts_with("```") || line.starts_with("~~~")) {
            remove(report(line_span(), "a fence around the program is not part of it"), EditClass::safe);
            return true;
        }
        if (line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>")) {
            auto& diagnostic = report(line_span(), "a mark of a merge conflict is left in the file");
            diagnostic.notes.push_back("of what stands between the marks, keep one version");
            remove(diagnostic);
            return true;
        }
        if (line == "..." || line == "…" || line == "[...]") {
            auto& diagnostic = report(line_span(), "something is left out here");
            remove(diagnostic, EditClass::changes_selection);
            return true;
        }
        return false;
    }

    /// `"""text"""`, and a line of text between quotes.
    bool documentation() {
        if (first_->getType() != CutLexer::STRING) return false;
        std::string text(line_text());
        std::erase(text, '"');
        if (text.find_first_not_of(" '") == std::string::npos) return false;
        auto& diagnostic = report(line_span(), "a text that describes the program is a comment");
        rewrite(diagnostic, "# " + text, EditClass::safe);
        return true;
    }

    /// `lumi 35.9`, `set main.lumi = 139`: said below the title.
    bool luminosity() {
        const Token* number = last_;
        const std::string line = lower_case(line_text());
        const bool said = word_ == "lumi" || word_ == "lumi_fb" || (word_ == "set" && line.find("lumi") != line.npos);
        if (!said || !is_number(number)) return false;
        auto& diagnostic = report(walk_.span(first_, last_), "the luminosity of a paper reads `luminosity 35.9 /fb`");
        const std::string statement = fmt::format("luminosity {} /fb", walk_.text(number));
        const Token* title = tokens_.from(0);
        if (title->getType() != CutLexer::ANALYSIS) {
            diagnostic.notes.push_back("it stands below `analysis \"TITLE\"`; of a sample it is an option of the run");
            remove(diagnostic);
            return true;
        }
        const Token* head = walk_.last_on_line(title);
        if (walk_.next(head) == first_) {
            rewrite(diagnostic, statement);
            return true;
        }
        remove(diagnostic);
        auto& fix = diagnostic.fixes.back();
        fix.title = fmt::format("write `{}` below the title", statement);
        fix.edits.insert(fix.edits.begin(), {walk_.span(walk_.end(head), walk_.end(head)), "\n" + statement});
        return true;
    }

    /// `plot M(mu[1] mu[2]) 40 0 200`, `hist(x, bins=50, range=(0, 500))`
    bool plot() {
        if (!one_of(word_, {"plot", "hist", "histogram", "h1", "th1f", "th1d"})) return false;
        const Token* open = walk_.next(first_);
        if (walk_.is(open, "(") && walk_.closing(open) && open->getTokenIndex() < last_->getTokenIndex())
            return histogram_call(open, walk_.closing(open));
        const Token* high = last_->getType() == CutLexer::STRING || walk_.is(last_, "]") ? nullptr : last_;
        if (!high) return false;
        const std::string unit = high->getType() == CutLexer::UNIT ? " " + std::string(walk_.text(high)) : "";
        if (!unit.empty()) high = walk_.previous(high);
        const Token* low = number_before(high);
        const Token* bins = low ? number_before(signed_begin(low)) : nullptr;
        if (!bins || walk_.previous(bins) == first_) return false;
        const Token* value_end = walk_.previous(bins);
        const std::string value = walk_.text(open, value_end);
        auto& diagnostic =
            report(walk_.span(first_, last_), "a histogram reads `histo NAME : VALUE, N bins from LOW to HIGH`");
        rewrite(diagnostic, fmt::format("histo {} : {}, {} bins from {} to {}{}", name_for(open, value_end), value,
                                        walk_.text(bins), walk_.text(signed_begin(low), low),
                                        walk_.text(signed_begin(high), high), unit));
        return true;
    }

    bool histogram_call(const Token* open, const Token* close) {
        std::string value, bins, low, high;
        for (const std::string& argument : walk_.arguments(open, close)) {
            const std::size_t equals = argument.find('=');
            const std::string key = equals == std::string::npos ? "" : trimmed(argument.substr(0, equals));
            const std::string given = trimmed(argument.substr(equals == std::string::npos ? 0 : equals + 1));
            if (key.empty() && value.empty()) value = given;
            if (key == "bins" || key == "nbins") bins = given;
            if (key != "range" || given.size() < 5 || given.find(',') == std::string::npos) continue;
            low = trimmed(given.substr(1, given.find(',') - 1));
            high = trimmed(given.substr(given.find(',') + 1, given.size() - given.find(',') - 2));
        }
        if (value.empty() || bins.empty() || low.empty() || high.empty()) return false;
        last_ = close;
        auto& diagnostic =
            report(walk_.span(first_, last_), "a histogram reads `histo NAME : VALUE, N bins from LOW to HIGH`");
        take_semicolon();
        rewrite(diagnostic, fmt::format("histo {} : {}, {} bins from {} to {}",
                                        name_for(walk_.next(open), walk_.previous(close)), value, bins, low, high));
        return true;
    }

    const Token* number_before(const Token* token) const {
        const Token* before = walk_.previous(token);
        if (before && walk_.is(before, ",")) before = walk_.previous(before);
        return before && is_number(before) ? before : nullptr;
    }

    const Token* signed_begin(const Token* number) const {
        return walk_.is(walk_.previous(number), "-") ? walk_.previous(number) : number;
    }

    /// A name for a quantity: that of its outermost function, or of its attribute.
    std::string name_for(const Token* first, const Token* last) const {
        if (walk_.is_name(first) && walk_.is(walk_.next(first), "(")) return std::string(walk_.text(first));
        if (const Token* end = walk_.operand_end(first)) last = end;
        for (const Token* token = last; token != first; token = walk_.previous(token))
            if (walk_.is_name(token)) return std::string(walk_.text(token));
        return walk_.is_name(first) ? std::string(walk_.text(first)) : "h";
    }

    /// `sort eta descend` below the first line of an object.
    bool order() {
        if (word_ != "sort" && word_ != "sortby" && word_ != "orderby") return false;
        const std::string direction = walk_.lower(last_);
        const bool descending = direction.starts_with("desc");
        if (last_ == first_ || (!descending && !direction.starts_with("asc"))) return false;
        auto& diagnostic = report(walk_.span(first_, last_), "an order reads `order by VALUE, highest first`");
        diagnostic.notes.push_back("it ends the first line of an object; without it the order is that of pt");
        const Token* key_end = walk_.previous(last_);
        const Token* key = walk_.next(first_);
        if (walk_.is(key_end, ",")) key_end = walk_.previous(key_end);
        rewrite(diagnostic,
                fmt::format("order by {}, {} first", walk_.text(key, key_end), descending ? "highest" : "lowest"));
        return true;
    }

    /// `AddRegionSelection("SR")`, `define_region SR`
    bool region_call() {
        const Token* name = walk_.next(first_);
        if (word_.find("region") == std::string::npos) return false;
        if (walk_.is(name, "(")) name = walk_.next(name);
        if (walk_.is(name, "\"")) return false;
        std::string text(walk_.text(name));
        std::erase(text, '"');
        const bool fits = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '_';
        });
        if (!fits || name->getTokenIndex() > last_->getTokenIndex()) return false;
        auto& diagnostic = report(walk_.span(first_, last_), "a region begins with `region NAME`");
        take_semicolon();
        rewrite(diagnostic, "region " + text);
        Region region;
        region.name = {text, tokens_.span(name)};
        region.span = tokens_.span(name);
        FlatStatement statement;
        statement.what = std::move(region);
        declare(std::move(statement));
        return true;
    }

    /// The name of an earlier region alone on a line of another.
    bool inherited_region() {
        if (first_ != last_ || !walk_.is_name(first_)) return false;
        const Token* heading = nullptr;  // of the region that the line stands in
        bool declared = false;
        for (const Token* token = tokens_.from(0); token != first_; token = walk_.next(token)) {
            if (token->getType() != CutLexer::REGION || !tokens_.first_on_line(token)) continue;
            const Token* name = walk_.next(token);
            declared |= walk_.text(name) == walk_.text(first_);
            heading = name;
        }
        if (!declared || !heading || walk_.text(heading) == walk_.text(first_)) return false;
        auto& diagnostic = report(walk_.span(first_, first_),
                                  fmt::format("a region has the cuts of another `from` it: `region {} from {}`",
                                              walk_.text(heading), walk_.text(first_)));
        remove(diagnostic);
        auto& fix = diagnostic.fixes.back();
        const bool first_parent = walk_.next(heading)->getType() != CutLexer::FROM;
        const Token* behind = first_parent ? heading : walk_.last_on_line(heading);
        const std::string insert = fmt::format("{}{}", first_parent ? " from " : ", ", walk_.text(first_));
        fix.title = fmt::format("write `region {} from {}`", walk_.text(heading), walk_.text(first_));
        fix.edits.insert(fix.edits.begin(), {walk_.span(walk_.end(behind), walk_.end(behind)), insert});
        return true;
    }

    /// `info analysis "SUS-16-033"`
    bool information() {
        if (!one_of(word_, {"info", "metadata"}) || first_ == last_) return false;
        const Token* rest = walk_.next(first_);
        auto& diagnostic =
            report(walk_.span(first_, first_), fmt::format("`{}` begins no statement", walk_.text(first_)));
        if (tokens_.begins_statement(rest)) {
            diagnostic.fixes.push_back(
                {"leave it out", EditClass::safe, {{walk_.span(walk_.begin(first_), walk_.begin(rest)), ""}}});
            result_.last = first_;
            result_.replaced = walk_.span(first_, first_);
        } else {
            diagnostic.notes.push_back(
                "what a paper is called reads `analysis \"TITLE\"`, `experiment \"CMS\"`, "
                "`reference \"arXiv:1706.09933\"`");
            remove(diagnostic);
        }
        return true;
    }

    bool removable() {
        const bool sharp = walk_.is(first_, "#");
        if (!sharp && std::find(superfluous.begin(), superfluous.end(), word_) == superfluous.end()) return false;
        auto& diagnostic = report(walk_.span(first_, last_),
                                  fmt::format("`{}` has no counterpart in an analysis", walk_.text(first_)));
        take_semicolon();
        diagnostic.notes.push_back("files, samples, output and the look of plots are options of the run");
        remove(diagnostic);
        return true;
    }

    /// Several words side by side, or a note to oneself.
    bool prose() {
        const bool note = one_of(word_, {"todo", "fixme", "note", "xxx", "remark", "comment"});
        std::size_t words = 0, longest = 0;
        for (const Token* token = first_;; token = walk_.next(token)) {
            words = walk_.is_name(token) || is_word(token) ? words + 1 : 0;
            longest = std::max(longest, words);
            if (token == last_) break;
        }
        if (!note && !meant_statement(walk_.text(first_)).word.empty()) return false;
        const bool opens = longest >= 2 && walk_.is(last_, ":");
        if (!walk_.is_name(first_) || !(note || opens || longest >= 4)) return false;
        auto& diagnostic = report(line_span(), "this is text, not a statement; a comment begins with `#`");
        diagnostic.fixes.push_back(
            {"make it a comment", EditClass::likely, {{walk_.span(walk_.begin(first_), walk_.begin(first_)), "# "}}});
        return true;
    }
};

}  // namespace

std::optional<ForeignStatement> read_foreign_statement(const Tokens& tokens, const antlr4::Token* first,
                                                       diagnostics::Diagnostics& diagnostics) {
    return Reader(tokens, first, diagnostics).read();
}

}  // namespace collmc::syntax
