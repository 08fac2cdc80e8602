#include "runtime/results/efficiency.h"

#include <algorithm>
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

Efficiency weighted_efficiency(double passed_sumw, double passed_sumw2, double passed_cross, double total_sumw,
                               double total_sumw2) {
    if (total_sumw == 0) return {kNaN, kNaN, kNaN};
    const double value = passed_sumw / total_sumw;
    const double squares = passed_sumw2 - 2 * value * passed_cross + value * value * total_sumw2;
    const double error = std::sqrt(std::max(squares, 0.0)) / std::abs(total_sumw);  // rounding can leave a tiny minus
    return {value, error, error};
}

namespace {

Efficiency efficiency(const CutflowRow& passed, const CutflowRow& total, double cross) {
    return is_counted(passed) && is_counted(total)
               ? counted_efficiency(passed.events, total.events)
               : weighted_efficiency(passed.sumw, passed.sumw2, cross, total.sumw, total.sumw2);
}

}  // namespace

Efficiency efficiency_of_previous(const RegionResult& region, std::size_t row) {
    return efficiency(region.rows[row], region.rows[row - 1], region.rows[row].with_previous);
}

Efficiency efficiency_of_all(const RegionResult& region, std::size_t row) {
    return efficiency(region.rows[row], region.rows[0], region.rows[row].with_first);
}

bool is_counted(const CutflowRow& row) {
    // Then the sum of (w - 1)² is zero.
    const auto events = static_cast<double>(row.events);
    return row.sumw == events && row.sumw2 == events;
}

bool is_counted(const RegionResult& region) {
    return std::all_of(region.rows.begin(), region.rows.end(), [](const CutflowRow& row) { return is_counted(row); });
}

double effective_events(const CutflowRow& row) { return row.sumw2 == 0 ? 0 : row.sumw * row.sumw / row.sumw2; }

}  // namespace collmc::results
