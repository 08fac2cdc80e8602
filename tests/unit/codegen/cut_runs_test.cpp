// Which cuts are made in one loop, and that they keep what each would alone.
#include "compiler/codegen/cut_runs.h"

#include <gtest/gtest.h>

#include "compiler/codegen/pieces.h"
#include "tests/unit/codegen/agreement.h"
#include "tests/unit/codegen/bench.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::NodeId;
using plan::Op;
using plan::SelectionId;
using Runs = std::vector<std::vector<SelectionId>>;

/// A cut on MET, and more on what it has looked at.
struct Cuts : Bench {
    NodeId met = event(abi::kMetPt), phi = event(abi::kMetPhi);
    NodeId root = node(Op::square_root, {phi});  // often NaN
    SelectionId last = select(0, is(Op::less, number(5), met), "first");

    SelectionId cut(NodeId pass) { return last = select(last, pass, "cut"); }
    SelectionId cut_undecided(NodeId pass, NodeId undecided) {
        cut(pass);
        plan.selections.back().undecided = undecided;
        return last;
    }
    Runs runs() const { return cut_runs(plan, assign_slots(plan)); }
};

TEST(CutRuns, GoOnWhileNothingNewIsLookedAt) {
    Cuts w;
    w.cut(w.is(Op::less, w.met, w.number(90)));
    w.cut(w.is(Op::less, w.node(Op::multiply, {w.met, w.number(2)}), w.number(150)));
    w.cut(w.is(Op::less, w.node(Op::cos, {w.phi}), w.number(0.5)));  // a function
    w.cut(w.is(Op::less, w.phi, w.number(1)));
    w.cut(w.is(Op::less, w.number(0), w.event(abi::kTrigger)));  // a column that is new, of few events
    EXPECT_EQ(w.runs(), (Runs{{1, 2, 3}, {4, 5}, {6}}));
}

TEST(CutRuns, OfAllEventsReadMoreColumns) {
    Cuts w;
    const auto jets = w.base(abi::kJet);
    w.cut(w.is(Op::less, w.phi, w.met));
    w.cut(w.is(Op::less, w.number(1), w.size(jets)));
    const auto pick = w.pick({w.leg_of(jets)}, plan::kNone, {});
    w.cut(w.found(pick));
    w.cut(w.is(Op::less, w.number(30), w.column(w.leg(pick, 0), abi::kPt)));  // not by event
    EXPECT_EQ(w.runs(), (Runs{{1, 2, 3, 4}, {5}})) << "what is made between the cuts needs none of them";
    const std::vector<Piece> pieces = pieces_of(w.plan, assign_slots(w.plan), true).all;
    const auto place = [&](Piece::Kind kind) { return std::ranges::find(pieces, kind, &Piece::kind); };
    EXPECT_LT(place(Piece::Kind::pick), place(Piece::Kind::cuts));
}

TEST(CutRuns, EndWhereSomethingElseIsMade) {
    Cuts w;
    w.ntuple(w.last, {w.met});
    w.cut(w.is(Op::less, w.met, w.number(90)));
    w.select(w.last, w.is(Op::less, w.met, w.number(80)), "one region");
    w.select(w.last, w.is(Op::less, w.met, w.number(70)), "another");
    EXPECT_EQ(w.runs(), (Runs{{1}, {2, 3}, {4}}));
}

TEST(CutRuns, DoNotTakeInLongConditions) {
    Cuts w;
    NodeId sum = w.met;
    for (int i = 0; i < 20; ++i) sum = w.node(Op::add, {sum, w.met});
    w.cut(w.is(Op::less, sum, w.number(2000)));
    EXPECT_EQ(w.runs(), (Runs{{1}, {2}}));
}

class CutRuns : public ::testing::TestWithParam<int> {};

TEST_P(CutRuns, KeepWhatEachCutWouldAlone) {
    Cuts w;
    w.cut_undecided(w.is(Op::less, w.root, w.number(1.5)), w.node(Op::is_nan, {w.root}, plan::Elem::b1));
    w.cut_undecided(w.is(Op::less, w.number(0.2), w.root), w.node(Op::is_nan, {w.root}, plan::Elem::b1));
    w.cut(w.node(Op::logical_or, {w.is(Op::less, w.root, w.number(1)), w.is(Op::less, w.met, w.number(60))},
                 plan::Elem::b1));
    w.cut_undecided(w.is(Op::less, w.root, w.node(Op::add, {w.root, w.phi})),
                    w.node(Op::is_nan, {w.node(Op::add, {w.root, w.phi})}, plan::Elem::b1));
    for (SelectionId cut = 0; cut <= w.last; ++cut) w.ntuple(cut, {w.met, w.root});
    ASSERT_EQ(plan::verify(w.plan), "");
    ASSERT_EQ(w.runs(), (Runs{{1}, {2, 3}, {4, 5}}));
    std::vector<std::vector<plan::testing::Event>> blocks;
    for (const int n_events : {0, 1, 7, 8, 9, 500}) blocks.push_back(plan::testing::random_events(7, n_events));
    expect_agreement(w.plan, blocks, GetParam(), "cuts");
}

TEST_P(CutRuns, KeepItWithColumnsOfAllEvents) {
    Cuts w;
    const auto jets = w.base(abi::kJet);
    w.cut(w.is(Op::less, w.number(1), w.size(jets)));
    const auto pick = w.pick({w.leg_of(jets)}, w.is(Op::less, w.number(1), w.phi), {});
    w.cut(w.found(pick));
    w.cut_undecided(w.is(Op::less, w.phi, w.number(1.5)), w.node(Op::is_nan, {w.phi}, plan::Elem::b1));
    for (SelectionId cut = 0; cut <= w.last; ++cut) w.ntuple(cut, {w.met, w.size(jets)});
    ASSERT_EQ(w.runs(), (Runs{{1, 2, 3, 4}}));
    std::vector<std::vector<plan::testing::Event>> blocks;
    for (const int n_events : {0, 1, 7, 8, 9, 500}) blocks.push_back(plan::testing::random_events(7, n_events));
    expect_agreement(w.plan, blocks, GetParam(), "cuts");
}

INSTANTIATE_TEST_SUITE_P(Width, CutRuns, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
