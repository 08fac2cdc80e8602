// Refuses expressions whose tree would exhaust the stack of those who walk it. Internal to syntax: includes ANTLR.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// Brackets in brackets, at most; `(`, `[` and `|` count.
constexpr std::size_t most_brackets = 500;
/// Operators that apply to one another, at most; bounds the depth of every expression tree.
constexpr std::size_t most_operators = 1000;

/// Whether all is within the bounds; reports the first place that is not.
bool check_nesting(const Tokens& tokens, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
