#include "runtime/report/grid_table.h"

#include <fmt/format.h>

#include <cmath>

#include "runtime/report/text_table.h"

namespace collmc::report {

namespace {

std::string interval(const results::AxisSpec& axis, int bin) {
    const double low = axis.edges[bin];
    if (bin + 1 == static_cast<int>(axis.edges.size())) return fmt::format("≥ {}", low);
    return fmt::format("[{}, {})", low, axis.edges[bin + 1]);
}

TextColumn axis_column(const results::HistogramSpec& grid, std::size_t axis) {
    const results::AxisSpec& spec = grid.axes[axis];
    const std::string unit = spec.unit.empty() ? "" : " [" + spec.unit + "]";
    TextColumn column{shown_label(spec.expression) + unit, {}, true};
    for (const std::vector<int>& bin : bins_of_grid(grid)) column.cells.push_back(interval(spec, bin[axis]));
    return column;
}

bool is_counted(const results::HistogramResult& contents) {
    for (std::size_t bin = 0; bin < contents.counts.size(); ++bin) {
        const auto count = static_cast<double>(contents.counts[bin]);
        if (contents.values[bin] != count || contents.variances[bin] != count) return false;
    }
    return true;
}

TextColumn weights_column(const results::HistogramResult& contents) {
    std::vector<double> errors;
    for (const double variance : contents.variances) errors.push_back(std::sqrt(variance));
    return sums_column("sum of weights", contents.values, errors);
}

TextColumn background_column(const std::vector<results::Measure>& background) {
    TextColumn column{"background", {}};
    std::vector<std::string> numbers, errors;
    for (const results::Measure& measure : background) {
        numbers.push_back(fmt::format("{}", measure.value));
        errors.push_back(measure_text(measure).substr(numbers.back().size() + 1));
    }
    column.join(numbers, errors);
    return column;
}

}  // namespace

std::vector<std::vector<int>> bins_of_grid(const results::HistogramSpec& grid) {
    std::vector<std::vector<int>> bins = {{}};
    for (const results::AxisSpec& axis : grid.axes) {
        std::vector<std::vector<int>> longer;
        for (const std::vector<int>& bin : bins) {
            for (int i = 0; i < axis.bins(); ++i) {
                longer.push_back(bin);
                longer.back().push_back(i);
            }
        }
        bins = std::move(longer);
    }
    return bins;
}

std::string measure_text(const results::Measure& measure) {
    if (measure.up == measure.down) return fmt::format("{} ± {}", measure.value, measure.up);
    return fmt::format("{} +{} −{}", measure.value, measure.up, measure.down);
}

void append_grid(std::string& text, const std::string& region, const results::HistogramSpec& grid,
                 const results::HistogramResult& contents, bool colour) {
    std::vector<TextColumn> table;
    for (std::size_t axis = 0; axis < grid.axes.size(); ++axis) table.push_back(axis_column(grid, axis));
    TextColumn events{"events", {}}, observed{"observed", {}};
    for (const std::int64_t count : contents.counts) events.cells.push_back(fmt::format("{}", count));
    for (const std::int64_t count : grid.observed) observed.cells.push_back(fmt::format("{}", count));
    table.push_back(std::move(events));
    if (!is_counted(contents)) table.push_back(weights_column(contents));
    if (!grid.background.empty()) table.push_back(background_column(grid.background));
    if (!grid.observed.empty()) table.push_back(std::move(observed));
    append_table(text, fmt::format("bins {} of {}", grid.name, region), table, colour);
    if (contents.outside > 0) append_note(text, fmt::format("{} in no bin", contents.outside), colour);
    if (contents.nan > 0) append_note(text, fmt::format("{} with a value that is not a number", contents.nan), colour);
}

}  // namespace collmc::report
