// What an analysis costs per event, known from the program: how often the bodies of its loops are evaluated, as a
// polynomial in the numbers of objects, and its value in a busy event (the multiplicities that the schema states).
//
// A loop over a collection counts its objects, one over pairs C(n, 2), a split into groups 2^(n - 1); what stands in a
// loop and depends on its variables multiplies. A selection may have as many objects as what it is taken from.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// Warns of blocks, defines and statements that evaluate a body more than 10,000 times per event (W1001), or solve
/// something for each of their combinations (W1002).
void check_cost(const Program& program, diagnostics::Diagnostics& diagnostics);

/// One line for each part of the program that has a loop: its name, formula and number, the most expensive first.
std::string cost_table(const Program& program);

}  // namespace collmc::semantics
