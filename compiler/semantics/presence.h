// Presence: the proof that no event of any kind can reach a missing object.
//
// Every expression has three formulas over the sizes of collections and the existence of candidates: D, sufficient for
// its evaluation to reach no missing object; T and F, necessary consequences of it being true or false. A cut, fill or
// column is accepted when the cuts before it (and the axioms of how collections are built) imply its D. Entailment is
// linear integer arithmetic, decided by refutation; where it fails, an event that breaks the program is searched for
// and shown. The rules stand in docs/presence.md.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// The program may have errors, which are in `diagnostics`: broken parts are read charitably (presence_charity.h).
/// Reports every unproved need as an error (E02xx) with the missing cut as an offered edit, and the warnings that the
/// same arithmetic gives (cuts on sizes that cannot fail or cannot pass).
void prove_presence(const Program& program, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::semantics
