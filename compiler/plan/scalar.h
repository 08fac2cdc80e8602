// The definition of each operation on numbers, one value at a time. The interpreter computes with these and the builder
// folds constants with them, so that folding cannot change a bit.
#pragma once

#include "compiler/plan/plan.h"

namespace collmc::plan {

/// Whether `op` maps one or two f64 to an f64: add ... hypot.
bool is_arithmetic(Op op);
/// Precondition: is_arithmetic(op). `b` is ignored by operations of one operand.
double arithmetic(Op op, double a, double b);

/// The solvers, eigenvalue3 and mt2, on their operands.
double solve(Op op, const std::vector<double>& operands);

/// Whether `op` is less, less_equal, equal or not_equal.
bool is_comparison(Op op);
/// Precondition: is_comparison(op).
bool compare(Op op, double a, double b);

/// IEEE 754-2019 minimum and maximum: a NaN wins, and -0 < +0.
double minimum(double a, double b);
double maximum(double a, double b);

}  // namespace collmc::plan
