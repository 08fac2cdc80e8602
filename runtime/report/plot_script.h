// The gnuplot script that draws a set of histograms. Text in, text out; plots.h runs it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "runtime/report/plots.h"

namespace collmc::report {

/// One histogram to draw.
struct Plot {
    const results::HistogramSpec* spec = nullptr;
    const results::HistogramResult* contents = nullptr;
    std::string analysis, region;          ///< as plain text
    std::vector<std::string> axis_labels;  ///< gnuplot markup, without the units
    /// Of a histogram over one axis: the same in the program's other worlds, with their names. Not all are drawn.
    std::vector<std::pair<std::string, const results::HistogramResult*>> variations;
    std::string title;                           ///< of a plot in two dimensions: gnuplot markup, may be empty
    std::vector<std::filesystem::path> outputs;  ///< one for each format of the options
};

std::string plot_script(const std::vector<Plot>& plots, const PlotOptions& options);

/// "Events / 3 GeV", "Events / 0.1", "Events" for bins of width 1, "Events / bin" for uneven bins; "Entries" where an
/// event can have several.
std::string vertical_label(const results::HistogramSpec& histogram, bool normalized);

}  // namespace collmc::report
