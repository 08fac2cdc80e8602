#include "compiler/syntax/repair_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numbers>
#include <string>
#include <utility>

#include "compiler/syntax/describe.h"
#include "compiler/syntax/lines.h"
#include "compiler/syntax/proposals.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

using antlr4::Token;
using diagnostics::EditClass;
using diagnostics::Fix;

namespace {

/// Words and signs that are always written alike.
constexpr std::array<std::pair<std::size_t, std::string_view>, 29> fixed = {{
    {CutLexer::COMMA, ","},       {CutLexer::COLON, ":"},         {CutLexer::ASSIGN, "="},
    {CutLexer::TO, "to"},         {CutLexer::BY, "by"},           {CutLexer::BINS, "bins"},
    {CutLexer::FROM, "from"},     {CutLexer::IN, "in"},           {CutLexer::OF, "of"},
    {CutLexer::WITH, "with"},     {CutLexer::AS, "as"},           {CutLexer::RPAREN, ")"},
    {CutLexer::RBRACKET, "]"},    {CutLexer::LPAREN, "("},        {CutLexer::ARROW, "->"},
    {CutLexer::PAD, "pad"},       {CutLexer::NEAREST, "nearest"}, {CutLexer::UP, "up"},
    {CutLexer::DOWN, "down"},     {CutLexer::FIRST, "first"},     {CutLexer::HIGHEST, "highest"},
    {CutLexer::LOWEST, "lowest"}, {CutLexer::ABOVE, "above"},     {CutLexer::WHEN, "when"},
    {CutLexer::SCALE, "scale"},   {CutLexer::USE, "use"},         {CutLexer::ORDER, "order"},
    {CutLexer::FOR, "for"},       {CutLexer::EDGES, "edges"},
}};

bool is_comparison(std::size_t type) { return type >= CutLexer::EQUAL && type <= CutLexer::GREATER; }
bool is_filler(std::string_view word) { return one_of(word, {"all", "the", "each", "every"}); }

class Search {
public:
    Search(const Tokens& tokens, Trial& trial, const BrokenStatement& broken)
        : tokens_(tokens), trial_(trial), broken_(broken) {
        trial_.take(broken.first, broken.end);
        stop_ = std::min(trial_.place_of(broken.found), trial_.size());
    }

    Repairs run() {
        if (stop_ == 0 || !on_few_lines()) return {};
        patterns();
        if (found_.empty()) brackets();
        if (found_.empty()) signs();
        if (found_.empty() && stop_ == trial_.size()) trailing();
        if (found_.empty()) propose();
        return result();
    }

private:
    struct Found {
        Fix fix;
        std::optional<FlatStatement> statement;  // what it then reads as, where nothing in it was invented
        bool good = true;                        // a guess that is most likely right
    };

    /// A very long statement is not one: what follows it is missing its first words.
    bool on_few_lines() const {
        constexpr std::size_t most_tokens = 400;
        return trial_.size() <= most_tokens;
    }

    bool attempt(std::string title, const std::vector<Change>& changes, bool good = true) {
        constexpr std::size_t most = 6;
        const bool inside = std::all_of(changes.begin(), changes.end(), [&](const Change& change) {
            return change.at <= trial_.size() && change.removed <= trial_.size() - change.at;
        });
        if (found_.size() >= most || !inside) return false;
        auto statement = trial_.read(changes);
        if (!statement) return false;
        found_.push_back({{std::move(title), EditClass::likely, trial_.edits(changes)}, {}, good});
        if (invents(changes)) return true;
        found_.back().statement = std::move(statement);
        return true;
    }
    /// Whether a change says more than the language's own words and signs, or completes what is not all there: nothing
    /// is to be said of such a statement in other messages.
    bool invents(const std::vector<Change>& changes) const {
        return std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
            if (change.inserted.empty()) return stop_ == trial_.size();
            if (one_of(change.inserted, {")", "]", "|", "))", "all(", "any("})) return false;
            const bool word = std::any_of(fixed.begin(), fixed.end(),
                                          [&](const auto& pair) { return pair.second == change.inserted; });
            return stop_ == trial_.size() || !(word || one_of(change.inserted, {"and", "+-", "-", "(", ">"}));
        });
    }

    bool insert(std::size_t at, const std::string& text, bool good = true) {
        return attempt(fmt::format("write `{}`", text), {{at, 0, text}}, good);
    }
    bool replace(std::size_t at, std::size_t count, const std::string& text, bool good = true) {
        return attempt(fmt::format("write `{}`", text), {{at, count, text}}, good);
    }
    bool erase(std::size_t at, std::size_t count, bool good = true) {
        const Span place = tokens_.span(trial_.at(at), trial_.at(at + count - 1));
        return attempt(fmt::format("remove `{}`", place.text()), {{at, count, ""}}, good);
    }

    std::size_t type(std::size_t place) const { return trial_.type(place); }
    std::string text(std::size_t place) const { return trial_.text(place); }
    bool is(std::size_t place, std::string_view what) const {
        return place < trial_.size() && trial_.text(place) == what;
    }
    bool expects(std::size_t token) const { return broken_.expected && broken_.expected->contains(token); }
    bool number_at(std::size_t place) const { return place < trial_.size() && is_number(trial_.at(place)); }
    bool touch(std::size_t left) const {
        return left + 1 < trial_.size() && tokens_.touch(trial_.at(left), trial_.at(left + 1));
    }

    // ---- slips of more than one token ----

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

    // ---- brackets ----

    /// The places of the brackets that are open where the parser stopped.
    std::vector<std::size_t> open_brackets() const {
        std::vector<std::size_t> open;
        bool after_operand = false;
        for (std::size_t i = 0; i < stop_; ++i) {
            const std::size_t t = type(i);
            const bool opens =
                t == CutLexer::LPAREN || t == CutLexer::LBRACKET || (t == CutLexer::BAR && !after_operand);
            const bool closes = t == CutLexer::RPAREN || t == CutLexer::RBRACKET || t == CutLexer::BAR;
            if (opens)
                open.push_back(i);
            else if (closes && !open.empty())
                open.pop_back();
            after_operand = ends_operand(trial_.at(i), after_operand);
        }
        return open;
    }

    void brackets() {
        const std::vector<std::size_t> open = open_brackets();
        if (open.empty()) return;
        if (open.size() > 1 && stop_ == trial_.size() && close_all(open)) return;
        const std::size_t bracket = open.back();
        const std::string closer = is(bracket, "(") ? ")" : is(bracket, "[") ? "]" : "|";
        for (const int wanted : {0, 1, 2}) {
            for (std::size_t gap = bracket + 2; gap <= stop_; ++gap)
                if (worth(bracket, gap) == wanted) attempt(fmt::format("close it: `{}`", closer), {{gap, 0, closer}});
            if (!found_.empty()) return;
        }
    }

    bool close_all(const std::vector<std::size_t>& open) {
        std::string closers;
        for (auto place = open.rbegin(); place != open.rend(); ++place)
            closers += is(*place, "(") ? ")" : is(*place, "[") ? "]" : "|";
        return attempt(fmt::format("close them: `{}`", closers), {{trial_.size(), 0, closers}});
    }

    /// How likely a bracket ends in front of a token: 0 most, 3 not.
    int worth(std::size_t bracket, std::size_t gap) const {
        const bool call = is(bracket, "(") && (type(bracket - 1) == CutLexer::NAME);
        const bool runs = call && one_of(text(bracket - 1), {"any", "all", "count", "sum", "min", "max", "mean"});
        const bool relation = is_comparison(type(gap)) || type(gap) == CutLexer::IN || type(gap) == CutLexer::IS;
        if (is(bracket, "(") && !call && is(gap, ".") && !is(bracket + 2, ".")) {
            for (std::size_t i = bracket; i < gap; ++i)
                if (is(i, "+")) return 0;
        }
        if (is(bracket, "[")) return type(gap) == CutLexer::UNIT || is(gap, ".") || relation ? 0 : gap == stop_ ? 1 : 2;
        if (relation && !runs) return is(bracket, "(") && !call ? 1 : 0;
        if (gap == trial_.size() || type(gap) == CutLexer::STRING) return 1;
        return gap == stop_ ? 1 : 3;
    }

    // ---- one word or sign ----

    void signs() {
        const std::size_t k = stop_;
        if (!broken_.expected) return leftover();
        if (type(k) == CutLexer::NAME && type(k - 1) == CutLexer::NAME && !expects(CutLexer::COMMA)) insert(k, ",");
        for (const auto& [token, word] : fixed)
            if (expects(token)) insert(k, std::string(word));
        if (!found_.empty() || k >= trial_.size()) return;
        propose();
        if (!found_.empty()) return;
        for (const auto& [token, word] : fixed)
            if (expects(token)) replace(k, 1, std::string(word));
        if (!found_.empty()) return;
        const bool value = begins_value(type(k)) || type(k) == CutLexer::STRING || is_comparison(type(k));
        if (!value && type(k) != CutLexer::UNKNOWN) erase(k, 1);
        if (found_.empty() && is_separator(type(k - 1)) && k >= 2) erase(k - 1, 1);
    }

    static bool is_separator(std::size_t type) {
        return type == CutLexer::COMMA || type == CutLexer::AND || type == CutLexer::OR || type == CutLexer::COLON;
    }

    /// The statement is complete in front of what was found.
    void leftover() {
        const std::size_t k = stop_;
        const std::size_t found = type(k);
        const bool cut = type(0) == CutLexer::SELECT || type(0) == CutLexer::REJECT;
        if (found == CutLexer::COMMA || found == CutLexer::AND) {
            replace(k, 1, cut && found == CutLexer::COMMA ? "and" : ",");
            if (found_.empty()) erase(k, 1);
            return;
        }
        if (number_at(k) && cut) {
            for (const char* sign : {">", "<", ">=", "=="}) insert(k, sign, false);
            return;
        }
        if (type(0) == CutLexer::NTUPLE && found == CutLexer::NAME) insert(k, "as");
        if (!found_.empty()) return;
        const bool unit = found == CutLexer::NAME && number_at(k - 1);  // one that does not exist
        if (cut && begins_value(found) && !unit && compares_before(k)) insert(k, "and");
        if (unit) return;
        if (!cut) insert(k, ",");
        for (const char* word : {"in", "from", "when", "by"})
            if (found_.empty() && (!cut || compares_before(k))) insert(k, word);
        if (found_.empty() && !begins_value(found) && found != CutLexer::STRING && found != CutLexer::UNKNOWN)
            erase(k, 1);
    }

    /// Whether a condition may end in front of a place.
    bool compares_before(std::size_t place) const {
        for (std::size_t i = place; i-- > 1;) {
            if (type(i) == CutLexer::AND || type(i) == CutLexer::OR) return false;
            if (is_comparison(type(i)) || type(i) == CutLexer::IN || type(i) == CutLexer::IS) return true;
        }
        return is(place - 1, ")") || is(place - 1, "btagged");
    }

    /// `pt > 30 GeV and`, `from electrons,`: what is listed goes on, or ends there.
    void trailing() {
        if (stop_ < 2 || !is_separator(type(stop_ - 1))) return;
        const bool list = type(stop_ - 1) == CutLexer::COMMA && type(0) == CutLexer::OBJECT;
        if (list)
            for (const std::string& text : proposals(tokens_, trial_, stop_)) {
                if (found_.size() < 2) insert(stop_, text, false);
            }
        erase(stop_ - 1, 1, found_.empty());
    }

    // ---- what is not written yet ----

    void propose() {
        const auto texts = proposals(tokens_, trial_, stop_);
        constexpr std::size_t most_proposals = 3;
        for (const std::string& text : texts)
            if (found_.size() < most_proposals)
                insert(stop_, text, texts.size() == 1 && type(stop_ - 1) != CutLexer::ELSE);
    }

    /// A statement that is only begun, or lacks a value that nobody can guess, may as well not be there yet.
    void leave_out(std::vector<Fix>& fixes) const {
        const bool begun = stop_ == trial_.size();
        const bool other = !begun && (type(stop_) == CutLexer::STRING || type(stop_) == CutLexer::UNKNOWN);
        const bool no_value = fixes.empty() && broken_.expected && !begun && !begins_value(type(stop_)) &&
                              (!other || is(stop_, "?")) && (expects(CutLexer::INT) || expects(CutLexer::NUMBER));
        const bool sure = fixes.size() == 1 && fixes[0].applicability != EditClass::changes_selection;
        const bool closed = trial_.size() == 1 || (sure && lacks_comparison());
        if ((!begun && !no_value) || (sure && !closed) || heads_lines() || is_used()) return;
        fixes.push_back({"leave the statement out",
                         EditClass::changes_selection,
                         {{whole_lines(tokens_.span(trial_.at(0), trial_.at(trial_.size() - 1))), ""}},
                         "it is not written yet"});
    }

    /// A cut that says nothing of its value.
    bool lacks_comparison() const {
        if (type(0) != CutLexer::SELECT && type(0) != CutLexer::REJECT) return false;
        for (std::size_t i = 1; i < trial_.size(); ++i)
            if (is_comparison(type(i)) || type(i) == CutLexer::IN || type(i) == CutLexer::IS ||
                one_of(text(i), {"any", "all", "exists", "btagged", "oppositeSign", "sameSign", "sameFlavor"}))
                return false;
        return true;
    }

    /// Whether lines of this statement's own block stand below it.
    bool heads_lines() const {
        switch (type(0)) {
            case CutLexer::OBJECT:
            case CutLexer::CANDIDATE:
            case CutLexer::REGION:
            case CutLexer::REGIONS:
            case CutLexer::TABLE:
            case CutLexer::BINS: break;
            default: return false;
        }
        if (is_end(broken_.end)) return false;
        switch (broken_.end->getType()) {
            case CutLexer::OBJECT:
            case CutLexer::CANDIDATE:
            case CutLexer::REGION:
            case CutLexer::REGIONS:
            case CutLexer::TABLE:
            case CutLexer::FUNCTION:
            case CutLexer::VARIATION: return false;
            default: return true;
        }
    }

    /// Whether the name that the statement declares is used below.
    bool is_used() const {
        const bool names = type(0) == CutLexer::OBJECT || type(0) == CutLexer::CANDIDATE ||
                           type(0) == CutLexer::DEFINE || type(0) == CutLexer::FUNCTION || type(0) == CutLexer::TABLE ||
                           type(0) == CutLexer::REGION;
        if (!names || type(1) != CutLexer::NAME) return false;
        const std::string_view name = tokens_.text(trial_.at(1));
        for (const Token* token = broken_.end; !is_end(token); token = tokens_.after(token))
            if (token->getType() == CutLexer::NAME && tokens_.text(token) == name) return true;
        return false;
    }

    Repairs result() {
        constexpr std::size_t most_fixes = 3;
        Repairs repairs;
        const bool one = std::count_if(found_.begin(), found_.end(), [](const Found& f) { return f.good; }) == 1;
        std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) { return a.good > b.good; });
        for (Found& found : found_) {
            if (repairs.fixes.size() >= most_fixes) break;
            const bool guess = one && found.good;
            found.fix.applicability = guess ? EditClass::likely : EditClass::changes_selection;
            if (guess) repairs.statement = std::move(found.statement);
            repairs.fixes.push_back(std::move(found.fix));
        }
        leave_out(repairs.fixes);
        return repairs;
    }

    const Tokens& tokens_;
    Trial& trial_;
    const BrokenStatement& broken_;
    std::size_t stop_ = 0;  // the place of what was found
    std::vector<Found> found_;
};

}  // namespace

Repairs repair_statement(const Tokens& tokens, Trial& trial, const BrokenStatement& broken) {
    return Search(tokens, trial, broken).run();
}

}  // namespace collmc::syntax
