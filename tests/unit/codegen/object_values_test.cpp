// Which values of objects are kept, for whom, and that reading them agrees with computing them.
#include "compiler/codegen/object_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

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

/// Pairs of muons, whose mass is a number, and of hard jets by their mass; what else is asked of the jets stands before
/// their momenta or between them.
struct Masses : Bench {
    Id op(Op op, Id a, Id b) { return node(op, {a, b}); }
    Id squared(Id x) { return op(Op::multiply, x, x); }
    struct Momentum {
        std::array<Id, 4> components;
    };
    /// `turned`: the operands of products in the other order.
    Momentum momentum(Id object, bool has_mass, bool turned) {
        const auto times = [&](Id a, Id b) { return turned ? op(Op::multiply, b, a) : op(Op::multiply, a, b); };
        const Id pt = column(object, abi::kPt), phi = column(object, abi::kPhi), eta = column(object, abi::kEta);
        const Id mass_squared = has_mass ? squared(column(object, abi::kJmass)) : number(0.25);
        const Id magnitude = op(Op::multiply, pt, node(Op::cosh, {eta}));
        const Id energy = node(Op::square_root, {op(Op::add, squared(magnitude), mass_squared)});
        return {{times(pt, node(Op::cos, {phi})), times(pt, node(Op::sin, {phi})), times(pt, node(Op::sinh, {eta})),
                 energy}};
    }
    Id mass(const Momentum& a, const Momentum& b) {
        std::array<Id, 4> squares;
        for (std::size_t i = 0; i < squares.size(); ++i)
            squares[i] = squared(op(Op::add, a.components[i], b.components[i]));
        const Id momentum = op(Op::add, op(Op::add, squares[0], squares[1]), squares[2]);
        return node(Op::square_root, {op(Op::maximum, number(0), op(Op::subtract, squares[3], momentum))});
    }
    plan::PickId pair_of(plan::CollectionId collection, bool has_mass, bool turned, bool wants_more) {
        const auto l1 = leg_of(collection), l2 = leg_of(collection, l1);
        const Id a = element(l1), b = element(l2);
        const auto more = [&](Id object) { return node(Op::tanh, {column(object, abi::kEta)}); };
        const Id difference = wants_more ? op(Op::multiply, more(a), more(b)) : number(1);
        const Momentum of_a = momentum(a, has_mass, turned), of_b = momentum(b, has_mass, turned);
        const Id key = node(Op::absolute, {op(Op::subtract, mass(of_a, of_b), number(90))});
        return pick({l1, l2}, wants_more ? is(Op::less, number(0), difference) : plan::kNone, {key});
    }

    Masses() {
        const auto hard =
            filter("hard", base(abi::kJet), [&](Id jet) { return is(Op::less, number(20), column(jet, abi::kPt)); });
        std::vector<Id> columns;
        for (const bool turned : {false, true}) {
            for (const bool wants_more : {false, true}) {
                for (const plan::PickId pair :
                     {pair_of(base(abi::kMuon), false, turned, wants_more), pair_of(hard, true, turned, wants_more)}) {
                    const Id chosen = found(pair);
                    columns.push_back(as_number(chosen));
                    for (const Id component : momentum(leg(pair, 1), pair % 2 == 1, turned).components)
                        columns.push_back(node(Op::select, {chosen, component, number(-1)}));
                }
            }
        }
        ntuple(0, columns);
    }
};

TEST(ObjectValues, MomentaAreFound) {
    const Masses masses;
    ASSERT_EQ(plan::verify(masses.plan), "");
    const ObjectValues values = object_values(masses.plan);
    ASSERT_GE(values.momenta.size(), 2u);
    const ObjectValues::Momenta &muons = values.momenta[0], &jets = values.momenta[1];
    EXPECT_EQ(muons.of.mass, -1);
    EXPECT_EQ(muons.of.mass_squared, 0.25);
    EXPECT_EQ(jets.of.mass, abi::kJmass);
    for (const ObjectValues::Momenta& momenta : {muons, jets}) {
        EXPECT_EQ(momenta.of.pt, abi::kPt);
        EXPECT_EQ(momenta.of.eta, abi::kEta);
        EXPECT_EQ(momenta.of.phi, abi::kPhi);
        const auto on_line = [&](const ObjectValues::Column& column) { return column.lines == momenta.lines; };
        EXPECT_EQ(std::ranges::count_if(values.columns, on_line), 4) << "nothing else is on their lines";
    }
}

TEST(ObjectValues, MomentaOfOneTypeAreMadeOfStoredColumns) {
    const Masses masses;
    const auto brought = [&](int width, abi::Particle particle) {
        std::uint32_t columns = 0;
        for (const Slots::Decoding& decoding : assign_slots(masses.plan, width).decodings)
            columns |= decoding.columns[static_cast<std::size_t>(particle)];
        return columns;
    };
    constexpr std::uint32_t kOfAll = 1U << abi::kPt | 1U << abi::kEta | 1U << abi::kPhi;
    EXPECT_EQ(brought(8, abi::kMuon), 1U << abi::kEta) << "for its tanh alone";
    EXPECT_EQ(brought(1, abi::kMuon), kOfAll) << "scalar code has no such kernel";
    EXPECT_EQ(brought(8, abi::kJet), kOfAll | 1U << abi::kJmass) << "rows of a filter are read from the block";
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

TEST_P(KeptValues, MomentaAgree) {
    expect_agreement(Masses().plan,
                     {plan::testing::random_events(11, 500),
                      plan::testing::random_events(12, 3),
                      plan::testing::random_events(13, 1),
                      {}},
                     GetParam(), "momenta");
}

INSTANTIATE_TEST_SUITE_P(Width, KeptValues, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
