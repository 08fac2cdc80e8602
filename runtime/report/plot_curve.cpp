#include "runtime/report/plot_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "runtime/report/latex_label.h"
#include "runtime/report/plot_parts.h"
#include "runtime/results/profile.h"

namespace collmc::report {

namespace {

constexpr std::size_t kLongTitle = 24, kLongSample = 18;  // bytes; longer ones do not stand side by side

// Orange and green, up and down, then purple and red (ColorBrewer).
constexpr std::array<std::string_view, 4> kVariationColours = {"#d95f0e", "#238b45", "#88419d", "#cb181d"};

const results::AxisSpec& axis_of(const Plot& plot) { return plot.spec->axes.front(); }

/// More than a few are no picture any more.
std::size_t drawn_variations(const Plot& plot) {
    return plot.variations.size() <= kVariationColours.size() ? plot.variations.size() : 0;
}

/// What lies above the contents: title and region on the left; legend and counts on the right, one row lower where they
/// and the title are too long to stand side by side. In units of the frame's height.
struct Layout {
    double headroom, legend, counts;  ///< headroom relative to the contents

    static Layout of(const Plot& plot, const PlotOptions& options) {
        const bool narrow = plot.analysis.size() <= kLongTitle && options.sample.size() <= kLongSample;
        Layout layout = narrow ? Layout{0.42, 0.985, 0.805} : Layout{0.58, 0.9, 0.72};
        layout.counts -= 0.053 * static_cast<double>(drawn_variations(plot));
        // The contents end a line below the counts.
        if (drawn_variations(plot) > 0) layout.headroom = 1 / (layout.counts - 0.08) - 1;
        return layout;
    }
};

/// The contents as they are drawn: in units of 10^exponent, so that the ticks have short numbers.
struct Drawn {
    std::vector<double> values, errors;
    std::vector<std::vector<double>> variations;
    double least = 0, greatest = 0;  ///< of value - error and value + error
    int exponent = 0;

    void add(double value, double error) {
        least = std::min(least, value - error);
        greatest = std::max(greatest, value + error);
    }
    void divide(double unit) {
        for (std::vector<double>* numbers : {&values, &errors}) {
            for (double& number : *numbers) number /= unit;
        }
        for (std::vector<double>& numbers : variations) {
            for (double& number : numbers) number /= unit;
        }
        least /= unit;
        greatest /= unit;
    }
};

double scale_of(const results::HistogramResult& contents, bool normalize) {
    double sum = 0;
    for (std::size_t i = 1; i + 1 < contents.values.size(); ++i) sum += finite_or_zero(contents.values[i]);
    return normalize && sum != 0 ? 1 / sum : 1;
}

Drawn drawn(const Plot& plot, bool normalize) {
    const int bins = axis_of(plot).bins();
    const double scale = scale_of(*plot.contents, normalize);
    Drawn result;
    for (int i = 1; i <= bins; ++i) {
        result.values.push_back(finite_or_zero(plot.contents->values[i]) * scale);
        result.errors.push_back(finite_or_zero(std::sqrt(plot.contents->variances[i])) * std::abs(scale));
        result.add(result.values.back(), result.errors.back());
    }
    for (std::size_t k = 0; k < drawn_variations(plot); ++k) {
        const results::HistogramResult& contents = *plot.variations[k].second;
        const double its_scale = scale_of(contents, normalize);
        std::vector<double>& values = result.variations.emplace_back();
        for (int i = 1; i <= bins; ++i) {
            values.push_back(finite_or_zero(contents.values[i]) * its_scale);
            result.add(values.back(), 0);
        }
    }
    result.exponent = exponent_of_axis(std::max(result.greatest, -result.least));
    result.divide(std::pow(10.0, result.exponent));
    return result;
}

/// Columns: edge, value, middle, error, the variations.
void append_data(std::string& script, const Plot& plot, const Drawn& contents) {
    auto out = std::back_inserter(script);
    const std::vector<double>& edges = axis_of(plot).edges;
    const int bins = axis_of(plot).bins();
    const auto append_row = [&](int edge, int bin, const std::string& middle_and_error) {
        fmt::format_to(out, "{} {:.9g} {}", edges[edge], contents.values[bin], middle_and_error);
        for (const std::vector<double>& values : contents.variations) fmt::format_to(out, " {:.9g}", values[bin]);
        script += "\n";
    };
    script += "$bins << END\n";
    for (int i = 0; i < bins; ++i)
        append_row(i, i, fmt::format("{} {:.9g}", (edges[i] + edges[i + 1]) / 2, contents.errors[i]));
    // Steps end where the next one begins, so the last edge needs a row too.
    append_row(bins, bins - 1, "NaN NaN");
    script += "END\n";
}

/// `vertical`: the label of the vertical axis, as markup.
void append_axes(std::string& script, const Plot& plot, const std::string& vertical, double bottom, double top) {
    auto out = std::back_inserter(script);
    append_frame(script, 0.15, 0.96, 0.15, 0.95);
    append_range(script, 'x', axis_of(plot));
    fmt::format_to(out, "set yrange [{:.9g}:{:.9g}]\nset ytics mirror autofreq\nset mytics 5\n", bottom, top);
    const std::string label = with_unit(plot.axis_labels.front(), axis_of(plot).unit);
    fmt::format_to(out, "set label 1 {} at graph 1,-0.12 right\n", in_quotes(label));
    fmt::format_to(out, "set label 2 {} at graph -0.13,1 right rotate by 90\n", in_quotes(vertical));
}

/// Title and region at the top left.
void append_titles(std::string& script, const Plot& plot) {
    auto out = std::back_inserter(script);
    const bool only_region = plot.analysis.empty();
    const std::string title = gnuplot_plain(shortened(only_region ? plot.region : plot.analysis, kLongestPlotTitle));
    const double size = plot.analysis.size() > kLongTitle ? 0.85 : 1.05;
    fmt::format_to(out, "set label 5 {} at graph 0.04,0.925\n", in_quotes(sized("{/:Bold " + title + "}", size)));
    if (only_region) {
        script += "unset label 6\n";
    } else {
        const std::string region = gnuplot_plain(shortened(plot.region, kLongestPlotName));
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

void append_above(std::string& script, const Plot& plot, const Layout& layout) {
    append_titles(script, plot);
    append_counts(script, *plot.contents, layout);
    fmt::format_to(std::back_inserter(script), "set key at graph 0.98,{} right top\n", layout.legend);
}

std::string name_of_sample(const PlotOptions& options) {
    return gnuplot_plain(shortened(options.sample.empty() ? "events" : options.sample, kLongestPlotName));
}

/// Means with their errors, for the bins that have entries.
struct Points {
    std::string rows;  ///< x, mean, half the bin, error
    double least = 0, greatest = 0;
};

Points points_of(const Plot& plot) {
    const results::Profile profile = results::profile_of(*plot.contents);
    const std::vector<double>& edges = axis_of(plot).edges;
    Points points;
    for (int bin = 0; bin < axis_of(plot).bins(); ++bin) {
        const double mean = profile.means[bin + 1], error = finite_or_zero(profile.errors[bin + 1]);
        if (plot.contents->values[bin + 1] == 0 || !std::isfinite(mean)) continue;
        const bool first = points.rows.empty();
        points.least = first ? mean - error : std::min(points.least, mean - error);
        points.greatest = first ? mean + error : std::max(points.greatest, mean + error);
        fmt::format_to(std::back_inserter(points.rows), "{} {:.9g} {} {:.9g}\n", (edges[bin] + edges[bin + 1]) / 2,
                       mean, (edges[bin + 1] - edges[bin]) / 2, error);
    }
    return points;
}

}  // namespace

void append_histogram(std::string& script, const Plot& plot, const PlotOptions& options) {
    const Drawn contents = drawn(plot, options.normalize);
    const Layout layout = Layout::of(plot, options);
    append_data(script, plot, contents);
    const double bottom = contents.least * 1.1, range = contents.greatest - bottom;
    const double top = range > 0 ? contents.greatest + range * layout.headroom : 1;
    const std::string vertical = vertical_label(*plot.spec, options.normalize);
    append_axes(script, plot, gnuplot_plain(vertical) + exponent_note(contents.exponent), bottom, top);
    append_above(script, plot, layout);
    fmt::format_to(
        std::back_inserter(script),
        "plot $bins using 1:2 with fillsteps fs solid 1 noborder lc rgb '#c6dbef' title {}, \\\n"
        "     '' using 1:2 with steps lw 1.5 lc rgb '#2171b5' notitle, \\\n"
        "     '' using 3:($2-$4):(0):(2*$4) with vectors nohead lw 1 lc rgb '#08306b' title 'stat. uncertainty'",
        in_quotes(name_of_sample(options)));
    for (std::size_t k = 0; k < contents.variations.size(); ++k) {
        const std::string name = gnuplot_plain(shortened(plot.variations[k].first, kLongestPlotName));
        fmt::format_to(std::back_inserter(script), ", \\\n     '' using 1:{} with steps lw 1 lc rgb '{}' title {}",
                       k + 5, kVariationColours[k], in_quotes(name));
    }
    script += contents.least < 0 ? ", \\\n     0 with lines lw 0.8 lc rgb 'black' notitle\n" : "\n";
}

void append_profile(std::string& script, const Plot& plot, const PlotOptions& options) {
    const Points points = points_of(plot);
    const Layout layout = Layout::of(plot, options);
    // A point that is not there keeps gnuplot from refusing an empty plot.
    script += "$points << END\n" + (points.rows.empty() ? "NaN NaN NaN NaN\n" : points.rows) + "END\n";
    const double height = std::max(points.greatest - points.least, 1e-9 * std::abs(points.greatest));
    const double bottom = points.least - 0.08 * height;
    // Zero belongs to the picture where it is near.
    const double shown_bottom = points.least >= 0 && points.least < height ? 0 : bottom;
    const double top = height > 0 ? points.greatest + (points.greatest - shown_bottom) * layout.headroom : 1;
    const std::string averaged = with_unit(gnuplot_plain("mean of " + plot.spec->expression), plot.spec->unit);
    append_axes(script, plot, averaged, shown_bottom, top);
    append_above(script, plot, layout);
    fmt::format_to(std::back_inserter(script),
                   "plot $points using 1:2:3 with xerrorbars pt 7 lw 1.5 lc rgb '#2171b5' title {}, \\\n"
                   "     '' using 1:($2-$4):(0):(2*$4) with vectors nohead lw 1 lc rgb '#08306b' title 'stat. "
                   "uncertainty'\n",
                   in_quotes(name_of_sample(options)));
}

}  // namespace collmc::report
