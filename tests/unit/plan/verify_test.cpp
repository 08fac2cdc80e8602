// Every invariant of plan.h, broken once.
#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/plan/sketch.h"

namespace collmc::plan::testing {
namespace {

/// A valid plan with one of everything; the members say where it is.
struct Whole : Sketch {
    CollectionId jets = base(abi::kJet);
    CollectionId muons = base(abi::kMuon);
    CollectionId central = filter(jets, [&](NodeId j) { return b.apply(Op::less, column(abi::kEta, j), b.number(2)); });
    BinderId leg_a = bind(Binder::Kind::leg, jets), leg_b = bind(Binder::Kind::leg, jets, leg_a);
    NodeId leg_pt = pt(b.element(leg_b));
    NodeId legs_differ = b.logical_not(b.same_object(b.element(leg_a), b.element(leg_b)));
    PickId pair = pick({leg_a, leg_b}, legs_differ, {leg_pt});
    CollectionId rest = excluding(jets, {pair});
    CollectionId all = union_of({rest, muons});
    BinderId x = loop(all), y = loop(all, x);
    NodeId pt_x = pt(b.element(x));
    NodeId positive = b.apply(Op::less, b.number(0), pt_x);
    NodeId total = b.reduce(Op::sum, x, pt_x, positive);
    NodeId met = b.event_column(abi::kMetPt);
    NodeId second = b.at(jets, 1);
    NodeId pass = b.apply(Op::less, b.number(30), met);
    SelectionId cut = select(pass, b.is_nan(b.apply(Op::square_root, met)));

    BinderId split = bind(Binder::Kind::split, jets), z = loop(jets);
    NodeId grouped = b.in_group(b.element(split), z);
    NodeId group_pt = b.reduce(Op::sum, z, pt(b.element(z)), grouped);
    PickId halves = pick({split}, kNone, {group_pt});
    CollectionId pair_members = members(pair);
    CollectionId soft = ordered(jets, false, [&](NodeId j) { return pt(j); });
    CollectionId two = leading(soft, 2);
    NodeId drawn = b.event_random(7);
    WeightId half = weight(b.number(0.5), cut);

    Whole() {
        observe_each({x, y}, b.apply(Op::add, pt_x, pt(b.element(y))), positive);
        plan().histograms.back().weight = half;
        plan().histograms.back().selection = cut;
        plan().skims.push_back({"k", 0, cut});
        plan().regions[0].rows.push_back({"cut", cut});
        plan().regions[0].rows.push_back({"half", cut, half, true, {{"met", met}}});
        observe(total, cut);
        plan().ntuples.push_back({"n", 0, {"met"}, {"GeV"}, cut, kNone, {met}});
        plan().schedule.push_back({Step::Kind::ntuple, 0});
    }
    Node& node(NodeId id) { return plan().nodes[id]; }
    Collection& collection(CollectionId id) { return plan().collections[id]; }
    std::vector<Step>& schedule() { return plan().schedule; }
};

struct Broken {
    std::string expected;  ///< a part of what the verifier says
    std::function<void(Whole&)> how;
};

TEST(Verify, AcceptsAWholePlan) { EXPECT_EQ(verify(Whole().plan()), ""); }

TEST(Verify, FindsEachViolation) {
    const std::vector<Broken> cases = {
        // nodes
        {"operands", [](Whole& w) { w.node(w.pass).in.pop_back(); }},
        {"operands", [](Whole& w) { w.node(w.total).in.push_back(w.positive); }},
        {"not before it", [](Whole& w) { w.node(w.pass).in[0] = w.pass; }},
        {"not before it", [](Whole& w) { w.node(w.pass).in[0] = kNone; }},
        {"operand %", [](Whole& w) { w.node(w.pass).in[1] = w.second; }},
        {"wrong element", [](Whole& w) { w.node(w.pass).elem = Elem::f64; }},
        {"wrong element", [](Whole& w) { w.node(w.met) = {.op = Op::constant, .elem = Elem::ref}; }},
        {"neither true nor false",
         [](Whole& w) { w.node(w.positive) = {.op = Op::constant, .elem = Elem::b1, .value = 0.5}; }},
        {"event column", [](Whole& w) { w.node(w.met).index = abi::kEventColumnCount; }},
        {"object column", [](Whole& w) { w.node(w.pt_x).index = -1; }},
        {"takes object number", [](Whole& w) { w.node(w.second).index = -1; }},
        {"names no collection", [](Whole& w) { w.node(w.second).collection = 99; }},
        {"names no pick", [](Whole& w) { w.node(w.second) = {.op = Op::leg, .elem = Elem::ref}; }},
        {"takes leg 2",
         [](Whole& w) { w.node(w.second) = {.op = Op::leg, .elem = Elem::ref, .index = 2, .pick = w.pair}; }},
        {"names no binder", [](Whole& w) { w.node(w.total).binder = kNone; }},
        {"not for that", [](Whole& w) { w.node(w.total).binder = w.leg_a; }},
        {"does not use", [](Whole& w) { w.node(w.pass).value = 1; }},
        {"does not use", [](Whole& w) { w.node(w.total).collection = w.jets; }},
        {"inner reduction",
         [](Whole& w) {
             // sum over x after nothing of (sum over x of ...) with y free in the inner one
             const NodeId inner = w.b.reduce(Op::sum, w.x, w.pt(w.b.element(w.y)), kNone);
             const NodeId middle = w.b.reduce(Op::sum, w.y, inner, kNone);
             w.observe(w.b.reduce(Op::sum, w.x, middle, kNone));
         }},
        {"wrong kind of operand", [](Whole& w) { w.observe(w.pt(w.b.element(w.split))); }},
        {"wrong kind of operand", [](Whole& w) { w.node(w.grouped).in[0] = w.b.element(w.x); }},
        {"which is not what is split",
         [](Whole& w) { w.observe(w.b.reduce(Op::count, w.x, w.b.in_group(w.b.leg(w.halves, 0), w.x), kNone)); }},
        {"no whole number", [](Whole& w) { w.node(w.drawn).value = 0.5; }},
        {"no whole number", [](Whole& w) { w.node(w.drawn).value = 0x1p53; }},
        // binders
        {"runs over no collection", [](Whole& w) { w.plan().binders[w.x].collection = kNone; }},
        {"not before it", [](Whole& w) { w.plan().binders[w.x].after = w.y; }},
        {"cannot run after", [](Whole& w) { w.plan().binders[w.y].collection = w.jets; }},
        {"cannot run after", [](Whole& w) { w.plan().binders[w.y].after = w.leg_a; }},
        // collections
        {"no particle", [](Whole& w) { w.collection(w.muons).particle = abi::kParticleCount; }},
        {"no such source", [](Whole& w) { w.collection(w.all).sources[0] = 77; }},
        {"union of nothing", [](Whole& w) { w.collection(w.all).sources.clear(); }},
        {"one source", [](Whole& w) { w.collection(w.central).sources.push_back(w.jets); }},
        {"if it is a filter", [](Whole& w) { w.collection(w.all).condition = w.pass; }},
        {"excludes no such pick", [](Whole& w) { w.collection(w.rest).excluded[0] = 5; }},
        {"exactly if", [](Whole& w) { w.collection(w.rest).excluded.clear(); }},
        {"wrong binder", [](Whole& w) { w.collection(w.central).sources[0] = w.muons; }},
        {"exactly if it has a condition", [](Whole& w) { w.collection(w.central).binder = kNone; }},
        {"wrong element", [](Whole& w) { w.collection(w.central).condition = w.met; }},
        {"outside of its scope", [](Whole& w) { w.collection(w.central).condition = w.positive; }},
        {"another block", [](Whole& w) { w.add(w.collection(w.central)); }},
        {"exactly if", [](Whole& w) { w.collection(w.soft).key = kNone; }},
        {"outside of its scope", [](Whole& w) { w.collection(w.soft).key = w.pt_x; }},
        {"wrong element", [](Whole& w) { w.collection(w.soft).key = w.positive; }},
        {"first 0 objects", [](Whole& w) { w.collection(w.two).count = 0; }},
        {"first 3 objects", [](Whole& w) { w.collection(w.soft).count = 3; }},
        {"legs of a split", [](Whole& w) { w.collection(w.pair_members).excluded[0] = w.halves; }},
        {"not one pick", [](Whole& w) { w.collection(w.pair_members).excluded.push_back(w.pair); }},
        // picks
        {"more legs than a split", [](Whole& w) { w.plan().picks[w.halves].legs.push_back(w.leg_a); }},
        {"no legs",
         [](Whole& w) {
             w.plan().picks[0].legs.clear(), w.node(w.second) = {.op = Op::at, .elem = Elem::ref, .collection = 0};
         }},
        {"no leg's binder", [](Whole& w) { w.plan().picks[0].legs[0] = w.x; }},
        {"after a later leg", [](Whole& w) { std::swap(w.plan().picks[0].legs[0], w.plan().picks[0].legs[1]); }},
        {"another block", [](Whole& w) { w.plan().picks[0].legs[1] = w.leg_a; }},
        {"names no node", [](Whole& w) { w.plan().picks[0].condition = 10000; }},
        {"wrong element", [](Whole& w) { w.plan().picks[0].keys[0] = w.positive; }},
        {"outside of its scope", [](Whole& w) { w.plan().picks[0].keys[0] = w.pt_x; }},
        // selections, regions, outputs
        {"not every event", [](Whole& w) { w.plan().selections[0].pass = w.pass; }},
        {"no selection 0", [](Whole& w) { w.plan().selections.clear(); }},
        {"within no selection", [](Whole& w) { w.plan().selections[1].within = kNone; }},
        {"wrong element", [](Whole& w) { w.plan().selections[1].pass = w.met; }},
        {"outside of its scope", [](Whole& w) { w.plan().selections[1].pass = w.positive; }},
        {"outside of its scope", [](Whole& w) { w.plan().selections[1].undecided = w.positive; }},
        {"does not begin with all events",
         [](Whole& w) { w.plan().regions[0].rows.erase(w.plan().regions[0].rows.begin()); }},
        {"does not continue", [](Whole& w) { w.plan().regions[0].rows.push_back({"again", w.cut}); }},
        {"names no region", [](Whole& w) { w.plan().histograms[0].region = 7; }},
        {"has no selection", [](Whole& w) { w.plan().ntuples[0].selection = 9; }},
        {"wrong element", [](Whole& w) { w.plan().histograms[0].values[0] = w.pass; }},
        {"outside of its scope", [](Whole& w) { w.plan().histograms[1].values[0] = w.pt_x; }},
        {"do not increase", [](Whole& w) { w.plan().histograms[0].axes[0].edges = {0, 0}; }},
        {"no bin", [](Whole& w) { w.plan().histograms[0].axes[0].edges = {0}; }},
        {"not its edges'", [](Whole& w) { w.plan().histograms[0].axes[0].high = 2; }},
        {"one name and unit", [](Whole& w) { w.plan().ntuples[0].units.clear(); }},
        {"changes the weight", [](Whole& w) { w.plan().regions[0].rows[1].weight = w.half; }},
        {"is no weight on", [](Whole& w) { w.plan().regions[0].rows[2].weight = kNone; }},
        {"not all its events have",
         [](Whole& w) { w.plan().histograms[0].weight = w.half, w.plan().histograms[0].selection = 0; }},
        {"no such weight", [](Whole& w) { w.plan().ntuples[0].weight = 4; }},
        {"in up has no such weight", [](Whole& w) { w.plan().ntuples[0].variations = {{"up", 4}}; }},
        {"outside of its scope", [](Whole& w) { w.plan().weights[0].value = w.pt_x; }},
        {"watches", [](Whole& w) { w.plan().regions[0].rows[2].watched[0].value = w.second; }},
        {"measured twice", [](Whole& w) { w.plan().regions[0].observed = {1, 2}; }},
        {"outside of its scope", [](Whole& w) { w.plan().histograms[0].loops.pop_back(); }},
        {"around it", [](Whole& w) { std::swap(w.plan().histograms[0].loops[0], w.plan().histograms[0].loops[1]); }},
        {"loops twice", [](Whole& w) { w.plan().histograms[0].loops.push_back(w.x); }},
        {"no reduction's", [](Whole& w) { w.plan().histograms[0].loops[0] = w.leg_a; }},
        {"as does a reduction inside",
         [](Whole& w) {
             const NodeId inner = w.b.reduce(Op::sum, w.x, w.pt(w.b.element(w.y)), kNone);
             w.plan().histograms[0].values[0] = inner;
         }},
        {"no loop", [](Whole& w) { w.plan().histograms[0].loops.clear(); }},
        {"axes", [](Whole& w) { w.plan().histograms[0].axes.clear(); }},
        {"has 2 values", [](Whole& w) { w.plan().histograms[0].values.push_back(w.met); }},
        {"has 1 values", [](Whole& w) { w.plan().histograms[0].kind = Histogram::Kind::profile; }},
        {"without upper end", [](Whole& w) { w.plan().histograms[0].axes[0].above = true; }},
        {"observed in", [](Whole& w) { w.plan().histograms[0].observed = {1}; }},
        {"grid with loops", [](Whole& w) { w.plan().histograms[0].kind = Histogram::Kind::grid; }},
        {"has no selection", [](Whole& w) { w.plan().skims[0].selection = 9; }},
        // schedule
        {"twice", [](Whole& w) { w.schedule().push_back(w.schedule()[0]); }},
        {"needs", [](Whole& w) { w.schedule().pop_back(); }},
        {"does not exist", [](Whole& w) { w.schedule().push_back({Step::Kind::pick, 3}); }},
        {"no step", [](Whole& w) { w.schedule().insert(w.schedule().begin(), {Step::Kind::selection, 0}); }},
        {"before its source", [](Whole& w) { std::swap(w.schedule()[0], w.schedule()[2]); }},
        {"before its selection",
         [](Whole& w) { std::rotate(w.schedule().begin(), w.schedule().end() - 1, w.schedule().end()); }},
        {"before it is computed",
         [](Whole& w) {
             w.plan().selections[1].pass = w.b.apply(Op::less, w.total, w.met);
             const auto cut = std::ranges::find(w.schedule(), Step::Kind::selection, &Step::kind);
             std::rotate(w.schedule().begin(), cut, cut + 1);
         }},
    };
    for (const Broken& broken : cases) {
        Whole whole;
        broken.how(whole);
        const std::string violation = verify(whole.plan());
        EXPECT_NE(violation.find(broken.expected), std::string::npos)
            << "case " << &broken - cases.data() << " expects `" << broken.expected << "`, the verifier says `"
            << violation << "`";
    }
}

}  // namespace
}  // namespace collmc::plan::testing
