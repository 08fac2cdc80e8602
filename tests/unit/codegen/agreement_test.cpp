// Machine code gives the interpreter's results, bit for bit, at every width, and stays inside its arrays.
#include "tests/unit/codegen/agreement.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "compiler/plan/op_info.h"
#include "compiler/plan/scalar.h"
#include "tests/unit/codegen/bench.h"
#include "tests/unit/codegen/ww_plan.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::Op;
using plan::testing::Event;
using plan::testing::random_events;
using plan::testing::random_plan;
using plan::testing::with_decimals;

class Agreement : public ::testing::TestWithParam<int> {
protected:
    bool done() const { return HasFatalFailure() || IsSkipped(); }
};

TEST_P(Agreement, OnRandomPlans) {
    for (std::uint64_t seed = 0; seed < 60 && !done(); ++seed) {
        std::vector<std::vector<Event>> blocks;
        for (const int n_events : {0, 1, 2, 7, 8, 9, 63}) {
            blocks.push_back(random_events(seed, n_events));
            blocks.push_back(with_decimals(blocks.back()));
        }
        expect_agreement(random_plan(seed), blocks, GetParam(), fmt::format("seed {}", seed));
    }
}

TEST_P(Agreement, OnLargeBlocks) {
    for (std::uint64_t seed = 1000; seed < 1005 && !done(); ++seed) {
        expect_agreement(random_plan(seed), {random_events(seed, 1000), with_decimals(random_events(seed, 1000))},
                         GetParam(), fmt::format("seed {}", seed));
    }
}

TEST_P(Agreement, OnTheWwAnalysis) {
    expect_agreement(ww_plan(), {random_events(1, 3000), with_decimals(random_events(1, 3000))}, GetParam(), "ww");
}

TEST_P(Agreement, OnEveryOperationAndSpecialValues) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const std::array values = {0.0,
                               -0.0,
                               1.0,
                               -1.0,
                               0.5,
                               -2.5,
                               kernels::kPi,
                               -kernels::kPi,
                               std::nextafter(kernels::kPi, 0),
                               3 * kernels::kPi,
                               kernels::kTwoPi,
                               -100.0,
                               1e17,
                               1e-320,
                               -1e-320,
                               std::numeric_limits<double>::min(),
                               std::numeric_limits<double>::max(),
                               kInfinity,
                               -kInfinity,
                               std::numeric_limits<double>::quiet_NaN()};
    std::vector<Event> events;
    for (const double a : values) {
        for (const double b : values) events.push_back({{}, a, b});
    }
    Bench w;
    const auto a = w.event(abi::kMetPt), b = w.event(abi::kMetPhi);
    std::vector<plan::NodeId> columns;
    for (const plan::OpInfo& info : plan::kOps) {
        if (!plan::is_arithmetic(info.op) && !plan::is_comparison(info.op) && info.op != Op::is_nan) continue;
        std::vector<plan::NodeId> in;
        while (in.size() < info.operands.size()) in.push_back(in.size() % 2 == 0 ? a : b);
        const bool condition = info.result == 'b';
        const auto value = w.node(info.op, in, condition ? plan::Elem::b1 : plan::Elem::f64);
        columns.push_back(condition ? w.as_number(value) : value);
    }
    w.ntuple(0, columns);
    ASSERT_EQ(plan::verify(w.plan), "");
    expect_agreement(w.plan, {events}, GetParam(), "operations");
}

TEST_P(Agreement, OnKeysThatAreNotNumbers) {
    // The square root of eta: a NaN for many jets, equal for others. NaN ranks last but counts; the first of equals
    // wins.
    Bench w;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon);
    const auto jet = w.binder(plan::Binder::Kind::leg, jets, "j"), muon = w.binder(plan::Binder::Kind::leg, muons, "m");
    const auto root = [&](plan::BinderId leg) {
        return w.node(Op::square_root, {w.column(w.element(leg), abi::kEta)});
    };
    const auto one = w.binder(plan::Binder::Kind::leg, jets, "k");
    const auto single = w.pick({one}, plan::kNone, {root(one)});
    const auto pair = w.pick({jet, muon}, plan::kNone, {w.node(Op::add, {root(jet), root(muon)})});
    const auto pt_or_none = [&](plan::PickId pick, int leg) {
        return w.node(Op::select, {w.found(pick), w.column(w.leg(pick, leg), abi::kPt), w.number(-1)});
    };
    w.ntuple(0, {pt_or_none(single, 0), pt_or_none(pair, 0), pt_or_none(pair, 1)});
    ASSERT_EQ(plan::verify(w.plan), "");
    expect_agreement(w.plan, {random_events(3, 500)}, GetParam(), "keys");
}

TEST_P(Agreement, OnLegsThatUseDifferentValues) {
    // Each leg over the same jets uses other values of its jet, and they share one.
    Bench w;
    const auto jets = w.base(abi::kJet);
    std::vector<plan::BinderId> legs;
    for (int i = 0; i < 3; ++i) legs.push_back(w.binder(plan::Binder::Kind::leg, jets, "j"));
    w.plan.binders[static_cast<std::size_t>(legs[1])].after = legs[0];
    const auto three = w.number(3);
    const auto value = [&](int leg, abi::ObjectColumn column) {
        return w.node(Op::multiply, {w.column(w.element(legs[static_cast<std::size_t>(leg)]), column), three});
    };
    const auto shared = w.node(Op::add, {value(0, abi::kPt), value(2, abi::kPt)});
    const auto others = w.node(Op::add, {value(1, abi::kPhi), value(2, abi::kBtag)});
    const auto different = w.node(Op::subtract, {value(0, abi::kEta), others});
    const auto tagged = w.is(Op::less_equal, w.number(1), w.column(w.element(legs[2]), abi::kBtag));
    const auto near = w.is(Op::less, w.node(Op::absolute, {different}), w.number(8));
    const auto pick = w.pick(legs, w.both(tagged, near), {w.node(Op::subtract, {shared, different})});
    std::vector<plan::NodeId> columns = {w.as_number(w.found(pick))};
    for (int i = 0; i < 3; ++i) {
        columns.push_back(w.node(Op::select, {w.found(pick), w.column(w.leg(pick, i), abi::kPhi), w.number(9)}));
    }
    w.ntuple(0, columns);
    ASSERT_EQ(plan::verify(w.plan), "");
    expect_agreement(w.plan, {random_events(4, 500)}, GetParam(), "legs");
}

TEST_P(Agreement, OnReductionsThatShareABinder) {
    // sum over x of pt(x) * (sum over x of eta(x)) + phi(x); the inner sum is one value per event. And a third with x,
    // which needs the first.
    Bench w;
    const auto x = w.binder(plan::Binder::Kind::reduce, w.base(abi::kJet), "x");
    const auto pt = w.column(w.element(x), abi::kPt), eta = w.column(w.element(x), abi::kEta);
    const auto inner = w.reduce(Op::sum, x, eta);
    const auto phi = w.column(w.element(x), abi::kPhi);
    const auto outer = w.reduce(Op::sum, x, w.node(Op::add, {w.node(Op::multiply, {pt, inner}), phi}));
    const auto above = w.is(Op::less, outer, pt);
    w.ntuple(0, {outer, w.reduce(Op::count, x, above), inner, w.reduce(Op::sum, x, pt)});
    ASSERT_EQ(plan::verify(w.plan), "");
    expect_agreement(w.plan, {random_events(5, 300)}, GetParam(), "binders");
}

INSTANTIATE_TEST_SUITE_P(Width, Agreement, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
