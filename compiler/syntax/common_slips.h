// What is often written wrong, with more than one token of it. Internal to syntax: includes ANTLR.
#pragma once

#include <vector>

#include "compiler/syntax/statement_search.h"

namespace collmc::syntax {

/// `in 60 to 150 GeV`, `size jets`, `40.0 bins`, `function f(a, b)`: what then reads.
std::vector<FoundRepair> common_slips(const Tokens& tokens, Trial& trial, const BrokenStatement& broken);

}  // namespace collmc::syntax
