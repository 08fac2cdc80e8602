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

TEST(Efficiency, WeightedErrorMatchesTheSpreadOfRepeatedSamples) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(0, 1);
    double sum = 0, sum2 = 0, predicted = 0;
    const int trials = 4000, events = 300;
    for (int trial = 0; trial < trials; ++trial) {
        double total = 0, total2 = 0, passed = 0, passed2 = 0;
        for (int i = 0; i < events; ++i) {
            const double w = 0.5 + i % 7;
            total += w;
            total2 += w * w;
            if (uniform(random) < 0.3) {
                passed += w;
                passed2 += w * w;
            }
        }
        const Efficiency eff = weighted_efficiency(passed, passed2, total, total2);
        sum += eff.value;
        sum2 += eff.value * eff.value;
        predicted += eff.up;
    }
    const double spread = std::sqrt(sum2 / trials - sum * sum / trials / trials);
    EXPECT_NEAR(predicted / trials / spread, 1, 0.05);
    EXPECT_EQ(weighted_efficiency(4, 8, 4, 8).up, 0);
    EXPECT_TRUE(std::isnan(weighted_efficiency(0, 0, 0, 0).value));
}

TEST(Efficiency, RowsChooseTheFormulaByTheirWeights) {
    const CutflowRow total{"all", 10, 5, 2.5, 0}, passed{"cut", 4, 2, 1, 0};
    EXPECT_EQ(efficiency(passed, total, true).up, counted_efficiency(4, 10).up);
    EXPECT_EQ(efficiency(passed, total, false).up, weighted_efficiency(2, 1, 5, 2.5).up);
}

}  // namespace
}  // namespace collmc::results
