// Where the objects of collections are asked for, and not their number alone.
//
// Cuts on how many objects there are look at all events, mostly; which objects they are is asked behind the cuts, of a
// few. Of a collection whose size can be had without its objects, these are made in the few events alone.
#pragma once

#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::plan {

/// By collection, the smallest selection with all events in which its objects are asked for; kNone if nobody asks.
/// Always 0, all events, where its size follows from the objects alone. The size of the others is that of a mask (of
/// subsets by comparisons, comparisons.h), or the sum of the sources' sizes (of a union of different types' objects).
std::vector<SelectionId> objects_asked(const Plan& plan);

}  // namespace collmc::plan
