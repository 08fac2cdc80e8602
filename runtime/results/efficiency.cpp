#include "runtime/results/efficiency.h"

#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>

namespace collmc::results {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kTail = (1 - 0.682689492137085897) / 2;  // outside one standard deviation, on one side

}  // namespace

Efficiency counted_efficiency(std::int64_t passed, std::int64_t total) {
    if (total <= 0) return {kNaN, kNaN, kNaN};
    const auto k = static_cast<double>(passed), n = static_cast<double>(total);
    const double value = k / n;
    const double low = passed == 0 ? 0 : boost::math::ibeta_inv(k, n - k + 1, kTail);
    const double high = passed == total ? 1 : boost::math::ibeta_inv(k + 1, n - k, 1 - kTail);
    return {value, value - low, high - value};
}

Efficiency weighted_efficiency(double passed_sumw, double passed_sumw2, double total_sumw, double total_sumw2) {
    if (total_sumw == 0) return {kNaN, kNaN, kNaN};
    const double value = passed_sumw / total_sumw;
    const double variance = ((1 - 2 * value) * passed_sumw2 + value * value * total_sumw2) / (total_sumw * total_sumw);
    const double error = std::sqrt(std::max(variance, 0.0));  // rounding can leave a tiny negative value
    return {value, error, error};
}

Efficiency efficiency(const CutflowRow& passed, const CutflowRow& total, bool unit_weights) {
    return unit_weights ? counted_efficiency(passed.events, total.events)
                        : weighted_efficiency(passed.sumw, passed.sumw2, total.sumw, total.sumw2);
}

}  // namespace collmc::results
