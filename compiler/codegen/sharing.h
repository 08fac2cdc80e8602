// Which values of a plan several of its steps need, so that code for them is worth having once: they are computed on
// demand and at most once per event, by a function of their own (emit_shared in steps.h).
#pragma once

#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::codegen {

/// The nodes to share, ascending: one f64 or b1 per event, needed at two or more places and not cheap to compute.
std::vector<plan::NodeId> shared_values(const plan::Plan& plan);

}  // namespace collmc::codegen
