// The gnuplot script that draws a set of histograms. Text in, text out; plots.h runs it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "runtime/report/plots.h"

namespace collmc::report {

/// One histogram to draw.
struct Plot {
    const results::HistogramSpec* spec = nullptr;
    const results::HistogramResult* contents = nullptr;
    std::string analysis, region;                ///< as plain text
    std::string axis_label;                      ///< gnuplot markup, without the unit
    std::vector<std::filesystem::path> outputs;  ///< one for each format of the options
};

std::string plot_script(const std::vector<Plot>& plots, const PlotOptions& options);

/// "Events / 3 GeV", "Events / 0.1", "Events" for bins of width 1, "Events / bin" for uneven bins.
std::string vertical_label(const results::HistogramSpec& histogram, bool normalized);

}  // namespace collmc::report
