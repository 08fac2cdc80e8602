#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/comparison/wording.h"

namespace collmc::comparison {

namespace {

using report::TextColumn;
using Value = std::optional<results::Efficiency>;

std::string label_of(const CutComparison& cut) {
    const Cut& one = cut.first ? *cut.first : *cut.second;
    const Cut& two = cut.second ? *cut.second : *cut.first;
    return (one.is_weight ? "× " : "") + both_names(one.label, two.label);
}

std::string mark_of(const CutComparison& cut) {
    if (!cut.second) return "only in 1";
    if (!cut.first) return "only in 2";
    if (!cut.differs) return "";
    return cut.remark.empty() ? "differs" : "differs: " + cut.remark;
}

/// A column with a cell of each row.
template <class Cell>
TextColumn column(std::string heading, const RegionComparison& region, Cell cell, bool left = false) {
    TextColumn column{std::move(heading), {}, left};
    for (const CutComparison& cut : region.cuts) column.cells.push_back(cell(cut));
    return column;
}

/// Of each row one of its values, empty where it has none.
template <class Of>
auto values_of(const RegionComparison& region, Of of) {
    std::vector<decltype(of(region.cuts.front()))> values;
    for (const CutComparison& cut : region.cuts) values.push_back(of(cut));
    return values;
}

bool all_counted(const RegionComparison& region) {
    return std::ranges::all_of(region.cuts, [](const CutComparison& cut) {
        return (!cut.first || cut.first->counted()) && (!cut.second || cut.second->counted());
    });
}

/// Events, or sums of weights with their errors, of one side.
TextColumn contents_column(const RegionComparison& region, std::optional<Cut> CutComparison::*side, int number) {
    if (all_counted(region)) {
        return column(fmt::format("events {}", number), region, [&](const CutComparison& cut) {
            return cut.*side ? fmt::format("{}", *(cut.*side)->events) : std::string();
        });
    }
    const auto sums = values_of(region, [&](const CutComparison& cut) -> Value {
        if (!(cut.*side)) return std::nullopt;
        const double error = std::sqrt((cut.*side)->sumw2);
        return results::Efficiency{(cut.*side)->sumw, error, error};
    });
    return values_column(fmt::format("sum of weights {}", number), sums, 1, 0);
}

void add_counts(std::vector<TextColumn>& table, const RegionComparison& region, bool bounds) {
    const auto difference = [](const CutComparison& cut) { return cut.difference; };
    table.push_back(
        differences_column(bounds ? "difference ± at most" : "difference", values_of(region, difference), 1, 0));
    table.push_back(column("change [%]", region, [](const CutComparison& cut) {
        return cut.difference ? signed_text(100 * cut.relative, 2) : "";
    }));
    table.push_back(column(bounds ? "pull at least" : "pull", region, [](const CutComparison& cut) {
        return cut.difference ? signed_text(cut.difference->pull, 1) : "";
    }));
}

void add_efficiencies(std::vector<TextColumn>& table, const RegionComparison& region) {
    const auto first = [](const CutComparison& cut) { return cut.first_efficiency; };
    const auto second = [](const CutComparison& cut) { return cut.second_efficiency; };
    const auto difference = [](const CutComparison& cut) { return cut.difference; };
    table.push_back(values_column("efficiency 1 [%]", values_of(region, first), 100, 1));
    table.push_back(values_column("efficiency 2 [%]", values_of(region, second), 100, 1));
    table.push_back(differences_column("difference [%]", values_of(region, difference), 100, 1));
    table.push_back(column("pull", region, [](const CutComparison& cut) {
        return cut.difference ? signed_text(cut.difference->pull, 1) : "";
    }));
}

void append_region(std::string& text, const Comparison& comparison, const RegionComparison& region, bool colour) {
    std::vector<TextColumn> table = {column(region.grid ? "bin" : "cut", region, label_of, true),
                                     contents_column(region, &CutComparison::first, 1),
                                     contents_column(region, &CutComparison::second, 2)};
    if (comparison.quantity == Quantity::counts) {
        add_counts(table, region, errors_are_bounds(comparison));
    } else {
        add_efficiencies(table, region);
    }
    TextColumn marks = column("", region, mark_of, true);
    if (std::ranges::any_of(marks.cells, [](const std::string& cell) { return !cell.empty(); }))
        table.push_back(std::move(marks));
    report::append_table(text, "region " + both_names(*region.first, *region.second), table, colour);
}

}  // namespace

void append_cutflows(std::string& text, const Comparison& comparison, bool colour) {
    bool table_before = true;
    for (const RegionComparison& region : comparison.regions) {
        const bool alone = !region.first || !region.second, line = alone || region.equal();
        if (!line || table_before) text += "\n";
        table_before = !line;
        if (alone) {
            text +=
                fmt::format("region {}: only in {}\n",
                            report::shown_label(region.first ? *region.first : *region.second), region.first ? 1 : 2);
        } else if (region.equal()) {
            text += fmt::format("region {}: {}, all the same\n", both_names(*region.first, *region.second),
                                counted(static_cast<std::int64_t>(region.cuts.size()), "row"));
        } else {
            append_region(text, comparison, region, colour);
        }
    }
}

}  // namespace collmc::comparison
