// Decides whether whole numbers >= 0 exist that satisfy formulas.
//
// Alternatives are split one by one; the atoms of each case are refuted by bounds propagation and by Fourier-Motzkin
// elimination over the rationals, every inequality divided by the greatest common divisor of its coefficients and
// rounded. Refutation is sound. It is incomplete only for conflicts of whole numbers that no rounding shows (parity),
// where the answer is `possible`. Work is counted and not timed, so that the answer is the same on every machine.
#pragma once

#include <vector>

#include "compiler/semantics/presence_formula.h"

namespace collmc::semantics::presence {

enum class Satisfiable { impossible, possible, too_large };

struct Effort {
    int cases = 3000;            ///< sets of atoms to refute before giving up
    long combinations = 200000;  ///< of two inequalities, in all cases together
};

/// Values by symbol, kNoValue for those that the formulas do not mention.
using Values = std::vector<long>;
constexpr long kNoValue = -1;

/// Whether all formulas can hold together. Where values for that were met on the way, they are left in `example`, which
/// is else empty; `possible` does not promise any.
Satisfiable satisfiable(const std::vector<Formula>& formulas, const Effort& effort = {}, Values* example = nullptr);

}  // namespace collmc::semantics::presence
