#include "compiler/syntax/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "compiler/diagnostics/nearest.h"
#include "compiler/diagnostics/snippet.h"
#include "compiler/syntax/walk.h"

namespace collmc::syntax {

namespace {

/// What a token stands for in a list of expected ones; empty for tokens that need no mention beside the others.
std::string_view expected_word(std::size_t type) {
    switch (type) {
        case CutLexer::NAME: return "a name";
        case CutLexer::INT: return "a whole number";
        case CutLexer::NUMBER: return "a number";
        case CutLexer::STRING: return "a text between double quotes";
        case CutLexer::UNIT: return "a unit";
        case CutLexer::ASSIGN: return "`=`";
        case CutLexer::COLON: return "`:`";
        case CutLexer::COMMA: return "`,`";
        case CutLexer::LPAREN: return "`(`";
        case CutLexer::RPAREN: return "`)`";
        case CutLexer::LBRACKET: return "`[`";
        case CutLexer::RBRACKET: return "`]`";
        case CutLexer::BAR: return "`|`";
        case CutLexer::ARROW: return "`->`";
        case CutLexer::GREATER: return "`>`";
        case CutLexer::SLASH: return "`/`";
        case CutLexer::IN: return "`in`";
        case CutLexer::FROM: return "`from`";
        case CutLexer::TO: return "`to`";
        case CutLexer::BINS: return "`bins`";
        case CutLexer::FUNCTION: return "`function`";
        case CutLexer::WHEN: return "`when`";
        case CutLexer::BY: return "`by`";
        case CutLexer::OF: return "`of`";
        case CutLexer::WITH: return "`with`";
        case CutLexer::AS: return "`as`";
        case CutLexer::PAD: return "`pad`";
        case CutLexer::FIRST: return "`first`";
        case CutLexer::LOWEST: return "`lowest`";
        case CutLexer::HIGHEST: return "`highest`";
        case CutLexer::CLOSEST: return "`closest`";
        case CutLexer::NEAREST: return "`nearest`";
        case CutLexer::SCALE: return "`scale`";
        case CutLexer::USE: return "`use`";
        case CutLexer::UP: return "`up`";
        case CutLexer::DOWN: return "`down`";
        case CutLexer::EDGES: return "`edges`";
        case CutLexer::ABOVE: return "`above`";
        case CutLexer::OUTSIDE: return "`outside`";
        case antlr4::Token::EOF: return "the end";
        default: return "";
    }
}

}  // namespace

std::string describe_found(const Tokens& tokens, const antlr4::Token* token) {
    if (is_end(token)) return "the end of the file";
    if (token->getType() == CutLexer::STRING) return "a string";
    const std::string_view text = tokens.text(token);
    constexpr std::size_t longest = 40;
    if (text.size() > longest) return "a very long word";
    return fmt::format("`{}`", diagnostics::printable(text));
}

std::string describe_expected(const antlr4::misc::IntervalSet& expected) {
    const auto has = [&](std::size_t type) { return expected.contains(type); };
    if (has(CutLexer::NAME) && has(CutLexer::INT)) return "a value";
    if (has(CutLexer::NAME) && has(CutLexer::SLASH)) return "`/fb` or `/pb`";
    if (has(CutLexer::LESS) && has(CutLexer::IS)) return "a comparison such as `>= 2`, or `-`";
    if (has(CutLexer::LBRACKET) && has(CutLexer::LPAREN)) return "an interval such as `[40, 120] GeV`";
    if (has(CutLexer::INT) && has(CutLexer::LPAREN)) return "a constant power such as `2` or `(1/2)`";
    if (has(CutLexer::INT) && has(CutLexer::NUMBER)) return "a number";
    std::vector<std::string_view> words;
    for (const ssize_t type : expected.toList())
        if (const auto word = expected_word(static_cast<std::size_t>(type)); !word.empty()) words.push_back(word);
    if (words.empty()) return "something else";
    if (words.size() == 1) return std::string(words[0]);
    const std::string_view last = words.back();
    words.pop_back();
    return fmt::format("{} or {}", fmt::join(words, ", "), last);
}

std::string statement_form(const antlr4::Token* first) {
    switch (first->getType()) {
        case CutLexer::ANALYSIS: return "the title reads `analysis \"TITLE\"`";
        case CutLexer::EXPERIMENT: return "the experiment reads `experiment \"CMS\"`";
        case CutLexer::REFERENCE: return "the reference of a paper reads `reference \"arXiv:1706.09933\"`";
        case CutLexer::LUMINOSITY: return "the luminosity of a paper reads `luminosity 35.9 /fb`";
        case CutLexer::OBJECT:
            return "an object block begins with `object NAME from COLLECTION, ...`, perhaps `excluding CANDIDATE`, "
                   "perhaps `order by VALUE, highest first`";
        case CutLexer::CANDIDATE:
            return "a candidate block begins with `candidate NAME from a, b in COLLECTION`, or with `candidate NAME "
                   "from "
                   "groups A, B of COLLECTION`";
        case CutLexer::CLOSEST:
            return "the criterion reads `closest VALUE to VALUE`, as in `closest mass to 91.1876 GeV`";
        case CutLexer::LOWEST: return "the criterion reads `lowest VALUE`";
        case CutLexer::HIGHEST: return "the criterion reads `highest VALUE`";
        case CutLexer::THEN: return "what decides between equals reads `then lowest VALUE` or `then highest VALUE`";
        case CutLexer::DEFINE: return "a definition reads `define NAME = VALUE`";
        case CutLexer::FUNCTION: return "a function reads `function NAME(a : TYPE, ...) -> TYPE = VALUE`";
        case CutLexer::INTRINSIC: return "an intrinsic function reads `intrinsic function NAME(a : TYPE, ...) -> TYPE`";
        case CutLexer::TABLE: return "a table begins with `table NAME(a : TYPE, ...) -> TYPE`";
        case CutLexer::ROW:
            return "a row of a table reads `row [20, 30) GeV : 0.62 +- 0.02`, a row of regions `row NAME : >= 2, -`";
        case CutLexer::OUTSIDE: return "a table ends with `outside nearest`, or with a value: `outside 1`";
        case CutLexer::VARIATION:
            return "a variation reads `variation NAME : scale Jet by 1.03` or `variation NAME : use TABLE up`";
        case CutLexer::REGION: return "a region block begins with `region NAME`, perhaps `from REGION, ...`";
        case CutLexer::REGIONS: return "a table of regions begins with `regions from REGION with VALUE, ...`";
        case CutLexer::SELECT: return "a cut reads `select CONDITION`, perhaps `when CONDITION`, perhaps a \"label\"";
        case CutLexer::REJECT: return "a cut reads `reject CONDITION`, perhaps `when CONDITION`, perhaps a \"label\"";
        case CutLexer::WEIGHT: return "a weight reads `weight VALUE`, perhaps a \"label\"";
        case CutLexer::HISTO:
            return "a histogram reads `histo NAME : VALUE, 40 bins from 30 to 150 GeV \"label\"`; with `by VALUE, ...` "
                   "behind the axis it has a second one";
        case CutLexer::PROFILE: return "a profile reads `profile NAME : MEAN by VALUE, 40 bins from 30 to 150 GeV`";
        case CutLexer::NTUPLE:
            return "an ntuple reads `ntuple NAME : VALUE, VALUE as NAME, ...`; a column may be `first 4 of COLLECTION "
                   "(pt, eta) pad 0`";
        case CutLexer::SKIM: return "a skim reads `skim NAME`, perhaps `when CONDITION`";
        case CutLexer::BINS: return "a grid of bins begins with `bins NAME`, perhaps `when CONDITION`";
        case CutLexer::BY: return "what is divided reads `by VALUE : 300, 400, 600 GeV`, perhaps `and above`";
        case CutLexer::OBSERVED: return "what was observed reads `observed 97, 52`, one number for each bin";
        case CutLexer::BACKGROUND:
            return "what was expected reads `background 103 +- 13, 46.2 + 7.2 - 6.0`, one number for each bin";
        default: return "";
    }
}

bool is_word(const antlr4::Token* token) {
    const std::size_t type = token->getType();
    // The grammar lists the keywords and the units one after the other.
    return (type >= CutLexer::ANALYSIS && type <= CutLexer::UNIT) || type == CutLexer::AND || type == CutLexer::OR ||
           type == CutLexer::NOT || type == CutLexer::IN || type == CutLexer::PI;
}

bool is_likely_name(const antlr4::Token* token) {
    switch (token->getType()) {
        case CutLexer::EXPERIMENT:
        case CutLexer::REFERENCE:
        case CutLexer::LUMINOSITY:
        case CutLexer::TABLE:
        case CutLexer::VARIATION:
        case CutLexer::REGIONS:
        case CutLexer::WEIGHT:
        case CutLexer::PROFILE:
        case CutLexer::SKIM:
        case CutLexer::OBSERVED:
        case CutLexer::BACKGROUND:
        case CutLexer::ROW:
        case CutLexer::OUTSIDE:
        case CutLexer::ORDER:
        case CutLexer::FIRST:
        case CutLexer::GROUPS:
        case CutLexer::EDGES:
        case CutLexer::PAD:
        case CutLexer::ABOVE:
        case CutLexer::SCALE:
        case CutLexer::USE:
        case CutLexer::UP:
        case CutLexer::DOWN:
        case CutLexer::NEAREST:
        case CutLexer::BIT: return true;
        default: return false;
    }
}

bool begins_value(std::size_t type) {
    return type == CutLexer::NAME || type == CutLexer::INT || type == CutLexer::NUMBER || type == CutLexer::LPAREN ||
           type == CutLexer::THIS || type == CutLexer::PI || type == CutLexer::BAR || type == CutLexer::NOT;
}

namespace {

MeantWord nearest_word(std::string_view written, const std::vector<std::string>& words) {
    const auto near = diagnostics::nearest(written, words, 2);
    if (near.empty()) return {};
    return {near.front(), diagnostics::is_certain(written, near)};
}

}  // namespace

MeantWord meant_keyword(std::string_view written, const antlr4::misc::IntervalSet& expected) {
    std::vector<std::string> words;
    for (const ssize_t type : expected.toList()) {
        const std::string_view quoted = expected_word(static_cast<std::size_t>(type));
        if (quoted.size() > 2 && std::isalpha(static_cast<unsigned char>(quoted[1])) && quoted.front() == '`')
            words.emplace_back(quoted.substr(1, quoted.size() - 2));
    }
    return nearest_word(written, words);
}

const std::vector<std::string>& statement_words() {
    static const std::vector<std::string> words = {
        "analysis", "experiment", "reference", "luminosity", "object",    "candidate", "closest", "lowest",
        "highest",  "then",       "define",    "function",   "table",     "row",       "outside", "region",
        "regions",  "variation",  "select",    "reject",     "weight",    "histo",     "profile", "ntuple",
        "skim",     "bins",       "by",        "observed",   "background"};
    return words;
}

MeantWord meant_statement(std::string_view written) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 44> other = {{
        {"hist", "histo"},         {"histogram", "histo"},      {"plot", "histo"},      {"fill", "histo"},
        {"cut", "select"},         {"require", "select"},       {"keep", "select"},     {"filter", "select"},
        {"accept", "select"},      {"veto", "reject"},          {"drop", "reject"},     {"discard", "reject"},
        {"let", "define"},         {"def", "define"},           {"var", "define"},      {"set", "define"},
        {"obj", "object"},         {"collection", "object"},    {"algo", "region"},     {"selection", "region"},
        {"channel", "region"},     {"tuple", "ntuple"},         {"tree", "ntuple"},     {"title", "analysis"},
        {"histo1d", "histo"},      {"histo2d", "histo"},        {"hist2d", "histo"},    {"th2", "histo"},
        {"minimize", "lowest"},    {"maximize", "highest"},     {"minimise", "lowest"}, {"maximise", "highest"},
        {"scalefactor", "weight"}, {"systematic", "variation"}, {"lumi", "luminosity"}, {"data", "observed"},
        {"cmd", "select"},         {"counts", "observed"},      {"save", "skim"},       {"composite", "object"},
        {"comb", "object"},        {"sample", "skim"},          {"where", "select"},    {"demand", "select"},
    }};
    const std::string small = lower_case(written);
    for (const auto& [from, to] : other)
        if (small == from) return {std::string(to)};
    return nearest_word(written, statement_words());
}

std::string begun_statement(std::string_view written) {
    const std::string small = lower_case(written);
    if (small.size() < 3) return "";
    for (const std::string& word : statement_words())
        if (word.starts_with(small)) return word;
    return "";
}

std::string keyword_in_other_case(std::string_view written) {
    static const std::vector<std::string> inner = {"from", "excluding", "order", "first", "groups", "of",  "to",
                                                   "when", "else",      "for",   "edges", "as",     "pad", "above",
                                                   "with", "scale",     "use",   "up",    "down",   "is",  "nearest",
                                                   "bit",  "this",      "and",   "or",    "not",    "in",  "pi"};
    for (const auto* words : {&statement_words(), &inner})
        for (const auto& word : *words)
            if (written != word && lower_case(written) == word) return word;
    return "";
}

std::vector<std::string> meant_units(std::string_view written, bool exactly) {
    static const std::vector<std::string> units = {"GeV", "MeV", "TeV", "rad", "deg"};
    const std::string small = lower_case(written);
    for (const std::string& unit : units)
        if (small == lower_case(unit)) return {unit};
    if (one_of(small, {"degree", "degrees", "degs"})) return {"deg"};
    if (one_of(small, {"radian", "radians", "rads"})) return {"rad"};
    if (exactly || !keyword_in_other_case(written).empty()) return {};
    return diagnostics::nearest(written, units);
}

}  // namespace collmc::syntax
