// Cuts, regions and grids that look right and do something else, found on the whole program.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// Warns of signed quantities that all cuts bound on one side only (W0808), of neighbouring regions that share the end
/// of an interval (W0833) and of grids of one region that share events (W0834). Parts with errors are passed over.
void check_habits(const Program& program, diagnostics::Diagnostics& diagnostics);

/// Warns of cuts on `excluding Z` in regions that events without Z pass (W0810): there the collection is all of its
/// source (lints_excluding.cpp).
void check_leftovers(const Program& program, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::semantics
