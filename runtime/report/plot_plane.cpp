#include "runtime/report/plot_plane.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "runtime/report/latex_label.h"
#include "runtime/report/plot_parts.h"

namespace collmc::report {

namespace {

// Perceptually even and readable in grey and for colour-blind eyes (viridis, by N. Smith and S. van der Walt).
constexpr std::string_view kPalette =
    "set palette defined (0 '#440154', 1 '#472c7a', 2 '#3b518b', 3 '#2c718e', 4 '#21908d', 5 '#27ad81', 6 '#5cc863', 7 "
    "'#aadc32', 8 '#fde725')\n";

struct Cells {
    std::string rows;  ///< middle and edges in x and y, contents in units of 10^exponent
    double least = 0, greatest = 0;
    double inside = 0, outside = 0;  ///< sums of weights in the frame and out of it
    int exponent = 0;
};

double content(const Plot& plot, int x, int y) {
    const int line = plot.spec->axes[1].bins() + 2;
    return finite_or_zero(plot.contents->values[static_cast<std::size_t>(x) * line + y]);
}

/// The sums, and the range of what is drawn; `rows` comes after.
Cells measure(const Plot& plot) {
    const int nx = plot.spec->axes[0].bins(), ny = plot.spec->axes[1].bins();
    Cells cells;
    for (int x = 0; x < nx + 2; ++x) {
        for (int y = 0; y < ny + 2; ++y) {
            const double value = content(plot, x, y);
            const bool inside = x >= 1 && x <= nx && y >= 1 && y <= ny;
            (inside ? cells.inside : cells.outside) += value;
            if (!inside) continue;
            cells.least = std::min(cells.least, value);
            cells.greatest = std::max(cells.greatest, value);
        }
    }
    return cells;
}

Cells cells_of(const Plot& plot, bool normalize) {
    Cells cells = measure(plot);
    const double scale = normalize && cells.inside != 0 ? 1 / cells.inside : 1;
    cells.exponent = exponent_of_axis(std::max(cells.greatest, -cells.least) * std::abs(scale));
    const double unit = scale / std::pow(10.0, cells.exponent);
    const std::vector<double>&x = plot.spec->axes[0].edges, &y = plot.spec->axes[1].edges;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        for (std::size_t j = 0; j + 1 < y.size(); ++j) {
            const double value = content(plot, static_cast<int>(i) + 1, static_cast<int>(j) + 1);
            if (value == 0) continue;
            fmt::format_to(std::back_inserter(cells.rows), "{} {} {} {} {} {} {:.9g}\n", (x[i] + x[i + 1]) / 2,
                           (y[j] + y[j + 1]) / 2, x[i], x[i + 1], y[j], y[j + 1], value * unit);
        }
    }
    cells.least *= unit;
    cells.greatest *= unit;
    if (cells.least > cells.greatest) std::swap(cells.least, cells.greatest);
    return cells;
}

/// Title and label above the frame, small print at the other end.
void append_titles(std::string& script, const Plot& plot, const PlotOptions& options, const Cells& cells) {
    auto out = std::back_inserter(script);
    const bool only_region = plot.analysis.empty();
    std::string title =
        "{/:Bold " + gnuplot_plain(shortened(only_region ? plot.region : plot.analysis, kLongestPlotTitle)) + "}";
    if (!only_region) title += "\u2002" + gnuplot_plain(shortened(plot.region, kLongestPlotName));
    fmt::format_to(out, "set label 5 {} at graph 0,1.11\n", in_quotes(sized(title, 0.95)));
    fmt::format_to(out, "set label 6 {} at graph 0,1.045\n", in_quotes(sized(plot.title, 0.85)));
    std::string counts = fmt::format("{}{}{} {}", gnuplot_plain(shortened(options.sample, kLongestPlotName)),
                                     options.sample.empty() ? "" : ": ", plot.contents->entries,
                                     plot.contents->entries == 1 ? "entry" : "entries");
    if (cells.outside != 0) counts += fmt::format(", outside {:.6g}", cells.outside);
    if (plot.contents->nan != 0) counts += fmt::format(", NaN {}", plot.contents->nan);
    fmt::format_to(out, "set label 4 {} at graph 1,1.035 right textcolor rgb '#606060'\n",
                   in_quotes(sized(counts, 0.7)));
}

}  // namespace

void append_plane(std::string& script, const Plot& plot, const PlotOptions& options) {
    auto out = std::back_inserter(script);
    const results::AxisSpec &x = plot.spec->axes[0], &y = plot.spec->axes[1];
    const Cells cells = cells_of(plot, options.normalize);
    script += "$cells << END\n" + (cells.rows.empty() ? "NaN NaN NaN NaN NaN NaN NaN\n" : cells.rows) + "END\n";
    append_frame(script, 0.15, 0.80, 0.15, 0.865);
    append_range(script, 'x', x);
    append_range(script, 'y', y);
    fmt::format_to(out, "set label 1 {} at graph 1,-0.12 right\n", in_quotes(with_unit(plot.axis_labels[0], x.unit)));
    fmt::format_to(out, "set label 2 {} at graph -0.16,1 right rotate by 90\n",
                   in_quotes(with_unit(plot.axis_labels[1], y.unit)));
    append_titles(script, plot, options, cells);
    script += kPalette;
    const std::string entries = options.normalize ? "Normalised to unity" : plot.spec->looped ? "Entries" : "Events";
    fmt::format_to(
        out,
        "set cbrange [{:.9g}:{:.9g}]\nset cblabel {} offset 1.2,0\nset colorbox user origin screen 0.82,0.15 "
        "size screen 0.03,0.715\nunset key\n",
        cells.least, cells.greatest > cells.least ? cells.greatest : cells.least + 1,
        in_quotes(entries + " / bin" + exponent_note(cells.exponent)));
    script += "plot $cells using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 border lw 0.4 lc palette notitle\nset key\n";
}

}  // namespace collmc::report
