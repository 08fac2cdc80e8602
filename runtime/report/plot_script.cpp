#include "runtime/report/plot_script.h"

#include <fmt/format.h>

#include <cmath>

#include "runtime/report/plot_curve.h"
#include "runtime/report/plot_parts.h"
#include "runtime/report/plot_plane.h"

namespace collmc::report {

namespace {

constexpr double kWidthInches = 6, kHeightInches = 14.0 / 3;
constexpr int kReferenceDpi = 150;  // for which the sizes below were chosen

/// The same appearance in each format: sizes of text and ticks are in units of the terminal's own.
std::string terminal(PlotFormat format, int dpi) {
    const double scale = static_cast<double>(dpi) / kReferenceDpi;
    switch (format) {
        case PlotFormat::png:
            return fmt::format(
                "set terminal pngcairo enhanced size {},{} font 'Liberation Sans,20' fontscale {:.4f} linewidth {:.4f} "
                "pointscale {:.4f}\nset tics scale 1.8,0.9\nset key font ',17' spacing 1.15 width 0\nset pointsize "
                "0.7\n",
                std::lround(kWidthInches * dpi), std::lround(kHeightInches * dpi), scale, 1.6 * scale, scale);
        case PlotFormat::pdf:
            return fmt::format(
                "set terminal pdfcairo enhanced size {:.3f}in,{:.3f}in font 'Liberation Sans,9.6' "
                "fontscale 1 linewidth 1.6\nset tics scale 1.8,0.9\nset key font ',8.2' spacing 1.15 width 0\nset "
                "pointsize "
                "0.35\n",
                kWidthInches, kHeightInches);
        case PlotFormat::svg:
            return "set terminal svg enhanced size 900,700 font 'Liberation Sans,26' linewidth 1.6 dynamic "
                   "background rgb 'white'\nset tics scale 1.1,0.55\nset key font ',22' spacing 0.9 width -5\nset "
                   "pointsize 0.35\n";
    }
    return {};
}

/// What all plots share: frame and ticks inside on all four sides, drawn over the filled area.
constexpr std::string_view kStyle = R"(set encoding utf8
set border 15 lw 1.2 front
set tics in front
set xtics mirror
set ytics mirror
set format '%h'
set mxtics 5
set mytics 5
set grid front noxtics noytics
set errorbars 0
set key samplen 1.6 reverse Left height 0.4
set minussign
)";

void append_plot(std::string& script, const Plot& plot, const PlotOptions& options) {
    if (plot.spec->kind == results::HistogramSpec::Kind::profile) return append_profile(script, plot, options);
    if (plot.spec->axes.size() == 2) return append_plane(script, plot, options);
    append_histogram(script, plot, options);
}

}  // namespace

std::string vertical_label(const results::HistogramSpec& histogram, bool normalized) {
    const results::AxisSpec& axis = histogram.axes.front();
    const std::string entries = normalized ? "Normalised to unity" : histogram.looped ? "Entries" : "Events";
    const double width = (axis.edges.back() - axis.edges.front()) / axis.bins();
    for (std::size_t i = 1; i < axis.edges.size(); ++i) {
        if (std::abs(axis.edges[i] - axis.edges[i - 1] - width) > 1e-6 * width) return entries + " / bin";
    }
    if (axis.unit.empty()) {
        const bool one = std::abs(width - 1) < 1e-9;
        return one ? entries : fmt::format("{} / {:.3g}", entries, width);
    }
    return fmt::format("{} / {:.4g} {}", entries, width, axis.unit);
}

std::string plot_script(const std::vector<Plot>& plots, const PlotOptions& options) {
    std::string script(kStyle);
    for (std::size_t i = 0; i < options.formats.size(); ++i) {
        script += terminal(options.formats[i], options.dpi);
        for (const Plot& plot : plots) {
            script += "set output " + in_quotes(plot.outputs[i].string()) + "\n";
            append_plot(script, plot, options);
        }
        script += "set output\n";
    }
    return script;
}

}  // namespace collmc::report
