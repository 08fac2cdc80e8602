// Which values get a function of their own, and that each is computed when somebody asks and not twice.
#include "compiler/codegen/sharing.h"

#include <gtest/gtest.h>

#include "tests/unit/codegen/agreement.h"
#include "tests/unit/codegen/bench.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::NodeId;
using plan::Op;

std::vector<std::string> names(const plan::Plan& plan) {
    std::vector<std::string> names;
    for (const NodeId node : shared_values(plan)) names.push_back(plan.nodes[static_cast<std::size_t>(node)].name);
    return names;
}

TEST(Sharing, IsForWhatIsNotCheapAndNeededTwice) {
    // m_jj in a cut and in the outputs; the momentum for it and, in the outputs, for dphi_WW.
    EXPECT_EQ(names(ww_plan()), (std::vector<std::string>{"px_jj", "py_jj", "m_jj"}));
}

/// HT is needed by two cuts, and by meff, which is needed by two more places.
struct Search : Bench {
    plan::CollectionId jets = base(abi::kJet);
    Id ht, meff;
    plan::SelectionId first, second;

    Search() {
        const auto x = loop(jets);
        ht = named(reduce(Op::sum, x, node(Op::cosh, {column(element(x), abi::kEta)})), "HT");
        meff = named(node(Op::add, {ht, event(abi::kMetPt)}), "meff");
        first = select(0, is(Op::less, number(3), ht), "first");
        second = select(0, is(Op::less, ht, number(30)), "second");
        second = select(second, is(Op::less, number(20), meff), "third");
        plan.regions[0].rows.resize(1);
        ntuple(first, {meff, ht});
    }
};

TEST(Sharing, IsNotForWhatFollowsFromASharedValue) {
    EXPECT_EQ(names(Search().plan), (std::vector<std::string>{"HT"}));
}

class SharedValues : public ::testing::TestWithParam<int> {};

TEST_P(SharedValues, AgreeWhereverTheyAreAskedFor) {
    // In cuts of regions that overlap, for each object of a filter, in a pick, as a condition, and as NaN.
    Search w;
    const auto x = w.loop(w.jets);
    const auto root = w.reduce(Op::sum, x, w.node(Op::square_root, {w.column(w.element(x), abi::kEta)}));
    const auto crowded = w.reduce(Op::any, x, w.is(Op::less, w.column(w.element(x), abi::kEta), w.number(-1)));
    std::vector<NodeId> columns;
    w.describe(
        w.filter("f", w.jets,
                 [&](NodeId jet) {
                     const auto low = w.is(Op::less, w.column(jet, abi::kPt), w.node(Op::multiply, {w.ht, root}));
                     return w.node(Op::logical_or, {low, crowded}, plan::Elem::b1);
                 }),
        columns);
    const auto leg = w.leg_of(w.jets);
    const auto distance = w.node(Op::subtract, {w.ht, w.column(w.element(leg), abi::kPt)});
    const auto pick = w.pick({leg}, crowded, {w.node(Op::absolute, {distance}), root});
    columns.push_back(w.node(Op::select, {w.found(pick), w.column(w.leg(pick, 0), abi::kPhi), w.number(9)}));
    columns.push_back(root);
    for (const plan::SelectionId selection : {0, w.first, w.second}) {
        w.ntuple(selection, columns);
        w.fill(selection, {root, w.meff}, {w.loop(w.jets)}, crowded);
    }
    ASSERT_EQ(plan::verify(w.plan), "");
    ASSERT_EQ(shared_values(w.plan).size(), 4u);
    expect_agreement(w.plan, {plan::testing::random_events(5, 500), plan::testing::random_events(6, 3)}, GetParam(),
                     "shared values");
}

INSTANTIATE_TEST_SUITE_P(Width, SharedValues, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
