// Words that are part of the language without being reserved, and words that people bring along from other tools.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// `size`, `exists`, `leading`, `chance`, `btagged` and the reductions: called like functions, with rules of their own.
bool is_built_in_form(std::string_view name);
std::vector<std::string> built_in_forms();
std::optional<ReduceOp> reduction_named(std::string_view name);
const char* name_of(ReduceOp op);
const char* name_of(CompareOp op);

/// How an intrinsic treats the dimensions of its arguments and result.
enum class DimensionRule {
    pure,         ///< pure numbers to a pure number
    square_root,  ///< halves the dimension
    cube_root,    ///< a third of the dimension
    same,         ///< arguments of one dimension, which the result keeps; whole numbers stay whole
    ratio,        ///< arguments of one dimension to a pure number
    sign,         ///< any dimension to a whole number
    energy,       ///< energies to an energy
    entries,      ///< which eigenvalue, then entries of one dimension, which the result keeps
};

struct IntrinsicEntry {
    Intrinsic op;
    const char* name;  ///< as called in the language
    std::size_t arity;
    DimensionRule rule;
};

const IntrinsicEntry* intrinsic_named(std::string_view name);
/// `fourMomentum`, declared like an intrinsic function: its result is no number.
bool is_momentum_constructor(std::string_view name);

/// The attribute that a name of other tools stands for: `pT` is `pt`. Empty if there is none.
std::string_view attribute_for_habit(std::string_view name);

/// The expressions that a name of other tools can stand for: `METLV` is `MET`, `ABSETA` is `|eta|`.
std::vector<std::string> values_for_habit(std::string_view name);
/// `True`, `all`: a condition that holds; `False`: one that does not.
std::optional<bool> truth_for_habit(std::string_view name);
/// `None`, `nullptr`: what a candidate is not if it exists.
bool is_nothing(std::string_view name);
/// The function that a name of other tools stands for: `fMR` is `razorMR`. Empty if there is none.
std::string_view function_for_habit(std::string_view name);
/// The type that a word of other languages may stand for, by what is computed: `double` is any number.
bool is_number_type_of_habit(std::string_view name);

/// What the source of an object is called in other tools, and plurals: `ELE` is `Electron`, `leptons` are electrons and
/// muons, `b` is a jet with a cut.
struct SourceHabit {
    std::vector<std::string> kinds;
    std::string_view cut = {};  ///< `select btagged`, or empty
};
std::vector<SourceHabit> sources_for_habit(std::string_view name);

/// Whether objects of the kind are objects of the other one as well, by another hypothesis: taus are jets.
bool may_be_read_as(std::string_view kind, std::string_view other);

/// The letters in lower case.
std::string lower_case(std::string_view text);

/// How the call of a function of other tools is written here: `abs(x)` as `|x|`. `arguments` are source texts.
struct HabitRewrite {
    std::string text;     ///< replaces the whole call
    std::string because;  ///< "`|x|` is the absolute value"
    /// Whether every tool means the same by it: `abs`, but not `dphi`, which some give a sign.
    bool certain = false;
};
std::optional<HabitRewrite> call_for_habit(std::string_view function, const std::vector<std::string>& arguments);

}  // namespace collmc::semantics
