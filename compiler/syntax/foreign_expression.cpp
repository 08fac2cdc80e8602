#include "compiler/syntax/foreign_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/syntax/foreign_reader.h"

namespace collmc::syntax {

using antlr4::Token;
using diagnostics::Diagnostic;
using diagnostics::Edit;
using diagnostics::EditClass;

namespace {

constexpr const char* choice_form = "a choice between values is written `(VALUE when CONDITION else OTHER)`";

/// Modules and name spaces that functions of other languages come from.
bool is_module(std::string_view name) {
    return one_of(lower_case(name), {"np", "numpy", "ak", "awkward", "math", "std", "tmath", "root", "vecops", "cmath",
                                     "hist", "vector", "torch", "jnp", "ad", "phys", "event", "events", "ev"});
}

/// What a method without arguments says of `object`; empty where it is not known.
std::string method_value(std::string_view method, const std::string& object) {
    const std::string name = lower_case(method);
    if (one_of(name, {"size", "length", "count", "getsize", "getentries"})) return fmt::format("size({})", object);
    if (name == "empty") return fmt::format("size({}) == 0", object);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> attributes = {{
        {"m", "mass"},
        {"mass", "mass"},
        {"e", "energy"},
        {"energy", "energy"},
        {"et", "pt"},
        {"pt", "pt"},
        {"perp", "pt"},
        {"eta", "eta"},
        {"phi", "phi"},
        {"rapidity", "rapidity"},
        {"y", "rapidity"},
        {"px", "px"},
        {"py", "py"},
        {"pz", "pz"},
        {"p", "p"},
        {"charge", "charge"},
        {"q", "charge"},
        {"pseudorapidity", "eta"},
    }};
    for (const auto& [foreign, attribute] : attributes)
        if (name == foreign) return fmt::format("{}.{}", object, attribute);
    if (one_of(name, {"front", "first"})) return object + "[0]";
    if (one_of(name, {"btag", "isbtagged", "btagged"})) return object + ".btagged";
    return "";
}

/// What a method with arguments says; empty where it is not known.
std::string method_call(std::string_view method, const std::string& object, const std::vector<std::string>& arguments) {
    const std::string name = lower_case(method);
    if (arguments.size() != 1) return "";
    const std::string& argument = arguments[0];
    if (one_of(name, {"deltar", "delta_r", "dr", "drapidityphi"}))
        return fmt::format("deltaR({}, {})", object, argument);
    if (one_of(name, {"deltaphi", "delta_phi", "dphi"})) return fmt::format("deltaPhi({}, {})", object, argument);
    if (one_of(name, {"deltaeta", "delta_eta", "deta"})) return fmt::format("deltaEta({}, {})", object, argument);
    if (one_of(name, {"at", "get"})) return fmt::format("{}[{}]", object, argument);
    if (one_of(name, {"head", "take", "leading"})) return fmt::format("leading({}, {})", object, argument);
    if (one_of(name, {"mt", "mt_met"})) return fmt::format("mT({}, {})", object, argument);
    return "";
}

class Expressions : public ForeignReader {
public:
    using ForeignReader::ForeignReader;

    bool report() {
        if (!first_ || !previous_ || is_end(found_)) return false;
        return method() || scope() || arrow() || key() || slice() || window() || empty_index() || mask() || ternary() ||
               if_expression() || tilde() || braces() || attached_list() || comprehension_colon() || loop_variable() ||
               constant() || list_of_numbers() || unit_in_brackets() || prefixed_string() || side_by_side();
    }

    /// `static_cast<double>(x)`
    bool cast() {
        if (!one_of(walk_.text(found_), {"static_cast", "dynamic_cast", "reinterpret_cast"})) return false;
        const Token* type = walk_.next(walk_.next(found_));
        const Token* open = walk_.next(walk_.next(type));
        const Token* close = walk_.is(open, "(") ? walk_.closing(open) : nullptr;
        if (!close) return false;
        auto& diagnostic = error("E0008", walk_.span(found_, walk_.previous(open)), "numbers need no conversion");
        return replace_safely(diagnostic, walk_.span(found_, close), walk_.text(open, close));
    }

private:
    /// `jets.size()`, `jets[0].Pt()`, `a.DeltaR(b)`, `np.sqrt(x)`
    bool method() {
        const Token* dot = walk_.previous(previous_);
        if (!walk_.is(found_, "(") || !walk_.is_name(previous_) || !walk_.is(dot, ".") || !walk_.previous(dot))
            return false;
        const Token* close = walk_.closing(found_);
        const Token* object_end = walk_.previous(dot);
        const Token* object_begin = walk_.operand_begin(object_end);
        if (!close) return false;
        const std::string object = walk_.text(object_begin, object_end);
        const Span whole = walk_.span(object_begin, close);
        if (object_begin == object_end && is_module(object)) return module(object_begin, close);
        std::vector<std::string> arguments = walk_.arguments(found_, close);
        std::string value = arguments.empty() ? method_value(walk_.text(previous_), object)
                                              : method_call(walk_.text(previous_), object, arguments);
        const bool known = !value.empty() && walk_.lower(previous_) != "et";
        if (value.empty() && arguments.empty()) value = walk_.text(object_begin, previous_);
        auto& diagnostic =
            error("E0008", walk_.span(previous_, close),
                  fmt::format("objects have no methods; `{}` is an attribute or a function", walk_.text(previous_)));
        if (known) return replace_safely(diagnostic, whole, value);
        return value.empty() || replace(diagnostic, whole, value);
    }

    /// `np.abs(x)`: the name alone; options such as `axis=1` are dropped.
    bool module(const Token* name, const Token* close) {
        const Token* option = found_;
        while (walk_.before(option, close) && !walk_.is(walk_.next(option), "=")) option = walk_.next(option);
        auto& diagnostic = error("E0008", walk_.span(name, previous_),
                                 fmt::format("functions stand by themselves, without `{}.`", walk_.text(name)));
        std::vector<Edit> edits = {{walk_.span(walk_.begin(name), walk_.begin(previous_)), ""}};
        const std::string function = renamed(walk_.text(previous_));
        if (function != walk_.text(previous_)) edits[0] = {walk_.span(name, previous_), function};
        if (option != close && walk_.is(walk_.previous(option), ","))
            edits.push_back({walk_.span(walk_.begin(walk_.previous(option)), walk_.begin(close)), ""});
        return likely(diagnostic, std::move(edits), fmt::format("write `{}`", function));
    }

    static std::string renamed(std::string_view function) {
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> names = {{
            {"arctan2", "atan2"},
            {"arctan", "atan"},
            {"arccos", "acos"},
            {"arcsin", "asin"},
            {"num", "size"},
            {"ATan2", "atan2"},
            {"Sqrt", "sqrt"},
            {"arccosh", "acosh"},
            {"arcsinh", "asinh"},
        }};
        for (const auto& [foreign, own] : names)
            if (function == foreign) return std::string(own);
        return std::string(function);
    }

    /// `std::sqrt(x)`, `TMath::Abs(x)`
    bool scope() {
        const Token* second = walk_.next(found_);
        if (!walk_.is(found_, ":") || !walk_.is(second, ":") || !tokens_.touch(found_, second) ||
            !walk_.is_name(previous_))
            return false;
        const Token* name = walk_.next(second);
        if (!walk_.is_name(name)) return false;
        const Token* from = previous_;
        auto& diagnostic = error("E0008", walk_.span(from, name),
                                 fmt::format("functions stand by themselves, without `{}::`", walk_.text(from)));
        const std::string function = renamed(walk_.text(name));
        return replace_safely(diagnostic, walk_.span(from, name), function);
    }

    /// `jets[0]->PT`
    bool arrow() {
        if (type_ != CutLexer::ARROW || first_type() == CutLexer::FUNCTION || first_type() == CutLexer::TABLE)
            return false;
        auto& diagnostic = error("E0008", walk_.span(found_, found_), "an attribute stands behind a `.`");
        return replace_safely(diagnostic, walk_.span(found_, found_), ".");
    }

    /// `jets[0]["pt"]`, `event["MET"]`
    bool key() {
        if (type_ != CutLexer::STRING || !walk_.is(previous_, "[") || !walk_.is(walk_.next(found_), "]")) return false;
        std::string name(walk_.text(found_));
        name = name.substr(1, name.size() - 2);
        const Token* object = walk_.previous(previous_);
        auto& diagnostic =
            error("E0008", walk_.span(previous_, walk_.next(found_)), "an attribute stands behind a `.`");
        if (walk_.is_name(object) && is_module(walk_.text(object)))
            return replace(diagnostic, walk_.span(object, walk_.next(found_)), name == "MET" ? "MET.pt" : name);
        return replace_safely(diagnostic, walk_.span(previous_, walk_.next(found_)), "." + name);
    }

    /// `jets[:2]`, `jets[0:3]`
    bool slice() {
        const bool from_start = walk_.is(found_, ":") && walk_.is(previous_, "[");
        const bool between =
            walk_.is(found_, ":") && walk_.is(previous_, "0") && walk_.is(walk_.previous(previous_), "[");
        if (!from_start && !between) return false;
        const Token* open = from_start ? previous_ : walk_.previous(previous_);
        const Token* count = walk_.next(found_);
        const Token* close = walk_.next(count);
        const Token* object = walk_.previous(open);
        if (!object || count->getType() != CutLexer::INT || !walk_.is(close, "]")) return false;
        const Token* begin = walk_.operand_begin(object);
        const std::string collection = walk_.text(begin, object);
        const long number = std::stol(std::string(walk_.text(count)).substr(0, 9));
        const Span whole = walk_.span(begin, close);
        auto& diagnostic = error("E0404", walk_.span(open, close), "an index takes one object");
        diagnostic.notes.push_back("the first objects are `leading(COLLECTION, NUMBER)`");
        if (from_start) return replace(diagnostic, whole, fmt::format("leading({}, {})", collection, number));
        for (const long n : {number, number + 1})
            diagnostic.fixes.push_back({fmt::format("write `leading({}, {})`", collection, n),
                                        EditClass::changes_selection,
                                        {{whole, fmt::format("leading({}, {})", collection, n)}},
                                        n == number ? "the end is not counted in" : "the end is counted in"});
        return true;
    }

    /// `jets[]`
    bool empty_index() {
        if (!walk_.is(found_, "]") || !walk_.is(previous_, "[") || !tokens_.touch(previous_, found_)) return false;
        const Token* object = walk_.previous(previous_);
        if (!object || !tokens_.touch(object, previous_)) return false;
        auto& diagnostic =
            error("E0404", walk_.span(previous_, found_), "an index is a whole number, and none is given");
        diagnostic.notes.push_back("`jets[0]` is the jet with the highest pt, `jets[1]` the next");
        diagnostic.fixes.push_back(
            {"take the first object: `[0]`", EditClass::changes_selection, {{empty_at(walk_.begin(found_)), "0"}}});
        return true;
    }

    /// `size(jets[jets.pt > 50 GeV])`, `object jets from Jet[Jet.pt > 30 GeV]`
    bool mask() {
        const bool at_name = type_ == CutLexer::NAME && walk_.is(previous_, "[");
        const bool in_source = walk_.is(found_, "[") && walk_.is_name(previous_) && first_type() == CutLexer::OBJECT;
        if (!at_name && !in_source) return false;
        const Token* open = at_name ? previous_ : found_;
        const Token* collection = walk_.previous(open);
        const Token* close = walk_.closing(open);
        if (!close || !walk_.is_name(collection)) return false;
        const std::string name(walk_.text(collection));
        if (in_source) {
            auto& diagnostic =
                error("E0404", walk_.span(open, close), "what is selected stands in cuts of its own, below");
            return replace(
                diagnostic, walk_.span(open, close),
                "\n    select " + with_prefix(walk_.text(walk_.next(open), walk_.previous(close)), name, ""));
        }
        const Token* size_open = walk_.previous(collection);
        const Token* size = size_open ? walk_.previous(size_open) : nullptr;
        if (!walk_.is(size_open, "(") || !size || !walk_.is(walk_.next(close), ")") ||
            !one_of(walk_.lower(size), {"size", "len", "num", "n", "count"}))
            return false;
        const std::string variable = std::string(1, name[0]);
        auto& diagnostic = error("E0404", walk_.span(open, close), "an index takes one object");
        diagnostic.notes.push_back("the number of objects with a property is `count(CONDITION for j in jets)`");
        const std::string condition =
            with_prefix(walk_.text(walk_.next(open), walk_.previous(close)), name, variable + ".");
        return replace(diagnostic, walk_.span(size, walk_.next(close)),
                       fmt::format("count({} for {} in {})", condition, variable, name));
    }

    /// `jets.pt > 3` with another word for `jets.`
    static std::string with_prefix(std::string text, const std::string& collection, const std::string& prefix) {
        const std::string old = collection + ".";
        for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + prefix.size()))
            text.replace(at, old.size(), prefix);
        return text;
    }

    /// `x [] 76 106 GeV`, `x ][ 76 106 GeV`
    bool window() {
        const Token* second = walk_.next(found_);
        const bool index = walk_.is(previous_, "[") && walk_.is(found_, "]") && is_number(signed_number(second));
        const bool inside = index || (walk_.is(found_, "[") && walk_.is(second, "]"));
        const bool outside = walk_.is(found_, "]") && walk_.is(second, "[");
        if (!inside && !outside) return false;
        const Token* begin = index ? previous_ : found_;
        const Token* low = index ? second : walk_.next(second);
        const Token* high = low ? walk_.next(signed_number(low)) : low;
        if (!is_number(signed_number(low))) return false;
        if (walk_.is(high, ",")) high = walk_.next(high);
        const Token* high_end = signed_number(high);
        if (!is_number(high_end)) return false;
        const std::string interval =
            fmt::format("in [{}, {}]", walk_.text(low, signed_number(low)), walk_.text(high, high_end));
        auto& diagnostic = error("E0008", walk_.span(begin, high_end), "a range of values reads `in [76, 106] GeV`");
        const Token* value = walk_.next(first_);
        const bool whole = first_type() == CutLexer::SELECT || first_type() == CutLexer::REJECT;
        if (inside) return replace(diagnostic, walk_.span(begin, high_end), interval);
        if (!whole) return true;
        const bool selects = first_type() == CutLexer::SELECT;
        const std::string text =
            fmt::format("{} {} {}", selects ? "reject" : "select", walk_.text(value, previous_), interval);
        return replace(diagnostic, walk_.span(first_, high_end), text);
    }

    const Token* signed_number(const Token* token) const { return walk_.is(token, "-") ? walk_.next(token) : token; }

    /// `CONDITION ? A : B`
    bool ternary() {
        if (!walk_.is(found_, "?") || walk_.is(walk_.next(found_), "?")) return false;
        const Token* colon = walk_.next(found_);
        const Token* limit = walk_.last_on_line(found_);
        while (walk_.before(colon, limit) && !walk_.is(colon, ":")) colon = walk_.next(colon);
        if (!walk_.is(colon, ":") || !walk_.before(colon, limit)) return false;
        const Token* begin = choice_begin();
        const Token* end = walk_.expression_end(walk_.next(colon));
        const std::string condition = walk_.text(begin, previous_);
        const std::string then = walk_.text(walk_.next(found_), walk_.previous(colon));
        const std::string other = walk_.text(walk_.next(colon), end);
        auto& diagnostic = error("E0008", walk_.span(found_, found_), choice_form);
        diagnostic.primary_label = "not `CONDITION ? VALUE : OTHER`";
        const bool cut =
            (first_type() == CutLexer::SELECT || first_type() == CutLexer::REJECT) && begin == walk_.next(first_);
        const bool passes = one_of(other, {"ALL", "1", "1 == 1", "true", "True", "all"});
        if (cut && passes)
            return replace(diagnostic, walk_.span(begin, end), fmt::format("{} when {}", then, condition));
        const bool counts = then == "1" && other == "0" && walk_.is(walk_.previous(begin), "(") &&
                            walk_.is(walk_.previous(walk_.previous(begin)), "sum");
        if (counts)
            return likely(
                diagnostic,
                {{walk_.span(walk_.previous(walk_.previous(begin)), walk_.previous(walk_.previous(begin))), "count"},
                 {walk_.span(begin, end), condition}},
                "count the objects: `count(CONDITION for ...)`");
        const bool bare = walk_.is(walk_.previous(begin), "(") && walk_.is(walk_.next(end), ")") &&
                          !walk_.is_name(walk_.previous(walk_.previous(begin)));
        const std::string choice = fmt::format("{} when {} else {}", then, condition, other);
        return replace(diagnostic, walk_.span(begin, end), bare ? choice : "(" + choice + ")");
    }

    /// Where the condition in front of `?` begins: behind `(`, `,`, `=`, `:` or the statement's word.
    const Token* choice_begin() const {
        std::size_t depth = 0;
        const Token* token = previous_;
        for (; token != first_; token = walk_.previous(token)) {
            if (walk_.is(token, ")") || walk_.is(token, "]")) ++depth;
            if (walk_.is(token, "(") || walk_.is(token, "[")) {
                if (depth == 0) break;
                --depth;
            }
            const bool ends = walk_.is(token, ",") || walk_.is(token, "=") || walk_.is(token, ":");
            if (depth == 0 && ends) break;
        }
        return walk_.next(token);
    }

    /// `~btagged`, `x ~= 3`
    bool tilde() {
        if (!walk_.is(found_, "~")) return false;
        const Token* second = walk_.next(found_);
        if (walk_.is(second, "=") && first_type() == CutLexer::SELECT) {
            const Token* end = walk_.expression_end(walk_.next(second));
            auto& diagnostic = error("E0008", walk_.span(found_, second),
                                     "the criterion of a candidate reads `closest VALUE to VALUE`");
            return replace(diagnostic, walk_.span(first_, end),
                           fmt::format("closest {} to {}", walk_.text(walk_.next(first_), previous_),
                                       walk_.text(walk_.next(second), end)));
        }
        auto& diagnostic = error("E0008", walk_.span(found_, found_), "`~` is written `not` here");
        return replace_safely(diagnostic, walk_.span(found_, found_), "not ");
    }

    /// `{leptons[0]}q`, `{SR1}` behind a cut, `{"pt": x}` in an ntuple
    bool braces() {
        if (!walk_.is(found_, "{")) return false;
        const Token* close = walk_.closing(found_);
        if (!close || !tokens_.same_line(found_, close)) return false;
        const Token* behind = walk_.next(close);
        if (walk_.is_name(behind) && tokens_.touch(close, behind)) {
            const auto arguments = walk_.arguments(found_, close);
            std::string object = fmt::format("{}", fmt::join(arguments, ", "));
            std::string value = method_value(walk_.text(behind), object);
            if (value.empty()) value = fmt::format("{}({})", walk_.text(behind), object);
            auto& diagnostic = error("E0008", walk_.span(found_, behind), "an attribute stands behind a `.`");
            return replace(diagnostic, walk_.span(found_, behind), value);
        }
        if (first_type() == CutLexer::NTUPLE) return dictionary(close);
        if (close != walk_.last_on_line(found_) || previous_ == first_ || previous_->getType() == CutLexer::IN)
            return false;
        auto& diagnostic = error("E0008", walk_.span(found_, close), "a cut belongs to the region that it stands in");
        return likely(diagnostic, {{walk_.span(walk_.end(previous_), walk_.end(close)), ""}}, "leave it out");
    }

    bool dictionary(const Token* close) {
        std::vector<std::string> columns;
        for (const std::string& entry : walk_.arguments(found_, close)) {
            const std::size_t colon = entry.find(':');
            if (colon == std::string::npos) return false;
            std::string name = entry.substr(0, colon);
            std::erase_if(name, [](char c) { return c == '"' || c == '\'' || c == ' '; });
            columns.push_back(fmt::format("{} as {}", entry.substr(entry.find_first_not_of(' ', colon + 1)), name));
        }
        auto& diagnostic = error("E0008", walk_.span(found_, close), "a column with a name reads `VALUE as NAME`");
        return replace(diagnostic, walk_.span(found_, close), fmt::format("{}", fmt::join(columns, ", ")));
    }

    /// `sum([j.pt for j in jets])`, `edges [30, 60]`, `(1, 2)` where a list stands bare
    bool attached_list() {
        if (!walk_.is(found_, "[") && !walk_.is(found_, "(")) return false;
        const Token* close = walk_.closing(found_);
        if (!close) return false;
        const bool edges =
            previous_->getType() == CutLexer::EDGES || (first_type() == CutLexer::BY && walk_.is(previous_, ":"));
        const bool argument = walk_.is(found_, "[") && walk_.is(previous_, "(") && walk_.is(walk_.next(close), ")");
        if (!edges && !argument) return false;
        auto& diagnostic =
            error(edges ? "E0001" : "E0008", walk_.span(found_, found_),
                  edges ? "a list of edges has no brackets" : "what is run over stands in the call itself");
        diagnostic.notes.push_back(edges ? "it reads `30, 60, 100 GeV`" : "as in `sum(j.pt for j in jets)`");
        return likely(diagnostic, {{walk_.span(found_, found_), ""}, {walk_.span(close, close), ""}},
                      "leave the brackets out");
    }

    /// `for j : jets`
    bool comprehension_colon() {
        const Token* keyword = walk_.previous(previous_);
        if (!walk_.is(found_, ":") || !walk_.is_name(previous_) || !keyword || keyword->getType() != CutLexer::FOR)
            return false;
        auto& diagnostic = error("E0008", walk_.span(found_, found_), "`:` is written `in` here");
        const bool glued = walk_.end(previous_) == walk_.begin(found_);
        return replace_safely(diagnostic, walk_.span(found_, found_), glued ? " in" : "in");
    }

    /// `for (auto& e : electrons)`
    bool loop_variable() {
        if (previous_->getType() != CutLexer::FOR || !walk_.is(found_, "(")) return false;
        const Token* close = walk_.closing(found_);
        if (!close) return false;
        const Token* collection = walk_.previous(close);
        const Token* sign = walk_.previous(collection);
        const Token* name = walk_.previous(sign);
        if (!walk_.is_name(collection) || !(walk_.is(sign, ":") || walk_.is(sign, "in")) || !walk_.is_name(name))
            return false;
        auto& diagnostic = error("E0008", walk_.span(found_, close), "what is run over reads `for NAME in COLLECTION`");
        return replace_safely(diagnostic, walk_.span(found_, close),
                              fmt::format("{} in {}", walk_.text(name), walk_.text(collection)));
    }

    /// `40 bins from 0 to 500 [GeV]`, `... [logY]`
    bool unit_in_brackets() {
        const Token* word = walk_.next(found_);
        if (!walk_.is(found_, "[") || !walk_.is(walk_.next(word), "]")) return false;
        const Span whole = walk_.span(walk_.end(previous_), walk_.end(walk_.next(word)));
        if (word->getType() == CutLexer::UNIT) {
            auto& diagnostic = error("E0001", walk_.span(found_, walk_.next(word)), "a unit stands without brackets");
            return likely(diagnostic, {{whole, fmt::format(" {}", walk_.text(word))}},
                          fmt::format("write `{}`", walk_.text(word)));
        }
        const bool output = first_type() == CutLexer::HISTO || first_type() == CutLexer::PROFILE;
        if (!output || !walk_.is_name(word)) return false;
        auto& diagnostic =
            error("E0008", walk_.span(found_, walk_.next(word)), "the look of plots is an option of the run");
        return likely(diagnostic, {{whole, ""}}, "leave it out");
    }

    /// `if (CONDITION) A else B` as a value
    bool if_expression() {
        if (!walk_.is(previous_, ")")) return false;
        const Token* open = walk_.opening(previous_);
        const Token* word = open ? walk_.previous(open) : nullptr;
        if (!word || !walk_.is(word, "if")) return false;
        const Token* limit = walk_.last_on_line(found_);
        const Token* otherwise = found_;
        while (walk_.before(otherwise, limit) && otherwise->getType() != CutLexer::ELSE)
            otherwise = walk_.next(otherwise);
        if (!walk_.before(otherwise, limit)) return false;
        const Token* end = walk_.expression_end(walk_.next(otherwise));
        auto& diagnostic = error("E0008", walk_.span(word, end), choice_form);
        return replace(diagnostic, walk_.span(word, end),
                       fmt::format("({} when {} else {})", walk_.text(found_, walk_.previous(otherwise)),
                                   walk_.text(walk_.next(open), walk_.previous(previous_)),
                                   walk_.text(walk_.next(otherwise), end)));
    }

    /// `-M_PI`, `math.pi` where a number is expected
    bool constant() {
        const bool bound = one_of(walk_.text(previous_), {"-", "[", "(", ",", "from", "to"});
        if (!bound || !walk_.is_name(found_)) return false;
        const bool macro = one_of(walk_.lower(found_), {"m_pi", "kpi"});
        const bool member = is_module(walk_.text(found_)) && walk_.is(walk_.next(found_), ".") &&
                            walk_.lower(walk_.next(walk_.next(found_))) == "pi";
        if (!macro && !member) return false;
        const Span whole = walk_.span(found_, macro ? found_ : walk_.next(walk_.next(found_)));
        return replace_safely(error("E0008", whole, "this number is written `pi`"), whole, "pi");
    }

    /// `size(jets) in [2, 3, 4]`
    bool list_of_numbers() {
        if (!walk_.is(found_, ",") || !is_number(previous_)) return false;
        const Token* open = previous_;
        while (open != first_ && !walk_.is(open, "[") && !walk_.is(open, "(")) open = walk_.previous(open);
        const Token* word = open == first_ ? nullptr : walk_.previous(open);
        const Token* close = open == first_ ? nullptr : walk_.closing(open);
        if (!word || word->getType() != CutLexer::IN || !close) return false;
        const auto numbers = walk_.arguments(open, close);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const bool whole =
                numbers[i].find_first_not_of("0123456789") == std::string::npos && numbers[i].size() < 10;
            if (!whole || (i > 0 && std::stol(numbers[i]) != std::stol(numbers[i - 1]) + 1)) return false;
        }
        auto& diagnostic = error("E0001", walk_.span(open, close), "an interval has two ends");
        return replace(diagnostic, walk_.span(open, close), fmt::format("[{}, {}]", numbers.front(), numbers.back()));
    }

    /// `f"text"`, `r"text"`
    bool prefixed_string() {
        const Token* string = walk_.next(found_);
        if (!walk_.is_name(found_) || string->getType() != CutLexer::STRING || !tokens_.touch(found_, string) ||
            walk_.text(found_).size() > 2)
            return false;
        auto& diagnostic = error("E0008", walk_.span(found_, found_), "a string is taken as it stands");
        return likely(diagnostic, {{walk_.span(found_, found_), ""}}, "leave it out");
    }

    /// `leptons[0] leptons[1]`: the sum of two objects, or two arguments
    bool side_by_side() {
        if (!walk_.is_name(found_) || !tokens_.same_line(previous_, found_)) return false;
        if (!walk_.is(previous_, "]") || !walk_.is(walk_.next(found_), "[")) return false;
        const Token* begin = walk_.operand_begin(previous_);
        const Token* open = walk_.previous(begin);
        const Token* callee = walk_.is(open, "(") ? walk_.previous(open) : nullptr;
        const bool call = callee && walk_.is_name(callee);
        const bool arguments =
            call && !one_of(walk_.lower(callee), {"m", "mass", "minv", "pt", "px", "py", "pz", "e", "energy"});
        auto& diagnostic = error("E0001", walk_.span(begin, walk_.operand_end(found_)),
                                 arguments ? "a `,` stands between arguments" : "two objects side by side are no sum");
        if (!arguments) diagnostic.notes.push_back("a system of objects is `a + b`");
        std::vector<Edit> edits;
        const Token* token = found_;
        while (walk_.is_name(token) && walk_.is(walk_.next(token), "[")) {  // several of them in a row
            edits.push_back(
                {walk_.span(walk_.end(walk_.previous(token)), walk_.begin(token)), arguments ? ", " : " + "});
            const Token* end = walk_.operand_end(token);
            if (!end || !tokens_.same_line(end, walk_.next(end))) break;
            token = walk_.next(end);
        }
        return likely(diagnostic, std::move(edits), arguments ? "separate them by `,`" : "write their sum");
    }
};

}  // namespace

bool report_foreign_expression(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* found,
                               diagnostics::Diagnostics& diagnostics) {
    return Expressions(tokens, first, found, diagnostics).report();
}

bool report_foreign_conversion(const Tokens& tokens, const antlr4::Token* token,
                               diagnostics::Diagnostics& diagnostics) {
    return Expressions(tokens, token, token, diagnostics).cast();
}

}  // namespace collmc::syntax
