// Sums of several worlds at once against the same entries added one by one, and histograms that differ in their weights
// against each alone; rows of a cutflow likewise.

#include "runtime/results/world_sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "runtime/results/accumulator.h"
#include "runtime/results/weight_sets.h"
#include "tests/unit/results/block_builder.h"

namespace collmc::results {
namespace {

/// Sums of the same entries in both ways.
class Pair {
public:
    Pair(std::size_t slots, std::size_t worlds)
        : worlds_(worlds), together_(slots, worlds), handed_over_(make(slots)), one_by_one_(make(slots)) {}

    /// weights[entry][world]
    bool add(const std::vector<std::int32_t>& slots, const std::vector<std::vector<double>>& weights) {
        std::vector<WorldLine> lines(slots.size() * lines_of(worlds_));
        std::vector<double> all;
        for (std::size_t i = 0; i < slots.size(); ++i) {
            for (std::size_t world = 0; world < worlds_; ++world) {
                lines[i * lines_of(worlds_) + world / WorldLine::kWorlds].worlds[world % WorldLine::kWorlds] =
                    weights[i][world];
                all.push_back(weights[i][world]);
            }
        }
        std::vector<std::int32_t> places(slots.size());
        std::iota(places.begin(), places.end(), 0);
        if (!together_.add(slots, {places, lines.data(), bounds_of(all)}, into())) return false;
        for (std::size_t i = 0; i < slots.size(); ++i) {
            for (std::size_t world = 0; world < worlds_ && slots[i] >= 0; ++world)
                one_by_one_[world][static_cast<std::size_t>(slots[i])].add(weights[i][world]);
        }
        return true;
    }
    void expect_equal() {
        together_.flush(into());
        for (std::size_t world = 0; world < worlds_; ++world) {
            for (std::size_t slot = 0; slot < one_by_one_[world].size(); ++slot) {
                const WeightSum &sum = handed_over_[world][slot], &expected = one_by_one_[world][slot];
                EXPECT_EQ(sum.sumw(), expected.sumw()) << "world " << world << ", slot " << slot;
                EXPECT_EQ(sum.sumw2(), expected.sumw2()) << "world " << world << ", slot " << slot;
            }
        }
    }

private:
    using Sums = std::vector<std::vector<WeightSum>>;
    Sums make(std::size_t slots) const {
        Sums sums;
        for (std::size_t world = 0; world < worlds_; ++world) sums.emplace_back(slots);
        return sums;
    }
    std::vector<WeightSum*> into() {
        std::vector<WeightSum*> into;
        for (auto& slots : handed_over_) into.push_back(slots.data());
        return into;
    }

    std::size_t worlds_;
    WorldSums together_;
    Sums handed_over_, one_by_one_;
};

/// Entries whose weights are near `size`, of either sign, some of them 0, 1 or in no slot.
void add_random(Pair& pair, std::size_t slots, std::size_t worlds, double size, int entries, std::mt19937_64& random) {
    std::uniform_real_distribution<double> factor(0.5, 2);
    std::vector<std::int32_t> in;
    std::vector<std::vector<double>> weights;
    for (int i = 0; i < entries; ++i) {
        in.push_back(static_cast<std::int32_t>(random() % (slots + 1)) - 1);
        auto& each = weights.emplace_back();
        for (std::size_t world = 0; world < worlds; ++world) {
            const bool special = random() % 16 == 0;
            each.push_back(special ? (random() % 2 == 0 ? 0 : size) : size * factor(random) * (random() % 4 ? 1 : -1));
        }
    }
    ASSERT_TRUE(pair.add(in, weights));
}

TEST(WorldSums, AreThoseOfEachWorldInEveryBit) {
    std::mt19937_64 random(1);
    for (const std::size_t worlds : {1, 2, 8, 21}) {
        Pair pair(5, worlds);
        for (int block = 0; block < 20; ++block) add_random(pair, 5, worlds, 1, 500, random);
        pair.expect_equal();
    }
}

TEST(WorldSums, HandOverWhatIsFull) {
    std::mt19937_64 random(2);
    Pair pair(1, 3);
    add_random(pair, 1, 3, 1, 30000, random);
    pair.expect_equal();
}

TEST(WorldSums, FollowWeightsOfOtherSizes) {
    std::mt19937_64 random(3);
    Pair pair(4, 9);
    for (const double size : {1.0, 1e3, 1e-9, 1e12, 0.25, 1e100, 1e-100}) add_random(pair, 4, 9, size, 300, random);
    pair.expect_equal();
}

TEST(WorldSums, LeaveAloneWhatIsTooFarApart) {
    Pair pair(1, 2);
    EXPECT_TRUE(pair.add({0, 0}, {{1, 3}, {-0.7, 2}}));
    EXPECT_FALSE(pair.add({0}, {{1, 1e9}}));
    EXPECT_FALSE(pair.add({0}, {{1, std::numeric_limits<double>::infinity()}}));
    EXPECT_FALSE(pair.add({0}, {{1, std::nan("")}}));
    EXPECT_FALSE(pair.add({0}, {{1e-300, 1e-300}}));
    EXPECT_TRUE(pair.add({0, -1}, {{1.1, 3}, {-0.7, 2}}));
    pair.expect_equal();
}

TEST(WorldSums, TakeAnEntryManyTimes) {
    constexpr std::size_t kWorlds = 11;
    WorldSums together(2, kWorlds);
    std::vector<std::vector<WeightSum>> sums(kWorlds), expected(kWorlds);
    std::vector<WeightSum*> into;
    for (std::size_t world = 0; world < kWorlds; ++world) {
        sums[world].resize(2);
        expected[world].resize(2);
        into.push_back(sums[world].data());
    }
    std::mt19937_64 random(6);
    std::uniform_real_distribution<double> factor(-1.5, 1.5);
    for (const std::int64_t n : {1, 3, 4000, 95, 5000, 1, 100'000'000}) {
        for (const double size : {1.0, 1e-200, 1.0, 1e300, 0.01}) {
            const std::size_t slot = random() % 2;
            WorldLine lines[lines_of(kWorlds)];
            for (std::size_t world = 0; world < kWorlds; ++world) {
                const double weight = world == 3 ? 0 : factor(random) * size;
                lines[world / WorldLine::kWorlds].worlds[world % WorldLine::kWorlds] = weight;
                expected[world][slot].add(weight, n);
            }
            together.add_times(n, slot, lines, into);
        }
    }
    together.flush(into);
    for (std::size_t world = 0; world < kWorlds; ++world) {
        for (std::size_t slot = 0; slot < 2; ++slot) {
            EXPECT_EQ(sums[world][slot].sumw(), expected[world][slot].sumw());
            EXPECT_EQ(sums[world][slot].sumw2(), expected[world][slot].sumw2());
        }
    }
}

/// Columns of 11 worlds, of which each entry has one of `sets` sets; two differ in no more than their order.
std::vector<std::vector<double>> columns_of_sets(const std::vector<std::size_t>& sets) {
    std::vector<std::vector<double>> columns(11);
    for (const std::size_t set : sets) {
        for (std::size_t world = 0; world < columns.size(); ++world)
            columns[world].push_back(world == set % 11 ? 1.5 + static_cast<double>(set / 11) : -0.0);
    }
    return columns;
}

TEST(WeightSets, HaveNumbersUntilThereAreTooMany) {
    WeightSets sets(11);
    std::mt19937_64 random(7);
    const auto find = [&](const std::vector<std::size_t>& of_entries, std::vector<std::int32_t>& numbers) {
        const std::vector<std::vector<double>> columns = columns_of_sets(of_entries);
        std::vector<const double*> each;
        for (const std::vector<double>& column : columns) each.push_back(column.data());
        std::vector<WorldLine> lines(of_entries.size() * lines_of(11));
        std::vector<std::uint64_t> spreads(of_entries.size());
        line_up(each, of_entries.size(), lines.data(), spreads.data());
        numbers.resize(of_entries.size());
        const bool found = sets.find(spreads, lines.data(), numbers.data());
        for (std::size_t i = 0; found && i < of_entries.size(); ++i) {
            const WorldLine* known = sets.lines(static_cast<std::size_t>(numbers[i]));
            for (std::size_t world = 0; world < 11; ++world)
                EXPECT_EQ(known[world / 8].worlds[world % 8], columns[world][i]) << world << " of " << i;
        }
        return found;
    };
    std::vector<std::int32_t> numbers, again;
    for (int block = 0; block < 50; ++block) {
        std::vector<std::size_t> of_entries(1 + random() % 30);
        for (std::size_t& set : of_entries) set = random() % 256;
        EXPECT_TRUE(find(of_entries, numbers));
        EXPECT_TRUE(find(of_entries, again));
        EXPECT_EQ(numbers, again);
    }
    EXPECT_LE(sets.size(), 256u);
    std::vector<std::size_t> too_many(257);
    std::iota(too_many.begin(), too_many.end(), 0);
    EXPECT_FALSE(find(too_many, numbers));
    EXPECT_TRUE(sets.is_full());
    EXPECT_FALSE(find({0}, numbers));
}

/// How the weights of events differ.
enum class Variety { all, far, few, few_and_far };

/// A factor near 1. Few are four of them, or eight with those that are far.
double random_factor(Variety variety, std::mt19937_64& random) {
    const bool is_few = variety == Variety::few || variety == Variety::few_and_far;
    const bool is_far = variety == Variety::far || variety == Variety::few_and_far;
    const double near =
        is_few ? 0.3 * static_cast<double>(random() % 4) : std::uniform_real_distribution(0.0, 1.0)(random);
    const double size = !is_far || random() % 2 == 0 ? 1 : is_few ? 1e300 : 1e40;
    return (0.8 + 0.1 * near) * size;
}

/// Three worlds of a histogram, and each alone, in two accumulators.
void check_histograms(Variety variety) {
    OutputSpec spec, alone;
    spec.regions.push_back({"R", "", {{"all events", 0}}, {}, {}});
    HistogramSpec histogram;
    histogram.axes.push_back({"x", "", 0, 4, {0, 1, 2, 3, 4}});
    spec.histograms.assign(3, histogram);
    alone = spec;
    // Other edges, none of which an entry meets: no two are of one model.
    for (std::size_t i = 0; i < 3; ++i) alone.histograms[i].axes[0].edges[4] += 1 + static_cast<double>(i);

    Accumulator first(spec), second(spec), each(alone);
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (int block = 0; block < 30; ++block) {
        BlockBuilder builder(std::vector<double>(200, 1.0));
        std::vector<std::int32_t> events;
        for (int event = 0; event < 200; ++event) {
            if (random() % 3 != 0) events.push_back(event);
        }
        const int selected = builder.select(events);
        std::vector<double> x;
        for (std::size_t i = 0; i < events.size(); ++i)
            x.push_back(random() % 20 == 0 ? std::nan("") : 5 * uniform(random) - 1);
        for (double& value : x) value = value >= 4 ? 9 : value;
        for (int world = 0; world < 3; ++world) {
            std::vector<double> factors;
            for (std::size_t i = 0; i < events.size(); ++i)
                factors.push_back((1 + 0.1 * world) * random_factor(variety, random));
            builder.histogram(selected, {x}, builder.weight(selected, std::move(factors)));
        }
        // One slot of the workspace is one model.
        abi::WorkspaceLayout layout = builder.layout();
        for (auto& values : layout.histograms) values.event_doubles = layout.histograms[0].event_doubles;
        const EventWeights& weights = builder.event_weights();
        (block % 2 == 0 ? first : second).add(builder.block(), builder.workspace(), layout, weights);
        each.add(builder.block(), builder.workspace(), layout, weights);
    }
    Accumulator sum(spec);
    sum.merge(first);
    sum.merge(second);
    const Results results = sum.finish(), expected = each.finish();
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_GT(results.histograms[i].entries, 100);
        EXPECT_EQ(results.histograms[i].entries, expected.histograms[i].entries);
        EXPECT_EQ(results.histograms[i].nan, expected.histograms[i].nan);
        EXPECT_EQ(results.histograms[i].values, expected.histograms[i].values);
        EXPECT_EQ(results.histograms[i].variances, expected.histograms[i].variances);
    }
    EXPECT_NE(results.histograms[0].values, results.histograms[1].values);
    second.merge(first);
    EXPECT_EQ(second.finish().histograms[2].values, expected.histograms[2].values);
}

TEST(HistogramFamily, HasTheSumsOfEachHistogramAlone) { check_histograms(Variety::all); }

TEST(HistogramFamily, HasThemWhereWeightsAreFarApart) { check_histograms(Variety::far); }

TEST(HistogramFamily, HasThemWhereWeightsComeAgain) { check_histograms(Variety::few); }

TEST(HistogramFamily, HasThemWhereWeightsThatComeAgainAreFarApart) { check_histograms(Variety::few_and_far); }

/// The rows of two regions, which part behind their first cut, in three worlds, and in one world at a time.
struct Rows {
    double file_weight = 1;
    Variety variety = Variety::all;
    bool is_stray = false;  ///< a row has events that the row before does not have

    static std::vector<RegionSpec> regions(int world) {
        const std::string variation = world == 0 ? "" : std::to_string(world);
        RegionSpec one{"R", variation, {{"all events", 0}}, {}, {}}, other{"S", variation, {{"all events", 0}}, {}, {}};
        for (RegionSpec* region : {&one, &other}) region->rows.push_back({"weight", 1, world, true});
        one.rows.push_back({"cut", 2, world});
        one.rows.push_back({"another cut", 3, world});
        one.rows.push_back({"another weight", 3, 3 + world, true});
        other.rows.push_back({"cut", 4, world});
        other.rows.push_back({"another cut", 5, world});
        return {one, other};
    }

    void check() const {
        OutputSpec together, alone[3];
        for (int world = 0; world < 3; ++world) {
            for (const RegionSpec& region : regions(world)) {
                together.regions.push_back(region);
                alone[world].regions.push_back(region);
            }
        }
        Accumulator sums(together), more(together);
        std::vector<Accumulator> each;
        for (const OutputSpec& spec : alone) each.emplace_back(spec);
        std::mt19937_64 random(5);
        for (int block = 0; block < 60; ++block) {
            BlockBuilder builder = make_block(block, random);
            const EventWeights& weights = builder.event_weights();
            (block % 3 == 0 ? more : sums).add(builder.block(), builder.workspace(), builder.layout(), weights);
            for (Accumulator& one : each) one.add(builder.block(), builder.workspace(), builder.layout(), weights);
        }
        Accumulator all(together);
        all.merge(more);
        all.merge(sums);
        const Results results = all.finish();
        for (std::size_t world = 0; world < 3; ++world) {
            const Results expected = each[world].finish();
            for (std::size_t region = 0; region < 2; ++region)
                expect_equal(results.regions[2 * world + region].rows, expected.regions[region].rows);
        }
        EXPECT_NE(results.regions[0].rows[2].sumw, results.regions[2].rows[2].sumw);
    }

private:
    BlockBuilder make_block(int block, std::mt19937_64& random) const {
        std::vector<double> file_weights(150, 1.0);
        if (block % 2 == 0) file_weights[3] = file_weight;
        BlockBuilder builder(std::move(file_weights));
        std::vector<std::int32_t> selected[6];
        for (int event = 0; event < 150; ++event) {
            const auto some = [&](int from) {
                const std::vector<std::int32_t>& events = selected[from];
                return !events.empty() && events.back() == event && random() % 3 != 0;
            };
            selected[0].push_back(event);
            for (const auto& [within, selection] : {std::pair{0, 1}, {1, 2}, {2, 3}, {1, 4}, {is_stray ? 1 : 4, 5}}) {
                if (some(within)) selected[selection].push_back(event);
            }
        }
        for (int i = 0; i < 6; ++i) builder.select(selected[i], i == 2 ? block : 0);
        for (const int selection : {1, 3}) {
            for (int world = 0; world < 3; ++world) {
                std::vector<double> factors(selected[selection].size());
                for (double& factor : factors) factor = random_factor(variety, random);
                builder.weight(selection, factors);
            }
        }
        return builder;
    }
    static void expect_equal(const std::vector<CutflowRow>& rows, const std::vector<CutflowRow>& expected) {
        ASSERT_EQ(rows.size(), expected.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            EXPECT_EQ(rows[i].events, expected[i].events) << i;
            EXPECT_EQ(rows[i].undecided, expected[i].undecided) << i;
            EXPECT_EQ(rows[i].sumw, expected[i].sumw) << i;
            EXPECT_EQ(rows[i].sumw2, expected[i].sumw2) << i;
            EXPECT_EQ(rows[i].with_first, expected[i].with_first) << i;
            EXPECT_EQ(rows[i].with_previous, expected[i].with_previous) << i;
        }
    }
};

TEST(Accumulator, RowsOfSeveralWorldsAreThoseOfEach) { Rows().check(); }

TEST(Accumulator, AndWhereTheFileHasWeights) { Rows{.file_weight = 0.75}.check(); }

TEST(Accumulator, AndWhereWeightsAreFarApart) { Rows{.variety = Variety::far}.check(); }

TEST(Accumulator, AndWhereWeightsComeAgain) { Rows{.variety = Variety::few}.check(); }

TEST(Accumulator, AndWhereThoseAreFarApart) { Rows{.variety = Variety::few_and_far}.check(); }

TEST(Accumulator, AndWhereARowHasOtherEvents) { Rows{.is_stray = true}.check(); }

}  // namespace
}  // namespace collmc::results
