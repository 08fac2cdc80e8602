#include "runtime/report/plot_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "runtime/report/latex_label.h"

namespace collmc::report {

namespace {

constexpr double kWidthInches = 6, kHeightInches = 14.0 / 3;
constexpr int kReferenceDpi = 150;  // for which the sizes below were chosen
constexpr double kHeadroom = 1.42;  // the legend and the title lie above the contents

/// A string for gnuplot in which nothing but the quote has a meaning.
std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

std::string terminal(PlotFormat format, int dpi) {
    const double scale = static_cast<double>(dpi) / kReferenceDpi;
    switch (format) {
        case PlotFormat::png:
            return fmt::format(
                "set terminal pngcairo enhanced size {},{} font 'Liberation Sans,20' fontscale {:.4f} linewidth {:.4f} "
                "pointscale {:.4f}\n",
                std::lround(kWidthInches * dpi), std::lround(kHeightInches * dpi), scale, 1.6 * scale, scale);
        case PlotFormat::pdf:
            return fmt::format("set terminal pdfcairo enhanced size {:.3f}in,{:.3f}in font 'Liberation Sans,12.8' "
                               "fontscale 1 linewidth 1.6\n",
                               kWidthInches, kHeightInches);
        case PlotFormat::svg:
            return "set terminal svg enhanced size 900,700 font 'Liberation Sans,26' linewidth 1.6 dynamic "
                   "background rgb 'white'\n";
    }
    return {};
}

/// What all plots share: frame and ticks inside on all four sides, drawn over the filled area.
constexpr std::string_view kStyle = R"(set encoding utf8
set border 15 lw 1.2 front
set tics in scale 1.8,0.9 front
set xtics mirror
set ytics mirror
set mxtics 5
set mytics 5
set grid front noxtics noytics
set errorbars 0
set lmargin at screen 0.15
set rmargin at screen 0.96
set tmargin at screen 0.95
set bmargin at screen 0.15
set key top right samplen 1.6 spacing 1.15 reverse Left font ',17' width 0 height 0.4
)";

/// The contents as they are drawn.
struct Drawn {
    std::vector<double> values, errors;
    double least = 0, greatest = 0;  ///< of value - error and value + error
};

Drawn drawn(const Plot& plot, bool normalize) {
    const int bins = plot.spec->bins();
    double sum = 0;
    for (int i = 1; i <= bins; ++i) sum += plot.contents->values[i];
    const double scale = normalize && sum != 0 ? 1 / sum : 1;
    Drawn result;
    for (int i = 1; i <= bins; ++i) {
        const double value = plot.contents->values[i] * scale;
        const double error = std::sqrt(plot.contents->variances[i]) * std::abs(scale);
        result.values.push_back(value);
        result.errors.push_back(error);
        result.least = std::min(result.least, value - error);
        result.greatest = std::max(result.greatest, value + error);
    }
    return result;
}

void append_data(std::string& script, const Plot& plot, const Drawn& contents) {
    auto out = std::back_inserter(script);
    const std::vector<double>& edges = plot.spec->edges;
    const int bins = plot.spec->bins();
    script += "$bins << END\n";
    for (int i = 0; i < bins; ++i) {
        fmt::format_to(out, "{:.9g} {:.9g} {:.9g} {:.9g}\n", edges[i], contents.values[i], (edges[i] + edges[i + 1]) / 2,
                       contents.errors[i]);
    }
    // Steps end where the next one begins, so the last edge needs a row too.
    fmt::format_to(out, "{:.9g} {:.9g} NaN NaN\nEND\n", edges[bins], contents.values[bins - 1]);
}

/// Axes from -π to π have ticks at halves of π.
bool spans_full_circle(const results::HistogramSpec& histogram) {
    return std::abs(histogram.edges.front() + std::numbers::pi) < 1e-6 &&
           std::abs(histogram.edges.back() - std::numbers::pi) < 1e-6;
}

void append_axes(std::string& script, const Plot& plot, const Drawn& contents, bool normalize) {
    auto out = std::back_inserter(script);
    const results::HistogramSpec& histogram = *plot.spec;
    fmt::format_to(out, "set xrange [{:.9g}:{:.9g}]\n", histogram.edges.front(), histogram.edges.back());
    if (spans_full_circle(histogram)) {
        script += "set xtics mirror ('−π' -pi, '−π/2' -pi/2, '0' 0, 'π/2' pi/2, 'π' pi)\nset mxtics 2\n";
    } else {
        script += "set xtics mirror autofreq\nset mxtics 5\n";
    }
    const bool empty = contents.greatest <= 0 && contents.least >= 0;
    const double top = empty ? 1 : (contents.greatest > 0 ? contents.greatest * kHeadroom : -0.3 * contents.least);
    fmt::format_to(out, "set yrange [{:.9g}:{:.9g}]\n", contents.least * 1.1, top);
    script += "set format y '%h'\n";

    const bool has_unit = !histogram.unit.empty() && !plot.axis_label.ends_with(']');
    const std::string label = has_unit ? plot.axis_label + " [" + histogram.unit + "]" : plot.axis_label;
    fmt::format_to(out, "set label 1 {} at graph 1,-0.12 right\n", in_quotes(label));
    fmt::format_to(out, "set label 2 {} at graph -0.135,1 right rotate by 90\n",
                   in_quotes(gnuplot_plain(vertical_label(histogram, normalize))));
    fmt::format_to(out, "set label 3 {} at graph 0.04,0.925 font ',20'\n", in_quotes(plot.title));
}

/// Small print under the legend: what the frame does not show.
void append_outside(std::string& script, const results::HistogramResult& contents) {
    auto out = std::back_inserter(script);
    std::string text;
    const auto mention = [&](const char* what, double amount) {
        if (amount == 0) return;
        if (!text.empty()) text += ", ";
        text += fmt::format("{} {:.6g}", what, amount);
    };
    mention("underflow", contents.values.front());
    mention("overflow", contents.values.back());
    mention("NaN", static_cast<double>(contents.nan));
    if (text.empty()) {
        script += "unset label 4\n";
    } else {
        fmt::format_to(out, "set label 4 {} at graph 0.975,0.79 right font ',14' textcolor rgb '#606060'\n", in_quotes(text));
    }
}

void append_plot(std::string& script, const Plot& plot, const PlotOptions& options) {
    auto out = std::back_inserter(script);
    const Drawn contents = drawn(plot, options.normalize);
    append_data(script, plot, contents);
    append_axes(script, plot, contents, options.normalize);
    append_outside(script, *plot.contents);
    const std::string entries = fmt::format("{} {}", plot.contents->entries, plot.contents->entries == 1 ? "entry" : "entries");
    fmt::format_to(out,
                   "plot $bins using 1:2 with fillsteps fs solid 1 noborder lc rgb '#c6dbef' title {}, \\\n"
                   "     '' using 1:2 with steps lw 1.5 lc rgb '#2171b5' notitle, \\\n"
                   "     '' using 3:2:4 with yerrorbars pt 0 lw 1 lc rgb '#08306b' title {}{}\n",
                   in_quotes(gnuplot_plain(options.sample.empty() ? "events" : options.sample)), in_quotes(entries),
                   contents.least < 0 ? ", \\\n     0 with lines lw 0.8 lc rgb 'black' notitle" : "");
}

}  // namespace

std::string vertical_label(const results::HistogramSpec& histogram, bool normalized) {
    const std::string events = normalized ? "Normalised to unity" : "Events";
    const double width = (histogram.edges.back() - histogram.edges.front()) / histogram.bins();
    for (std::size_t i = 1; i < histogram.edges.size(); ++i) {
        if (std::abs(histogram.edges[i] - histogram.edges[i - 1] - width) > 1e-6 * width) return events + " / bin";
    }
    if (histogram.unit.empty()) {
        const bool one = std::abs(width - 1) < 1e-9;
        return one ? events : fmt::format("{} / {:.3g}", events, width);
    }
    return fmt::format("{} / {:.4g} {}", events, width, histogram.unit);
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
