#include "runtime/results/profile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace collmc::results {
namespace {

HistogramResult sums_of(const std::vector<double>& weights, const std::vector<double>& values) {
    HistogramResult sums;
    sums.values = sums.variances = sums.sum_wy = sums.sum_wyy = {0};
    for (std::size_t i = 0; i < values.size(); ++i) {
        sums.values[0] += weights[i];
        sums.variances[0] += weights[i] * weights[i];
        sums.sum_wy[0] += weights[i] * values[i];
        sums.sum_wyy[0] += weights[i] * values[i] * values[i];
    }
    return sums;
}

TEST(Profile, WithoutWeightsItIsTheTextbook) {
    const std::vector<double> values = {1, 4, 4, 7};
    const Profile profile = profile_of(sums_of({1, 1, 1, 1}, values));
    EXPECT_DOUBLE_EQ(profile.means[0], 4);
    EXPECT_DOUBLE_EQ(profile.variances[0], 18.0 / 3);
    EXPECT_DOUBLE_EQ(profile.errors[0], std::sqrt(6.0 / 4));
}

/// As boost-histogram has it: filling 5 and 6 with weights 1.2 and 2.7.
TEST(Profile, WithWeightsItIsThatOfUhi) {
    const Profile profile = profile_of(sums_of({1.2, 2.7}, {5, 6}));
    EXPECT_DOUBLE_EQ(profile.means[0], 5.6923076923076925);
    EXPECT_NEAR(profile.variances[0], 0.5, 1e-12);
}

TEST(Profile, AScaleOfTheWeightsChangesNothing) {
    const Profile one = profile_of(sums_of({0.5, 2, 1}, {1, 2, 5})),
                  other = profile_of(sums_of({5, 20, 10}, {1, 2, 5}));
    EXPECT_DOUBLE_EQ(one.means[0], other.means[0]);
    EXPECT_DOUBLE_EQ(one.errors[0], other.errors[0]);
}

TEST(Profile, OneEntryHasNoSpread) {
    for (const double weight : {1.0, 0.3, 1e-200}) {
        const Profile profile = profile_of(sums_of({weight}, {0.1}));
        EXPECT_DOUBLE_EQ(profile.means[0], 0.1);
        EXPECT_EQ(profile.errors[0], 0);
    }
    const Profile none = profile_of(sums_of({}, {}));
    EXPECT_EQ(none.means[0], 0);
    EXPECT_EQ(none.errors[0], 0);
}

TEST(Profile, TheErrorIsTheSpreadOfRepeatedMeans) {
    std::mt19937_64 random(2);
    std::normal_distribution<double> normal(3, 2);
    double sum = 0, sum2 = 0, predicted = 0;
    const int trials = 4000;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> weights, values;
        for (int i = 0; i < 50; ++i) {
            weights.push_back(0.5 + static_cast<double>(random() % 4));
            values.push_back(normal(random));
        }
        const Profile profile = profile_of(sums_of(weights, values));
        sum += profile.means[0];
        sum2 += profile.means[0] * profile.means[0];
        predicted += profile.errors[0];
    }
    const double spread = std::sqrt(sum2 / trials - sum * sum / trials / trials);
    EXPECT_NEAR(predicted / trials / spread, 1, 0.05);
}

}  // namespace
}  // namespace collmc::results
