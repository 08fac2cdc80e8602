// The random plans are the ground on which machine code is compared with the interpreter, so they must verify, run, and
// contain everything a plan can.
#include "tests/unit/plan/random_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

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
    int picks_without_key = 0, after_in_reduction = 0, after_in_pick = 0, undecided = 0, partial_sizes = 0;
    for (int seed = 0; seed < kPlans; ++seed) {
        const Plan plan = random_plan(seed);
        for (const Node& node : plan.nodes) ++ops[node.op];
        for (const Collection& collection : plan.collections) collections.insert(collection.kind);
        for (const Pick& pick : plan.picks) picks_without_key += pick.key == kNone;
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
    EXPECT_EQ(collections.size(), 4u);
    EXPECT_GE(picks_without_key, 20);
    EXPECT_GE(after_in_reduction, 20);
    EXPECT_GE(after_in_pick, 20);
    EXPECT_GE(undecided, 20);
    EXPECT_GE(partial_sizes, kPlans / 2) << "selections that keep some of the events and not all";
}

}  // namespace
}  // namespace collmc::plan::testing
