#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "runtime/comparison/wording.h"

namespace collmc::comparison {

namespace {

using report::TextColumn;
using Value = std::optional<results::Efficiency>;
using List = std::vector<const HistogramComparison*>;

template <class Cell>
TextColumn column(std::string heading, const List& list, Cell cell, bool left = false) {
    TextColumn column{std::move(heading), {}, left};
    for (const HistogramComparison* histogram : list) column.cells.push_back(cell(*histogram));
    return column;
}

std::string name_of(const HistogramComparison& histogram) {
    return both_names(histogram.first ? *histogram.first : *histogram.second,
                      histogram.second ? *histogram.second : *histogram.first);
}

/// Entries, or the sum of weights where they are not known.
TextColumn entries_column(const List& list, HistogramSide HistogramComparison::*side, int number) {
    return column(fmt::format("entries {}", number), list, [&](const HistogramComparison& histogram) {
        if (!histogram.first || !histogram.second) return std::string();
        const HistogramSide& values = histogram.*side;
        return values.entries ? fmt::format("{}", *values.entries) : fmt::format("{:.6g}", values.total);
    });
}

/// Means are of different quantities, so each has decimals of its own.
TextColumn mean_column(const List& list, HistogramSide HistogramComparison::*side, int number) {
    return column(fmt::format("mean {}", number), list, [&](const HistogramComparison& histogram) {
        const HistogramSide& values = histogram.*side;
        if (!histogram.first || !histogram.second) return std::string();
        if (std::isnan(values.mean)) return std::string(kNone);
        const int decimals = report::decimals_for(values.mean_error, 0);
        return fmt::format("{:.{}f} {}", values.mean, decimals,
                           report::error_text(values.mean_error, values.mean_error, decimals));
    });
}

std::string probability_text(double probability) {
    return probability != 0 && probability < 1e-3 ? fmt::format("{:.1e}", probability)
                                                  : fmt::format("{:.3f}", probability);
}

/// "[80, 85)", "below 30", "above 150"; one for each axis.
std::string edges_text(const std::vector<double>& lower, const std::vector<double>& upper) {
    std::string text;
    for (std::size_t axis = 0; axis < lower.size(); ++axis) {
        if (axis > 0) text += " × ";
        const bool below = std::isinf(lower[axis]), above = std::isinf(upper[axis]);
        text += below && above ? std::string("all")
                : below        ? fmt::format("below {:.4g}", upper[axis])
                : above        ? fmt::format("above {:.4g}", lower[axis])
                               : fmt::format("[{:.4g}, {:.4g})", lower[axis], upper[axis]);
    }
    return text;
}

std::string slot_text(const SlotComparison& slot) {
    const std::string first = edges_text(slot.lower, slot.upper);
    return slot.last_lower.empty() ? first
                                   : fmt::format("{} to {}", first, edges_text(slot.last_lower, slot.last_upper));
}

std::string mark_of(const HistogramComparison& histogram) {
    if (!histogram.second) return "only in 1";
    if (!histogram.first) return "only in 2";
    if (!histogram.not_compared.empty()) return "not compared: " + histogram.not_compared;
    return std::string(histogram.differs ? "differs" : "") + (histogram.differs && histogram.merged ? "; " : "") +
           (histogram.merged ? "bins put together" : "");
}

/// The table of those that are not wholly the same.
void append_table(std::string& text, const Comparison& comparison, const List& list, bool colour) {
    const bool bounds = errors_are_bounds(comparison), efficiencies = comparison.quantity == Quantity::efficiencies;
    const auto of_compared = [](auto cell) {
        return [cell](const HistogramComparison& histogram) {
            return histogram.compared() ? cell(histogram) : std::string();
        };
    };
    std::vector<TextColumn> table = {column("histogram", list, name_of, true),
                                     entries_column(list, &HistogramComparison::first_side, 1),
                                     entries_column(list, &HistogramComparison::second_side, 2),
                                     mean_column(list, &HistogramComparison::first_side, 1),
                                     mean_column(list, &HistogramComparison::second_side, 2)};
    if (efficiencies && std::ranges::any_of(list, [](const auto* histogram) { return histogram->total.has_value(); })) {
        table.push_back(column("total: pull", list, of_compared([](const HistogramComparison& histogram) {
                                   return histogram.total ? signed_text(histogram.total->pull, 1) : std::string(kNone);
                               })));
    }
    table.push_back(column(
        bounds ? "χ² / ndf at least" : "χ² / ndf", list, of_compared([](const HistogramComparison& histogram) {
            const std::string chi2 = std::isinf(histogram.chi2.chi2) ? "∞" : fmt::format("{:.1f}", histogram.chi2.chi2);
            return fmt::format("{} / {}", chi2, histogram.chi2.ndf);
        })));
    table.push_back(column(bounds ? "p at most" : "p", list, of_compared([](const HistogramComparison& histogram) {
                               return (histogram.chi2.sparse > 0 ? "~" : "") +
                                      probability_text(histogram.chi2.probability);
                           })));
    table.push_back(column("largest pull", list, of_compared([](const HistogramComparison& histogram) {
                               return histogram.largest
                                          ? fmt::format("{} in {}", signed_text(histogram.largest->pull, 1),
                                                        slot_text(*histogram.largest))
                                          : std::string(kNone);
                           }),
                           true));
    table.push_back(column("bins differing", list, of_compared([](const HistogramComparison& histogram) {
                               return fmt::format("{} of {}", histogram.slots_differing, histogram.slots);
                           })));
    TextColumn marks = column("", list, mark_of, true);
    if (std::ranges::any_of(marks.cells, [](const std::string& cell) { return !cell.empty(); }))
        table.push_back(std::move(marks));
    report::append_table(text, "histograms", table, colour);
}

void append_notes(std::string& text, const Comparison& comparison, const List& list, bool colour) {
    const auto any = [&](auto holds) { return std::ranges::any_of(list, holds); };
    if (!any([](const auto* histogram) { return histogram->compared(); })) return;
    const bool shape = comparison.quantity == Quantity::efficiencies;
    report::append_note(text,
                        fmt::format("χ² compares {}, of profiles the means; under- and overflow are bins like others",
                                    shape ? "shapes" : "contents"),
                        colour);
    if (shape) {
        report::append_note(
            text,
            "for it, neighbours are put together until 5 events are expected in each bin, 25 where there are weights",
            colour);
    }
    if (any([](const auto* histogram) { return histogram->compared() && histogram->chi2.sparse > 0; }))
        report::append_note(text, "~: rough, there are bins with fewer than 10 events", colour);
}

}  // namespace

void append_histograms(std::string& text, const Comparison& comparison, bool colour) {
    List list;
    int same = 0;
    for (const HistogramComparison& histogram : comparison.histograms) {
        if (histogram.compared() && histogram.equal) {
            ++same;
        } else {
            list.push_back(&histogram);
        }
    }
    if (!list.empty()) {
        text += "\n";
        append_table(text, comparison, list, colour);
        append_notes(text, comparison, list, colour);
    }
    if (same > 0)
        text += fmt::format("\n{}: all the same\n", counted(same, list.empty() ? "histogram" : "other histogram"));
}

}  // namespace collmc::comparison
