#include "compiler/syntax/common_slips.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <numbers>
#include <string>

#include "compiler/syntax/proposals.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

using antlr4::Token;
using diagnostics::Fix;

namespace {

bool is_filler(std::string_view word) { return one_of(word, {"all", "the", "each", "every"}); }

class CommonSlips : public StatementSearch {
public:
    using StatementSearch::StatementSearch;

    std::vector<FoundRepair> run() {
        patterns();
        return std::move(found_);
    }

private:
    void patterns() {
        const std::size_t k = stop_;
        if (label()) return;
        if (is(k, "bins") && type(k + 1) == CutLexer::INT) replace(k, 2, text(k + 1) + " bins");
        if (is(k + 1, "bins") && number_at(k)) whole_number(k);
        if (type(k) == CutLexer::TO || is(k, "between") || (k > 0 && type(k - 1) == CutLexer::IN)) window();
        if (k > 0 && type(k - 1) == CutLexer::EQUAL && (is(k, "[") || is(k, "("))) replace(k - 1, 1, "in");
        if (is(k, ",") && k > 0 && number_at(k - 1) && number_at(k + 1) && touch(k - 1) && touch(k))
            replace(k - 1, 3, fmt::format("{}.{}", text(k - 1), text(k + 1)));
        if (is(k, "*") && type(0) == CutLexer::ROW) replace(k, 1, "-");
        if (number_at(k) && type(0) == CutLexer::ROW && expects(CutLexer::GREATER)) cell();
        if (is(k, "/") && k > 0 && type(k - 1) == CutLexer::PI && number_at(k + 1)) part_of_pi();
        if (is(k, "\\") && is(k + 1, "pm")) replace(k, 2, "+-");
        if (is(k, "-") && type(k - 1) != CutLexer::LBRACKET && expects(CutLexer::COMMA)) replace(k, 1, ",");
        if (is(k, "%")) percentage();
        if (is(k, "of") && k > 0 && type(k - 1) == CutLexer::GROUPS) insert(k, "A, B");
        if (k > 1 && is(k - 1, "|")) opening_bar();
        if (k > 1 && type(0) == CutLexer::OBJECT && is_filler(text(k - 1))) erase(k - 1, 1);
        if (is(k, "minus") || is(k, "plus")) replace(k, 1, is(k, "plus") ? "up" : "down");
        if (type(k) == CutLexer::FOR && !broken_.expected) quantifier();
        if (k > 0 && type(k) == CutLexer::NAME && type(k - 1) == CutLexer::NAME) call_without_brackets();
        if (type(k) == CutLexer::ELSE) choice();
        if (k > 1 && is_comparison(type(k)) && (type(k - 1) == CutLexer::AND || type(k - 1) == CutLexer::OR))
            left_side();
        if (k > 0 && is(k, "-") && is(k - 1, "[") && type(k + 1) == CutLexer::INT && is(k + 2, "]"))
            attempt(fmt::format("count from the front: `[{}]`", text(k + 1)), {{k, 1, ""}}, false);
        if (type(0) == CutLexer::OUTSIDE && k == 1) outside();
        if ((type(0) == CutLexer::FUNCTION || type(0) == CutLexer::TABLE) && expects(CutLexer::COLON)) parameters();
        if (type(k) == CutLexer::UNIT && k > 0 && (is(k - 1, ":") || is(k - 1, "->"))) replace(k, 1, "Energy");
        if (k > 0 && k == trial_.size() && is(k - 1, "-") && is(k - 2, "+")) erase(k - 2, 2);
        if (type(0) == CutLexer::ROW && k == trial_.size() && is(k - 1, ",")) insert(k, "-");
        if (type(0) == CutLexer::OBJECT && type(k - 2) == CutLexer::EXCLUDING && is(k, ".")) excluded_members();
        if (type(0) == CutLexer::OBJECT && type(k - 2) == CutLexer::EXCLUDING && is(k, "(")) excluded_call();
    }

    /// `... GeV $m_{34}$`: the rest of the line is a label.
    bool label() {
        const std::size_t k = stop_;
        const bool labelled = type(0) == CutLexer::HISTO || type(0) == CutLexer::PROFILE ||
                              type(0) == CutLexer::SELECT || type(0) == CutLexer::REJECT || type(0) == CutLexer::WEIGHT;
        if (!labelled || broken_.expected || k >= trial_.size()) return false;
        if (type(k) == CutLexer::STRING || is(k, ")") || is(k, "]")) return false;
        const bool symbol = type(k) == CutLexer::UNKNOWN && one_of(text(k), {"$", "\\"});
        const bool histogram = type(0) == CutLexer::HISTO || type(0) == CutLexer::PROFILE;
        if (!symbol && !(histogram && type(k) == CutLexer::NAME)) return false;
        const Span rest = tokens_.span(trial_.at(k), trial_.at(trial_.size() - 1));
        if (rest.text().find_first_of("\"\n") != std::string_view::npos) return false;
        const std::string quoted = fmt::format("\"{}\"", rest.text());
        return attempt("put the label between double quotes", {{k, trial_.size() - k, quoted}});
    }

    /// `40.0 bins`
    void whole_number(std::size_t place) {
        const std::string digits = text(place);
        const std::size_t point = digits.find('.');
        if (point == std::string::npos || digits.find_first_not_of('0', point + 1) != std::string::npos) return;
        replace(place, 1, digits.substr(0, point));
    }

    /// The place behind a number with its sign, or 0 where none stands.
    std::size_t behind_number(std::size_t place) const {
        if (is(place, "-")) ++place;
        return number_at(place) || type(place) == CutLexer::PI ? place + 1 : 0;
    }
    std::string between(std::size_t first, std::size_t end) const {
        std::string joined;
        for (std::size_t i = first; i < end; ++i) joined += text(i);
        return joined;
    }

    /// `in 60 to 150 GeV`, `between 60 and 150 GeV`, `in 60, 150 GeV`
    void window() {
        std::size_t low = stop_, begin = stop_;
        const bool between_word = is(stop_, "between");
        if (between_word || type(stop_) == CutLexer::IN) ++low;
        if (!between_word) begin = low;
        const std::size_t low_end = behind_number(low);
        if (low_end == 0) return;
        std::string unit;
        std::size_t joint = low_end;
        if (type(joint) == CutLexer::UNIT) unit = " " + text(joint++);
        const bool joins =
            type(joint) == CutLexer::TO || type(joint) == CutLexer::AND || is(joint, ",") || is(joint, "-");
        if (!joins) return;
        std::size_t end = behind_number(joint + 1);
        if (end == 0) return;
        const std::string ends = fmt::format("{}, {}", between(low, low_end), between(joint + 1, end));
        if (type(end) == CutLexer::UNIT && (unit.empty() || unit == " " + text(end)))
            unit = " " + text(end++);
        else if (type(end) == CutLexer::UNIT)
            return;
        const std::string_view word = between_word ? "in " : "";
        replace(begin, end - begin, fmt::format("{}[{}]{}", word, ends, unit));
        if (between_word) replace(begin, end - begin, fmt::format("{}({}){}", word, ends, unit), false);
    }

    /// `row SR : 1200 GeV`
    void cell() {
        for (const char* sign : {">", ">=", "<"}) insert(stop_, sign, sign == std::string_view(">"));
    }

    /// `pi/2` where a constant stands.
    void part_of_pi() {
        const double divisor = std::strtod(text(stop_ + 1).c_str(), nullptr);
        if (divisor <= 0) return;
        replace(stop_ - 1, 3, fmt::format("{:.8g}", std::numbers::pi / divisor));
    }

    /// `scale Jet by -2%`, `0.97 +- 3%`
    void percentage() {
        const std::size_t k = stop_;
        if (!number_at(k - 1)) return;
        const bool negative = is(k - 2, "-") && !is(k - 3, "+");
        const double part = std::strtod(text(k - 1).c_str(), nullptr) / 100;
        const bool scaled = type(0) == CutLexer::VARIATION;
        const std::size_t begin = scaled && (negative || is(k - 2, "+")) ? k - 2 : k - 1;
        const double value = scaled ? (negative ? 1 - part : 1 + part) : part;
        replace(begin, k + 1 - begin, fmt::format("{:.10g}", value));
    }

    /// `deltaPhi(a, b)| < 2`: an absolute value that is not opened.
    void opening_bar() {
        Walk walk(tokens_);
        const std::size_t begin = trial_.place_of(walk.operand_begin(trial_.at(stop_ - 2)));
        attempt("open it: `|`", {{begin, 0, "|", true}});
    }

    /// `select deltaR(x, y) > 0.1 for x, y in quad`
    void quantifier() {
        const bool cut = type(0) == CutLexer::SELECT || type(0) == CutLexer::REJECT;
        if (!cut) return;
        std::size_t end = trial_.size();
        for (std::size_t i = stop_; i < trial_.size(); ++i)
            if (type(i) == CutLexer::STRING) end = std::min(end, i);
        const bool rejects = type(0) == CutLexer::REJECT;
        for (const char* word : rejects ? std::array{"any", "all"} : std::array{"all", "any"})
            attempt(
                fmt::format("ask it of {}: `{}(...)`", word == std::string_view("all") ? "each" : "one of them", word),
                {{1, 0, fmt::format("{}(", word), true}, {end, 0, ")"}}, false);
    }

    /// `size jets`
    void call_without_brackets() {
        const std::size_t k = stop_;
        if (!one_of(text(k - 1), {"size", "HT", "MHT", "abs", "sqrt", "exists", "leading", "sphericity", "thrust"}))
            return;
        Walk walk(tokens_);
        const Token* last = walk.operand_end(trial_.at(k));
        if (!last) return;
        const std::size_t end = trial_.place_of(last) + 1;
        const std::string argument(walk.text(trial_.at(k), last));
        attempt(fmt::format("write `{}({})`", text(k - 1), argument), {{k, end - k, fmt::format("({})", argument)}});
    }

    /// `x > 125 GeV when C else 200 GeV`: the choice is between the values behind the comparison.
    void choice() {
        std::size_t begin = 0;
        for (std::size_t i = 1; i < stop_; ++i) {
            if (type(i) == CutLexer::WHEN) break;
            if (is_comparison(type(i)) || type(i) == CutLexer::SELECT || type(i) == CutLexer::REJECT) begin = i + 1;
        }
        if (begin == 0) return;
        std::size_t end = stop_ + 1;
        while (end < trial_.size() && type(end) != CutLexer::STRING && type(end) != CutLexer::AND &&
               type(end) != CutLexer::OR && type(end) != CutLexer::WHEN && !is_comparison(type(end)))
            ++end;
        attempt("put the choice in parentheses", {{begin, 0, "(", true}, {end, 0, ")"}});
    }

    /// `pt > 30 GeV and < 50 GeV`: the same value once more.
    void left_side() {
        std::size_t comparison = stop_ - 1;
        while (comparison > 1 && !is_comparison(type(comparison)) && type(comparison) != CutLexer::IN) --comparison;
        if (comparison < 2) return;
        Walk walk(tokens_);
        std::size_t begin = comparison;
        while (begin > 1 && type(begin - 1) != CutLexer::AND && type(begin - 1) != CutLexer::OR) --begin;
        insert(stop_, walk.text(trial_.at(begin), trial_.at(comparison - 1)));
    }

    /// `outside zero`, `outside clamp`
    void outside() {
        if (is(1, "zero") || is(1, "one")) {
            replace(1, 1, is(1, "zero") ? "0" : "1");
        } else if (type(1) == CutLexer::NAME) {
            const bool known =
                one_of(text(1), {"clamp", "clamped", "closest", "edge", "last", "extrapolate", "constant"});
            replace(1, 1, "nearest", known);
            if (!known) replace(1, 1, "1", false);
        }
    }

    /// `function f(a, b) -> ...`: each parameter has a type.
    void parameters() {
        std::vector<Change> changes;
        for (std::size_t i = 3; i < trial_.size() && type(i) != CutLexer::ARROW && !is(i, "="); ++i) {
            const bool alone =
                type(i) == CutLexer::NAME && (is(i - 1, "(") || is(i - 1, ",")) && (is(i + 1, ",") || is(i + 1, ")"));
            if (!alone) continue;
            const auto texts = proposals(tokens_, trial_, i + 1);
            if (!texts.empty()) changes.push_back({i + 1, 0, texts.front()});
        }
        if (!changes.empty()) attempt(fmt::format("write `{}`", changes.front().inserted), changes);
    }

    /// `excluding Z.l1, Z.l2`
    void excluded_members() {
        std::size_t end = stop_ + 2;
        while (is(end, ",") && text(end + 1) == text(stop_ - 1) && is(end + 2, ".")) end += 4;
        attempt(fmt::format("exclude all of `{}`", text(stop_ - 1)), {{stop_, end - stop_, ""}});
    }

    /// `excluding leading(jets, 2)`: by its name.
    void excluded_call() {
        Walk walk(tokens_);
        const Token* close = walk.closing(trial_.at(stop_));
        if (!close) return;
        const std::size_t begin = stop_ - 1, count = trial_.place_of(close) + 1 - begin;
        const std::string call(walk.text(trial_.at(begin), close));
        for (const Token* token = tokens_.from(0); token != broken_.first; token = tokens_.after(token)) {
            if (token->getType() != CutLexer::DEFINE) continue;
            const Token* value = tokens_.after(tokens_.after(tokens_.after(token)));
            const Token* end = walk.operand_end(value);
            if (end && end->getTokenIndex() < broken_.first->getTokenIndex() && walk.text(value, end) == call)
                replace(begin, count, std::string(tokens_.text(tokens_.after(token))));
        }
        if (!found_.empty() || !replace(begin, count, "excluded")) return;
        const std::uint32_t line = tokens_.span(broken_.first).begin;
        Fix& fix = found_.back().fix;
        fix.title = "give it a name";
        fix.edits.insert(fix.edits.begin(),
                         {{&tokens_.file(), line, line}, fmt::format("define excluded = {}\n", call)});
    }
};

}  // namespace

std::vector<FoundRepair> common_slips(const Tokens& tokens, Trial& trial, const BrokenStatement& broken) {
    return CommonSlips(tokens, trial, broken).run();
}

}  // namespace collmc::syntax
