// The plan of examples/collm/ww.cut, written by hand: the tests of the machine code stand without the front end.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::codegen::testing {

class PlanWriter {
public:
    using Id = plan::NodeId;

    plan::Plan plan;

    Id node(plan::Op op, std::vector<Id> in = {}, plan::Elem elem = plan::Elem::f64) {
        plan::Node node;
        node.op = op;
        node.elem = elem;
        node.in = std::move(in);
        return add(std::move(node));
    }
    Id number(double value) {
        plan::Node node;
        node.value = value;
        return add(std::move(node));
    }
    Id named(Id id, std::string name) {
        plan.nodes[static_cast<std::size_t>(id)].name = std::move(name);
        return id;
    }
    Id event(abi::EventColumn column) { return with_index(plan::Op::event_column, column); }
    Id column(Id object, abi::ObjectColumn column) {
        const Id id = with_index(plan::Op::object_column, column);
        plan.nodes.back().in = {object};
        return id;
    }
    Id element(plan::BinderId binder) {
        const Id id = node(plan::Op::element, {}, plan::Elem::ref);
        plan.nodes.back().binder = binder;
        return id;
    }
    Id at(plan::CollectionId collection, int index) {
        const Id id = with_index(plan::Op::at, index);
        plan.nodes.back().elem = plan::Elem::ref;
        plan.nodes.back().collection = collection;
        return id;
    }
    Id size(plan::CollectionId collection) {
        const Id id = node(plan::Op::size);
        plan.nodes.back().collection = collection;
        return id;
    }
    Id is(plan::Op op, Id a, Id b) { return node(op, {a, b}, plan::Elem::b1); }
    Id both(Id a, Id b) { return is(plan::Op::logical_and, a, b); }
    Id within(double low, Id x, double high) {
        return both(is(plan::Op::less_equal, number(low), x), is(plan::Op::less_equal, x, number(high)));
    }

    plan::BinderId binder(plan::Binder::Kind kind, plan::CollectionId collection, std::string name) {
        plan.binders.push_back({kind, collection, plan::kNone, std::move(name)});
        return static_cast<plan::BinderId>(plan.binders.size()) - 1;
    }
    plan::CollectionId collection(plan::Collection collection) {
        plan.collections.push_back(std::move(collection));
        const auto id = static_cast<plan::CollectionId>(plan.collections.size()) - 1;
        plan.schedule.push_back({plan::Step::Kind::collection, id});
        return id;
    }
    plan::CollectionId base(abi::Particle particle) {
        return collection({plan::Collection::Kind::base, std::string(abi::kParticleNames[particle]), particle, {}, {}});
    }
    /// The objects of `source` for which condition(object) holds.
    template <class Condition>
    plan::CollectionId filter(std::string name, plan::CollectionId source, Condition condition) {
        const plan::BinderId candidate = binder(plan::Binder::Kind::filter, source, name);
        const Id passes = condition(element(candidate));
        return collection({plan::Collection::Kind::filter, std::move(name), -1, {source}, {}, candidate, passes});
    }
    plan::SelectionId select(plan::SelectionId within, Id pass, std::string name, Id undecided = plan::kNone) {
        plan.selections.push_back({within, pass, undecided, std::move(name)});
        const auto id = static_cast<plan::SelectionId>(plan.selections.size()) - 1;
        if (id > 0) plan.schedule.push_back({plan::Step::Kind::selection, id});
        if (id > 0) plan.regions[0].rows.push_back({plan.selections.back().name, id});
        return id;
    }
    void histogram(plan::SelectionId selection, std::string name, Id value) {
        plan::Histogram histogram;
        histogram.name = std::move(name);
        histogram.axes = {{.edges = {0, 1}, .high = 1}};
        histogram.selection = selection;
        histogram.values = {value};
        plan.schedule.push_back({plan::Step::Kind::histogram, static_cast<std::int32_t>(plan.histograms.size())});
        plan.histograms.push_back(std::move(histogram));
    }
    void ntuple(plan::SelectionId selection, std::vector<Id> values) {
        plan::Ntuple ntuple;
        ntuple.name = "mlp";
        ntuple.columns.assign(values.size(), "x");
        ntuple.units.resize(values.size());
        ntuple.selection = selection;
        ntuple.values = std::move(values);
        plan.schedule.push_back({plan::Step::Kind::ntuple, static_cast<std::int32_t>(plan.ntuples.size())});
        plan.ntuples.push_back(std::move(ntuple));
    }

private:
    Id with_index(plan::Op op, int index) {
        const Id id = node(op);
        plan.nodes.back().index = index;
        return id;
    }
    Id add(plan::Node node) {
        plan.nodes.push_back(std::move(node));
        return static_cast<Id>(plan.nodes.size()) - 1;
    }
};

inline plan::Plan ww_plan() {
    using plan::Op;
    PlanWriter w;
    using Id = PlanWriter::Id;
    w.plan.title = "WW semileptonic";
    w.select(plan::kNone, plan::kNone, "all events");
    w.plan.regions.push_back({.name = "WW", .rows = {{"all events", 0}}});
    const auto acceptance = [&](double pt, double eta) {
        return [&w, pt, eta](Id object) {
            const Id high = w.is(Op::less, w.number(pt), w.column(object, abi::kPt));
            const Id central = w.is(Op::less, w.node(Op::absolute, {w.column(object, abi::kEta)}), w.number(eta));
            return w.both(high, central);
        };
    };
    const auto electrons = w.filter("electrons", w.base(abi::kElectron), acceptance(25, 2.5));
    const auto muons = w.filter("muons", w.base(abi::kMuon), acceptance(20, 2.4));
    const auto leptons = w.collection({plan::Collection::Kind::union_of, "leptons", -1, {electrons, muons}, {}});
    const auto jets = w.filter("jets", w.base(abi::kJet), acceptance(30, 2.5));
    const auto bjets =
        w.filter("bjets", jets, [&](Id jet) { return w.is(Op::less_equal, w.number(1), w.column(jet, abi::kBtag)); });

    const auto op = [&](Op op, Id a, Id b) { return w.node(op, {a, b}); };
    const auto square = [&](Id x) { return op(Op::multiply, x, x); };
    struct Momentum {
        Id px, py, pz, e;
    };
    const Id lepton = w.named(w.at(leptons, 0), "leptons[0]"), j1 = w.named(w.at(jets, 0), "jets[0]"),
             j2 = w.named(w.at(jets, 1), "jets[1]");
    const Id met = w.event(abi::kMetPt), met_phi = w.event(abi::kMetPhi);
    const Id pt_lep = w.named(w.column(lepton, abi::kPt), "pt_lep"), phi_lep = w.column(lepton, abi::kPhi);
    const auto momentum = [&](Id jet) {
        const Id pt = w.column(jet, abi::kPt), phi = w.column(jet, abi::kPhi), eta = w.column(jet, abi::kEta),
                 m = w.column(jet, abi::kJmass);
        const Id transverse = op(Op::multiply, pt, w.node(Op::cosh, {eta}));
        return Momentum{op(Op::multiply, pt, w.node(Op::cos, {phi})), op(Op::multiply, pt, w.node(Op::sin, {phi})),
                        op(Op::multiply, pt, w.node(Op::sinh, {eta})),
                        w.node(Op::square_root, {op(Op::add, square(transverse), square(m))})};
    };
    const Momentum a = momentum(j1), b = momentum(j2);
    const Momentum had = {w.named(op(Op::add, a.px, b.px), "px_jj"), w.named(op(Op::add, a.py, b.py), "py_jj"),
                          op(Op::add, a.pz, b.pz), op(Op::add, a.e, b.e)};
    const Id p2 = op(Op::add, op(Op::add, square(had.px), square(had.py)), square(had.pz));
    const Id m_jj =
        w.named(w.node(Op::square_root, {op(Op::maximum, w.number(0), op(Op::subtract, square(had.e), p2))}), "m_jj");
    const auto delta = [&](Id x, Id y) { return w.node(Op::wrap_phi, {op(Op::subtract, x, y)}); };
    const Id dphi_lmet = w.named(delta(phi_lep, met_phi), "dphi_lmet");
    const Id versine = op(Op::subtract, w.number(1), w.node(Op::cos, {dphi_lmet}));
    const Id mT_W =
        w.named(w.node(Op::square_root,
                       {op(Op::multiply, op(Op::multiply, op(Op::multiply, w.number(2), pt_lep), met), versine)}),
                "mT_W");
    const Id deta = op(Op::subtract, w.column(j1, abi::kEta), w.column(j2, abi::kEta));
    const Id dR_jj =
        w.named(w.node(Op::hypot, {deta, delta(w.column(j1, abi::kPhi), w.column(j2, abi::kPhi))}), "dR_jj");
    const Id lep_x = op(Op::add, op(Op::multiply, pt_lep, w.node(Op::cos, {phi_lep})),
                        op(Op::multiply, met, w.node(Op::cos, {met_phi})));
    const Id lep_y = op(Op::add, op(Op::multiply, pt_lep, w.node(Op::sin, {phi_lep})),
                        op(Op::multiply, met, w.node(Op::sin, {met_phi})));
    const Id dphi_WW = w.named(delta(op(Op::atan2, lep_y, lep_x), op(Op::atan2, had.py, had.px)), "dphi_WW");

    auto s = w.select(0, w.is(Op::equal, w.size(leptons), w.number(1)), "WW.cut1");
    s = w.select(s, w.is(Op::less_equal, w.number(2), w.size(jets)), "WW.cut2");
    s = w.select(s, w.is(Op::less, w.number(30), met), "WW.cut3");
    s = w.select(s, w.node(Op::logical_not, {w.is(Op::less, w.number(0), w.size(bjets))}, plan::Elem::b1), "WW.cut4");
    const Id mT_is_nan = w.node(Op::is_nan, {mT_W}, plan::Elem::b1);
    s = w.select(s, w.within(40, mT_W, 120), "WW.cut5", mT_is_nan);
    s = w.select(s, w.within(60, m_jj, 100), "WW.cut6");
    s = w.select(s, w.is(Op::less, dR_jj, w.number(3)), "WW.cut7");
    w.histogram(s, "mT_W", mT_W);
    w.histogram(s, "m_jj", m_jj);
    w.histogram(s, "met", met);
    w.histogram(s, "pt_lep", pt_lep);
    w.histogram(s, "pt_j1", w.column(j1, abi::kPt));
    w.histogram(s, "pt_j2", w.column(j2, abi::kPt));
    w.histogram(s, "dR_jj", dR_jj);
    w.histogram(s, "dphi_lmet", dphi_lmet);
    w.histogram(s, "eta_lep", w.column(lepton, abi::kEta));
    w.histogram(s, "dphi_WW", dphi_WW);
    w.ntuple(s, {mT_W, m_jj, met, pt_lep, dR_jj, dphi_WW});
    return std::move(w.plan);
}

}  // namespace collmc::codegen::testing
