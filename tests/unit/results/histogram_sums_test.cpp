// Histograms in two dimensions, profiles and grids, with loops and weights, against sums made one entry at a time. All
// weights and values are small multiples of powers of two, so that plain addition is exact.

#include "runtime/results/histogram_sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "tests/unit/results/block_builder.h"

namespace collmc::results {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Entry {
    int event;
    std::vector<double> values;
};

struct Sample {
    std::vector<double> file_weights, factors;  ///< per event
    std::vector<Entry> entries;                 ///< in the order of events
};

HistogramSpec spec_of(HistogramSpec::Kind kind, std::vector<std::vector<double>> edges, bool above = false) {
    HistogramSpec spec;
    spec.kind = kind;
    for (auto& axis : edges) spec.axes.push_back({"x", "", axis.front(), axis.back(), axis, above});
    return spec;
}

Sample random_sample(int events, std::size_t columns, bool unit_weights, bool looped, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto value = [&]() -> double {
        switch (random() % 24) {
            case 0: return std::nan("");
            case 1: return kInfinity;
            case 2: return -kInfinity;
            default: return static_cast<double>(random() % 160) / 16 - 1;  // often on an edge
        }
    };
    Sample sample;
    for (int event = 0; event < events; ++event) {
        sample.file_weights.push_back(unit_weights ? 1 : static_cast<double>(random() % 33) / 8 - 1);
        sample.factors.push_back(static_cast<double>(random() % 17) / 4);
        const int entries = looped ? static_cast<int>(random() % 4) : random() % 3 != 0;
        for (int i = 0; i < entries; ++i) {
            Entry& entry = sample.entries.emplace_back(Entry{event, {}});
            for (std::size_t column = 0; column < columns; ++column) entry.values.push_back(value());
        }
    }
    return sample;
}

/// The sums of what is inside, one entry at a time. Slots as HistogramResult has them.
HistogramResult by_hand(const HistogramSpec& spec, const Sample& sample, bool weighted) {
    const bool grid = spec.kind == HistogramSpec::Kind::grid;
    std::size_t slots = 1;
    for (const AxisSpec& axis : spec.axes) slots *= static_cast<std::size_t>(axis.bins() + (grid ? 0 : 2));
    HistogramResult result;
    result.values.resize(slots);
    result.variances.resize(slots);
    if (grid) result.counts.resize(slots);
    if (spec.kind == HistogramSpec::Kind::profile) {
        result.sum_wy.resize(slots);
        result.sum_wyy.resize(slots);
    }
    for (const Entry& entry : sample.entries) {
        bool nan = false, outside = false;
        for (const double value : entry.values) nan = nan || std::isnan(value);
        std::size_t slot = 0;
        for (std::size_t a = 0; a < spec.axes.size(); ++a) {
            const AxisSpec& axis = spec.axes[a];
            int below = 0;  // edges at or below the value
            for (const double edge : axis.edges) below += entry.values[a] >= edge;
            const int edges = static_cast<int>(axis.edges.size());
            if (grid) outside = outside || below == 0 || (below == edges && !axis.above);
            const int extent = axis.bins() + (grid ? 0 : 2);
            slot = slot * static_cast<std::size_t>(extent) + static_cast<std::size_t>(grid ? below - 1 : below);
        }
        if (nan || outside) {
            ++(nan ? result.nan : result.outside);
            continue;
        }
        const double weight = sample.file_weights[entry.event] * (weighted ? sample.factors[entry.event] : 1);
        ++result.entries;
        result.values[slot] += weight;
        result.variances[slot] += weight * weight;
        if (grid) ++result.counts[slot];
        if (spec.kind != HistogramSpec::Kind::profile) continue;
        result.sum_wy[slot] += weight * entry.values.back();
        result.sum_wyy[slot] += weight * entry.values.back() * entry.values.back();
    }
    return result;
}

/// Events [begin, end) as one block. The weight is defined for all events, the histogram's selection has those that
/// have entries.
void add_block(const Sample& sample, int begin, int end, bool weighted, bool looped, HistogramSums& sums) {
    BlockBuilder builder({sample.file_weights.begin() + begin, sample.file_weights.begin() + end});
    std::vector<std::int32_t> all, with_entries, entry_events;
    for (int event = begin; event < end; ++event) all.push_back(event - begin);
    std::vector<std::vector<double>> columns(sample.entries.front().values.size());
    for (const Entry& entry : sample.entries) {
        if (entry.event < begin || entry.event >= end) continue;
        const std::int32_t event = entry.event - begin;
        if (with_entries.empty() || with_entries.back() != event) with_entries.push_back(event);
        entry_events.push_back(event);
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(entry.values[i]);
    }
    const int everything = builder.select(all), selected = builder.select(with_entries);
    int weight = -1;
    if (weighted) weight = builder.weight(everything, {sample.factors.begin() + begin, sample.factors.begin() + end});
    if (looped) {
        // The entries of a list stand in any order.
        std::reverse(entry_events.begin(), entry_events.end());
        for (auto& column : columns) std::reverse(column.begin(), column.end());
        builder.looped_histogram(selected, entry_events, columns, weight);
    } else {
        builder.histogram(selected, columns, weight);
    }
    const EventWeights& weights = builder.event_weights();
    sums.begin_block();
    sums.add(builder.workspace(), builder.layout(), builder.layout().histograms.front(), weights, sums);
}

void expect_equal(const HistogramResult& result, const HistogramResult& expected) {
    EXPECT_EQ(result.entries, expected.entries);
    EXPECT_EQ(result.nan, expected.nan);
    EXPECT_EQ(result.outside, expected.outside);
    EXPECT_EQ(result.values, expected.values);
    EXPECT_EQ(result.variances, expected.variances);
    EXPECT_EQ(result.counts, expected.counts);
    ASSERT_EQ(result.sum_wy.size(), expected.sum_wy.size());
    for (std::size_t i = 0; i < expected.sum_wy.size(); ++i) {
        const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
        EXPECT_TRUE(same(result.sum_wy[i], expected.sum_wy[i])) << result.sum_wy[i] << " " << expected.sum_wy[i];
        EXPECT_TRUE(same(result.sum_wyy[i], expected.sum_wyy[i])) << result.sum_wyy[i] << " " << expected.sum_wyy[i];
    }
}

void check(const HistogramSpec& spec) {
    const std::size_t columns = spec.axes.size() + (spec.kind == HistogramSpec::Kind::profile);
    constexpr int kEvents = 600;
    unsigned seed = 1;
    for (const bool unit_weights : {true, false}) {
        for (const bool weighted : {false, true}) {
            for (const bool looped : {false, true}) {
                const Sample sample = random_sample(kEvents, columns, unit_weights, looped, ++seed);
                const HistogramResult expected = by_hand(spec, sample, weighted);
                EXPECT_GT(expected.entries, 50);
                EXPECT_GT(expected.nan, 10);
                std::mt19937_64 random(seed);
                for (const int longest : {kEvents, 100, 7}) {
                    std::vector<HistogramSums> threads;
                    for (int i = 0; i < 3; ++i) threads.emplace_back(spec);
                    for (int begin = 0; begin < kEvents;) {
                        const int end = std::min<int>(kEvents, begin + 1 + static_cast<int>(random() % longest));
                        add_block(sample, begin, end, weighted, looped, threads[random() % 3]);
                        begin = end;
                    }
                    HistogramSums sum = std::move(threads[1]);
                    sum.merge(threads[2]);
                    sum.merge(threads[0]);
                    expect_equal(sum.finish(), expected);
                }
            }
        }
    }
}

TEST(HistogramSums, OneDimension) { check(spec_of(HistogramSpec::Kind::counts, {{0, 1, 2, 3, 4}})); }

TEST(HistogramSums, UnevenEdges) { check(spec_of(HistogramSpec::Kind::counts, {{0, 0.5, 3, 7}})); }

TEST(HistogramSums, TwoDimensions) { check(spec_of(HistogramSpec::Kind::counts, {{0, 1, 2, 3}, {-1, 0, 4, 5, 8}})); }

TEST(HistogramSums, Profile) { check(spec_of(HistogramSpec::Kind::profile, {{0, 2, 4, 6}})); }

TEST(HistogramSums, Grid) {
    check(spec_of(HistogramSpec::Kind::grid, {{-1, 1, 4, 8}}));
    check(spec_of(HistogramSpec::Kind::grid, {{-1, 4, 8}, {-1, 2, 7}, {-1, 0, 3, 8}}));
}

TEST(HistogramSums, GridThatIsOpenAbove) {
    check(spec_of(HistogramSpec::Kind::grid, {{0, 1, 4}}, true));
    check(spec_of(HistogramSpec::Kind::grid, {{-1, 4, 8}, {0, 2}}, true));
}

TEST(HistogramSums, ProfileOfAnInfiniteValueIsInfinite) {
    const HistogramSpec spec = spec_of(HistogramSpec::Kind::profile, {{0, 1, 2}});
    const Sample sample{{1, 1}, {1, 1}, {{0, {0.5, kInfinity}}, {1, {0.5, 1}}}};
    HistogramSums sums(spec);
    add_block(sample, 0, 2, false, false, sums);
    EXPECT_EQ(sums.finish().sum_wy[1], kInfinity);
    EXPECT_EQ(sums.finish().sum_wy[2], 0);
}

}  // namespace
}  // namespace collmc::results
