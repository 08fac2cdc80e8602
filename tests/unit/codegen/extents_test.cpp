// What extends over an event's objects - orders, members, splits, ties, fills - agrees with the interpreter at every
// width.
#include <gtest/gtest.h>

#include <cmath>

#include "runtime/abi/random.h"
#include "tests/unit/codegen/agreement.h"
#include "tests/unit/codegen/bench.h"
#include "tests/unit/plan/random_plan.h"

namespace collmc::codegen::testing {
namespace {

using plan::NodeId;
using plan::Op;
using plan::testing::Event;
using plan::testing::random_events;

class Extents : public ::testing::TestWithParam<int> {
protected:
    /// On blocks of many sizes.
    void agree(const Bench& bench, const std::string& what) const {
        ASSERT_EQ(plan::verify(bench.plan), "");
        std::vector<std::vector<Event>> blocks = {{}, {Event{}}, std::vector<Event>(9)};
        for (const int n_events : {1, 2, 7, 8, 9, 300}) blocks.push_back(random_events(11, n_events));
        expect_agreement(bench.plan, blocks, GetParam(), what);
    }
};

TEST_P(Extents, Orders) {
    Bench w;
    std::vector<NodeId> columns;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon), electrons = w.base(abi::kElectron);
    const auto central = w.filter("central", jets, [&](NodeId jet) {
        return w.is(Op::less, w.node(Op::absolute, {w.column(jet, abi::kEta)}), w.number(2));
    });
    const auto eta = [&](NodeId object) { return w.column(object, abi::kEta); };
    const auto root = [&](NodeId object) { return w.node(Op::square_root, {eta(object)}); };  // often NaN
    const auto tags = [&](NodeId object) { return w.column(object, abi::kBtag); };            // often equal
    const auto objects = w.union_of({central, muons, electrons});
    for (const auto source : {jets, central, objects, w.leading(jets, 2), w.leading(objects, 3)}) {
        for (const bool highest_first : {false, true}) {
            w.describe(w.ordered(source, highest_first, eta), columns);
            w.describe(w.ordered(source, highest_first, root), columns);
            w.describe(w.ordered(source, highest_first, tags), columns);
        }
    }
    // Everything that builds on an order.
    const auto by_eta = w.ordered(central, true, eta), again = w.ordered(by_eta, false, tags);
    const auto first = w.leading(by_eta, 2);
    const auto best = w.pick({w.leg_of(by_eta)}, plan::kNone, {});
    for (const auto collection : {again, first, w.excluding(by_eta, best), w.union_of({by_eta, muons}),
                                  w.union_of({first, again, w.ordered(muons, false, eta)})}) {
        w.describe(collection, columns);
    }
    w.describe(w.filter("tagged", again, [&](NodeId jet) { return w.is(Op::less, w.number(0), tags(jet)); }), columns);
    w.ntuple(0, columns);
    agree(w, "orders");
}

TEST_P(Extents, Leading) {
    Bench w;
    std::vector<NodeId> columns;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon);
    for (const int count : {1, 3, 100}) {
        const auto few = w.leading(jets, count);
        w.describe(few, columns);
        w.describe(w.leading(few, 2), columns);
        w.describe(w.union_of({few, muons, w.leading(muons, 1)}), columns);
        w.describe(w.filter("f", few, [&](NodeId x) { return w.is(Op::less, w.column(x, abi::kPhi), w.number(0)); }),
                   columns);
    }
    w.ntuple(0, columns);
    agree(w, "leading");
}

TEST_P(Extents, Members) {
    Bench w;
    std::vector<NodeId> columns;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon);
    const auto pt = [&](plan::BinderId leg) { return w.column(w.element(leg), abi::kPt); };
    const auto a = w.leg_of(muons), b = w.leg_of(jets), c = w.leg_of(jets, b);
    const auto key = w.node(Op::add, {w.node(Op::subtract, {pt(a), pt(b)}), pt(c)});
    const auto three = w.pick({a, b, c}, w.is(Op::less, w.number(20), pt(b)), {key});
    const auto d = w.leg_of(jets), e = w.leg_of(jets);  // may meet the same jet
    const auto two = w.pick({d, e}, plan::kNone, {w.node(Op::subtract, {pt(d), pt(e)}), w.node(Op::negate, {pt(e)})});
    for (const plan::PickId pick : {three, two}) {
        const auto members = w.members(pick);
        w.describe(members, columns);
        w.describe(w.excluding(jets, pick), columns);
        w.describe(w.union_of({members, muons}), columns);
        w.describe(w.leading(members, 1), columns);
        w.describe(
            w.filter("f", members, [&](NodeId x) { return w.is(Op::less, w.column(x, abi::kEta), w.number(0)); }),
            columns);
        columns.push_back(w.as_number(w.found(pick)));
    }
    w.ntuple(0, columns);
    agree(w, "members");
}

/// The split of jets in two groups with the least difference of their sums of pt (as in alpha_T), and mean eta.
void add_split(Bench& w, plan::CollectionId jets, std::vector<NodeId>& columns) {
    const auto ways = w.binder(plan::Binder::Kind::split, jets, "groups");
    const auto x = w.loop(jets);
    const auto momentum = [&](NodeId split, abi::ObjectColumn column, bool second) {
        const NodeId in = w.in_group(split, x);
        return w.reduce(Op::sum, x, w.node(Op::multiply, {w.column(w.element(x), column), w.number(1.1)}),
                        second ? in : w.node(Op::logical_not, {in}, plan::Elem::b1));
    };
    const auto difference = [&](NodeId split, abi::ObjectColumn column) {
        const NodeId difference = w.node(Op::subtract, {momentum(split, column, false), momentum(split, column, true)});
        return w.node(Op::absolute, {difference});
    };
    const NodeId split = w.element(ways);
    const NodeId several = w.is(Op::less, w.reduce(Op::count, x, w.in_group(split, x)), w.number(4));
    const auto pick = w.pick({ways}, several, {difference(split, abi::kPt), difference(split, abi::kEta)});
    const NodeId found = w.found(pick), chosen = w.leg(pick, 0);
    columns.push_back(w.as_number(found));
    for (const abi::ObjectColumn column : {abi::kPt, abi::kEta, abi::kPhi}) {
        for (const bool second : {false, true}) {
            columns.push_back(w.node(Op::select, {found, momentum(chosen, column, second), w.number(-1)}));
        }
    }
}

TEST_P(Extents, Splits) {
    Bench w;
    std::vector<NodeId> columns;
    const auto jets = w.base(abi::kJet);
    add_split(w, jets, columns);
    add_split(w, w.filter("soft", jets, [&](NodeId j) { return w.is(Op::less, w.column(j, abi::kPt), w.number(40)); }),
              columns);
    w.ntuple(0, columns);
    agree(w, "splits");
}

TEST_P(Extents, SplitsOfManyObjects) {
    // The way that has most jets in the second group: numbers 1 to 19. The others have no choice.
    Bench w;
    const auto jets = w.base(abi::kJet);
    const auto ways = w.binder(plan::Binder::Kind::split, jets, "groups");
    const auto x = w.loop(jets);
    const auto among = [&](NodeId split) { return w.reduce(Op::count, x, w.in_group(split, x)); };
    const auto pick = w.pick({ways}, plan::kNone, {w.node(Op::negate, {among(w.element(ways))})});
    const auto pt = w.reduce(Op::sum, x, w.column(w.element(x), abi::kPt), w.in_group(w.leg(pick, 0), x));
    w.ntuple(0, {w.as_number(w.found(pick)), among(w.leg(pick, 0)), pt});
    ASSERT_EQ(plan::verify(w.plan), "");
    const machine::Machine machine = compile(w.plan, lanes(GetParam()));
    std::vector<Event> events(3);
    for (int i = 0; i < 40; ++i) events[1].objects.push_back({.particle = abi::kJet, .pt = std::ldexp(1.0, -i)});
    events[2].objects = {{.particle = abi::kJet, .pt = 3}};
    const plan::testing::BlockOf block(events);
    const plan::testing::Memory memory(machine.layout(), block.view());
    machine.kernel()(&block.view(), &memory.view());
    const auto rows = plan::testing::read_outcome(machine.layout(), memory.view()).ntuples[0];
    EXPECT_EQ(rows[0], (std::vector<double>{0, 1, 1}));
    EXPECT_EQ(rows[1][1], 19);
    EXPECT_EQ(rows[2][1], 1 - std::ldexp(1.0, -19));
    EXPECT_EQ(rows[1][2], 0);
}

TEST_P(Extents, TiesOfKeys) {
    Bench w;
    std::vector<NodeId> columns;
    const auto jets = w.base(abi::kJet);
    const auto tags = [&](plan::BinderId leg) { return w.column(w.element(leg), abi::kBtag); };
    const auto root = [&](plan::BinderId leg) {
        return w.node(Op::square_root, {w.column(w.element(leg), abi::kEta)});
    };
    const auto phi = [&](plan::BinderId leg) { return w.column(w.element(leg), abi::kPhi); };
    const auto a = w.leg_of(jets), b = w.leg_of(jets), c = w.leg_of(jets, b);
    const auto tag_sum = w.node(Op::add, {tags(b), tags(c)}), root_sum = w.node(Op::add, {root(b), root(c)});
    const auto one = w.pick({a}, plan::kNone, {tags(a), root(a), phi(a)});
    const auto two = w.pick({b, c}, plan::kNone, {root_sum, tag_sum, phi(c)});
    for (const plan::PickId pick : {one, two}) {
        for (const int leg : {0, static_cast<int>(w.plan.picks[static_cast<std::size_t>(pick)].legs.size()) - 1}) {
            columns.push_back(w.node(Op::select, {w.found(pick), w.column(w.leg(pick, leg), abi::kPt), w.number(-1)}));
        }
    }
    w.ntuple(0, columns);
    agree(w, "ties");
}

TEST_P(Extents, ReductionsInsidePicks) {
    // Reductions that depend on one leg, on both and on none, some with a common binder, nested and behind each other.
    Bench w;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon);
    const auto a = w.leg_of(jets), b = w.leg_of(jets, a);
    const auto x = w.loop(jets), y = w.loop(muons), z = w.loop(jets, x);
    const auto value = [&](plan::BinderId binder) {
        return w.node(Op::sin, {w.node(Op::multiply, {w.column(w.element(binder), abi::kPt), w.number(0.25)})});
    };
    const auto far = [&](plan::BinderId p, plan::BinderId q) {
        return w.node(Op::absolute, {w.node(Op::subtract, {value(p), value(q)})});
    };
    const auto of_one = w.reduce(Op::sum, x, far(a, x));
    const auto of_other = w.reduce(Op::sum, x, far(b, x));
    const auto of_both = w.reduce(Op::sum, x, w.node(Op::multiply, {far(a, x), far(b, x)}));
    const auto inner = w.reduce(Op::sum, y, w.node(Op::multiply, {far(x, y), far(b, y)}));
    const auto nested = w.reduce(Op::sum, x, w.node(Op::add, {inner, far(a, x)}));
    const auto pairs =
        w.reduce(Op::sum, x,
                 w.reduce(Op::sum, z, w.node(Op::multiply, {w.node(Op::subtract, {far(a, z), far(b, x)}), value(z)})));
    const auto of_none = w.reduce(Op::sum, x, w.reduce(Op::sum, z, far(x, z)));
    const auto condition = w.is(Op::less, w.reduce(Op::sum, y, far(a, y)), w.number(2.5));
    NodeId key = of_none;
    for (const NodeId more : {of_one, of_other, of_both, nested, pairs}) key = w.node(Op::add, {key, more});
    const auto pick = w.pick({a, b}, condition, {key});
    const auto single = w.leg_of(jets);
    const auto lonely = w.pick({single}, plan::kNone, {w.reduce(Op::sum, x, far(single, x))});
    std::vector<NodeId> columns;
    for (const auto& [chosen, leg] : {std::pair{pick, 0}, {pick, 1}, {lonely, 0}}) {
        columns.push_back(w.node(Op::select, {w.found(chosen), w.column(w.leg(chosen, leg), abi::kPhi), w.number(-9)}));
    }
    w.ntuple(0, columns);
    agree(w, "reductions in picks");
}

TEST_P(Extents, RandomNumbers) {
    Bench w;
    std::vector<NodeId> columns;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon);
    const double largest = 0x1p53 - 1;
    for (const double salt : {0.0, 1.0, 77.0, largest}) columns.push_back(w.random(salt));
    const auto kept = w.filter("kept", jets, [&](NodeId jet) {
        return w.is(Op::less, w.node(Op::add, {w.random(3, jet), w.random(3)}), w.number(1));
    });
    w.describe(kept, columns);
    w.describe(w.filter("again", w.union_of({kept, muons}),
                        [&](NodeId object) { return w.is(Op::less, w.random(largest, object), w.number(0.5)); }),
               columns);
    const auto x = w.loop(jets);
    columns.push_back(w.reduce(Op::sum, x, w.random(5, w.element(x))));
    const auto passed = w.select(0, w.is(Op::less, w.random(9), w.number(0.5)), "passed");
    w.ntuple(passed, columns);
    w.ntuple(0, {columns[2]});
    agree(w, "random numbers");

    const machine::Machine machine = compile(w.plan, lanes(GetParam()));
    const auto events = random_events(12, 100);
    const plan::testing::BlockOf block(events);
    const plan::testing::Memory memory(machine.layout(), block.view());
    machine.kernel()(&block.view(), &memory.view());
    const auto outcome = plan::testing::read_outcome(machine.layout(), memory.view());
    for (std::int32_t event = 0; event < 100; ++event) {
        EXPECT_EQ(outcome.ntuples[1][0][static_cast<std::size_t>(event)],
                  abi::event_random(abi::hash_of_event(block.view(), event), 77));
    }
}

TEST_P(Extents, Solvers) {
    Bench w;
    std::vector<NodeId> columns;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon);
    const auto solve = [&](Op op, NodeId a, NodeId b) {
        const auto of = [&](NodeId object, abi::ObjectColumn column) { return w.column(object, column); };
        const NodeId met = w.event(abi::kMetPt);
        if (op == Op::mt2) {
            return w.node(op, {of(a, abi::kPt), of(a, abi::kPhi), of(a, abi::kJmass), of(b, abi::kPhi), of(b, abi::kPt),
                               of(b, abi::kJmass), met, w.event(abi::kMetPhi), w.number(10)});
        }
        return w.node(op, {w.event(abi::kTrigger), of(a, abi::kPt), of(a, abi::kEta), of(b, abi::kPt), of(b, abi::kEta),
                           of(a, abi::kPhi), of(b, abi::kPhi)});
    };
    for (const Op op : {Op::mt2, Op::eigenvalue3}) {
        const auto there =
            w.both(w.is(Op::less, w.number(0), w.size(jets)), w.is(Op::less, w.number(0), w.size(muons)));
        columns.push_back(w.node(Op::select, {there, solve(op, w.at(jets, 0), w.at(muons, 0)), w.number(-1)}));
        w.describe(
            w.filter("solved", jets, [&](NodeId jet) { return w.is(Op::less, w.number(40), solve(op, jet, jet)); }),
            columns);
        const auto a = w.leg_of(jets), b = w.leg_of(muons);
        const auto pick = w.pick({a, b}, plan::kNone, {solve(op, w.element(a), w.element(b))});
        columns.push_back(w.node(Op::select, {w.found(pick), w.column(w.leg(pick, 0), abi::kPhi), w.number(-9)}));
    }
    w.ntuple(0, columns);
    agree(w, "solvers");
}

TEST_P(Extents, Fills) {
    Bench w;
    const auto jets = w.base(abi::kJet), muons = w.base(abi::kMuon);
    const auto passed = w.select(0, w.is(Op::less, w.number(40), w.event(abi::kMetPt)), "passed");
    const auto value = [&](plan::BinderId binder, abi::ObjectColumn column) {
        return w.node(Op::cosh, {w.column(w.element(binder), column)});
    };
    for (const plan::SelectionId selection : {0, passed}) {
        w.weight(selection, w.node(Op::multiply, {w.event(abi::kMetPt), w.number(1.0 / 3)}));
        const auto j = w.loop(jets), k = w.loop(jets, j), m = w.loop(muons);
        w.fill(selection, {w.event(abi::kMetPt)});
        w.fill(selection, {w.event(abi::kMetPhi), w.size(jets), w.number(3)});
        w.fill(selection, {value(j, abi::kEta)}, {j});
        w.fill(selection, {w.event(abi::kMetPhi)}, {m});
        const auto near = w.is(Op::less, w.node(Op::subtract, {value(j, abi::kEta), value(k, abi::kEta)}), w.number(4));
        w.fill(selection, {value(j, abi::kPhi), value(k, abi::kEta)}, {j, k}, near);
        const auto sum = w.reduce(Op::sum, w.loop(muons), w.number(2));
        const auto x = w.loop(jets);
        const auto close = w.reduce(Op::count, x, w.is(Op::less, value(x, abi::kEta), value(m, abi::kEta)));
        w.fill(selection, {w.node(Op::multiply, {value(k, abi::kPhi), sum}), close}, {j, m, k},
               w.is(Op::less, w.number(0), close));
        const auto best = w.pick({w.leg_of(jets)}, plan::kNone, {});
        const auto other = w.loop(w.excluding(jets, best));
        w.fill(selection, {value(other, abi::kEta)}, {other}, w.found(best));
    }
    agree(w, "fills");
}

INSTANTIATE_TEST_SUITE_P(Width, Extents, ::testing::Values(1, 4, 8));

}  // namespace
}  // namespace collmc::codegen::testing
