// The cutflow as a table for the terminal.
#pragma once

#include <string>
#include <string_view>

#include "runtime/results/results.h"

namespace collmc::report {

/// One aligned table per region: label, events, sum of weights ± its error (only where weights are not all 1),
/// efficiency to the row before and to the first. `colour` adds ANSI escapes. Ends with a line end.
std::string cutflow_table(const results::Results& results, bool colour);

/// Columns that UTF-8 text takes on a terminal: code points, without combining marks.
int display_width(std::string_view text);

}  // namespace collmc::report
