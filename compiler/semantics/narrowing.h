// What `x is Muon` tells: where it holds, x has what a Muon has.
//
// An object is told apart by how it is reached ("v3" for variable 3, "c5[0]", "k2.1" for the second member of candidate
// 2, ...), so a test of `jets[0]` is known of every `jets[0]` that the test stands before.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/scope.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// Empty for an object that is computed, or that is none.
std::string path_to(const Expr& object);
std::string name_of_variable(VariableId id);

/// What is known where the condition is true (or, with `truth` false, where it is false).
std::vector<Narrowing> narrowings_of(const Expr& condition, bool truth);

}  // namespace collmc::semantics
