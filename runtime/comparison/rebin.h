// Two histograms in the same bins.
#pragma once

#include <string>
#include <variant>

#include "runtime/comparison/run_results.h"

namespace collmc::comparison {

struct CommonBins {
    Histogram first, second;
    bool merged = false;  ///< bins of one were put together
};

/// The two in the bins of the coarser one, axis by axis, where every edge of the one axis is, up to rounding, an edge
/// of the other; what lies outside of the coarser axis goes to its under- and overflow. Otherwise a few words on why
/// they cannot be compared.
struct NotComparable {
    std::string why;
};
std::variant<CommonBins, NotComparable> in_common_bins(const Histogram& first, const Histogram& second);

/// "40 bins from 30 to 150 GeV"
std::string describe(const Axis& axis);

}  // namespace collmc::comparison
