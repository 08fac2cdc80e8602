// Picks of three objects by their mass: what the kernel decides and what it leaves to the exact masses agrees with the
// interpreter, and picks that only look alike are not the kernel's.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/codegen/agreement.h"
#include "tests/unit/codegen/bench.h"

namespace collmc::codegen::testing {
namespace {

using plan::Op;

struct Trijets : Bench {
    using Momentum = std::array<Id, abi::kLine>;

    Id op(Op op, Id a, Id b) { return node(op, {a, b}); }
    Id squared(Id x) { return op(Op::multiply, x, x); }
    Momentum momentum(Id object) {
        const Id pt = column(object, abi::kPt), phi = column(object, abi::kPhi), eta = column(object, abi::kEta);
        const Id magnitude = op(Op::multiply, pt, node(Op::cosh, {eta}));
        const Id energy =
            node(Op::square_root, {op(Op::add, squared(magnitude), squared(column(object, abi::kJmass)))});
        return {op(Op::multiply, pt, node(Op::cos, {phi})), op(Op::multiply, pt, node(Op::sin, {phi})),
                op(Op::multiply, pt, node(Op::sinh, {eta})), energy};
    }
    Id mass(const std::vector<plan::BinderId>& legs) {
        Momentum sum = momentum(element(legs[0]));
        for (std::size_t leg = 1; leg < legs.size(); ++leg) {
            const Momentum next = momentum(element(legs[leg]));
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = op(Op::add, sum[i], next[i]);
        }
        const Id space = op(Op::add, op(Op::add, squared(sum[0]), squared(sum[1])), squared(sum[2]));
        return node(Op::square_root, {op(Op::maximum, number(0), op(Op::subtract, squared(sum[3]), space))});
    }
    plan::PickId nearest(const std::vector<plan::BinderId>& legs, double mass_wanted, Id condition = plan::kNone) {
        return pick(legs, condition, {node(Op::absolute, {op(Op::subtract, mass(legs), number(mass_wanted))})});
    }
    std::vector<plan::BinderId> chain(plan::CollectionId collection, int count) {
        std::vector<plan::BinderId> legs;
        for (int i = 0; i < count; ++i) legs.push_back(leg_of(collection, legs.empty() ? plan::kNone : legs.back()));
        return legs;
    }
    void describe(plan::PickId chosen, int legs) {
        const Id is_there = found(chosen);
        columns.push_back(as_number(is_there));
        for (int i = 0; i < legs; ++i)
            columns.push_back(node(Op::select, {is_there, column(leg(chosen, i), abi::kBtag), number(-1)}));
    }

    Trijets() {
        const auto jets = base(abi::kJet);
        const auto central =
            filter("central", jets, [&](Id jet) { return is(Op::less, column(jet, abi::kEta), number(1.5)); });
        describe(nearest(chain(jets, 3), 172.5), 3);
        describe(nearest(chain(jets, 3), 1e-3), 3);
        describe(nearest(chain(central, 3), 91.2), 3);
        // Two and four, unordered ones, of two collections, some of them alone, and a mass that is no mass.
        describe(nearest(chain(central, 2), 80.4), 2);
        describe(nearest(chain(central, 4), 172.5), 4);
        const auto unordered = std::vector{leg_of(central), leg_of(central), leg_of(central)};
        describe(nearest(unordered, 172.5), 3);
        auto mixed = chain(central, 2);
        mixed.push_back(leg_of(jets));
        describe(nearest(mixed, 172.5), 3);
        const auto some = chain(jets, 3);
        describe(nearest(some, 172.5,
                         is(Op::less, column(element(some[0]), abi::kPhi), column(element(some[2]), abi::kPhi))),
                 3);
        describe(nearest(chain(jets, 3), -172.5), 3);
        ntuple(0, columns);
    }

    std::vector<Id> columns;
};

/// Jets as files have them, some of them twice, and rarely what no file should have.
std::vector<plan::testing::Event> events_of(std::size_t count, std::size_t most, unsigned seed) {
    std::mt19937_64 random(seed);
    const auto thousandths = [&](int low, int high) {
        return (low + static_cast<int>(random() % static_cast<unsigned>(high - low))) / 1000.0;
    };
    std::vector<plan::testing::Event> events(count);
    for (plan::testing::Event& event : events) {
        for (std::size_t n = random() % (most + 1); n > 0; --n) {
            plan::testing::Row jet{.particle = abi::kJet, .pt = thousandths(20000, 200000)};
            jet.eta = thousandths(-4000, 4000);
            jet.phi = thousandths(-3141, 3141);
            jet.jmass = thousandths(0, 20000);
            if (random() % 8 == 0 && !event.objects.empty()) jet = event.objects.back();
            if (random() % 500 == 0) jet.eta = random() % 2 == 0 ? 800 : std::nan("");
            jet.btag = static_cast<double>(event.objects.size());
            event.objects.push_back(jet);
        }
    }
    return events;
}

TEST(Trios, NoOthersAreTheKernels) {
    const Trijets trijets;
    ASSERT_EQ(plan::verify(trijets.plan), "");
    Options options = lanes(4);
    options.keep_ir = options.one_thread = true;
    const std::string ir = generate(trijets.plan, options).llvm_ir;
    if (ir.find("collmc_momenta_4") == std::string::npos) GTEST_SKIP() << "this processor has no vectors";
    std::size_t calls = 0;
    for (std::size_t at = 0; (at = ir.find("call i64 @collmc_trios_4", at)) != std::string::npos; ++at) ++calls;
    EXPECT_EQ(calls, 3u) << ir;
}

class TriosOf : public ::testing::TestWithParam<int> {};

TEST_P(TriosOf, AgreeWithTheInterpreter) {
    expect_agreement(Trijets().plan, {events_of(600, 8, 5), events_of(40, 20, 6), events_of(3, 40, 7), {}}, GetParam(),
                     "trios");
}

INSTANTIATE_TEST_SUITE_P(Width, TriosOf, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
