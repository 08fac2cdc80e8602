// Random plans that verify and never observe bottom, with every operation, collection, pick and selection there is, and
// random events for them. A seed gives the same plan everywhere: no distribution of the standard library is used.
//
//     const Plan plan = random_plan(seed);
//     const BlockOf block(random_events(seed, 100));
//     const Outcome expected = interpret(plan, block.view());
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "compiler/plan/op_info.h"
#include "compiler/plan/plan.h"
#include "runtime/kernels/math.h"
#include "tests/unit/plan/block_builder.h"
#include "tests/unit/plan/random.h"

namespace collmc::plan::testing {

/// Events on a coarse lattice, so that ties in pt, equal keys and values on a cut's edge are common.
inline std::vector<Event> random_events(std::uint64_t seed, int count) {
    Random random(seed ^ 0x9e3779b97f4a7c15);
    constexpr std::array kPt = {10.0, 20.0, 20.5, 30.0, 30.0, 45.25, 120.75};
    constexpr std::array kEta = {-4.0, -2.5, -1.5, -0.0, 0.0, 0.5, 2.5};
    constexpr std::array kPhi = {-kernels::kPi, -3.0, -1.5, 0.0, 0.5, 3.0, 3.141};
    constexpr std::array kTracks = {-3.0, -1.0, 0.0, 1.0, 3.0};
    constexpr std::array kMass = {0.0, 0.11, 5.0, 10.5};
    std::vector<Event> events(count);
    for (int i = 0; i < count; ++i) {
        Event& event = events[i];
        event.number = i + 1;
        event.met_pt = random.chance(10) ? 0 : random.between(0, 100);
        event.met_phi = random.chance(30) ? random.one_of(kPhi) : random.between(-kernels::kPi, 3.14);
        event.weight = random.chance(50) ? 1 : random.between(-1, 2);
        event.trigger = random.below(4);
        for (int objects = random.chance(10) ? 0 : random.below(12); objects > 0; --objects) {
            Row row;
            row.particle = static_cast<abi::Particle>(random.below(abi::kParticleCount));
            row.pt = random.chance(70) ? random.one_of(kPt) : random.between(0, 200);
            row.eta = random.chance(50) ? random.one_of(kEta) : random.between(-5, 5);
            row.phi = random.chance(30) ? random.one_of(kPhi) : random.between(-kernels::kPi, 3.14);
            row.jmass = random.one_of(kMass);
            row.ntrk = random.one_of(kTracks);
            row.btag = random.below(4);
            row.hadem = random.chance(20) ? 999 : random.between(0, 5);
            event.objects.push_back(row);
        }
    }
    return events;
}

/// The same with two decimals everywhere, as an event file has them.
inline std::vector<Event> with_decimals(std::vector<Event> events) {
    const auto round = [](double& x) { x = std::trunc(x * 100) / 100 + 0.0; };
    for (Event& event : events) {
        for (Row& row : event.objects) {
            for (double* const x : {&row.pt, &row.eta, &row.phi, &row.jmass, &row.hadem}) round(*x);
        }
    }
    return events;
}

class PlanGenerator {
public:
    explicit PlanGenerator(std::uint64_t seed) : random_(seed) {}

    Plan generate() {
        plan_.title = "random";
        plan_.selections.push_back({kNone, kNone, kNone, "all events"});
        plan_.regions.push_back({.name = "everything", .rows = {{"all events", 0}}});
        for (int particle = 0; particle < abi::kParticleCount; ++particle) {
            if (particle < 2 || random_.chance(70)) add_base(particle);
        }
        for (int steps = 6 + random_.below(15); steps > 0; --steps) add_step();
        add_histogram();
        return std::move(plan_);
    }

private:
    /// A value that is bottom unless the condition `defined` (itself never bottom) holds; kNone: never bottom.
    struct Term {
        NodeId node = kNone;
        NodeId defined = kNone;
    };
    using Scope = std::vector<BinderId>;

    // ---- steps
    void add_step() {
        const int kind = random_.below(20);
        if (kind < 3) return add_filter();
        if (kind < 4) return add_union();
        if (kind < 5) return add_excluding();
        if (kind < 6) return add_members();
        if (kind < 7) return add_ordered();
        if (kind < 8) return add_leading();
        if (kind < 10) return add_pick();
        if (kind < 11) return add_split();
        if (kind < 14) return add_selection();
        if (kind < 15) return add_weight();
        if (kind < 18) return add_histogram();
        if (kind < 19) return add_ntuple();
        add_skim();
    }

    CollectionId add_collection(Collection collection) {
        const auto id = static_cast<CollectionId>(plan_.collections.size());
        collection.name = "c" + std::to_string(id);
        plan_.collections.push_back(std::move(collection));
        plan_.schedule.push_back({Step::Kind::collection, id});
        return id;
    }
    void add_base(int particle) { add_collection({Collection::Kind::base, {}, particle, {}, {}}); }
    void add_filter() {
        const CollectionId source = any_collection();
        const BinderId binder = add_binder(Binder::Kind::filter, source);
        const NodeId condition = random_.chance(60) ? comparisons(binder, 3) : total(make(Elem::b1, {binder}, 3));
        add_collection({Collection::Kind::filter, {}, -1, {source}, {}, binder, condition});
    }
    /// Of columns of one object with constants.
    NodeId comparisons(BinderId binder, int depth) {
        constexpr std::array kJoining = {Op::logical_and, Op::logical_or, Op::logical_not};
        constexpr std::array kComparing = {Op::less, Op::less_equal, Op::less, Op::equal, Op::not_equal};
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
        constexpr std::array kLimits = {20.0, 30.0,   2.5,   0.0,        -0.0,      0.5, -1.5,
                                        1.0,  25.255, 1e300, -kInfinity, kInfinity, kNan};
        if (depth > 0 && random_.chance(60)) {
            const Op op = random_.one_of(kJoining);
            std::vector<NodeId> in = {comparisons(binder, depth - 1)};
            if (op != Op::logical_not) in.push_back(comparisons(binder, depth - 1));
            return apply(op, Elem::b1, in);
        }
        const NodeId object = add_node({.op = Op::element, .elem = Elem::ref, .binder = binder});
        NodeId column =
            add_node({.op = Op::object_column, .index = random_.below(abi::kObjectColumnCount), .in = {object}});
        if (random_.chance(40)) column = apply(Op::absolute, Elem::f64, {column});
        const NodeId limit = constant(Elem::f64, random_.one_of(kLimits));
        return random_.chance(50) ? apply(random_.one_of(kComparing), Elem::b1, {column, limit})
                                  : apply(random_.one_of(kComparing), Elem::b1, {limit, column});
    }
    void add_union() {
        std::vector<CollectionId> sources(1 + random_.below(3));
        for (CollectionId& source : sources) source = any_collection();
        add_collection({Collection::Kind::union_of, {}, -1, sources, {}});
    }
    void add_excluding() {
        if (plan_.picks.empty()) return add_pick();
        std::vector<PickId> picks(1 + random_.below(2));
        if (picks_of_rows().empty()) return add_pick();
        for (PickId& pick : picks) pick = random_.one_of(picks_of_rows());
        add_collection({Collection::Kind::excluding, {}, -1, {any_collection()}, picks});
    }
    void add_members() {
        const std::vector<PickId> picks = picks_of_rows();
        if (picks.empty()) return add_pick();
        add_collection({.kind = Collection::Kind::members, .name = {}, .excluded = {random_.one_of(picks)}});
    }
    void add_ordered() {
        const CollectionId source = any_collection();
        const BinderId binder = add_binder(Binder::Kind::filter, source);
        const NodeId key = total(make(Elem::f64, {binder}, 2));
        add_collection({.kind = Collection::Kind::ordered,
                        .name = {},
                        .sources = {source},
                        .binder = binder,
                        .key = key,
                        .highest_first = random_.chance(50)});
    }
    void add_leading() {
        add_collection({.kind = Collection::Kind::leading,
                        .name = {},
                        .sources = {any_collection()},
                        .count = 1 + random_.below(3)});
    }
    /// Keys that ask for the groups more often than not.
    void add_split() {
        Pick pick;
        const auto id = static_cast<PickId>(plan_.picks.size());
        pick.name = "p" + std::to_string(id);
        pick.legs.push_back(add_binder(Binder::Kind::split, any_collection()));
        if (random_.chance(40)) pick.condition = total(make(Elem::b1, pick.legs, 4));
        for (int keys = random_.below(3); keys > 0; --keys)
            pick.keys.push_back(total(reduce(Op::sum, Elem::f64, pick.legs, 4)));
        plan_.picks.push_back(std::move(pick));
        plan_.schedule.push_back({Step::Kind::pick, id});
    }
    void add_pick() {
        Pick pick;
        const auto id = static_cast<PickId>(plan_.picks.size());
        pick.name = "p" + std::to_string(id);
        const int legs = 1 + random_.below(3);
        for (int leg = 0; leg < legs; ++leg) {
            const bool follows = leg > 0 && random_.chance(60);
            const BinderId after = follows ? pick.legs[static_cast<std::size_t>(random_.below(leg))] : kNone;
            pick.legs.push_back(
                add_binder(Binder::Kind::leg, follows ? plan_.binders[after].collection : any_collection(), after));
        }
        if (random_.chance(70)) pick.condition = total(make(Elem::b1, pick.legs, 3));
        for (int keys = random_.below(4); keys > 0; --keys) pick.keys.push_back(total(make(Elem::f64, pick.legs, 3)));
        plan_.picks.push_back(std::move(pick));
        plan_.schedule.push_back({Step::Kind::pick, id});
    }
    SelectionId add_selection(SelectionId within, NodeId pass, NodeId undecided) {
        const auto id = static_cast<SelectionId>(plan_.selections.size());
        plan_.selections.push_back({within, pass, undecided, "s" + std::to_string(id)});
        plan_.schedule.push_back({Step::Kind::selection, id});
        return id;
    }
    void add_selection() {
        const SelectionId within = random_.below(plan_.selections.size());
        const NodeId pass = total(make(Elem::b1, {}, 4));
        const NodeId undecided = random_.chance(40) ? total(make(Elem::b1, {}, 3)) : kNone;
        add_region(add_selection(within, pass, undecided));
    }
    void add_region(SelectionId last) {
        Region region;
        region.name = "r" + std::to_string(last);
        for (SelectionId id = last; id != kNone; id = plan_.selections[id].within)
            region.rows.insert(region.rows.begin(), {plan_.selections[id].name, id});
        if (random_.chance(40)) {
            plan::Row row{.label = "weight", .selection = last, .is_weight = true};
            row.weight = weight_of(row.selection);
            if (row.weight != kNone) region.rows.push_back(std::move(row));
        }
        plan_.regions.push_back(std::move(region));
    }
    void add_weight() {
        SelectionId selection = any_selection();
        const NodeId value = observable(selection);
        const auto id = static_cast<WeightId>(plan_.weights.size());
        plan_.weights.push_back({selection, value});
        plan_.schedule.push_back({Step::Kind::weight, id});
    }
    /// A weight that all events of the selection have, or none.
    WeightId weight_of(SelectionId selection) {
        std::vector<WeightId> known;
        for (SelectionId around = selection; around != kNone; around = plan_.selections[around].within) {
            for (std::size_t i = 0; i < plan_.weights.size(); ++i) {
                if (plan_.weights[i].selection == around) known.push_back(static_cast<WeightId>(i));
            }
        }
        return known.empty() || random_.chance(30) ? kNone : random_.one_of(known);
    }
    void add_histogram() {
        Histogram histogram;
        const auto id = static_cast<std::int32_t>(plan_.histograms.size());
        histogram.name = "h" + std::to_string(id);
        histogram.kind = random_.one_of(kHistogramKinds);
        const bool profile = histogram.kind == Histogram::Kind::profile;
        const bool grid = histogram.kind == Histogram::Kind::grid;
        for (int axes = profile ? 1 : 1 + random_.below(grid ? 3 : 2); axes > 0; --axes)
            histogram.axes.push_back({"", "", {0, 1, 2}, 0, 2, grid && random_.chance(30)});
        histogram.selection = any_selection();
        if (!grid && random_.chance(50)) add_loops(histogram);
        for (std::size_t i = 0; i < histogram.axes.size() + profile; ++i) {
            histogram.values.push_back(histogram.loops.empty() ? observable(histogram.selection)
                                                               : total(make(Elem::f64, histogram.loops, 4)));
        }
        histogram.weight = weight_of(histogram.selection);
        plan_.histograms.push_back(std::move(histogram));
        plan_.schedule.push_back({Step::Kind::histogram, id});
    }
    void add_loops(Histogram& histogram) {
        for (int loops = 1 + random_.below(2); loops > 0; --loops)
            histogram.loops.push_back(reduce_binder(histogram.loops));
        if (random_.chance(50)) histogram.filter = total(make(Elem::b1, histogram.loops, 3));
    }
    void add_ntuple() {
        Ntuple ntuple;
        const auto id = static_cast<std::int32_t>(plan_.ntuples.size());
        ntuple.name = "n" + std::to_string(id);
        ntuple.selection = any_selection();
        for (int columns = 1 + random_.below(4); columns > 0; --columns) {
            ntuple.columns.push_back("x" + std::to_string(columns));
            ntuple.units.emplace_back();
            ntuple.values.push_back(observable(ntuple.selection));
        }
        ntuple.weight = weight_of(ntuple.selection);
        plan_.ntuples.push_back(std::move(ntuple));
        plan_.schedule.push_back({Step::Kind::ntuple, id});
    }
    void add_skim() { plan_.skims.push_back({"k" + std::to_string(plan_.skims.size()), 0, any_selection()}); }
    SelectionId any_selection() { return random_.below(plan_.selections.size()); }
    /// A number that is defined on the events of `selection`, which is narrowed for that if need be.
    NodeId observable(SelectionId& selection) {
        const Term term = make(Elem::f64, {}, 5);
        if (term.defined == kNone) return term.node;
        if (random_.chance(50)) return total(term);
        selection = add_selection(selection, term.defined, kNone);
        return term.node;
    }

    // ---- expressions
    NodeId add_node(Node node) {
        plan_.nodes.push_back(std::move(node));
        return static_cast<NodeId>(plan_.nodes.size()) - 1;
    }
    NodeId apply(Op op, Elem elem, std::vector<NodeId> in) {
        Node node;
        node.op = op;
        node.elem = elem;
        node.in = std::move(in);
        return add_node(std::move(node));
    }
    NodeId constant(Elem elem, double value) {
        Node node;
        node.elem = elem;
        node.value = value;
        return add_node(std::move(node));
    }
    NodeId conjunction(NodeId a, NodeId b) {
        if (a == kNone || b == kNone || a == b) return a == kNone ? b : a;
        return apply(Op::logical_and, Elem::b1, {a, b});
    }

    BinderId add_binder(Binder::Kind kind, CollectionId collection, BinderId after = kNone) {
        const auto id = static_cast<BinderId>(plan_.binders.size());
        plan_.binders.push_back({kind, collection, after, "x" + std::to_string(id)});
        return id;
    }
    bool is_split(BinderId id) const { return plan_.binders[id].kind == Binder::Kind::split; }
    std::vector<PickId> picks_where(bool split) const {
        std::vector<PickId> picks;
        for (std::size_t i = 0; i < plan_.picks.size(); ++i) {
            if (is_split(plan_.picks[i].legs[0]) == split) picks.push_back(static_cast<PickId>(i));
        }
        return picks;
    }
    std::vector<PickId> picks_of_rows() const { return picks_where(false); }
    /// The binders of a scope that are bound to rows.
    Scope rows_in(const Scope& scope) const {
        Scope rows;
        std::ranges::copy_if(scope, std::back_inserter(rows), [&](BinderId id) { return !is_split(id); });
        return rows;
    }
    /// The splits of which one can ask for an object in scope: a binder and its collection's split.
    struct Group {
        BinderId object;
        Term split;
    };
    std::vector<Group> groups_in(const Scope& scope) {
        std::vector<Group> groups;
        for (const BinderId object : scope) {
            if (plan_.binders[object].kind != Binder::Kind::reduce) continue;
            const CollectionId collection = plan_.binders[object].collection;
            for (const BinderId split : scope) {
                if (!is_split(split) || plan_.binders[split].collection != collection) continue;
                groups.push_back({object, {add_node({.op = Op::element, .elem = Elem::ref, .binder = split})}});
            }
            for (const PickId pick : picks_where(true)) {
                if (plan_.binders[plan_.picks[pick].legs[0]].collection != collection) continue;
                const NodeId leg = add_node({.op = Op::leg, .elem = Elem::ref, .pick = pick});
                groups.push_back({object, {leg, found(pick)}});
            }
        }
        return groups;
    }
    CollectionId any_collection() { return random_.below(plan_.collections.size()); }

    /// Never bottom: the value where it is defined, something else where it is not.
    NodeId total(Term term) {
        if (term.defined == kNone) return term.node;
        const Elem elem = plan_.nodes[term.node].elem;
        if (elem == Elem::b1 && random_.chance(40)) return apply(Op::logical_and, elem, {term.defined, term.node});
        if (elem == Elem::b1 && random_.chance(40)) {
            return apply(Op::logical_or, elem, {term.node, apply(Op::logical_not, elem, {term.defined})});
        }
        return apply(Op::select, elem,
                     {term.defined, term.node, constant(elem, elem == Elem::b1 ? random_.below(2) : 7)});
    }

    /// A random expression over the event and the objects of the binders in scope. Every operation that gives `elem` is
    /// equally likely; now and then an earlier expression of the event is used again.
    Term make(Elem elem, const Scope& scope, int depth) {
        if (depth <= 0) return leaf(elem, scope);
        if (!closed_[index(elem)].empty() && random_.chance(20)) return random_.one_of(closed_[index(elem)]);
        std::vector<Op> possible;
        for (const OpInfo& info : kOps) {
            if (gives(info, elem) && is_possible(info, scope)) possible.push_back(info.op);
        }
        if (possible.empty()) return leaf(elem, scope);
        const Op op = random_.one_of(possible);
        const Term term = op_info(op).reduction ? reduce(op, elem, scope, depth) : ordinary(op, elem, scope, depth);
        if (scope.empty()) closed_[index(elem)].push_back(term);
        return term;
    }
    static std::size_t index(Elem elem) { return static_cast<std::size_t>(elem); }
    static bool gives(const OpInfo& info, Elem elem) {
        switch (info.result) {
            case 'f': return elem == Elem::f64;
            case 'b': return elem == Elem::b1;
            case 'r': return elem == Elem::ref;
            default: return info.op != Op::constant || elem != Elem::ref;
        }
    }
    bool is_possible(const OpInfo& info, const Scope& scope) {
        if (info.op == Op::element) return !rows_in(scope).empty();
        if (info.op == Op::in_group) return !groups_in(scope).empty();
        if (info.op == Op::leg) return !picks_of_rows().empty();
        return !(info.attributes & kUsesPick) || !plan_.picks.empty();
    }

    Term leaf(Elem elem, const Scope& scope) {
        if (elem == Elem::b1 && random_.chance(50) && !groups_in(scope).empty()) return in_group(scope);
        if (elem == Elem::b1) return {constant(elem, random_.below(2))};
        if (elem == Elem::ref) return ordinary(rows_in(scope).empty() ? Op::at : Op::element, elem, scope, 0);
        if (random_.chance(60)) return ordinary(Op::object_column, elem, scope, 1);
        if (random_.chance(50)) return ordinary(Op::event_column, elem, scope, 0);
        return ordinary(random_.chance(50) ? Op::size : Op::constant, elem, scope, 0);
    }

    Term in_group(const Scope& scope) {
        const Group group = random_.one_of(groups_in(scope));
        Node node{.op = Op::in_group, .elem = Elem::b1, .binder = group.object, .in = {group.split.node}};
        return {add_node(std::move(node)), group.split.defined};
    }

    Term ordinary(Op op, Elem elem, const Scope& scope, int depth) {
        if (op == Op::in_group) return in_group(scope);
        const OpInfo& info = op_info(op);
        Node node;
        node.op = op;
        node.elem = elem;
        Term term;
        switch (op) {
            case Op::constant: node.value = elem == Elem::b1 ? random_.below(2) : random_.one_of(kConstants); break;
            case Op::event_column: node.index = random_.below(abi::kEventColumnCount); break;
            case Op::object_column: node.index = random_.below(abi::kObjectColumnCount); break;
            case Op::element: node.binder = random_.one_of(rows_in(scope)); break;
            case Op::event_random:
            case Op::object_random: node.value = std::floor(random_.between(0, 0x1p53)); break;
            case Op::size: node.collection = any_collection(); break;
            case Op::found: node.pick = random_.below(plan_.picks.size()); break;
            case Op::at:
                node.collection = any_collection();
                node.index = random_.below(3);
                term.defined = apply(Op::less, Elem::b1, {constant(Elem::f64, node.index), size_of(node.collection)});
                break;
            case Op::leg:
                node.pick = random_.one_of(picks_of_rows());
                node.index = random_.below(plan_.picks[node.pick].legs.size());
                term.defined = found(node.pick);
                break;
            default: break;
        }
        const bool solver = op == Op::eigenvalue3 || op == Op::mt2;
        if (op == Op::eigenvalue3 && random_.chance(80)) node.in.push_back(constant(Elem::f64, 1 + random_.below(3)));
        for (const char letter : info.operands.substr(node.in.size())) {
            const Elem operand = letter == 'f'   ? Elem::f64
                                 : letter == 'b' ? Elem::b1
                                 : letter == 'r' ? Elem::ref
                                                 : elem;
            const Term made = make(operand, scope, solver ? depth - 3 : depth - 1);
            node.in.push_back(made.node);
            term.defined = conjunction(term.defined, made.defined);
        }
        term.node = add_node(std::move(node));
        return term;
    }
    NodeId size_of(CollectionId collection) {
        Node node;
        node.op = Op::size;
        node.collection = collection;
        return add_node(std::move(node));
    }
    NodeId found(PickId pick) {
        Node node;
        node.op = Op::found;
        node.elem = Elem::b1;
        node.pick = pick;
        return add_node(std::move(node));
    }

    Term reduce(Op op, Elem elem, const Scope& scope, int depth) {
        const BinderId binder = reduce_binder(scope);
        Scope inner = scope;
        inner.push_back(binder);
        const bool needs_one = op == Op::least || op == Op::greatest;
        const Term body =
            make(gives(op_info(op), Elem::b1) || op == Op::count ? Elem::b1 : Elem::f64, inner, depth - 2);
        NodeId filter = random_.chance(50) ? total(make(Elem::b1, inner, depth - 2)) : kNone;
        // Where the body is bottom the filter says no, or the body is made total.
        NodeId value = body.node;
        if (body.defined != kNone && random_.chance(50)) {
            filter = conjunction(body.defined, filter);
        } else {
            value = total(body);
        }
        const auto over = [&](Op reduction, Elem result, NodeId of) {
            Node node;
            node.op = reduction;
            node.elem = result;
            node.binder = binder;
            node.in = {of};
            if (filter != kNone) node.in.push_back(filter);
            return add_node(std::move(node));
        };
        Term term{over(op, elem, value)};
        if (needs_one) term.defined = over(Op::any, Elem::b1, constant(Elem::b1, 1));
        return term;
    }
    /// A new binder, one that runs after a binder in scope, or one that another reduction has used and is not in scope.
    BinderId reduce_binder(const Scope& scope) {
        for (const BinderId outer : scope) {
            if (is_split(outer) && random_.chance(70))
                return add_binder(Binder::Kind::reduce, plan_.binders[outer].collection);
            if (plan_.binders[outer].kind != Binder::Kind::reduce || !random_.chance(50)) continue;
            return add_binder(Binder::Kind::reduce, plan_.binders[outer].collection, outer);
        }
        for (BinderId id = 0; id < static_cast<BinderId>(plan_.binders.size()); ++id) {
            const Binder& binder = plan_.binders[id];
            if (binder.kind != Binder::Kind::reduce || binder.after != kNone || !random_.chance(30)) continue;
            if (std::ranges::find(scope, id) == scope.end()) return id;
        }
        const std::vector<PickId> splits = picks_where(true);
        if (splits.empty() || random_.chance(70)) return add_binder(Binder::Kind::reduce, any_collection());
        return add_binder(Binder::Kind::reduce, plan_.binders[plan_.picks[random_.one_of(splits)].legs[0]].collection);
    }

    static constexpr std::array kConstants = {0.0,
                                              -0.0,
                                              1.0,
                                              -1.0,
                                              2.0,
                                              0.5,
                                              3.0,
                                              0.1,
                                              25.0,
                                              30.0,
                                              4.5,
                                              -1e300,
                                              1e-320,
                                              1e10,
                                              91.1876,
                                              std::numeric_limits<double>::infinity(),
                                              std::numeric_limits<double>::quiet_NaN()};
    static constexpr std::array kHistogramKinds = {Histogram::Kind::counts, Histogram::Kind::profile,
                                                   Histogram::Kind::grid};
    Random random_;
    Plan plan_;
    std::array<std::vector<Term>, 3> closed_;  ///< expressions without binders, by element, for use again
};

inline Plan random_plan(std::uint64_t seed) { return PlanGenerator(seed).generate(); }

}  // namespace collmc::plan::testing
