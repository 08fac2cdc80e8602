// The random plans are the ground on which machine code is compared with the interpreter, so they must verify, run, and
// contain everything a plan can.
#include "tests/unit/plan/random_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <tuple>

#include "compiler/plan/op_info.h"

namespace collmc::plan::testing {
namespace {

constexpr int kPlans = 300;

TEST(RandomPlan, VerifiesAndRuns) {
    for (int seed = 0; seed < kPlans; ++seed) {
        const Plan plan = random_plan(seed);
        ASSERT_EQ(verify(plan), "") << "seed " << seed << "\n" << print(plan);
        const BlockOf block(random_events(seed, 20));
        ASSERT_NO_THROW(interpret(plan, block.view())) << "seed " << seed << "\n" << print(plan);
    }
}

TEST(RandomPlan, IsReproducible) {
    EXPECT_EQ(print(random_plan(5)), print(random_plan(5)));
    EXPECT_NE(print(random_plan(5)), print(random_plan(6)));
}

TEST(RandomPlan, CoversEverything) {
    std::map<Op, int> ops;
    std::set<Collection::Kind> collections;
    std::set<std::tuple<Histogram::Kind, bool, bool>> histograms;
    int splits = 0, later_keys = 0, weights = 0;
    int picks_without_key = 0, after_in_reduction = 0, after_in_pick = 0, undecided = 0, partial_sizes = 0;
    for (int seed = 0; seed < kPlans; ++seed) {
        const Plan plan = random_plan(seed);
        for (const Node& node : plan.nodes) ++ops[node.op];
        for (const Histogram& histogram : plan.histograms)
            histograms.insert({histogram.kind, histogram.loops.empty(), histogram.axes.size() > 1});
        for (const plan::Row& row : plan.regions.back().rows) weights += row.weight != kNone;
        for (const Pick& pick : plan.picks) {
            later_keys += pick.keys.size() > 1;
            splits += plan.binders[pick.legs[0]].kind == Binder::Kind::split;
        }
        for (const Collection& collection : plan.collections) collections.insert(collection.kind);
        for (const Pick& pick : plan.picks) picks_without_key += pick.keys.empty();
        for (const Binder& binder : plan.binders) {
            after_in_reduction += binder.after != kNone && binder.kind == Binder::Kind::reduce;
            after_in_pick += binder.after != kNone && binder.kind == Binder::Kind::leg;
        }
        for (const Selection& selection : plan.selections) undecided += selection.undecided != kNone;
        const BlockOf block(random_events(seed, 20));
        for (const auto& events : interpret(plan, block.view()).events)
            partial_sizes += !events.empty() && events.size() < 20;
    }
    for (const OpInfo& info : kOps) EXPECT_GE(ops[info.op], 50) << info.name;
    EXPECT_EQ(collections.size(), 7u);
    EXPECT_EQ(histograms.size(), 8u) << "counts, profiles and grids; with and without loops; of one and more axes";
    EXPECT_GE(splits, 20);
    EXPECT_GE(later_keys, 20);
    EXPECT_GE(weights, 10);
    EXPECT_GE(picks_without_key, 20);
    EXPECT_GE(after_in_reduction, 20);
    EXPECT_GE(after_in_pick, 20);
    EXPECT_GE(undecided, 20);
    EXPECT_GE(partial_sizes, kPlans / 2) << "selections that keep some of the events and not all";
}

}  // namespace
}  // namespace collmc::plan::testing
