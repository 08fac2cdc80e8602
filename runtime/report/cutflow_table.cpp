#include "runtime/report/cutflow_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "runtime/report/grid_table.h"
#include "runtime/report/text_table.h"
#include "runtime/results/efficiency.h"

namespace collmc::report {

namespace {

TextColumn weights_column(const results::RegionResult& region) {
    std::vector<double> sums, errors;
    for (const results::CutflowRow& row : region.rows) {
        sums.push_back(row.sumw);
        errors.push_back(std::sqrt(row.sumw2));
    }
    return sums_column("sum of weights", sums, errors);
}

/// Efficiencies in percent: `of_row(region, row)` for each row but the first.
template <class OfRow>
TextColumn efficiency_column(std::string heading, const results::RegionResult& region, OfRow of_row) {
    std::vector<results::Efficiency> efficiencies;
    double smallest = INFINITY;
    for (std::size_t i = 1; i < region.rows.size(); ++i) {
        const results::Efficiency eff = of_row(region, i);
        for (const double error : {eff.down, eff.up}) {
            if (error > 0) smallest = std::min(smallest, 100 * error);
        }
        efficiencies.push_back(eff);
    }
    const int decimals = decimals_for(smallest, 1);
    std::vector<std::string> numbers = {""}, errors = {""};
    for (const results::Efficiency& eff : efficiencies) {
        const bool none = std::isnan(eff.value);
        numbers.push_back(none ? "–" : fmt::format("{:.{}f}", 100 * eff.value, decimals));
        errors.push_back(none ? "" : error_text(100 * eff.down, 100 * eff.up, decimals));
    }
    TextColumn column{std::move(heading), {}};
    column.join(numbers, errors);
    return column;
}

void append_region(std::string& text, const results::RegionResult& region, bool colour) {
    TextColumn labels{"cut", {}, true}, events{"events", {}}, undecided{"undecided", {}};
    bool any_undecided = false;
    for (const results::CutflowRow& row : region.rows) {
        labels.cells.push_back((row.is_weight ? "× " : "") + shown_label(row.label));
        events.cells.push_back(fmt::format("{}", row.events));
        undecided.cells.push_back(row.undecided > 0 ? fmt::format("{}", row.undecided) : "");
        any_undecided = any_undecided || row.undecided > 0;
    }
    std::vector<TextColumn> table = {std::move(labels), std::move(events)};
    if (!is_counted(region)) table.push_back(weights_column(region));
    table.push_back(efficiency_column("of previous [%]", region, results::efficiency_of_previous));
    table.push_back(efficiency_column("of all [%]", region, results::efficiency_of_all));
    if (any_undecided) table.push_back(std::move(undecided));
    append_table(text, "region " + region.name, table, colour);
    if (any_undecided) {
        append_note(text, "undecided: a comparison met a value that is not a number (NaN), so the event fails the cut",
                    colour);
    }
}

/// What the paper saw and expected in a region.
void append_published(std::string& text, const results::RegionSpec& region, bool colour) {
    std::string note;
    if (!region.observed.empty()) note += fmt::format("observed {}", region.observed.front());
    if (!region.background.empty()) {
        if (!note.empty()) note += ", ";
        note += "background " + measure_text(region.background.front());
    }
    if (!note.empty()) append_note(text, "published: " + note, colour);
}

/// "+4.90", "−0.33", in percent.
std::string change_text(double value, double reference) {
    if (reference == 0) return "–";
    const double percent = 100 * (value / reference - 1);
    return fmt::format("{}{:.2f}", percent < 0 ? "−" : "+", std::abs(percent));
}

/// What passes a region in each of its worlds, and how much more or less that is than in the nominal one.
void append_variations(std::string& text, const results::Results& results, const results::RegionResult& nominal,
                       bool colour) {
    TextColumn names{"variation", {}, true}, events{"events", {}}, change{"change [%]", {}};
    std::vector<double> sums, errors;
    bool counted = true;
    for (const results::RegionResult& region : results.regions) {
        if (region.name != nominal.name || region.rows.empty()) continue;
        const bool is_nominal = region.variation.empty();
        const results::CutflowRow &row = region.rows.back(), &reference = nominal.rows.back();
        names.cells.push_back(is_nominal ? "nominal" : region.variation);
        events.cells.push_back(fmt::format("{}", row.events));
        sums.push_back(row.sumw);
        errors.push_back(std::sqrt(row.sumw2));
        change.cells.push_back(is_nominal ? "" : change_text(row.sumw, reference.sumw));
        counted = counted && is_counted(row);
    }
    if (names.cells.size() < 2) return;
    std::vector<TextColumn> table = {std::move(names), std::move(events)};
    if (!counted) table.push_back(sums_column("sum of weights", sums, errors));
    table.push_back(std::move(change));
    text += "\n";
    append_table(text, "variations of " + nominal.name, table, colour);
}

}  // namespace

std::string cutflow_table(const results::OutputSpec& spec, const results::Results& results, bool colour) {
    std::string text;
    for (std::size_t i = 0; i < results.regions.size(); ++i) {
        const results::RegionResult& region = results.regions[i];
        if (!region.variation.empty()) continue;
        if (!text.empty()) text += "\n";
        append_region(text, region, colour);
        append_published(text, spec.regions[i], colour);
        append_variations(text, results, region, colour);
        for (std::size_t histogram = 0; histogram < spec.histograms.size(); ++histogram) {
            const results::HistogramSpec& grid = spec.histograms[histogram];
            if (grid.kind != results::HistogramSpec::Kind::grid || grid.region != static_cast<int>(i)) continue;
            text += "\n";
            append_grid(text, region.name, grid, results.histograms[histogram], colour);
        }
    }
    return text;
}

}  // namespace collmc::report
