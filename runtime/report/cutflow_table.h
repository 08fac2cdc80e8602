// The cutflow as tables for the terminal.
#pragma once

#include <string>

#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::report {

/// Per region one aligned table: label, events, sum of weights ± its error (only where weights are not all 1),
/// efficiency to the row before and to the first. Behind it what was published for the region, what passes it in the
/// program's variations, and its grids of signal bins. `colour` adds ANSI escapes. Ends with a line end.
std::string cutflow_table(const results::OutputSpec& spec, const results::Results& results, bool colour);

}  // namespace collmc::report
