// Deep copies of expressions.
#pragma once

#include "compiler/syntax/tree.h"

namespace collmc::syntax {

ExprPtr copy(const Expr& expr);

/// How many nodes an expression has.
std::size_t node_count(const Expr& expr);

}  // namespace collmc::syntax
