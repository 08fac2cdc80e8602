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
};

struct RegionResult {
    std::string name;
    std::vector<CutflowRow> rows;
};

/// Contents with underflow first and overflow last: bins + 2 values.
struct HistogramResult {
    std::vector<double> values;     ///< sums of weights
    std::vector<double> variances;  ///< sums of squared weights
    std::int64_t entries = 0;       ///< fills, under- and overflow included, NaN not
    std::int64_t nan = 0;           ///< fills with NaN; they are in no bin
};

struct Results {
    bool unit_weights = true;  ///< every event had weight 1
    std::vector<RegionResult> regions;
    std::vector<HistogramResult> histograms;
    std::vector<std::int64_t> ntuple_rows;  ///< rows of each ntuple
};

}  // namespace collmc::results
