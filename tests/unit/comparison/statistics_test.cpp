#include "runtime/comparison/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace collmc::comparison {
namespace {

Binned counted(std::vector<double> counts) { return {counts, counts}; }

TEST(Statistics, ProbabilitiesAreThoseOfTables) {
    EXPECT_NEAR(chi2_probability(3.841458820694124, 1), 0.05, 1e-12);
    EXPECT_NEAR(chi2_probability(18.307038053275146, 10), 0.05, 1e-12);
    EXPECT_EQ(chi2_probability(0, 5), 1);
    EXPECT_EQ(chi2_probability(7, 0), 1);
    EXPECT_EQ(chi2_probability(INFINITY, 3), 0);
    EXPECT_NEAR(two_sided_probability(3), 0.0026997960632601866, 1e-15);
    EXPECT_NEAR(chi2_probability(9, 1), two_sided_probability(3), 1e-12);
}

TEST(Statistics, PullsOfNumbers) {
    const Difference difference = difference_of(100, 3, 110, 4);
    EXPECT_EQ(difference.value, 10);
    EXPECT_DOUBLE_EQ(difference.up, 5);
    EXPECT_DOUBLE_EQ(difference.pull, 2);
    EXPECT_EQ(difference_of(7, 0, 7, 0).pull, 0);
    EXPECT_EQ(difference_of(7, 0, 8, 0).pull, INFINITY);
    EXPECT_EQ(difference_of(8, 0, 7, 0).pull, -INFINITY);
}

TEST(Statistics, EfficienciesAreComparedWithTheErrorsBetweenThem) {
    const results::Efficiency low{0.2, 0.03, 0.04}, high{0.3, 0.01, 0.02};
    const Difference difference = difference_of(low, high);
    EXPECT_DOUBLE_EQ(difference.value, 0.3 - 0.2);
    EXPECT_DOUBLE_EQ(difference.down, std::hypot(0.01, 0.04));  // from the high one down, from the low one up
    EXPECT_DOUBLE_EQ(difference.up, std::hypot(0.02, 0.03));
    EXPECT_DOUBLE_EQ(difference.pull, (0.3 - 0.2) / std::hypot(0.01, 0.04));
    EXPECT_DOUBLE_EQ(difference_of(high, low).pull, -difference.pull);
    EXPECT_TRUE(std::isnan(difference_of(low, {NAN, NAN, NAN}).pull));
}

TEST(Statistics, ShapesOfCountedHistograms) {
    // scipy.stats.chi2_contingency([[20, 30, 50], [30, 30, 40]], correction=False)
    const Chi2 test = shape_test(counted({20, 30, 50}), counted({30, 30, 40}));
    EXPECT_NEAR(test.chi2, 3.1111111111111112, 1e-12);
    EXPECT_EQ(test.ndf, 2);
    EXPECT_NEAR(test.probability, 0.21107208779, 1e-10);
    EXPECT_GT(test.pulls[0], 0);
    EXPECT_EQ(test.pulls[1], 0);
    EXPECT_LT(test.pulls[2], 0);
    // The totals do not matter to equal shapes.
    EXPECT_EQ(shape_test(counted({20, 30, 50}), counted({40, 60, 100})).chi2, 0);
}

TEST(Statistics, WeightsAllOfOneSizeChangeNothingButTheScale) {
    const Binned first = counted({250, 400, 600, 300}), second = counted({260, 420, 550, 330});
    Binned scaled = second;
    for (double& value : scaled.values) value *= 0.25;
    for (double& variance : scaled.variances) variance *= 0.0625;
    const double plain = shape_test(first, second).chi2, mixed = shape_test(first, scaled).chi2;
    EXPECT_NEAR(mixed, plain, 0.05 * plain);
    EXPECT_NEAR(shape_test(scaled, first).chi2, mixed, 1e-12);
    Binned both = first;
    for (double& value : both.values) value *= 3;
    for (double& variance : both.variances) variance *= 9;
    EXPECT_NEAR(shape_test(both, scaled).chi2, plain, 0.05 * plain);
}

TEST(Statistics, TheMixedTermTakesTheMostLikelyShareOfItsBin) {
    const Binned first = counted({40, 60}), second{{9, 21}, {4, 8}};
    double sum = 0;
    for (std::size_t bin = 0; bin < 2; ++bin) {
        const double n = first.values[bin], w = second.values[bin], s2 = second.variances[bin];
        double most = -INFINITY, term = 0;
        for (double p = 1e-4; p < 1; p += 1e-5) {
            const double likelihood = n * std::log(100 * p) - 100 * p - (w - 30 * p) * (w - 30 * p) / (2 * s2);
            if (likelihood <= most) continue;
            most = likelihood;
            term = (n - 100 * p) * (n - 100 * p) / (100 * p) + (w - 30 * p) * (w - 30 * p) / s2;
        }
        sum += term;
    }
    EXPECT_NEAR(shape_test(first, second).chi2, sum, 1e-3);
}

TEST(Statistics, NeighboursArePutTogetherUntilFiveAreExpected) {
    const Chi2 test = shape_test(counted({0, 100, 3, 3, 4, 0, 90, 1, 0}), counted({0, 90, 2, 4, 4, 0, 100, 0, 1}));
    // Groups: 0-1, 2-3 and 4-6; the two bins at the end go to the last.
    EXPECT_EQ(test.starts, (std::vector<std::size_t>{0, 2, 4}));
    EXPECT_EQ(test.ndf, 2);
    const Chi2 few = shape_test(counted({1, 1, 1}), counted({100, 200, 300}));
    EXPECT_EQ(few.ndf, 0);
    EXPECT_EQ(few.probability, 1);
}

TEST(Statistics, NothingToCompare) {
    EXPECT_EQ(shape_test(counted({0, 0}), counted({1, 2})).ndf, 0);
    EXPECT_EQ(shape_test({{-1, -2}, {1, 4}}, counted({1, 2})).ndf, 0);
    EXPECT_EQ(contents_test(counted({0, 0}), counted({0, 0})).ndf, 0);
}

TEST(Statistics, Contents) {
    const Chi2 test = contents_test({{10, 0, 5, 0}, {4, 0, 9, 0}}, {{13, 0, 0, 2}, {5, 0, 16, 0}});
    EXPECT_DOUBLE_EQ(test.pulls[0], 1);
    EXPECT_EQ(test.pulls[1], 0);
    EXPECT_DOUBLE_EQ(test.pulls[2], -1);
    EXPECT_EQ(test.pulls[3], INFINITY);  // there is no error that could explain it
    EXPECT_EQ(test.ndf, 3);
    EXPECT_EQ(test.probability, 0);
}

TEST(Statistics, MeansOfFewEntriesAreLeftOut) {
    const Means first{{50, 60, 70}, {3, 3, 3}, {20, 9, 20}}, second{{55, 90, 70}, {4, 4, 0}, {20, 20, 20}};
    const Chi2 test = means_test(first, second);
    EXPECT_DOUBLE_EQ(test.pulls[0], 1);
    EXPECT_EQ(test.pulls[1], 0);
    EXPECT_EQ(test.ndf, 2);
    EXPECT_EQ(test.sparse, 1);
}

/// Fills a histogram with a falling shape, each entry with the weight that `weight(x)` gives.
template <class Weight>
Binned filled(std::mt19937_64& random, int entries, Weight weight) {
    std::exponential_distribution<double> shape(0.3);
    std::uniform_real_distribution<double> uniform(0.5, 1.5);
    Binned histogram{std::vector<double>(20, 0.0), std::vector<double>(20, 0.0)};
    for (int i = 0; i < entries; ++i) {
        const double x = shape(random), w = weight(uniform(random));
        const auto bin = static_cast<std::size_t>(std::min(x, 19.0));
        histogram.values[bin] += w;
        histogram.variances[bin] += w * w;
    }
    return histogram;
}

/// Samples of one shape must not look different more often than the probability says, even where one is small.
template <class Weight1, class Weight2>
void expect_uniform_probabilities(int entries1, int entries2, Weight1 weight1, Weight2 weight2) {
    std::mt19937_64 random(7);
    SCOPED_TRACE(testing::Message() << entries1 << " and " << entries2 << " entries");
    const int trials = 1500;
    int below_tenth = 0, beyond_three_sigma = 0;
    for (int trial = 0; trial < trials; ++trial) {
        const Chi2 test = shape_test(filled(random, entries1, weight1), filled(random, entries2, weight2));
        below_tenth += test.probability < 0.1 ? 1 : 0;
        beyond_three_sigma += test.probability < two_sided_probability(3) ? 1 : 0;
    }
    EXPECT_NEAR(below_tenth / double(trials), 0.1, 0.035);
    EXPECT_LT(beyond_three_sigma / double(trials), 0.009);
}

TEST(Statistics, ProbabilitiesOfEqualShapesAreUniform) {
    const auto one = [](double) { return 1.0; };
    const auto spread = [](double u) { return u; };
    expect_uniform_probabilities(2000, 2000, one, one);
    expect_uniform_probabilities(5000, 60, one, one);
    expect_uniform_probabilities(3000, 300, one, spread);
    expect_uniform_probabilities(300, 3000, one, spread);
    expect_uniform_probabilities(2000, 500, spread, spread);
}

TEST(Statistics, OtherShapesAreFound) {
    std::mt19937_64 random(3);
    const auto one = [](double) { return 1.0; };
    Binned first = filled(random, 2000, one), second = filled(random, 2000, one);
    for (std::size_t bin = 5; bin < 8; ++bin) second.values[bin] *= 3, second.variances[bin] *= 3;
    EXPECT_LT(shape_test(first, second).probability, 1e-9);
}

}  // namespace
}  // namespace collmc::comparison
