// Runs of cuts that are made in one loop over the events.
//
// A cut that stands right behind the one whose events it selects from, and that only compares what the cuts before it
// in the run have looked at already, costs less on all of their events than a loop of its own over those that pass. So
// does one that compares a column of the events, or numbers of objects, in a run over all events. Collections and
// candidates may stand between the cuts: they are made for all events anyway, so they can be made before.
#pragma once

#include <vector>

#include "compiler/codegen/layout.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

/// The runs of a plan, in the order of its schedule; each can be made where its last cut stands. Selection 0 is in
/// none.
std::vector<std::vector<plan::SelectionId>> cut_runs(const plan::Plan& plan, const Slots& slots);

}  // namespace collmc::codegen
