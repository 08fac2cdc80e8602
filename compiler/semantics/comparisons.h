// What the sign of a comparison says.
#pragma once

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// The comparison that holds of two numbers where `op` does not. With a NaN both may be false.
constexpr CompareOp negation(CompareOp op) {
    switch (op) {
        case CompareOp::less: return CompareOp::greater_equal;
        case CompareOp::less_equal: return CompareOp::greater;
        case CompareOp::greater: return CompareOp::less_equal;
        case CompareOp::greater_equal: return CompareOp::less;
        case CompareOp::equal: return CompareOp::not_equal;
        case CompareOp::not_equal: return CompareOp::equal;
    }
    return op;
}

/// Of a NaN only `not_equal` holds.
constexpr bool holds(CompareOp op, double a, double b) {
    switch (op) {
        case CompareOp::less: return a < b;
        case CompareOp::less_equal: return a <= b;
        case CompareOp::greater: return a > b;
        case CompareOp::greater_equal: return a >= b;
        case CompareOp::equal: return a == b;
        case CompareOp::not_equal: return a != b;
    }
    return false;
}

}  // namespace collmc::semantics
