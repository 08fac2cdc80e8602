// Phase 3: typed program -> event plan.
//
// Defines, functions and schema formulas are expanded where they are used, and equal nodes are made once
// (hash-consing), so that a define shared by two histograms is one value. Sums of momenta become their components px,
// py, pz, E, added from left to right. Collections and candidates that nothing observed needs are left out.
//
// Cuts of a region have three outcomes. A comparison with a NaN leaves the cut undecided if it is reached when the cut
// is read from left to right: `a and b` reaches b where a is true, `a or b` where a is false, `any` and `all` reach an
// element where no earlier one has decided, `a when c else b` reaches the side that c chooses. An undecided cut keeps
// the event out, for select and reject alike, and is counted. Everywhere else (cuts of blocks, guards of outputs,
// filters of reductions, conditions that choose a number) a comparison with a NaN is simply false, `!=` true.
//
// A region's rows continue the selections of its parents: of several parents the cuts are applied one parent after the
// other, each cut once.
#pragma once

#include "compiler/plan/plan.h"
#include "compiler/semantics/typed.h"

namespace collmc::plan {

/// Total on programs that the checker accepted; the result verifies.
Plan lower(const semantics::Program& program);

}  // namespace collmc::plan
