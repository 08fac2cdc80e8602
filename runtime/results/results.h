// The final numbers of a run, in the order of the OutputSpec they were made for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace collmc::results {

struct CutflowRow {
    std::string label;
    std::int64_t events = 0;
    double sumw = 0;             ///< sum of the event weights, correctly rounded
    double sumw2 = 0;            ///< sum of their squares, correctly rounded
    std::int64_t undecided = 0;  ///< events that fail here only because a comparison met a NaN
    bool is_weight = false;      ///< a `weight` line: the events of the row before, with another weight
    /// For the errors of ratios: the sum of an event's weight here times its weight in the first row, or in the row
    /// before; equal to sumw2 where that is the same weight.
    double with_first = 0, with_previous = 0;
};

struct RegionResult {
    std::string name;
    std::string variation;  ///< empty: the nominal world
    std::vector<CutflowRow> rows;
};

/// Contents of a histogram, the last axis fastest. An axis has bins + 2 slots, underflow first and overflow last; that
/// of a grid has its bins alone, and an event outside of any is in none.
struct HistogramResult {
    std::vector<double> values;        ///< sums of weights
    std::vector<double> variances;     ///< sums of squared weights
    std::vector<std::int64_t> counts;  ///< grid: events in each bin
    std::vector<double> sum_wy;        ///< profile: sums of weight times the averaged quantity
    std::vector<double> sum_wyy;       ///< profile: sums of weight times its square
    std::int64_t entries = 0;          ///< fills of any slot: under- and overflow included, NaN not
    std::int64_t nan = 0;              ///< fills with a NaN in any of their values; they are in no slot
    std::int64_t outside = 0;          ///< grid: events in no bin, NaN not counted
};

struct Results {
    bool unit_weights = true;  ///< every event had weight 1
    std::vector<RegionResult> regions;
    std::vector<HistogramResult> histograms;
    std::vector<std::int64_t> ntuple_rows;  ///< rows of each ntuple
    std::vector<std::int64_t> skim_events;  ///< events of each skim
};

}  // namespace collmc::results
