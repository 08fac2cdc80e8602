// Grids of signal bins as tables for the terminal.
#pragma once

#include <string>
#include <vector>

#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::report {

/// Appends a table with a row per bin: where it lies, the events in it, and what was published for it.
void append_grid(std::string& text, const std::string& region, const results::HistogramSpec& grid,
                 const results::HistogramResult& contents, bool colour);

/// For each bin of a grid, in the order of its contents, its index on each axis.
std::vector<std::vector<int>> bins_of_grid(const results::HistogramSpec& grid);

/// "103 ± 13", "46.2 +7.2 −6", with the digits as published.
std::string measure_text(const results::Measure& measure);

}  // namespace collmc::report
