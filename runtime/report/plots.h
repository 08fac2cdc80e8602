// One plot per histogram and profile of the nominal world, drawn by gnuplot in the style of the field's publications.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/report/output_directory.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::report {

enum class PlotFormat { png, pdf, svg };

struct PlotOptions {
    std::vector<PlotFormat> formats = {PlotFormat::png};
    int dpi = 150;           ///< of PNG; a plot is 6 by 4.67 inches
    bool normalize = false;  ///< to unit sum of the visible bins
    std::string sample;      ///< names the events in the legend, e.g. "ww.lhco.gz"
    std::string gnuplot = "gnuplot";
    int processes = 0;  ///< gnuplot processes that share the work; 0: one per core, at most four
};

struct PlotReport {
    std::vector<std::string> files;     ///< drawn, e.g. "plots/WW_met.png"
    std::vector<std::string> warnings;  ///< e.g. that gnuplot is missing, or an unknown LaTeX command
    std::optional<OutputError> error;   ///< a plot that could not be written
};

/// Whether the histogram has a plot: grids are tables, and variations stand, if they are
/// few, as lines in the plots of the nominal world.
bool is_drawn(const results::OutputSpec& spec, const results::HistogramSpec& histogram);

/// Draws every histogram that has a plot into the directory as plots/REGION_NAME.FORMAT. Without gnuplot nothing is
/// drawn and a warning says how to install it.
PlotReport draw_plots(const results::OutputSpec& spec, const results::Results& results, const PlotOptions& options,
                      OutputDirectory& directory);

}  // namespace collmc::report
