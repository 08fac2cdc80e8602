// Blocks that lack a part which they need: a table without rows, bins that divide nothing.
//
// Internal to syntax.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tree.h"

namespace collmc::syntax {

/// `incomplete`: tables, tables of regions and bins of which a line did not parse; nothing is said of them.
void check_complete(const Tree& tree, const std::vector<const void*>& incomplete,
                    diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
