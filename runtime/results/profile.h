// Means and their errors from the sums of a profile.
#pragma once

#include <vector>

#include "runtime/results/results.h"

namespace collmc::results {

/// Per slot; zero where there are no entries.
struct Profile {
    std::vector<double> means;
    /// Of the averaged quantity in the sample: sum w (y - mean)² / (sum w - sum w² / sum w), which for weights 1 is the
    /// unbiased estimate with n - 1. Zero where the entries count as one or less.
    std::vector<double> variances;
    /// Of the mean: sqrt(variance / n) with n = (sum w)² / sum w², the effective number of entries.
    std::vector<double> errors;
};

Profile profile_of(const HistogramResult& contents);

}  // namespace collmc::results
