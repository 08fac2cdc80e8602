#include "compiler/plan/builder.h"

#include <gtest/gtest.h>

#include "tests/unit/plan/random_plan.h"
#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

struct BuilderTest : ::testing::Test {
    Builder b;
    const NodeId x = b.event_column(abi::kMetPt);
    const NodeId y = b.event_column(abi::kMetPhi);
    const NodeId p = b.apply(Op::less, x, y);
    double value(NodeId id) { return b.plan().nodes[id].value; }
    Op op(NodeId id) { return b.plan().nodes[id].op; }
};

TEST_F(BuilderTest, MakesEqualNodesOnce) {
    EXPECT_EQ(b.apply(Op::add, x, y), b.apply(Op::add, x, y));
    EXPECT_NE(b.apply(Op::add, x, y), b.apply(Op::add, y, x));
    EXPECT_NE(b.apply(Op::add, x, y), b.apply(Op::subtract, x, y));
    EXPECT_EQ(b.number(0.5), b.number(0.5));
    EXPECT_NE(b.number(0.0), b.number(-0.0));
    EXPECT_NE(b.number(1), b.boolean(true));
}

TEST_F(BuilderTest, FoldsConstants) {
    EXPECT_EQ(b.apply(Op::add, b.number(0.1), b.number(0.2)), b.number(0.1 + 0.2));
    EXPECT_EQ(b.apply(Op::less, b.number(1), b.number(2)), b.boolean(true));
    EXPECT_EQ(op(b.apply(Op::sin, b.number(1))), Op::constant);
    EXPECT_EQ(b.is_nan(b.apply(Op::log, b.number(-1))), b.boolean(true));
}

TEST_F(BuilderTest, DividesByPowersOfTwoExactly) {
    EXPECT_EQ(b.apply(Op::divide, x, b.number(4)), b.apply(Op::multiply, x, b.number(0.25)));
    EXPECT_EQ(b.apply(Op::divide, x, b.number(-0.5)), b.apply(Op::multiply, x, b.number(-2)));
    EXPECT_EQ(op(b.apply(Op::divide, x, b.number(10))), Op::divide);
    EXPECT_EQ(op(b.apply(Op::divide, x, b.number(0))), Op::divide);
    EXPECT_EQ(op(b.apply(Op::divide, x, b.number(0x1p-1074))), Op::divide) << "2^1074 is no double";
}

TEST_F(BuilderTest, LeavesArithmeticAsWritten) {
    for (const NodeId kept : {b.apply(Op::add, x, b.number(0)), b.apply(Op::multiply, x, b.number(1)),
                              b.apply(Op::multiply, x, b.number(0)), b.apply(Op::subtract, x, x)}) {
        EXPECT_EQ(b.plan().nodes[kept].in.size(), 2u);
    }
    EXPECT_EQ(op(b.logical_not(p)), Op::logical_not) << "not (x < y) is not y <= x: NaN";
}

TEST_F(BuilderTest, SimplifiesConditions) {
    const NodeId yes = b.boolean(true), no = b.boolean(false), q = b.apply(Op::equal, x, y);
    EXPECT_EQ(b.logical_and(p, yes), p);
    EXPECT_EQ(b.logical_and(no, p), no);
    EXPECT_EQ(b.logical_and(p, p), p);
    EXPECT_EQ(b.logical_or(p, no), p);
    EXPECT_EQ(b.logical_or(p, yes), yes);
    EXPECT_EQ(b.logical_not(b.logical_not(p)), p);
    EXPECT_EQ(b.logical_not(yes), no);
    EXPECT_EQ(b.select(yes, p, q), p);
    EXPECT_EQ(b.select(no, p, q), q);
    EXPECT_EQ(b.select(p, q, q), q);
    EXPECT_EQ(b.apply(Op::negate, b.apply(Op::negate, x)), x);
}

TEST_F(BuilderTest, KnowsWhatCannotBeNan) {
    const NodeId no = b.boolean(false);
    for (const NodeId never :
         {x, b.apply(Op::add, x, y), b.apply(Op::wrap_phi, b.apply(Op::subtract, y, b.number(1))), b.apply(Op::cos, y),
          b.apply(Op::sign, x), b.apply(Op::maximum, x, y), b.apply(Op::divide, x, b.number(3)),
          b.apply(Op::square_root, b.apply(Op::multiply, x, x)), b.apply(Op::multiply, x, y),
          b.apply(Op::atan2, x, y)}) {
        EXPECT_EQ(b.is_nan(never), no) << "node " << never;
    }
    const NodeId sum = b.apply(Op::add, x, x);  // may be infinite
    for (const NodeId perhaps :
         {b.apply(Op::divide, x, y), b.apply(Op::square_root, x), b.apply(Op::subtract, sum, sum), b.apply(Op::log, x),
          b.apply(Op::multiply, sum, y), b.apply(Op::acos, x), b.apply(Op::sin, sum)}) {
        EXPECT_EQ(op(b.is_nan(perhaps)), Op::is_nan) << "node " << perhaps;
    }
}

TEST_F(BuilderTest, NamesKeepTheMostTelling) {
    const NodeId sum = b.apply(Op::add, x, y);
    b.name(sum, "mT", Builder::NameRank::call);
    b.name(sum, "HT", Builder::NameRank::call);
    EXPECT_EQ(b.name_of(sum), "mT");
    b.name(sum, "mT_W", Builder::NameRank::define);
    EXPECT_EQ(b.name_of(sum), "mT_W");
    b.name(x, "MET.pt", Builder::NameRank::stored);
    b.name(x, "met", Builder::NameRank::define);
    EXPECT_EQ(b.name_of(x), "MET.pt");
    b.name(b.number(3), "three", Builder::NameRank::stored);
    EXPECT_EQ(b.name_of(b.number(3)), "") << "a constant belongs to nobody";
}

/// What facts.h claims of a number holds for every value that it takes, in random plans on random events.
TEST(Facts, HoldForWhatIsComputed) {
    int claims = 0;
    for (int seed = 0; seed < 300; ++seed) {
        const Plan plan = random_plan(seed);
        std::vector<Facts> facts;
        for (const Node& node : plan.nodes) facts.push_back(facts_of(node, plan.nodes, facts));
        const BlockOf block(random_events(seed, 50));
        const Outcome outcome = interpret(plan, block.view());
        const auto check = [&](NodeId id, const std::vector<double>& values) {
            const Facts& known = facts[id];
            claims += known.never_nan;
            for (const double value : values) {
                EXPECT_FALSE(known.never_nan && std::isnan(value)) << "seed " << seed << ", %" << id;
                EXPECT_FALSE(known.non_negative && !(value >= 0)) << "seed " << seed << ", %" << id << " = " << value;
                EXPECT_FALSE(known.is_finite() && !(std::fabs(value) <= known.bound))
                    << "seed " << seed << ", %" << id << " = " << value;
            }
        };
        for (std::size_t h = 0; h < plan.histograms.size(); ++h)
            check(plan.histograms[h].values[0], outcome.histograms[h]);
        for (std::size_t n = 0; n < plan.ntuples.size(); ++n) {
            for (std::size_t c = 0; c < plan.ntuples[n].values.size(); ++c)
                check(plan.ntuples[n].values[c], outcome.ntuples[n][c]);
        }
    }
    EXPECT_GE(claims, 200);
}

/// Pairs of jets, the second behind the first or anywhere, and their members.
struct MembersTest : BuilderTest {
    BinderId binder(Binder::Kind kind, CollectionId collection, BinderId after = kNone) {
        b.plan().binders.push_back({kind, collection, after, "x"});
        return static_cast<BinderId>(b.plan().binders.size()) - 1;
    }
    /// A binder over the members of a pair.
    BinderId members_of_pair(bool chained) {
        b.plan().collections.push_back({.kind = Collection::Kind::base, .name = "jets", .particle = abi::kJet});
        const BinderId first = binder(Binder::Kind::leg, 0);
        const BinderId second = binder(Binder::Kind::leg, 0, chained ? first : kNone);
        b.plan().picks.push_back({"pair", {first, second}, kNone, {}});
        b.plan().collections.push_back({.kind = Collection::Kind::members, .name = "pair", .excluded = {0}});
        return binder(Binder::Kind::reduce, 1);
    }
    NodeId pt(NodeId object) { return b.object_column(abi::kPt, object); }
};

TEST_F(MembersTest, ReductionsAreWrittenOut) {
    const BinderId member = members_of_pair(true);
    const NodeId pt0 = pt(b.leg(0, 0)), pt1 = pt(b.leg(0, 1)), body = pt(b.element(member));
    const NodeId none = b.number(0), found = b.found(0);
    EXPECT_EQ(b.reduce(Op::greatest, member, body, kNone), b.apply(Op::maximum, pt0, pt1));
    const NodeId sum = b.apply(Op::add, b.apply(Op::add, none, pt0), pt1);
    EXPECT_EQ(b.reduce(Op::sum, member, body, kNone), b.select(found, sum, none));

    const auto passes = [&](NodeId value) { return b.apply(Op::less, x, value); };
    const NodeId first = b.select(passes(pt0), b.apply(Op::add, none, pt0), none);
    const NodeId both = b.select(passes(pt1), b.apply(Op::add, first, pt1), first);
    EXPECT_EQ(b.reduce(Op::sum, member, body, passes(body)), b.select(found, both, none));
    const NodeId any = b.logical_or(passes(pt0), passes(pt1));
    EXPECT_EQ(b.reduce(Op::any, member, passes(body), kNone), b.logical_and(found, any));
}

TEST_F(MembersTest, WhatNeedsALoopKeepsIt) {
    const BinderId member = members_of_pair(true);
    const NodeId body = pt(b.element(member));
    const NodeId filtered = b.reduce(Op::greatest, member, body, b.apply(Op::less, x, body));
    EXPECT_EQ(op(filtered), Op::greatest) << "of none there is no greatest";
    const BinderId other = binder(Binder::Kind::reduce, 0);
    const NodeId inner = b.reduce(Op::sum, other, b.apply(Op::add, pt(b.element(other)), body), kNone);
    EXPECT_EQ(op(b.reduce(Op::sum, member, inner, kNone)), Op::sum) << "a loop inside";
}

TEST_F(MembersTest, OfLegsInAnyOrderAreALoop) {
    const BinderId member = members_of_pair(false);
    EXPECT_EQ(op(b.reduce(Op::sum, member, pt(b.element(member)), kNone)), Op::sum);
}

}  // namespace
}  // namespace collmc::plan::testing
