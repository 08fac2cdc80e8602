// Which values of objects are kept, for whom, and that reading them agrees with computing them.
#include "compiler/codegen/object_values.h"

#include <gtest/gtest.h>

#include "compiler/codegen/layout.h"
#include "tests/unit/codegen/agreement.h"
#include "tests/unit/codegen/bench.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::Op;

/// Pairs of jets and then of hard jets, between picks of one jet; outputs of all their legs.
struct Pairs : Bench {
    plan::CollectionId jets = base(abi::kJet);
    Id early, late, of_pair, of_hard_pair;

    Id momentum(Id object) {
        return node(Op::multiply, {column(object, abi::kPt), node(Op::cosh, {column(object, abi::kEta)})});
    }
    Id distance(Id sum) { return node(Op::absolute, {node(Op::subtract, {sum, number(150)})}); }
    plan::PickId one_of(plan::CollectionId collection) {
        const auto l = leg_of(collection);
        return pick({l}, plan::kNone, {distance(momentum(element(l)))});
    }
    plan::PickId two_of(plan::CollectionId collection) {
        const auto a = leg_of(collection), b = leg_of(collection, a);
        return pick({a, b}, plan::kNone, {distance(node(Op::add, {momentum(element(a)), momentum(element(b))}))});
    }
    Id known(plan::PickId pick, Id value) { return node(Op::select, {found(pick), value, number(-1)}); }

    Pairs() {
        const auto before = one_of(jets), pair = two_of(jets), behind = one_of(jets);
        const auto hard = filter("hard", jets, [&](Id jet) { return is(Op::less, number(40), column(jet, abi::kPt)); });
        const auto hard_pair = two_of(hard);
        early = momentum(leg(before, 0));
        late = momentum(leg(behind, 0));
        of_pair = momentum(leg(pair, 1));
        of_hard_pair = momentum(leg(hard_pair, 0));
        const Id cheap = column(leg(pair, 0), abi::kPhi);
        ntuple(0, {known(before, early), known(behind, late), known(pair, of_pair), known(hard_pair, of_hard_pair),
                   known(pair, cheap)});
    }
};

TEST(ObjectValues, AreKeptForPicksOfSeveralLegs) {
    const Pairs pairs;
    ASSERT_EQ(plan::verify(pairs.plan), "");
    const ObjectValues values = object_values(pairs.plan);
    ASSERT_EQ(values.columns.size(), 2u) << "one of each collection";
    EXPECT_EQ(values.columns[0].pick, 1);
    EXPECT_EQ(values.columns[1].pick, 3);
    EXPECT_EQ(values.slot[at(pairs.early)], -1) << "chosen before";
    EXPECT_EQ(values.slot[at(pairs.late)], 0);
    EXPECT_EQ(values.slot[at(pairs.of_pair)], 0);
    EXPECT_EQ(values.slot[at(pairs.of_hard_pair)], 1);
}

class KeptValues : public ::testing::TestWithParam<int> {};

TEST_P(KeptValues, AgreeWithComputedOnes) {
    expect_agreement(Pairs().plan,
                     {plan::testing::random_events(7, 500),
                      plan::testing::random_events(8, 3),
                      plan::testing::random_events(9, 1),
                      {}},
                     GetParam(), "kept values");
}

INSTANTIATE_TEST_SUITE_P(Width, KeptValues, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
