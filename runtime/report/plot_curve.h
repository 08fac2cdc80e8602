// Plots over one axis: histograms and profiles.
#pragma once

#include <string>

#include "runtime/report/plot_script.h"

namespace collmc::report {

void append_histogram(std::string& script, const Plot& plot, const PlotOptions& options);
void append_profile(std::string& script, const Plot& plot, const PlotOptions& options);

}  // namespace collmc::report
