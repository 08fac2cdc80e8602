// Efficiencies of cuts and their statistical errors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/results/results.h"

namespace collmc::results {

/// value - down … value + up is the central interval at 68.27 %. All NaN where nothing was there to pass.
struct Efficiency {
    double value = 0;
    double down = 0;
    double up = 0;
};

/// passed / total for counts, with the exact central interval (C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404).
Efficiency counted_efficiency(std::int64_t passed, std::int64_t total);

/// For weighted events: eff = sum_passed v / sum_total w and
/// var = [sum_passed v² - 2 eff sum_passed v w + eff² sum_total w²] / (sum_total w)², where an event that passes counts
/// with v and had counted with w. `passed` is a part of `total`; `passed_cross` is sum_passed v w, which is sum_passed
/// w² unless the weight has changed between them.
Efficiency weighted_efficiency(double passed_sumw, double passed_sumw2, double passed_cross, double total_sumw,
                               double total_sumw2);

/// The efficiency of row `row` (not the first) of a region with respect to the row before, and to the first: counted
/// where every weight in the two rows is 1.
Efficiency efficiency_of_previous(const RegionResult& region, std::size_t row);
Efficiency efficiency_of_all(const RegionResult& region, std::size_t row);

/// Whether every event of the row counts with 1.
bool is_counted(const CutflowRow& row);

/// Whether every event counts with 1 in all rows of the region.
bool is_counted(const RegionResult& region);

/// The number of events of weight 1 that would have the row's relative error.
double effective_events(const CutflowRow& row);

}  // namespace collmc::results
