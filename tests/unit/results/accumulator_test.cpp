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
    spec.regions = {{"SR", "", {{"all events", 0}, {"cut", 1}}}};
    spec.histograms.emplace_back().axes = {{"x", "GeV", 0, 3, {0, 1, 2, 3}}};
    return spec;
}

TEST(Accumulator, CountsCutflowAndBins) {
    const OutputSpec spec = one_region();
    BlockBuilder builder({1, 1, 1, 1, 1, 1, 1, 1});
    builder.select({0, 1, 2, 3, 4, 5, 6, 7});
    builder.select({0, 2, 3, 4, 5, 7}, 1);
    builder.histogram(1, {{-0.5, 0, 1, 3, 2.5, std::nan("")}});
    Accumulator accumulator(spec);
    accumulator.add(builder.block(), builder.workspace(), builder.layout(), builder.event_weights());
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
    builder.histogram(1, {{0.5, 0.6, std::nan("")}});
    Accumulator accumulator(spec);
    accumulator.add(builder.block(), builder.workspace(), builder.layout(), builder.event_weights());
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
    builder.histogram(1, {values});
    accumulator.add(builder.block(), builder.workspace(), builder.layout(), builder.event_weights());
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
    builder.histogram(1, {{}});
    Accumulator accumulator(spec);
    accumulator.add(builder.block(), builder.workspace(), builder.layout(), builder.event_weights());
    const Results results = accumulator.finish();
    EXPECT_EQ(results.regions[0].rows[1].events, 0);
    EXPECT_EQ(results.histograms[0].values, std::vector<double>(5, 0.0));
}

/// all events -> A -> weight w1 -> B -> weight w2 = w1 x factor -> C; a second region inherits the first two rows.
OutputSpec weighted_region() {
    OutputSpec spec;
    spec.regions = {
        {"SR", "", {{"all events", 0}, {"A", 1}, {"w1", 1, 0, true}, {"B", 2, 0}, {"w2", 2, 1, true}, {"C", 3, 1}}},
        {"CR", "up", {{"all events", 0}, {"A", 1}, {"w1", 1, 0, true}}}};
    return spec;
}

TEST(Accumulator, WeightRowsCountTheSameEventsWithAnotherWeight) {
    const OutputSpec spec = weighted_region();
    BlockBuilder builder({1, 2, 1, -0.5, 4});
    builder.select({0, 1, 2, 3, 4});
    builder.select({0, 1, 3, 4}, 2);
    builder.select({0, 3, 4});
    builder.select({3, 4}, 1);
    builder.weight(1, {0.5, 3, 2, 0.25});
    builder.weight(2, {1.5, 4, 0.75});
    Accumulator accumulator(spec);
    accumulator.add(builder.block(), builder.workspace(), builder.layout(), builder.event_weights());
    const Results results = accumulator.finish();
    const std::vector<CutflowRow>& rows = results.regions[0].rows;
    // The weights of the events, by row:  all 1 2 1 -0.5 4,  A 1 2 -0.5 4,  w1 0.5 6 -1 1,  B 0.5 -1 1,  w2 1.5 -2 3,
    // C -2 3.
    const std::vector<std::int64_t> events = {5, 4, 4, 3, 3, 2};
    const std::vector<double> sumw = {7.5, 6.5, 6.5, 0.5, 2.5, 1}, sumw2 = {22.25, 21.25, 38.25, 2.25, 15.25, 13};
    const std::vector<double> with_first = {22.25, 21.25, 0.5 + 12 + 0.5 + 4, 0.5 + 0.5 + 4, 1.5 + 1 + 12, 1 + 12};
    const std::vector<double> with_previous = {22.25, 21.25, 17, 2.25, 0.75 + 2 + 3, 13};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(rows[i].events, events[i]) << i;
        EXPECT_EQ(rows[i].sumw, sumw[i]) << i;
        EXPECT_EQ(rows[i].sumw2, sumw2[i]) << i;
        EXPECT_EQ(rows[i].with_first, with_first[i]) << i;
        EXPECT_EQ(rows[i].with_previous, with_previous[i]) << i;
        EXPECT_EQ(rows[i].is_weight, i == 2 || i == 4);
    }
    EXPECT_EQ(rows[1].undecided, 2);
    EXPECT_EQ(rows[2].undecided, 0);
    EXPECT_EQ(results.regions[1].variation, "up");
    EXPECT_EQ(results.regions[1].rows[2].sumw2, 38.25);
}

TEST(Accumulator, WeightsDoNotDependOnBlocksEither) {
    OutputSpec spec = weighted_region();
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal(1, 0.3);
    const int events = 2000;
    std::vector<double> file_weights, factors;
    for (int i = 0; i < events; ++i) {
        file_weights.push_back(normal(random));
        factors.push_back(normal(random));
    }
    const auto rows_with_blocks_of = [&](int size) {
        std::vector<Accumulator> threads;
        for (int i = 0; i < 3; ++i) threads.emplace_back(spec);
        for (int begin = 0, block = 0; begin < events; begin += size, ++block) {
            const int end = std::min(events, begin + size);
            BlockBuilder builder({file_weights.begin() + begin, file_weights.begin() + end});
            std::vector<std::int32_t> all(end - begin);
            std::iota(all.begin(), all.end(), 0);
            for (int i = 0; i < 4; ++i) builder.select(all);
            builder.weight(1, {factors.begin() + begin, factors.begin() + end});
            builder.weight(2, {factors.begin() + begin, factors.begin() + end});
            threads[block % 3].add(builder.block(), builder.workspace(), builder.layout(), builder.event_weights());
        }
        threads[2].merge(threads[0]);
        threads[2].merge(threads[1]);
        return threads[2].finish().regions[0].rows;
    };
    const std::vector<CutflowRow> expected = rows_with_blocks_of(events);
    for (const int size : {1, 13, 500}) {
        const std::vector<CutflowRow> rows = rows_with_blocks_of(size);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            expect_same_bits(rows[i].sumw, expected[i].sumw);
            expect_same_bits(rows[i].sumw2, expected[i].sumw2);
            expect_same_bits(rows[i].with_first, expected[i].with_first);
            expect_same_bits(rows[i].with_previous, expected[i].with_previous);
        }
    }
}

TEST(Accumulator, CountsWhatNtuplesAndSkimsGet) {
    OutputSpec spec = one_region();
    spec.ntuples = {{0, "t", {}}};
    spec.skims = {{0, "s", 1}};
    BlockBuilder builder({1, 1, 1});
    builder.select({0, 1, 2});
    builder.select({0, 2});
    builder.histogram(1, {{1, 1}});
    builder.ntuple(1, {});
    Accumulator accumulator(spec);
    for (int i = 0; i < 2; ++i)
        accumulator.add(builder.block(), builder.workspace(), builder.layout(), builder.event_weights());
    EXPECT_EQ(accumulator.finish().ntuple_rows, std::vector<std::int64_t>{4});
    EXPECT_EQ(accumulator.finish().skim_events, std::vector<std::int64_t>{4});
}

}  // namespace
}  // namespace collmc::results
