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
constexpr int kReferenceDpi = 150;                        // for which the sizes below were chosen
constexpr std::size_t kLongTitle = 24, kLongSample = 18;  // bytes; longer ones do not stand side by side
constexpr int kLongestTitle = 46, kLongestName = 30;      // characters; longer ones are cut

/// A string for gnuplot in which nothing but the quote has a meaning.
std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

/// Markup at a fraction of the text's size.
std::string sized(const std::string& markup, double size) { return fmt::format("{{/*{} {}}}", size, markup); }

/// The same appearance in each format: sizes of text and ticks are in units of the terminal's own.
std::string terminal(PlotFormat format, int dpi) {
    const double scale = static_cast<double>(dpi) / kReferenceDpi;
    switch (format) {
        case PlotFormat::png:
            return fmt::format(
                "set terminal pngcairo enhanced size {},{} font 'Liberation Sans,20' fontscale {:.4f} linewidth {:.4f} "
                "pointscale {:.4f}\nset tics scale 1.8,0.9\nset key font ',17' spacing 1.15 width 0\n",
                std::lround(kWidthInches * dpi), std::lround(kHeightInches * dpi), scale, 1.6 * scale, scale);
        case PlotFormat::pdf:
            return fmt::format(
                "set terminal pdfcairo enhanced size {:.3f}in,{:.3f}in font 'Liberation Sans,9.6' "
                "fontscale 1 linewidth 1.6\nset tics scale 1.8,0.9\nset key font ',8.2' spacing 1.15 width 0\n",
                kWidthInches, kHeightInches);
        case PlotFormat::svg:
            return "set terminal svg enhanced size 900,700 font 'Liberation Sans,26' linewidth 1.6 dynamic "
                   "background rgb 'white'\nset tics scale 1.1,0.55\nset key font ',22' spacing 0.9 width -5\n";
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
set lmargin at screen 0.15
set rmargin at screen 0.96
set tmargin at screen 0.95
set bmargin at screen 0.15
set key samplen 1.6 reverse Left height 0.4
set minussign
)";

/// What lies above the contents: title and region on the left; legend and counts on the right, one row lower where they
/// and the title are too long to stand side by side. In units of the frame's height.
struct Layout {
    double headroom, legend, counts;  ///< headroom relative to the contents

    static Layout of(const Plot& plot, const PlotOptions& options) {
        const bool narrow = plot.analysis.size() <= kLongTitle && options.sample.size() <= kLongSample;
        return narrow ? Layout{0.42, 0.985, 0.805} : Layout{0.58, 0.9, 0.72};
    }
};

/// The contents as they are drawn: in units of 10^exponent, so that the ticks have short numbers.
struct Drawn {
    std::vector<double> values, errors;
    double least = 0, greatest = 0;  ///< of value - error and value + error
    int exponent = 0;
};

/// A multiple of three for numbers that would be too long beside an axis, else 0.
int exponent_of_axis(double largest) {
    if (largest == 0 || (largest < 1e5 && largest >= 1e-3)) return 0;
    return 3 * static_cast<int>(std::floor(std::log10(largest) / 3));
}

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
    result.exponent = exponent_of_axis(std::max(result.greatest, -result.least));
    const double unit = std::pow(10.0, result.exponent);
    for (std::vector<double>* numbers : {&result.values, &result.errors}) {
        for (double& number : *numbers) number /= unit;
    }
    result.least /= unit;
    result.greatest /= unit;
    return result;
}

void append_data(std::string& script, const Plot& plot, const Drawn& contents) {
    auto out = std::back_inserter(script);
    const std::vector<double>& edges = plot.spec->edges;
    const int bins = plot.spec->bins();
    script += "$bins << END\n";
    for (int i = 0; i < bins; ++i) {
        fmt::format_to(out, "{} {:.9g} {} {:.9g}\n", edges[i], contents.values[i], (edges[i] + edges[i + 1]) / 2,
                       contents.errors[i]);
    }
    // Steps end where the next one begins, so the last edge needs a row too.
    fmt::format_to(out, "{} {:.9g} NaN NaN\nEND\n", edges[bins], contents.values[bins - 1]);
}

/// Axes from -π to π have ticks at halves of π.
bool spans_full_circle(const results::HistogramSpec& histogram) {
    return std::abs(histogram.edges.front() + std::numbers::pi) < 1e-6 &&
           std::abs(histogram.edges.back() - std::numbers::pi) < 1e-6;
}

void append_axes(std::string& script, const Plot& plot, const Drawn& contents, const Layout& layout, bool normalize) {
    auto out = std::back_inserter(script);
    const results::HistogramSpec& histogram = *plot.spec;
    fmt::format_to(out, "set xrange [{}:{}]\n", histogram.edges.front(), histogram.edges.back());
    if (spans_full_circle(histogram)) {
        script += "set xtics mirror ('−π' -pi, '−π/2' -pi/2, '0' 0, 'π/2' pi/2, 'π' pi)\nset mxtics 2\n";
    } else {
        script += "set xtics mirror autofreq\nset mxtics 5\n";
    }
    const double bottom = contents.least * 1.1, range = contents.greatest - bottom;
    const double top = range > 0 ? contents.greatest + range * layout.headroom : 1;
    fmt::format_to(out, "set yrange [{:.9g}:{:.9g}]\n", bottom, top);

    const bool has_unit = !histogram.unit.empty() && !plot.axis_label.ends_with(']');
    const std::string label = has_unit ? plot.axis_label + "\u00a0[" + histogram.unit + "]" : plot.axis_label;
    fmt::format_to(out, "set label 1 {} at graph 1,-0.12 right\n", in_quotes(label));
    std::string vertical = gnuplot_plain(vertical_label(histogram, normalize));
    if (contents.exponent != 0) {
        vertical += fmt::format("\u00a0\u00a0[×\u00a010^{{{}{}}}]", contents.exponent < 0 ? "−" : "",
                                std::abs(contents.exponent));
    }
    fmt::format_to(out, "set label 2 {} at graph -0.13,1 right rotate by 90\n", in_quotes(vertical));
}

/// Text cut to what fits above the contents.
std::string shortened(const std::string& text, int width) {
    std::string out;
    for (const char c : text) {
        const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        if (begins && --width < 0) return out + "…";
        out += c;
    }
    return out;
}

/// Title and region at the top left.
void append_titles(std::string& script, const Plot& plot) {
    auto out = std::back_inserter(script);
    const bool only_region = plot.analysis.empty();
    const std::string title = gnuplot_plain(shortened(only_region ? plot.region : plot.analysis, kLongestTitle));
    const double size = plot.analysis.size() > kLongTitle ? 0.85 : 1.05;
    fmt::format_to(out, "set label 5 {} at graph 0.04,0.925\n", in_quotes(sized("{/:Bold " + title + "}", size)));
    if (only_region) {
        script += "unset label 6\n";
    } else {
        const std::string region = gnuplot_plain(shortened(plot.region, kLongestName));
        fmt::format_to(out, "set label 6 {} at graph 0.04,0.855\n", in_quotes(sized(region, 0.85)));
    }
}

/// Small print under the legend: how many fills there were, and what the frame does not show.
void append_counts(std::string& script, const results::HistogramResult& contents, const Layout& layout) {
    std::string text = fmt::format("{} {}", contents.entries, contents.entries == 1 ? "entry" : "entries");
    const auto mention = [&](const char* what, double amount) {
        if (amount != 0) text += fmt::format(", {} {:.6g}", what, amount);
    };
    mention("underflow", contents.values.front());
    mention("overflow", contents.values.back());
    mention("NaN", static_cast<double>(contents.nan));
    fmt::format_to(std::back_inserter(script), "set label 4 {} at graph 0.955,{} right textcolor rgb '#606060'\n",
                   in_quotes(sized(text, 0.7)), layout.counts);
}

void append_plot(std::string& script, const Plot& plot, const PlotOptions& options) {
    auto out = std::back_inserter(script);
    const Drawn contents = drawn(plot, options.normalize);
    append_data(script, plot, contents);
    const Layout layout = Layout::of(plot, options);
    append_axes(script, plot, contents, layout, options.normalize);
    append_titles(script, plot);
    append_counts(script, *plot.contents, layout);
    fmt::format_to(out, "set key at graph 0.98,{} right top\n", layout.legend);
    const std::string sample =
        gnuplot_plain(shortened(options.sample.empty() ? "events" : options.sample, kLongestName));
    fmt::format_to(
        out,
        "plot $bins using 1:2 with fillsteps fs solid 1 noborder lc rgb '#c6dbef' title {}, \\\n"
        "     '' using 1:2 with steps lw 1.5 lc rgb '#2171b5' notitle, \\\n"
        "     '' using 3:($2-$4):(0):(2*$4) with vectors nohead lw 1 lc rgb '#08306b' title 'stat. uncertainty'{}\n",
        in_quotes(sample), contents.least < 0 ? ", \\\n     0 with lines lw 0.8 lc rgb 'black' notitle" : "");
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
