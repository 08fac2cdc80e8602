// Which cuts are made in one loop and of which events it is, and that they keep what each would alone.
#include "compiler/codegen/event_loops.h"

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
using Lists = std::vector<std::vector<SelectionId>>;

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
    std::vector<EventLoop> loops() const { return assign_slots(plan, 8).loops; }
    /// What the loops with cuts make.
    Lists cuts() const {
        Lists cuts;
        for (const EventLoop& loop : loops()) {
            if (!loop.cuts.empty()) cuts.push_back(loop.cuts);
        }
        return cuts;
    }
    /// Of which events they are.
    Lists sources() const {
        Lists sources;
        for (const EventLoop& loop : loops()) {
            if (!loop.cuts.empty()) sources.push_back(loop.over);
        }
        return sources;
    }
};

TEST(EventLoops, GoOnWhileNothingNewIsLookedAt) {
    Cuts w;
    w.cut(w.is(Op::less, w.met, w.number(90)));
    w.cut(w.is(Op::less, w.node(Op::multiply, {w.met, w.number(2)}), w.number(150)));
    w.cut(w.is(Op::less, w.node(Op::cos, {w.phi}), w.number(0.5)));  // a function
    w.cut(w.is(Op::less, w.phi, w.number(1)));
    w.cut(w.is(Op::less, w.number(0), w.event(abi::kTrigger)));  // a column that is new, of few events
    EXPECT_EQ(w.cuts(), (Lists{{1, 2, 3}, {4, 5}, {6}}));
}

TEST(EventLoops, OfAllEventsReadMoreColumns) {
    Cuts w;
    const auto jets = w.base(abi::kJet);
    w.cut(w.is(Op::less, w.phi, w.met));
    w.cut(w.is(Op::less, w.number(1), w.size(jets)));
    const auto pick = w.pick({w.leg_of(jets)}, plan::kNone, {});
    w.cut(w.found(pick));
    w.cut(w.is(Op::less, w.number(30), w.column(w.leg(pick, 0), abi::kPt)));  // not by event
    EXPECT_EQ(w.cuts(), (Lists{{1, 2, 3, 4}, {5}})) << "what is made between the cuts needs none of them";
    const std::vector<Piece> pieces = pieces_of(w.plan, assign_slots(w.plan, 8), true).all;
    const auto place = [&](Piece::Kind kind) { return std::ranges::find(pieces, kind, &Piece::kind); };
    EXPECT_LT(place(Piece::Kind::pick), place(Piece::Kind::cuts));
}

TEST(EventLoops, HaveCutsOfSeveralRegions) {
    Cuts w;
    w.ntuple(w.last, {w.met});  // what is written does not end them
    w.cut(w.is(Op::less, w.met, w.number(90)));
    w.select(w.last, w.is(Op::less, w.met, w.number(80)), "one region");
    w.select(w.last, w.is(Op::less, w.met, w.number(70)), "another");
    EXPECT_EQ(w.cuts(), (Lists{{1, 2, 3, 4}}));
    EXPECT_EQ(w.sources(), (Lists{{0}}));
    EXPECT_EQ(w.loops().back().over, (std::vector<SelectionId>{1})) << "outputs come last";
}

/// Regions that differ in an early cut and need the same functions then.
struct Regions : Cuts {
    NodeId cosine = node(Op::cosh, {node(Op::sinh, {node(Op::cos, {phi})})});
    NodeId hyperbolic = node(Op::sinh, {node(Op::cosh, {node(Op::tanh, {met})})});

    void region(double met_above, std::vector<NodeId> order) {
        last = select(1, is(Op::less, number(met_above), met), "own");
        for (const NodeId value : order) cut(is(Op::less, value, number(value == cosine ? 1.3 : 2)));
        ntuple(last, {cosine, phi});
    }
};

TEST(EventLoops, GoThroughRegionsSideBySide) {
    Regions w;
    w.region(20, {w.cosine, w.hyperbolic});
    w.region(30, {w.cosine, w.hyperbolic});
    EXPECT_EQ(w.cuts(), (Lists{{1, 2, 5}, {3, 6}, {4, 7}}));
    EXPECT_EQ(w.sources(), (Lists{{0}, {2, 5}, {3, 6}}));
}

TEST(EventLoops, AreNotOfEventsThatNeedLess) {
    Regions w;
    w.select(1, w.is(Op::less, w.number(20), w.met), "own");
    w.last = 2;
    w.cut(w.both(w.is(Op::less, w.cosine, w.number(1.3)), w.is(Op::less, w.phi, w.number(1))));  // 3
    w.last = w.select(1, w.is(Op::less, w.met, w.number(20)), "other");                          // 4
    w.cut(w.is(Op::less, w.number(0), w.node(Op::cos, {w.phi})));                                // 5
    EXPECT_EQ(w.cuts(), (Lists{{1, 2, 4}, {3}, {5}})) << "only the cosine of an angle, not all that is made of it";
}

TEST(EventLoops, OfAForkAreOfItsEvents) {
    Regions w;
    for (int i = 0; i < 4; ++i) w.region(20 + i, {w.cosine});
    EXPECT_EQ(w.cuts(), (Lists{{1}, {2, 4, 6, 8}, {3, 5, 7, 9}}));
    EXPECT_EQ(w.sources(), (Lists{{0}, {1}, {2, 4, 6, 8}}));
}

TEST(EventLoops, WaitForRegionsThatWillAskTheSame) {
    Regions w;
    w.region(20, {w.cosine});                // 2, 3
    w.region(30, {w.hyperbolic, w.cosine});  // 4, 5, 6
    EXPECT_EQ(w.cuts(), (Lists{{1, 2, 4}, {5}, {3, 6}})) << "5 stands before 6, which asks for what 3 does";
    EXPECT_EQ(w.sources(), (Lists{{0}, {4}, {2, 5}}));
}

TEST(EventLoops, DoNotWaitForEachOther) {
    Regions w;
    w.region(20, {w.cosine, w.hyperbolic});
    w.region(30, {w.hyperbolic, w.cosine});
    EXPECT_EQ(w.cuts(), (Lists{{1, 2, 5}, {3}, {4, 6}, {7}}));
    EXPECT_EQ(w.sources(), (Lists{{0}, {2}, {3, 5}, {6}}));
}

TEST(EventLoops, AreOfNoMoreSelectionsThanCanBeToldApart) {
    Regions w;
    for (int i = 0; i < 40; ++i) w.region(20 + i, {w.cosine});
    std::vector<std::size_t> sizes;
    for (const EventLoop& loop : w.loops()) {
        if (!loop.cuts.empty()) sizes.push_back(loop.over.size());
    }
    EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1, 32, 8}));
}

TEST(EventLoops, DoNotTakeInLongConditions) {
    Cuts w;
    NodeId sum = w.met;
    for (int i = 0; i < 20; ++i) sum = w.node(Op::add, {sum, w.met});
    w.cut(w.is(Op::less, sum, w.number(2000)));
    EXPECT_EQ(w.cuts(), (Lists{{1}, {2}}));
}

class CutsInOneLoop : public ::testing::TestWithParam<int> {};

TEST_P(CutsInOneLoop, KeepWhatEachCutWouldAlone) {
    Cuts w;
    w.cut_undecided(w.is(Op::less, w.root, w.number(1.5)), w.node(Op::is_nan, {w.root}, plan::Elem::b1));
    w.cut_undecided(w.is(Op::less, w.number(0.2), w.root), w.node(Op::is_nan, {w.root}, plan::Elem::b1));
    w.cut(w.node(Op::logical_or, {w.is(Op::less, w.root, w.number(1)), w.is(Op::less, w.met, w.number(60))},
                 plan::Elem::b1));
    w.cut_undecided(w.is(Op::less, w.root, w.node(Op::add, {w.root, w.phi})),
                    w.node(Op::is_nan, {w.node(Op::add, {w.root, w.phi})}, plan::Elem::b1));
    for (SelectionId cut = 0; cut <= w.last; ++cut) w.ntuple(cut, {w.met, w.root});
    ASSERT_EQ(plan::verify(w.plan), "");
    ASSERT_EQ(w.cuts(), (Lists{{1}, {2, 3}, {4, 5}}));
    std::vector<std::vector<plan::testing::Event>> blocks;
    for (const int n_events : {0, 1, 7, 8, 9, 500}) blocks.push_back(plan::testing::random_events(7, n_events));
    expect_agreement(w.plan, blocks, GetParam(), "cuts");
}

TEST_P(CutsInOneLoop, KeepItWithColumnsOfAllEvents) {
    Cuts w;
    const auto jets = w.base(abi::kJet);
    w.cut(w.is(Op::less, w.number(1), w.size(jets)));
    const auto pick = w.pick({w.leg_of(jets)}, w.is(Op::less, w.number(1), w.phi), {});
    w.cut(w.found(pick));
    w.cut_undecided(w.is(Op::less, w.phi, w.number(1.5)), w.node(Op::is_nan, {w.phi}, plan::Elem::b1));
    for (SelectionId cut = 0; cut <= w.last; ++cut) w.ntuple(cut, {w.met, w.size(jets)});
    ASSERT_EQ(w.cuts(), (Lists{{1, 2, 3, 4}}));
    std::vector<std::vector<plan::testing::Event>> blocks;
    for (const int n_events : {0, 1, 7, 8, 9, 500}) blocks.push_back(plan::testing::random_events(7, n_events));
    expect_agreement(w.plan, blocks, GetParam(), "cuts");
}

TEST_P(CutsInOneLoop, KeepWhatEachRegionWouldAlone) {
    for (const int n_regions : {2, 5, 40}) {
        Regions w;
        for (int i = 0; i < n_regions; ++i) {
            if (i % 3 == 0) w.region(5 + i, {w.cosine, w.hyperbolic});
            if (i % 3 == 1) w.region(60 - i, {w.hyperbolic, w.cosine});
            if (i % 3 == 2) w.region(20 + i, {w.cosine});
        }
        w.plan.regions[0].rows.resize(1);
        ASSERT_EQ(plan::verify(w.plan), "");
        std::vector<std::vector<plan::testing::Event>> blocks;
        for (const int n_events : {0, 1, 7, 8, 9, 500}) blocks.push_back(plan::testing::random_events(7, n_events));
        expect_agreement(w.plan, blocks, GetParam(), fmt::format("{} regions", n_regions));
        if (HasFatalFailure() || IsSkipped()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Width, CutsInOneLoop, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
