#include "runtime/results/accumulator.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numeric>
#include <random>

#include "tests/unit/results/block_builder.h"

namespace collmc::results {
namespace {

OutputSpec one_region() {
    OutputSpec spec;
    spec.regions = {{"SR", {{"all events", 0}, {"cut", 1}}}};
    spec.histograms = {{0, "h", "", "x", "GeV", 0, 3, {0, 1, 2, 3}}};
    return spec;
}

TEST(Accumulator, CountsCutflowAndBins) {
    const OutputSpec spec = one_region();
    BlockBuilder builder({1, 1, 1, 1, 1, 1, 1, 1});
    builder.select({0, 1, 2, 3, 4, 5, 6, 7});
    builder.select({0, 2, 3, 4, 5, 7}, 1);
    builder.histogram(1, {-0.5, 0, 1, 3, 2.5, std::nan("")});
    Accumulator accumulator(spec);
    accumulator.add(builder.block(), builder.workspace(), builder.layout());
    const Results results = accumulator.finish();

    EXPECT_TRUE(results.unit_weights);
    ASSERT_EQ(results.regions.size(), 1u);
    ASSERT_EQ(results.regions[0].rows.size(), 2u);
    EXPECT_EQ(results.regions[0].rows[0].label, "all events");
    EXPECT_EQ(results.regions[0].rows[0].events, 8);
    EXPECT_EQ(results.regions[0].rows[1].events, 6);
    EXPECT_EQ(results.regions[0].rows[1].sumw, 6);
    EXPECT_EQ(results.regions[0].rows[1].undecided, 1);
    EXPECT_EQ(results.histograms[0].values, (std::vector<double>{1, 1, 1, 1, 1}));
    EXPECT_EQ(results.histograms[0].entries, 5);
    EXPECT_EQ(results.histograms[0].nan, 1);
}

TEST(Accumulator, WeightsOfTheSelectedEvents) {
    const OutputSpec spec = one_region();
    BlockBuilder builder({0.5, 100, 0.25, -2});
    builder.select({0, 1, 2, 3});
    builder.select({0, 2, 3});
    builder.histogram(1, {0.5, 0.6, std::nan("")});
    Accumulator accumulator(spec);
    accumulator.add(builder.block(), builder.workspace(), builder.layout());
    const Results results = accumulator.finish();
    EXPECT_FALSE(results.unit_weights);
    EXPECT_EQ(results.regions[0].rows[0].sumw, 98.75);
    EXPECT_EQ(results.regions[0].rows[1].sumw, -1.25);
    EXPECT_EQ(results.regions[0].rows[1].sumw2, 4.3125);
    EXPECT_EQ(results.histograms[0].values, (std::vector<double>{0, 0.75, 0, 0, 0}));
    EXPECT_EQ(results.histograms[0].variances, (std::vector<double>{0, 0.3125, 0, 0, 0}));
    EXPECT_EQ(results.histograms[0].entries, 2);
    EXPECT_EQ(results.histograms[0].nan, 1);
}

/// Random events in blocks of random sizes: some with unit weights, some with one weight, some with many.
struct Sample {
    std::vector<double> weights, values;
    std::vector<bool> passes;
};

Sample random_sample(int events) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> value(1.5, 1), weight(0, 1e3);
    Sample sample;
    for (int i = 0; i < events; ++i) {
        const int kind = i / 500 % 3;
        sample.weights.push_back(kind == 0 ? 1 : kind == 1 ? 0.1 : weight(random));
        sample.values.push_back(value(random));
        sample.passes.push_back(random() % 3 != 0);
    }
    return sample;
}

void add_events(const Sample& sample, int begin, int end, Accumulator& accumulator) {
    BlockBuilder builder({sample.weights.begin() + begin, sample.weights.begin() + end});
    std::vector<std::int32_t> all(end - begin), passing;
    std::iota(all.begin(), all.end(), 0);
    std::vector<double> values;
    for (int i = begin; i < end; ++i) {
        if (!sample.passes[i]) continue;
        passing.push_back(i - begin);
        values.push_back(sample.values[i]);
    }
    builder.select(all);
    builder.select(passing);
    builder.histogram(1, values);
    accumulator.add(builder.block(), builder.workspace(), builder.layout());
}

void expect_same_bits(double a, double b) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a), std::bit_cast<std::uint64_t>(b));
}

TEST(Accumulator, BlocksAndMergeOrderDoNotMatter) {
    const OutputSpec spec = one_region();
    const int events = 6000;
    const Sample sample = random_sample(events);
    Accumulator whole(spec);
    add_events(sample, 0, events, whole);
    const Results expected = whole.finish();
    EXPECT_EQ(expected.histograms[0].entries, expected.regions[0].rows[1].events);

    std::mt19937_64 random(5);
    for (int trial = 0; trial < 10; ++trial) {
        std::vector<Accumulator> threads;
        for (int i = 0; i < 4; ++i) threads.emplace_back(spec);
        for (int begin = 0; begin < events;) {
            const int end = std::min<int>(events, begin + 1 + static_cast<int>(random() % 700));
            add_events(sample, begin, end, threads[random() % threads.size()]);
            begin = end;
        }
        std::shuffle(threads.begin(), threads.end(), random);
        for (std::size_t i = 1; i < threads.size(); ++i) threads[0].merge(threads[i]);
        const Results results = threads[0].finish();
        for (int row = 0; row < 2; ++row) {
            EXPECT_EQ(results.regions[0].rows[row].events, expected.regions[0].rows[row].events);
            expect_same_bits(results.regions[0].rows[row].sumw, expected.regions[0].rows[row].sumw);
            expect_same_bits(results.regions[0].rows[row].sumw2, expected.regions[0].rows[row].sumw2);
        }
        for (int slot = 0; slot < 5; ++slot) {
            expect_same_bits(results.histograms[0].values[slot], expected.histograms[0].values[slot]);
            expect_same_bits(results.histograms[0].variances[slot], expected.histograms[0].variances[slot]);
        }
        EXPECT_EQ(results.histograms[0].entries, expected.histograms[0].entries);
    }
}

TEST(Accumulator, NoEventsAtAll) {
    const OutputSpec spec = one_region();
    BlockBuilder builder({});
    builder.select({});
    builder.select({});
    builder.histogram(1, {});
    Accumulator accumulator(spec);
    accumulator.add(builder.block(), builder.workspace(), builder.layout());
    const Results results = accumulator.finish();
    EXPECT_EQ(results.regions[0].rows[1].events, 0);
    EXPECT_EQ(results.histograms[0].values, std::vector<double>(5, 0.0));
}

}  // namespace
}  // namespace collmc::results
