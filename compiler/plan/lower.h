// Phase 3: typed program -> event plan.
//
// Defines, functions and schema formulas are expanded where they are used, and equal nodes are made once (hash-consing),
// so that a define shared by two histograms is one value. Sums of momenta become their components px, py, pz, E.
// A region's rows continue the selections of its parents.
#pragma once

#include "compiler/plan/plan.h"
#include "compiler/semantics/typed.h"

namespace collmc::plan {

/// Total on programs that the checker accepted; the result verifies.
Plan lower(const semantics::Program& program);

}  // namespace collmc::plan
