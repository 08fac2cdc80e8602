// Edits that give a value another dimension: the unit that a number lacks or has too much, a square root or a square
// that was forgotten.
//
// They are found on the typed value: what its dimension would be with another unit behind one of its numbers follows
// from the rules of operators.cpp, read backwards.
#pragma once

#include <optional>
#include <vector>

#include "compiler/semantics/reporter.h"
#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

/// What may be done to a value beside changing the units of its numbers.
struct Reshaping {
    bool roots = true;       ///< `sqrt(X)` and `X^2`
    bool divides = false;    ///< `X / 1 GeV`
    bool only_adds = false;  ///< no unit is taken away
};

/// An edit with how far it goes: 1 adds a unit, more rebuilds more.
struct DimensionFix {
    int cost = 0;
    Fix fix;
};

/// The edits of the analysis's own text that give `value` the dimension, those that change least first.
std::vector<DimensionFix> fixes_to(const Program& program, const Expr& value, Rational wanted, Reshaping reshaping);
/// Adds the best of them to the record, at most `most`; of equal cost those before others.
void offer(Diagnostic& diagnostic, std::vector<DimensionFix> fixes, std::size_t most = 3);

/// The unit that stands once behind a list, or does not: added behind `list`, replaced, or taken away. `what` is
/// "range" or "interval".
Fix unit_of_list(Span list, const std::optional<syntax::Unit>& unit, Rational wanted, const char* what);

}  // namespace collmc::semantics
