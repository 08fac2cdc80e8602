// Efficiencies of cuts and their statistical errors.
#pragma once

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

/// For weighted events: var = [(1 - 2 eff) sum_passed w² + eff² sum_total w²] / (sum_total w)²; `passed` is a part of
/// `total`.
Efficiency weighted_efficiency(double passed_sumw, double passed_sumw2, double total_sumw, double total_sumw2);

/// The efficiency of a cutflow row relative to an earlier row of its region.
Efficiency efficiency(const CutflowRow& passed, const CutflowRow& total, bool unit_weights);

}  // namespace collmc::results
