// Plots of histograms in two dimensions.
#pragma once

#include <string>

#include "runtime/report/plot_script.h"

namespace collmc::report {

/// A box per bin, coloured by its contents, with a colour bar; empty bins are left white.
void append_plane(std::string& script, const Plot& plot, const PlotOptions& options);

}  // namespace collmc::report
