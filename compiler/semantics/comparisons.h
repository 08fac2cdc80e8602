// What follows from the sign of a comparison alone.
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

}  // namespace collmc::semantics
