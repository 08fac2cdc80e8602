#include "runtime/results/efficiency.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace collmc::results {
namespace {

/// P(at least k of n) for efficiency p, summed term by term.
double tail(std::int64_t k, std::int64_t n, double p) {
    double sum = 0;
    for (std::int64_t i = k; i <= n; ++i) {
        sum += std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) + i * std::log(p) +
                        (n - i) * std::log1p(-p));
    }
    return sum;
}

TEST(Efficiency, CountedIntervalSolvesTheBinomialTails) {
    const double outside = std::erfc(1 / std::sqrt(2.0)) / 2;
    for (const std::int64_t n : {1, 2, 10, 137, 500}) {
        for (std::int64_t k = 0; k <= n; k += std::max<std::int64_t>(1, n / 7)) {
            const Efficiency eff = counted_efficiency(k, n);
            EXPECT_DOUBLE_EQ(eff.value, static_cast<double>(k) / static_cast<double>(n));
            const double low = k > 0 ? tail(k, n, eff.value - eff.down) : outside;
            const double high = k < n ? 1 - tail(k + 1, n, eff.value + eff.up) : outside;
            EXPECT_NEAR(low, outside, 1e-9) << k << " of " << n;
            EXPECT_NEAR(high, outside, 1e-9) << k << " of " << n;
        }
    }
    EXPECT_EQ(counted_efficiency(0, 5).down, 0);
    EXPECT_EQ(counted_efficiency(5, 5).up, 0);
    EXPECT_TRUE(std::isnan(counted_efficiency(0, 0).value));
}

TEST(Efficiency, LargeCountsApproachTheNormalInterval) {
    for (const std::int64_t n : {std::int64_t{1'000'000}, std::int64_t{4'000'000'000}, std::int64_t{1} << 50}) {
        const Efficiency eff = counted_efficiency(n / 4, n);
        const double sigma = std::sqrt(0.25 * 0.75 / static_cast<double>(n));
        EXPECT_NEAR(eff.down / sigma, 1, 0.01);
        EXPECT_NEAR(eff.up / sigma, 1, 0.01);
        EXPECT_GT(counted_efficiency(1, n).up, 0);
        EXPECT_GT(counted_efficiency(n - 1, n).down, 0);
    }
}

/// Repeats an experiment of 300 weighted events; an event that passes counts with factor(i) times its weight. The
/// errors that are claimed must be the spread that is seen.
template <class Factor>
void expect_errors_as_spread(double pass_probability, Factor factor) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(0, 1);
    double sum = 0, sum2 = 0, predicted = 0;
    const int trials = 4000, events = 300;
    for (int trial = 0; trial < trials; ++trial) {
        double total = 0, total2 = 0, passed = 0, passed2 = 0, cross = 0;
        for (int i = 0; i < events; ++i) {
            // Which events a sample holds is chance too.
            const int kind = static_cast<int>(random() % 7);
            const double w = 0.5 + kind;
            total += w;
            total2 += w * w;
            if (uniform(random) < pass_probability) {
                const double v = w * factor(kind);
                passed += v;
                passed2 += v * v;
                cross += v * w;
            }
        }
        const Efficiency eff = weighted_efficiency(passed, passed2, cross, total, total2);
        sum += eff.value;
        sum2 += eff.value * eff.value;
        predicted += eff.up;
    }
    const double spread = std::sqrt(sum2 / trials - sum * sum / trials / trials);
    EXPECT_NEAR(predicted / trials / spread, 1, 0.05);
}

TEST(Efficiency, WeightedErrorMatchesTheSpreadOfRepeatedSamples) {
    expect_errors_as_spread(0.3, [](int) { return 1.0; });
    EXPECT_EQ(weighted_efficiency(4, 8, 8, 4, 8).up, 0);
    EXPECT_TRUE(std::isnan(weighted_efficiency(0, 0, 0, 0, 0).value));
}

TEST(Efficiency, AlsoWhereAWeightWasAppliedBetween) {
    expect_errors_as_spread(1, [](int kind) { return 0.4 + 0.1 * kind; });
    expect_errors_as_spread(0.6, [](int kind) { return kind % 2 ? 1.3 : 0.2; });
    EXPECT_EQ(weighted_efficiency(6, 18, 12, 4, 8).up, 0);  // one factor for all events says nothing new
}

TEST(Efficiency, RowsChooseTheFormulaByTheirWeights) {
    RegionResult region{"SR", "", {{"all", 10, 10, 10}, {"cut", 4, 4, 4}, {"weight", 4, 2, 1}, {"cut", 2, 1, 0.5}}};
    region.rows[2].with_first = region.rows[2].with_previous = 2;
    region.rows[3].with_first = 1;
    region.rows[3].with_previous = 0.5;
    EXPECT_EQ(efficiency_of_previous(region, 1).up, counted_efficiency(4, 10).up);
    EXPECT_EQ(efficiency_of_previous(region, 2).value, 0.5);
    EXPECT_EQ(efficiency_of_previous(region, 2).up, 0);
    EXPECT_EQ(efficiency_of_previous(region, 3).up, weighted_efficiency(1, 0.5, 0.5, 2, 1).up);
    EXPECT_EQ(efficiency_of_all(region, 3).up, weighted_efficiency(1, 0.5, 1, 10, 10).up);
    EXPECT_FALSE(is_counted(region));
    region.rows.resize(2);
    EXPECT_TRUE(is_counted(region));
}

TEST(Efficiency, EffectiveEvents) {
    EXPECT_EQ(effective_events({"all", 10, 10, 10}), 10);
    EXPECT_EQ(effective_events({"all", 10, 5, 2.5}), 10);
    EXPECT_EQ(effective_events({"one counts", 2, 1, 1}), 1);
    EXPECT_EQ(effective_events({"none", 0, 0, 0}), 0);
}

}  // namespace
}  // namespace collmc::results
