// The proof with its rules exchangeable, for the tests of the rules.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/presence_mutants.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics::presence {

/// prove_presence, with one rule made wrong.
void prove(const Program& program, Mutant mutant, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::semantics::presence
