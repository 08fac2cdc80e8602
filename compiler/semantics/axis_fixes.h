// Edits for an axis of which a part cannot be filled.
#pragma once

#include <vector>

#include "compiler/semantics/ranges.h"
#include "compiler/semantics/reporter.h"

namespace collmc::semantics {

/// An axis over the numbers that the value can have, where those have two ends; of a grid the edges without the empty
/// bins at its ends. Nothing where neither helps.
std::vector<Fix> axis_fixes(const Axis& axis, const Numbers& numbers, bool grid);

}  // namespace collmc::semantics
