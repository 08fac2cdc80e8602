// The meaning of each construct of the plan, on events small enough to work out by hand.
#include "compiler/plan/interpreter.h"

#include <gtest/gtest.h>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/event_machine.h"
#include "compiler/plan/op_info.h"
#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

using Numbers = std::vector<double>;
using Events = std::vector<std::int32_t>;
const double kNan = std::numeric_limits<double>::quiet_NaN();

// ---- collections

TEST(Collections, MembersAreTheLegsByPtEachOnce) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId a = s.bind(Binder::Kind::leg, jets), b = s.bind(Binder::Kind::leg, jets),
                   c = s.bind(Binder::Kind::leg, jets);
    const auto pt_is = [&](BinderId leg, double pt) {
        return s.b.apply(Op::equal, s.pt(s.b.element(leg)), s.b.number(pt));
    };
    const NodeId chosen = s.b.logical_and(pt_is(a, 10), s.b.logical_and(pt_is(b, 30), pt_is(c, 10)));
    const CollectionId members = s.members(s.pick({a, b, c}, chosen, {}));
    s.observe(s.b.size(members));
    EXPECT_EQ(s.values_of({jet(20)}), (Numbers{0}));
    s.observe(s.pt(s.b.at(members, 0)));
    s.observe(s.pt(s.b.at(members, 1)));
    EXPECT_EQ(s.values_of({jet(10), jet(20), jet(30)}), (Numbers{2, 30, 10}));
}

TEST(Collections, OrderedPutsNanLastAndKeepsEquals) {
    for (const bool highest_first : {true, false}) {
        Sketch s;
        const CollectionId jets = s.base(abi::kJet);
        // The root of eta: NaN for -1, and -0 equals 0.
        const CollectionId ordered = s.ordered(
            jets, highest_first, [&](NodeId j) { return s.b.apply(Op::square_root, s.column(abi::kEta, j)); });
        for (int i = 0; i < 5; ++i) s.observe(s.pt(s.b.at(ordered, i)));
        const Numbers values = s.values_of({jet(10, 0.), jet(50, -1), jet(30, -0.), jet(20, 4), jet(40, 0.)});
        EXPECT_EQ(values, highest_first ? (Numbers{20, 40, 30, 10, 50}) : (Numbers{40, 30, 10, 20, 50}));
    }
}

TEST(Collections, LeadingTakesTheFirst) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const CollectionId soft = s.ordered(jets, false, [&](NodeId j) { return s.pt(j); });
    const CollectionId two = s.leading(soft, 2);
    s.observe(s.b.size(two));
    const BinderId x = s.loop(two);
    s.observe(s.b.reduce(Op::sum, x, s.pt(s.b.element(x)), kNone));
    EXPECT_EQ(s.values_of({jet(10), jet(20), jet(40)}), (Numbers{2, 30}));
    EXPECT_EQ(s.values_of({jet(10)}), (Numbers{1, 10}));
}

TEST(Collections, AreOrderedByPtWithTiesInFileOrder) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    for (int i = 0; i < 4; ++i) s.observe(s.column(abi::kEta, s.b.at(jets, i)));
    EXPECT_EQ(s.values_of({jet(20, 1), jet(50, 2), jet(20, 3), muon(99), jet(50, 4)}), (Numbers{2, 4, 1, 3}));
}

TEST(Collections, FilterKeepsOrder) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const CollectionId central =
        s.filter(jets, [&](NodeId j) { return s.b.apply(Op::less, s.column(abi::kEta, j), s.b.number(2)); });
    s.observe(s.b.size(central));
    s.observe(s.pt(s.b.at(central, 0)));
    s.observe(s.pt(s.b.at(central, 1)));
    EXPECT_EQ(s.values_of({jet(10, 1), jet(30, 3), jet(20, 0)}), (Numbers{2, 20, 10}));
}

TEST(Collections, UnionHoldsAnObjectOnceInOrderOfPtAndRow) {
    Sketch s;
    const CollectionId electrons = s.base(abi::kElectron);
    const CollectionId muons = s.base(abi::kMuon);
    const CollectionId hard = s.filter(muons, [&](NodeId m) { return s.b.apply(Op::less, s.b.number(15), s.pt(m)); });
    const CollectionId leptons = s.union_of({hard, electrons, muons, hard});
    s.observe(s.b.size(leptons));
    for (int i = 0; i < 4; ++i) s.observe(s.column(abi::kEta, s.b.at(leptons, i)));
    EXPECT_EQ(s.values_of({muon(20, 1), electron(30, 2), electron(20, 3), muon(10, 4)}), (Numbers{4, 2, 1, 3, 4}));
}

TEST(Collections, ExcludingDropsLegsAndAnAbsentPickHasNone) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId leg = s.bind(Binder::Kind::leg, jets);
    const NodeId hard = s.b.apply(Op::less, s.b.number(25), s.pt(s.b.element(leg)));
    const PickId pick = s.pick({leg}, hard, {s.pt(s.b.element(leg))});
    const CollectionId rest = s.excluding(jets, {pick});
    s.observe(s.b.size(rest));
    s.observe(s.b.found(pick));
    EXPECT_EQ(s.values_of({jet(40), jet(30), jet(20)}), (Numbers{2, 1}));
    EXPECT_EQ(s.values_of({jet(20), jet(10)}), (Numbers{2, 0}));
}

// ---- picks

/// The pair of jets with the lowest key; observes eta of both legs.
Numbers best_pair(const std::vector<Row>& objects, const std::function<NodeId(Sketch&, NodeId, NodeId)>& key) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId first = s.bind(Binder::Kind::leg, jets);
    const BinderId second = s.bind(Binder::Kind::leg, jets, first);
    const PickId pick = s.pick({first, second}, kNone, {key(s, s.b.element(first), s.b.element(second))});
    s.observe(s.column(abi::kEta, s.b.leg(pick, 0)));
    s.observe(s.column(abi::kEta, s.b.leg(pick, 1)));
    return s.values_of(objects);
}

TEST(Picks, TakeTheLowestKey) {
    const auto distance = [](Sketch& s, NodeId a, NodeId b) {
        return s.b.apply(Op::subtract, s.column(abi::kPhi, a), s.column(abi::kPhi, b));
    };
    EXPECT_EQ(best_pair({jet(40, 1, 1.0), jet(30, 2, 2.0), jet(20, 3, 2.5)}, distance), (Numbers{1, 3}));
}

TEST(Picks, TheFirstOfEqualsWinsInLexicographicOrder) {
    const auto nothing = [](Sketch& s, NodeId, NodeId) { return s.b.number(1); };
    EXPECT_EQ(best_pair({jet(40, 1), jet(30, 2), jet(20, 3)}, nothing), (Numbers{1, 2}));
    // Keys 5, 3, 3: of (1,3) and (2,3) the first.
    const auto by_second = [](Sketch& s, NodeId, NodeId b) { return s.column(abi::kPhi, b); };
    EXPECT_EQ(best_pair({jet(40, 1, 0), jet(30, 2, 2), jet(20, 3, 1)}, by_second), (Numbers{1, 3}));
}

TEST(Picks, NanRanksLastAndCounts) {
    const auto root = [](Sketch& s, NodeId, NodeId b) { return s.b.apply(Op::square_root, s.column(abi::kPhi, b)); };
    EXPECT_EQ(best_pair({jet(40, 1, -1), jet(30, 2, -1), jet(20, 3, 2)}, root), (Numbers{1, 3}));
    EXPECT_EQ(best_pair({jet(40, 1, -1), jet(30, 2, -1), jet(20, 3, -2)}, root), (Numbers{1, 2}))
        << "all NaN: the first";
}

TEST(Picks, WithoutKeyTakeTheFirstThatPasses) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId leg = s.bind(Binder::Kind::leg, jets);
    const PickId pick = s.pick({leg}, s.b.apply(Op::less, s.pt(s.b.element(leg)), s.b.number(35)), {});
    s.observe(s.pt(s.b.leg(pick, 0)));
    EXPECT_EQ(s.values_of({jet(40), jet(30), jet(20)}), (Numbers{30}));
}

TEST(Picks, LegsWithoutAfterRunOverAllPositions) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId a = s.bind(Binder::Kind::leg, jets), b = s.bind(Binder::Kind::leg, jets);
    const NodeId same = s.b.same_object(s.b.element(a), s.b.element(b));
    const PickId pick = s.pick({a, b}, same, {s.pt(s.b.element(a))});
    s.observe(s.pt(s.b.leg(pick, 1)));
    EXPECT_EQ(s.values_of({jet(40), jet(30)}), (Numbers{30}));
}

TEST(Picks, LaterKeysDecideAmongEqualsAndNanRanksLast) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId leg = s.bind(Binder::Kind::leg, jets);
    const NodeId jet_of_leg = s.b.element(leg);
    const NodeId root = s.b.apply(Op::square_root, s.column(abi::kEta, jet_of_leg));
    const PickId pick = s.pick({leg}, kNone, {s.column(abi::kBtag, jet_of_leg), root, s.pt(jet_of_leg)});
    s.observe(s.pt(s.b.leg(pick, 0)));
    const auto tagged = [](double pt, double eta, double btag) {
        return Row{.particle = abi::kJet, .pt = pt, .eta = eta, .btag = btag};
    };
    EXPECT_EQ(s.values_of({tagged(50, -1, 1), tagged(40, 4, 1), tagged(30, 4, 1), tagged(20, 1, 2)}), (Numbers{30}));
    EXPECT_EQ(s.values_of({tagged(50, -1, 1), tagged(40, -2, 1)}), (Numbers{40}));
}

TEST(Picks, ASplitRunsOverEveryWayToShareOut) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId split = s.bind(Binder::Kind::split, jets), x = s.loop(jets);
    const NodeId pt = s.pt(s.b.element(x));
    const auto sums = [&](NodeId shared_out) {
        const NodeId in_second = s.b.in_group(shared_out, x);
        return std::pair(s.b.reduce(Op::sum, x, pt, s.b.logical_not(in_second)), s.b.reduce(Op::sum, x, pt, in_second));
    };
    const auto [first, second] = sums(s.b.element(split));
    const PickId pick = s.pick({split}, kNone, {s.b.apply(Op::absolute, s.b.apply(Op::subtract, first, second))});
    s.observe(s.b.found(pick));
    EXPECT_EQ(s.values_of({}), (Numbers{0}));
    const auto [best_first, best_second] = sums(s.b.leg(pick, 0));
    s.observe(best_first);
    s.observe(best_second);
    EXPECT_EQ(verify(s.plan()), "");
    EXPECT_EQ(s.values_of({jet(50), jet(40), jet(30), jet(20)}), (Numbers{1, 70, 70}));
    EXPECT_EQ(s.values_of({jet(50)}), (Numbers{1, 50, 0}));
    // Of 50 + 10 against 60 and 50 against 60 + 10, and so on: the first of equals, in the order of the masks.
    EXPECT_EQ(s.values_of({jet(20), jet(10), jet(10)}), (Numbers{1, 20, 20}));
}

TEST(Picks, ObjectsBehindTheMostThatAreSplitStayInTheFirstGroup) {
    const std::int32_t every = (1 << (kMostSplit - 1)) - 1;
    EXPECT_FALSE(EventMachine::is_in_second_group(every, 0));
    EXPECT_TRUE(EventMachine::is_in_second_group(every, 1));
    EXPECT_TRUE(EventMachine::is_in_second_group(every, kMostSplit - 1));
    EXPECT_FALSE(EventMachine::is_in_second_group(every, kMostSplit));
    EXPECT_FALSE(EventMachine::is_in_second_group(every, kMostSplit + 40));
}

// ---- reductions

struct Reductions : ::testing::Test {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId x = s.loop(jets);
    const NodeId element = s.b.element(x);
    const NodeId eta = s.column(abi::kEta, element);
    const NodeId positive = s.b.apply(Op::less, s.b.number(0), eta);
    NodeId reduce(Op op, NodeId body, NodeId filter = kNone) { return s.b.reduce(op, x, body, filter); }
};

TEST_F(Reductions, OfNothing) {
    for (const NodeId value : {reduce(Op::sum, eta), reduce(Op::product, eta), reduce(Op::any, positive),
                               reduce(Op::all, positive), reduce(Op::count, positive)}) {
        s.observe(value);
    }
    EXPECT_EQ(s.values_of({muon(10)}), (Numbers{0, 1, 0, 1, 0}));
}

TEST_F(Reductions, RunInOrderFromZero) {
    s.observe(reduce(Op::sum, eta));
    // Any other order loses the 1: ((1e16 + 1) - 1e16) is 0, and 1e16 - 1e16 + 1 is 1.
    EXPECT_EQ(s.values_of({jet(30, 1e16), jet(20, -1e16), jet(10, 1)}), (Numbers{1}));
    EXPECT_EQ(s.values_of({jet(30, 1e16), jet(20, 1), jet(10, -1e16)}), (Numbers{0}));
    EXPECT_FALSE(std::signbit(s.values_of({jet(30, -0.0)})[0])) << "a sum starts from +0";
}

TEST_F(Reductions, WithAndWithoutFilter) {
    for (const Op op : {Op::sum, Op::product, Op::least, Op::greatest}) {
        s.observe(reduce(op, eta));
        s.observe(reduce(op, eta, positive));
    }
    s.observe(reduce(Op::count, positive));
    s.observe(reduce(Op::any, positive));
    s.observe(reduce(Op::all, positive));
    EXPECT_EQ(s.values_of({jet(30, 2), jet(20, -3), jet(10, 4)}), (Numbers{3, 6, -24, 8, -3, 2, 4, 4, 2, 1, 0}));
}

TEST_F(Reductions, NanWinsInLeastAndGreatest) {
    const NodeId root = s.b.apply(Op::square_root, eta);
    s.observe(s.b.is_nan(reduce(Op::least, root)));
    s.observe(s.b.is_nan(reduce(Op::greatest, root)));
    EXPECT_EQ(s.values_of({jet(30, 4), jet(20, -1), jet(10, 9)}), (Numbers{1, 1}));
    EXPECT_EQ(s.values_of({jet(30, 4), jet(10, 9)}), (Numbers{0, 0}));
}

TEST_F(Reductions, AfterRunsOverUnorderedPairs) {
    const BinderId y = s.loop(jets, x);
    const NodeId pair = s.b.apply(Op::multiply, eta, s.column(abi::kEta, s.b.element(y)));
    s.observe(reduce(Op::sum, s.b.reduce(Op::sum, y, pair, kNone)));
    EXPECT_EQ(s.values_of({jet(30, 2), jet(20, 3), jet(10, 5)}), (Numbers{2 * 3 + 2 * 5 + 3 * 5}));
}

TEST_F(Reductions, IgnoreABottomBodyThatTheFilterExcludes) {
    // The second jet exists only where there are two: the filter asks.
    const NodeId second = s.column(abi::kEta, s.b.at(jets, 1));
    const NodeId two = s.b.apply(Op::less_equal, s.b.number(2), s.b.size(jets));
    s.observe(reduce(Op::sum, second, two));
    EXPECT_EQ(s.values_of({jet(30, 2)}), (Numbers{0}));
    EXPECT_EQ(s.values_of({jet(30, 2), jet(20, 7)}), (Numbers{14}));
}

TEST_F(Reductions, MayShareALoopEvenOneInsideTheOther) {
    const NodeId mean = s.b.apply(Op::divide, reduce(Op::sum, eta), s.b.size(jets));
    s.observe(reduce(Op::count, s.b.apply(Op::less, mean, eta)));
    EXPECT_EQ(s.values_of({jet(30, 1), jet(20, 2), jet(10, 6)}), (Numbers{1}));
}

// ---- bottom

struct Bottom : ::testing::Test {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const NodeId missing = s.b.apply(Op::less, s.b.number(0), s.pt(s.b.at(jets, 0)));  // bottom without a jet
    const NodeId yes = s.b.apply(Op::less_equal, s.b.number(0), s.b.size(jets));
    const NodeId no = s.b.apply(Op::less, s.b.size(jets), s.b.number(0));
    bool is_bottom(NodeId value) {
        s.observe(value);
        bool bottom = false;
        try {
            s.values_of({muon(10)});
        } catch (const diagnostics::InternalError&) {
            bottom = true;
        }
        s.plan().histograms.pop_back();
        s.plan().schedule.pop_back();
        return bottom;
    }
};

TEST_F(Bottom, ReachesThroughStrictOperations) {
    EXPECT_TRUE(is_bottom(missing));
    EXPECT_TRUE(is_bottom(s.b.logical_not(missing)));
    EXPECT_TRUE(is_bottom(s.b.is_nan(s.b.apply(Op::square_root, s.pt(s.b.at(jets, 0))))));
}

TEST_F(Bottom, IsDecidedByTheOtherOperand) {
    EXPECT_FALSE(is_bottom(s.b.logical_and(no, missing)));
    EXPECT_FALSE(is_bottom(s.b.logical_and(missing, no)));
    EXPECT_FALSE(is_bottom(s.b.logical_or(yes, missing)));
    EXPECT_FALSE(is_bottom(s.b.logical_or(missing, yes)));
    EXPECT_FALSE(is_bottom(s.b.select(yes, no, missing)));
    EXPECT_FALSE(is_bottom(s.b.select(no, missing, yes)));
}

TEST_F(Bottom, StaysWhereTheOtherOperandDoesNotDecide) {
    EXPECT_TRUE(is_bottom(s.b.logical_and(missing, yes)));
    EXPECT_TRUE(is_bottom(s.b.logical_and(yes, missing)));
    EXPECT_TRUE(is_bottom(s.b.logical_or(no, missing)));
    EXPECT_TRUE(is_bottom(s.b.logical_or(missing, no)));
    EXPECT_TRUE(is_bottom(s.b.select(yes, missing, no)));
    EXPECT_TRUE(is_bottom(s.b.select(missing, yes, no)));
}

TEST_F(Bottom, IsALegThatWasNotFound) {
    const PickId pick = s.pick({s.bind(Binder::Kind::leg, jets)}, kNone, {});
    EXPECT_TRUE(is_bottom(s.pt(s.b.leg(pick, 0))));
}

TEST_F(Bottom, IsTheLeastOfNothing) {
    const BinderId x = s.loop(jets);
    EXPECT_TRUE(is_bottom(s.b.reduce(Op::least, x, s.pt(s.b.element(x)), kNone)));
}

TEST_F(Bottom, IsReportedWithItsPlace) {
    s.select(missing);
    try {
        s.run({{.objects = {jet(10)}, .number = 7}, {.objects = {}, .number = 8}});
        FAIL() << "an observed bottom goes unnoticed";
    } catch (const diagnostics::InternalError& error) {
        EXPECT_EQ(error.phase, "interpreter");
        EXPECT_STREQ(error.what(), "selection s1 reaches a missing object in event 1 of the block (number 8)");
    }
}

// ---- selections and outputs

TEST(Selections, AreChainedAndCountUndecidedEvents) {
    Sketch s;
    const NodeId met = s.b.event_column(abi::kMetPt);
    const NodeId root = s.b.apply(Op::square_root, s.b.apply(Op::subtract, met, s.b.number(10)));
    const SelectionId even = s.select(s.b.apply(Op::equal, s.b.event_column(abi::kTrigger), s.b.number(0)));
    const SelectionId above = s.select(s.b.apply(Op::less, s.b.number(2), root), s.b.is_nan(root), even);
    s.observe(met, above);
    s.observe(met, even);
    const Outcome outcome =
        s.run({{.met_pt = 50}, {.met_pt = 5}, {.met_pt = 6, .trigger = 1}, {.met_pt = 30}, {.met_pt = 12}});
    EXPECT_EQ(outcome.events[0], (Events{0, 1, 2, 3, 4}));
    EXPECT_EQ(outcome.events[even], (Events{0, 1, 3, 4}));
    EXPECT_EQ(outcome.events[above], (Events{0, 3}));
    EXPECT_EQ(outcome.undecided, (std::vector<std::int64_t>{0, 0, 1})) << "event 2 is outside of `within`";
    EXPECT_EQ(outcome.histograms[0], (Numbers{50, 30}));
    EXPECT_EQ(outcome.histograms[1], (Numbers{50, 5, 30, 12}));
}

TEST(Selections, LoopedHistogramsHaveAnEntryForEachBinding) {
    Sketch s;
    const CollectionId jets = s.base(abi::kJet);
    const BinderId i = s.loop(jets), j = s.loop(jets, i);
    const NodeId sum = s.b.apply(Op::add, s.pt(s.b.element(i)), s.pt(s.b.element(j)));
    s.observe_each({i, j}, sum, s.b.apply(Op::less, s.b.number(25), sum));
    ASSERT_EQ(verify(s.plan()), "");
    const Outcome outcome = s.run({{.objects = {jet(10)}}, {.objects = {jet(10), jet(20), jet(30), jet(5)}}});
    EXPECT_EQ(outcome.fills[0], (std::vector<Numbers>{{1, 30}, {1, 35}, {1, 40}, {1, 50}}));
}

TEST(Selections, WeightsAreWrittenForTheEventsOfTheirSelection) {
    Sketch s;
    const NodeId met = s.b.event_column(abi::kMetPt);
    s.weight(met, s.select(s.b.apply(Op::less, s.b.number(30), met)));
    ASSERT_EQ(verify(s.plan()), "");
    const Outcome outcome = s.run({{.met_pt = 50}, {.met_pt = 20}, {.met_pt = 40}});
    EXPECT_EQ(outcome.weights[0], (Numbers{50, 40}));
}

TEST(Selections, NtuplesAreWrittenRowByRow) {
    Sketch s;
    const NodeId met = s.b.event_column(abi::kMetPt);
    s.plan().ntuples.push_back(
        {"n", 0, {"met", "number"}, {"GeV", ""}, 0, kNone, {met, s.b.event_column(abi::kNumber)}});
    s.plan().schedule.push_back({Step::Kind::ntuple, 0});
    ASSERT_EQ(verify(s.plan()), "");
    const Outcome outcome = s.run({{.met_pt = 50, .number = 3}, {.met_pt = 20, .number = 9}});
    EXPECT_EQ(outcome.ntuples[0], (std::vector<Numbers>{{50, 20}, {3, 9}}));
}

TEST(Selections, AnEmptyBlockIsFine) {
    Sketch s;
    s.observe(s.b.size(s.base(abi::kJet)));
    const Outcome outcome = s.run({});
    EXPECT_TRUE(outcome.events[0].empty());
    EXPECT_TRUE(outcome.histograms[0].empty());
}

// ---- operations on numbers

TEST(Operations, OnValuesThatAreEasilyGotWrong) {
    struct Case {
        Op op;
        double a, b, expected;
    };
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<Case> cases = {
        {Op::minimum, kNan, 1, kNan},
        {Op::minimum, 1, kNan, kNan},
        {Op::maximum, kNan, 1, kNan},
        {Op::maximum, 1, kNan, kNan},
        {Op::minimum, 0.0, -0.0, -0.0},
        {Op::minimum, -0.0, 0.0, -0.0},
        {Op::maximum, 0.0, -0.0, 0.0},
        {Op::maximum, -0.0, 0.0, 0.0},
        {Op::minimum, -infinity, 3, -infinity},
        {Op::sign, -0.0, 0, 0.0},
        {Op::sign, kNan, 0, 0.0},
        {Op::sign, -1e-320, 0, -1},
        {Op::absolute, -0.0, 0, 0.0},
        {Op::negate, 0.0, 0, -0.0},
        {Op::divide, 1, -0.0, -infinity},
        {Op::divide, 0, 0, kNan},
        {Op::square_root, -0.0, 0, -0.0},
        {Op::square_root, -1, 0, kNan},
        {Op::wrap_phi, 3.141592653589793, 0, -3.141592653589793},
        {Op::wrap_phi, infinity, 0, kNan},
        {Op::multiply, 0, infinity, kNan},
        {Op::atan2, 0.0, -1, 3.141592653589793},
    };
    for (const Case& c : cases) {
        // Once folded by the builder, once computed from columns.
        Sketch s;
        const bool binary = op_info(c.op).operands.size() == 2;
        s.observe(s.b.apply(c.op, s.b.number(c.a), binary ? s.b.number(c.b) : kNone));
        s.observe(s.b.apply(c.op, s.b.event_column(abi::kMetPt), binary ? s.b.event_column(abi::kMetPhi) : kNone));
        const Outcome outcome = s.run({{.met_pt = c.a, .met_phi = c.b}});
        for (const Numbers& values : outcome.histograms) {
            EXPECT_TRUE(same_number(values[0], c.expected))
                << op_info(c.op).name << "(" << c.a << ", " << c.b << ") = " << values[0];
        }
    }
}

TEST(Operations, ComparisonsWithNanAreFalseButNotEqual) {
    Sketch s;
    const NodeId nan = s.b.apply(Op::square_root, s.b.event_column(abi::kMetPt));
    const NodeId one = s.b.event_column(abi::kWeight);
    for (const Op op : {Op::less, Op::less_equal, Op::equal, Op::not_equal}) {
        s.observe(s.b.apply(op, nan, one));
        s.observe(s.b.apply(op, one, nan));
    }
    Numbers results;
    for (const Numbers& values : s.run({{.met_pt = -1}}).histograms) results.push_back(values[0]);
    EXPECT_EQ(results, (Numbers{0, 0, 0, 0, 0, 0, 1, 1}));
}

}  // namespace
}  // namespace collmc::plan::testing
