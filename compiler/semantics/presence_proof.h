// The proof with its rules exchangeable, for the tests of the rules.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/presence_mutants.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {
struct Event;
}

namespace collmc::semantics::presence {

/// prove_presence, with one rule made wrong. `shown` receives the events of the errors that have the argument
/// `missing`, in the order in which these are reported.
void prove(const Program& program, Mutant mutant, diagnostics::Diagnostics& diagnostics,
           std::vector<Event>* shown = nullptr);

}  // namespace collmc::semantics::presence
