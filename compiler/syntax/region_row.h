// A row of a table of regions with more or fewer cells than there are columns.
//
// Internal to syntax.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/flat.h"

namespace collmc::syntax {

void report_wrong_length(const RegionTable& regions, const RegionRow& row, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
