// Picks of what is nearest to a value: all ways of computing agree, also where distances are equal for a reason or for
// rounding, are no number or infinite.
#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/codegen/agreement.h"
#include "tests/unit/codegen/bench.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::Op;

/// Pairs of objects by |sqrt(max(0, x)) - c| of many kinds of x.
struct Nearest : Bench {
    plan::CollectionId jets = base(abi::kJet), electrons = base(abi::kElectron);

    Id absolute_difference(Id value, Id c, bool swapped) {
        return node(Op::absolute, {swapped ? node(Op::subtract, {c, value}) : node(Op::subtract, {value, c})});
    }
    Id root(Id x, double least = 0) { return node(Op::square_root, {node(Op::maximum, {number(least), x})}); }

    template <class X>
    void add(plan::CollectionId first, plan::CollectionId second, double c, X x, std::vector<Id>& columns,
             bool filtered = false) {
        const auto a = leg_of(first), b = leg_of(second, first == second ? a : plan::kNone);
        const Id value = x(element(a), element(b));
        const Id key = absolute_difference(value, number(c), columns.size() % 2 == 0);
        const Id condition =
            filtered ? is(Op::less, column(element(a), abi::kPhi), column(element(b), abi::kPhi)) : plan::kNone;
        const plan::PickId nearest = pick({a, b}, condition, {key});
        const Id chosen = found(nearest);
        columns.push_back(as_number(chosen));
        for (const int index : {0, 1}) {
            for (const abi::ObjectColumn quantity : {abi::kPt, abi::kEta, abi::kPhi}) {
                const Id read = column(leg(nearest, index), quantity);
                columns.push_back(node(Op::select, {chosen, read, number(-1)}));
            }
        }
    }

    explicit Nearest(int kind) {
        const auto pt = [&](Id object) { return column(object, abi::kPt); };
        const auto eta = [&](Id object) { return column(object, abi::kEta); };
        const auto sum = [&](Id a, Id b) { return node(Op::add, {pt(a), pt(b)}); };
        const auto scaled = [&](Id x, double by) { return node(Op::multiply, {x, number(by)}); };
        const auto less = [&](Id x, double by) { return node(Op::subtract, {x, number(by)}); };
        std::vector<Id> columns;
        for (const bool filtered : {false, true}) {
            for (const auto& [first, second] : {std::pair{jets, jets}, std::pair{jets, electrons}}) {
                const auto of = [&](double c, auto x) { add(first, second, c, x, columns, filtered); };
                switch (kind) {
                    case 0:  // both sides, many equal and many not positive
                        of(4, [&](Id a, Id b) { return root(less(sum(a, b), 60)); });
                        of(0, [&](Id a, Id b) { return root(less(sum(a, b), 60)); });
                        break;
                    case 1:  // equal by rounding alone
                        of(150, [&](Id a, Id b) { return root(scaled(sum(a, b), 1e-40)); });
                        of(1e17, [&](Id a, Id b) { return root(sum(a, b)); });
                        break;
                    case 2:  // NaN, infinities
                        of(1, [&](Id a, Id b) { return root(node(Op::divide, {eta(a), eta(b)})); });
                        of(1, [&](Id a, Id) { return root(node(Op::divide, {pt(a), number(0)})); });
                        of(1, [&](Id a, Id b) {
                            return root(node(Op::square_root, {node(Op::multiply, {eta(a), eta(b)})}));
                        });
                        break;
                    case 3:  // f that stands still, or never passes c
                        of(6, [&](Id a, Id b) { return node(Op::minimum, {root(sum(a, b)), number(7)}); });
                        of(3, [&](Id a, Id b) { return root(sum(a, b), 16); });
                        of(-2, [&](Id a, Id b) { return root(sum(a, b)); });
                        of(2.5, [&](Id a, Id b) { return node(Op::maximum, {root(sum(a, b)), number(7)}); });
                        break;
                    default:  // other keys than these
                        of(3, [&](Id a, Id b) {
                            return node(Op::square_root, {node(Op::multiply, {eta(a), eta(b)})});
                        });
                        of(3, [&](Id a, Id b) {
                            return node(Op::square_root, {node(Op::maximum, {number(-1), less(sum(a, b), 60)})});
                        });
                        of(3, [&](Id a, Id b) { return sum(a, b); });
                        of(std::numeric_limits<double>::infinity(), [&](Id a, Id b) { return root(sum(a, b)); });
                        break;
                }
            }
        }
        ntuple(0, columns);
    }
};

class Closest : public ::testing::TestWithParam<std::tuple<int, int>> {};

TEST_P(Closest, AgreesWithComparingDistances) {
    const auto [kind, width] = GetParam();
    const Nearest nearest(kind);
    ASSERT_EQ(plan::verify(nearest.plan), "");
    expect_agreement(nearest.plan,
                     {plan::testing::random_events(17, 2000),
                      plan::testing::random_events(18, 500),
                      plan::testing::random_events(19, 1),
                      {}},
                     width, "closest");
}

/// Legs of a jet and of five electrons, of an event with so many jets that the positions of six legs do not fit beside
/// each other: the pick's jet is among the last.
TEST(ClosestOfMany, PositionsThatDoNotFit) {
    Bench bench;
    const auto pt = [&](plan::BinderId leg) { return bench.column(bench.element(leg), abi::kPt); };
    const auto jet = bench.leg_of(bench.base(abi::kJet));
    std::vector<plan::BinderId> legs = {jet};
    Bench::Id sum = pt(jet);
    for (int i = 0; i < 5; ++i) {
        legs.push_back(bench.leg_of(bench.base(abi::kElectron)));
        sum = bench.node(Op::add, {sum, pt(legs.back())});
    }
    const Bench::Id root = bench.node(Op::square_root, {bench.node(Op::maximum, {bench.number(0), sum})});
    const Bench::Id key = bench.node(Op::absolute, {bench.node(Op::subtract, {root, bench.number(9)})});
    const plan::PickId nearest = bench.pick(legs, plan::kNone, {key});
    const Bench::Id chosen = bench.found(nearest);
    bench.ntuple(0,
                 {bench.node(Op::select, {chosen, bench.column(bench.leg(nearest, 0), abi::kPt), bench.number(-1)})});
    ASSERT_EQ(plan::verify(bench.plan), "");

    plan::testing::Event event;
    for (int i = 0; i < 40; ++i) event.objects.push_back({.particle = abi::kJet, .pt = 115.25 - i});
    event.objects.push_back({.particle = abi::kElectron, .pt = 1});
    plan::testing::Event other = event;
    other.objects.resize(20);
    for (const int width : {4, 8}) expect_agreement(bench.plan, {{event, other, event}, {other}}, width, "many");
}

INSTANTIATE_TEST_SUITE_P(Kinds, Closest, ::testing::Combine(::testing::Range(0, 5), ::testing::Values(1, 4, 8)));

}  // namespace
}  // namespace collmc::codegen::testing
