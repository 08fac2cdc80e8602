#include "compiler/semantics/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace collmc::semantics {

namespace {

constexpr std::array<std::pair<const char*, ReduceOp>, 8> kReductions = {{
    {"sum", ReduceOp::sum},
    {"min", ReduceOp::min},
    {"max", ReduceOp::max},
    {"mean", ReduceOp::mean},
    {"any", ReduceOp::any},
    {"all", ReduceOp::all},
    {"count", ReduceOp::count},
    {"product", ReduceOp::product},
}};

constexpr std::array<IntrinsicEntry, 25> kIntrinsics = {{
    {Intrinsic::sqrt, "sqrt", 1, DimensionRule::square_root},
    {Intrinsic::cbrt, "cbrt", 1, DimensionRule::cube_root},
    {Intrinsic::exp, "exp", 1, DimensionRule::pure},
    {Intrinsic::log, "log", 1, DimensionRule::pure},
    {Intrinsic::sin, "sin", 1, DimensionRule::pure},
    {Intrinsic::cos, "cos", 1, DimensionRule::pure},
    {Intrinsic::tan, "tan", 1, DimensionRule::pure},
    {Intrinsic::asin, "asin", 1, DimensionRule::pure},
    {Intrinsic::acos, "acos", 1, DimensionRule::pure},
    {Intrinsic::atan, "atan", 1, DimensionRule::pure},
    {Intrinsic::sinh, "sinh", 1, DimensionRule::pure},
    {Intrinsic::cosh, "cosh", 1, DimensionRule::pure},
    {Intrinsic::tanh, "tanh", 1, DimensionRule::pure},
    {Intrinsic::asinh, "asinh", 1, DimensionRule::pure},
    {Intrinsic::acosh, "acosh", 1, DimensionRule::pure},
    {Intrinsic::atanh, "atanh", 1, DimensionRule::pure},
    {Intrinsic::atan2, "atan2", 2, DimensionRule::ratio},
    {Intrinsic::hypot, "hypot", 2, DimensionRule::same},
    {Intrinsic::min2, "min", 2, DimensionRule::same},
    {Intrinsic::max2, "max", 2, DimensionRule::same},
    {Intrinsic::sign, "sign", 1, DimensionRule::sign},
    {Intrinsic::wrap_phi, "wrapPhi", 1, DimensionRule::pure},
    {Intrinsic::floor, "floor", 1, DimensionRule::pure},
    {Intrinsic::eigenvalue3, "eigenvalue3", 7, DimensionRule::entries},
    {Intrinsic::mt2, "mt2", 9, DimensionRule::energy},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kAttributeHabits = {{
    {"p_t", "pt"},
    {"et", "pt"},
    {"e", "energy"},
    {"en", "energy"},
    {"m", "mass"},
    {"minv", "mass"},
    {"q", "charge"},
    {"y", "rapidity"},
    {"rap", "rapidity"},
    {"isb", "btagged"},
    {"istagged", "btagged"},
    {"bjet", "btagged"},
    {"flavour", "flavor"},
    {"ntracks", "tracks"},
    {"ntrk", "tracks"},
}};

/// Names of values in other tools, in lower case.
struct ValueHabit {
    std::string_view name;
    std::string_view value;
};
constexpr std::array kValueHabits = {
    ValueHabit{"met", "MET"},        ValueHabit{"metlv", "MET"},       ValueHabit{"missinget", "MET"},
    ValueHabit{"missing_et", "MET"}, ValueHabit{"missingpt", "MET"},   ValueHabit{"etmiss", "MET"},
    ValueHabit{"et_miss", "MET"},    ValueHabit{"ptmiss", "MET"},      ValueHabit{"pt_miss", "MET"},
    ValueHabit{"pfmet", "MET"},      ValueHabit{"puppimet", "MET"},    ValueHabit{"met_pt", "MET"},
    ValueHabit{"met_et", "MET"},     ValueHabit{"met_phi", "MET.phi"}, ValueHabit{"abseta", "|eta|"},
    ValueHabit{"abs_eta", "|eta|"},  ValueHabit{"m_pi", "pi"},
};

/// Names of functions in other tools, in lower case.
struct FunctionHabit {
    std::string_view name;
    std::string_view function;
};
constexpr std::array kFunctionHabits = {
    FunctionHabit{"dr", "deltaR"},
    FunctionHabit{"delr", "deltaR"},
    FunctionHabit{"delta_r", "deltaR"},
    FunctionHabit{"dphi", "deltaPhi"},
    FunctionHabit{"delphi", "deltaPhi"},
    FunctionHabit{"delta_phi", "deltaPhi"},
    FunctionHabit{"deta", "deltaEta"},
    FunctionHabit{"deleta", "deltaEta"},
    FunctionHabit{"delta_eta", "deltaEta"},
    FunctionHabit{"transversemass", "mT"},
    FunctionHabit{"mtransverse", "mT"},
    FunctionHabit{"mt_w", "mT"},
    FunctionHabit{"mtw", "mT"},
    FunctionHabit{"mt_met", "mT"},
    FunctionHabit{"fmt", "mT"},
    FunctionHabit{"fht", "HT"},
    FunctionHabit{"spt", "HT"},
    FunctionHabit{"set", "HT"},
    FunctionHabit{"tht", "HT"},
    FunctionHabit{"tet", "HT"},
    FunctionHabit{"sumpt", "HT"},
    FunctionHabit{"sum_pt", "HT"},
    FunctionHabit{"scalarht", "HT"},
    FunctionHabit{"fmht", "MHT"},
    FunctionHabit{"fmr", "razorMR"},
    FunctionHabit{"fmtr", "razorMTR"},
    FunctionHabit{"fmtr2", "razorR2"},
    FunctionHabit{"fmt2", "MT2"},
    FunctionHabit{"mt2bb", "MT2"},
    FunctionHabit{"fsqrt", "sqrt"},
    FunctionHabit{"applyhm", "chance"},
    FunctionHabit{"meff", "effectiveMass"},
    FunctionHabit{"fmeff", "effectiveMass"},
};

/// Words for kinds of objects in other tools, in lower case and without the `s` of a plural.
struct KindHabit {
    std::string_view word;
    std::string_view kind;
    std::string_view cut = {};
};
constexpr std::string_view kTagged = "select btagged";
constexpr std::string_view kUntagged = "reject btagged";
constexpr std::array kKindHabits = {
    KindHabit{"photon", "Photon"},
    KindHabit{"gamma", "Photon"},
    KindHabit{"pho", "Photon"},
    KindHabit{"ph", "Photon"},
    KindHabit{"a", "Photon"},
    KindHabit{"electron", "Electron"},
    KindHabit{"elec", "Electron"},
    KindHabit{"ele", "Electron"},
    KindHabit{"el", "Electron"},
    KindHabit{"e", "Electron"},
    KindHabit{"muon", "Muon"},
    KindHabit{"muo", "Muon"},
    KindHabit{"mu", "Muon"},
    KindHabit{"tau", "Tau"},
    KindHabit{"ta", "Tau"},
    KindHabit{"tauh", "Tau"},
    KindHabit{"jet", "Jet"},
    KindHabit{"j", "Jet"},
    KindHabit{"fatjet", "Jet"},
    KindHabit{"fjet", "Jet"},
    KindHabit{"largejet", "Jet"},
    KindHabit{"ak4jet", "Jet"},
    KindHabit{"ak8jet", "Jet"},
    KindHabit{"pfjet", "Jet"},
    KindHabit{"genjet", "Jet"},
    KindHabit{"bjet", "Jet", kTagged},
    KindHabit{"b", "Jet", kTagged},
    KindHabit{"bquark", "Jet", kTagged},
    KindHabit{"btag", "Jet", kTagged},
    KindHabit{"b_jet", "Jet", kTagged},
    KindHabit{"lightjet", "Jet", kUntagged},
    KindHabit{"ljet", "Jet", kUntagged},
};

std::string_view without_plural(std::string_view word) {
    return word.size() > 1 && word.back() == 's' ? word.substr(0, word.size() - 1) : word;
}

/// `x` of `x == 1`.
std::string before_comparison(const std::string& text) {
    const std::string left = text.substr(0, text.find("=="));
    return left.substr(0, left.find_last_not_of(' ') + 1);
}

/// `x` for a name or a chain of attributes and indices, else `(x)`.
std::string as_operand(const std::string& text) {
    const bool chain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '[' || c == ']';
    });
    return chain ? text : "(" + text + ")";
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_built_in_form(std::string_view name) {
    return one_of(name, {"size", "exists", "leading", "chance", "btagged"}) || reduction_named(name).has_value();
}

std::vector<std::string> built_in_forms() {
    std::vector<std::string> names = {"size", "exists", "leading", "chance", "btagged"};
    for (const auto& [name, op] : kReductions)
        if (intrinsic_named(name) == nullptr) names.emplace_back(name);
    return names;
}

std::optional<ReduceOp> reduction_named(std::string_view name) {
    for (const auto& [own, op] : kReductions)
        if (name == own) return op;
    return std::nullopt;
}

const char* name_of(ReduceOp op) {
    for (const auto& [name, own] : kReductions)
        if (own == op) return name;
    return "";
}

const char* name_of(CompareOp op) {
    switch (op) {
        case CompareOp::less: return "<";
        case CompareOp::less_equal: return "<=";
        case CompareOp::greater: return ">";
        case CompareOp::greater_equal: return ">=";
        case CompareOp::equal: return "==";
        case CompareOp::not_equal: return "!=";
    }
    return "";
}

const char* name_of(Intrinsic op) {
    for (const IntrinsicEntry& entry : kIntrinsics)
        if (entry.op == op) return entry.name;
    return "";
}

const IntrinsicEntry* intrinsic_named(std::string_view name) {
    for (const IntrinsicEntry& entry : kIntrinsics)
        if (name == entry.name) return &entry;
    return nullptr;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

std::vector<std::string> values_for_habit(std::string_view name) {
    const std::string lower = lower_case(name);
    std::vector<std::string> values;
    for (const ValueHabit& habit : kValueHabits)
        if (lower == habit.name) values.emplace_back(habit.value);
    if (values == std::vector<std::string>{"MET"}) values.emplace_back("MET.pt");
    return values;
}

std::optional<bool> truth_for_habit(std::string_view name) {
    const std::string lower = lower_case(name);
    if (one_of(lower, {"true", "all"})) return true;
    if (one_of(lower, {"false"})) return false;
    return std::nullopt;
}

bool is_nothing(std::string_view name) { return one_of(lower_case(name), {"none", "null", "nullptr", "nil"}); }

std::string_view function_for_habit(std::string_view name) {
    const std::string lower = lower_case(name);
    for (const FunctionHabit& habit : kFunctionHabits)
        if (lower == habit.name) return habit.function;
    return {};
}

bool is_number_type_of_habit(std::string_view name) {
    return one_of(lower_case(name), {"double", "float", "int", "long", "unsigned", "auto", "float64"});
}

bool may_be_read_as(std::string_view kind, std::string_view other) { return kind == "Tau" && other == "Jet"; }

std::vector<SourceHabit> sources_for_habit(std::string_view name) {
    const std::string lower = lower_case(name);
    for (const std::string_view word : {std::string_view(lower), without_plural(lower)}) {
        if (one_of(word, {"lepton", "lep", "l"})) return {{{"Electron", "Muon"}}, {{"Electron", "Muon", "Tau"}}};
        for (const KindHabit& habit : kKindHabits)
            if (word == habit.word) return {{{std::string(habit.kind)}, habit.cut}};
    }
    return {};
}

bool is_momentum_constructor(std::string_view name) { return name == "fourMomentum"; }

std::string_view attribute_for_habit(std::string_view name) {
    const std::string lower = lower_case(name);
    for (const auto& [habit, attribute] : kAttributeHabits)
        if (lower == habit) return attribute;
    return {};
}

std::optional<HabitRewrite> call_for_habit(std::string_view function, const std::vector<std::string>& arguments) {
    const std::string name = lower_case(function);
    if (arguments.size() == 1) {
        const std::string& x = arguments.front();
        if (one_of(name, {"abs", "fabs"})) {
            const bool has_bars = x.find('|') != std::string::npos;  // `||` would be another sign
            return HabitRewrite{has_bars ? "|(" + x + ")|" : "|" + x + "|", "the absolute value is written |x|", true};
        }
        if (one_of(name, {"size", "len", "length", "n", "count", "num", "nobjects"}))
            return HabitRewrite{"size(" + x + ")", "the number of objects is size(...)", true};
        if (one_of(name, {"pt", "eta", "phi", "mass", "energy", "charge", "px", "py", "pz", "rapidity", "btag"}))
            return HabitRewrite{as_operand(x) + "." + name, "attributes stand behind a dot", true};
        if (name == "m") return HabitRewrite{as_operand(x) + ".mass", "attributes stand behind a dot", true};
        if (name == "not") return HabitRewrite{"not " + as_operand(x), "`not` is a word, not a function", true};
        if (name == "sq" || name == "square") return HabitRewrite{as_operand(x) + "^2", "a power is written x^2", true};
        if (name == "fsqrt") return HabitRewrite{"sqrt(" + x + ")", "the square root is `sqrt`", true};
        if (one_of(name, {"float", "double", "int", "bool"}))
            return HabitRewrite{as_operand(x), "numbers need no conversion"};
        if (name == "applyhm") return HabitRewrite{"chance(" + before_comparison(x) + ")", "hit or miss is `chance`"};
        if (name == "mt_met") return HabitRewrite{"mT(" + x + ", MET)", "the transverse mass is `mT`"};
        for (const char* kind : {"Photon", "Electron", "Muon", "Tau", "Jet"})
            if (name == "is" + lower_case(kind))
                return HabitRewrite{fmt::format("{} is {}", x, kind), "the kind of an object is asked for with `is`",
                                    true};
    }
    if (name == "pow" && arguments.size() == 2)
        return HabitRewrite{fmt::format("{}^{}", as_operand(arguments[0]), arguments[1]), "a power is written x^2",
                            true};
    if (one_of(name, {"mass", "m", "minv", "invmass", "invariantmass", "mll", "mjj"}) && arguments.size() >= 2)
        return HabitRewrite{fmt::format("({}).mass", fmt::join(arguments, " + ")),
                            "an invariant mass is the mass of a sum of objects", true};
    if (arguments.size() == 3 && one_of(name, {"if", "ifelse", "iif", "ite", "where", "cond", "select"}))
        return HabitRewrite{fmt::format("({} when {} else {})", arguments[1], arguments[0], arguments[2]),
                            "one of two values is `(a when CONDITION else b)`", true};
    if (arguments.size() == 4 && one_of(name, {"lorentzvector", "tlorentzvector", "fourvector", "p4"}))
        return HabitRewrite{fmt::format("fourMomentum({})", fmt::join(arguments, ", ")),
                            "the momentum with components px, py, pz, E is `fourMomentum`"};
    if (arguments.size() == 2 && one_of(name, {"take", "top", "head", "firstn", "nleading"}))
        return HabitRewrite{fmt::format("leading({})", fmt::join(arguments, ", ")), "the first objects are `leading`"};
    if (name == "isinstance" && arguments.size() == 2)
        return HabitRewrite{fmt::format("{} is {}", arguments[0], arguments[1]),
                            "the kind of an object is asked for with `is`", true};
    if (const std::string_view own = function_for_habit(name); !own.empty())
        return HabitRewrite{fmt::format("{}({})", own, fmt::join(arguments, ", ")),
                            fmt::format("it is called `{}`", own), own == "deltaR"};
    return std::nullopt;
}

}  // namespace collmc::semantics
