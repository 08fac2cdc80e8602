// Which columns of a block the execution of a plan reads.
#pragma once

#include "compiler/plan/plan.h"
#include "runtime/abi/columns_read.h"

namespace collmc::plan {

/// At least those that compiled code reads, also on lanes whose values nobody observes. (The interpreter may look at
/// any.) Weights and event numbers, which the runtime reads for itself, are not among them.
abi::ColumnsRead columns_read(const Plan& plan);

/// Of a filter, `excluding`, `leading` or `ordered`: whether it asks for the event of an object to decide on it, and
/// not for the object's own values alone.
bool asks_for_event(const Plan& plan, const Collection& collection);

}  // namespace collmc::plan
