// The verifier: every invariant that plan.h states, checked without assuming any other. It reports the first violation.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "compiler/plan/op_info.h"
#include "compiler/plan/plan.h"

namespace collmc::plan {

namespace {

/// Ends the verification; caught in verify() and nowhere else.
struct Violation {
    std::string what;
};

template <class... Parts>
void require(bool holds, fmt::format_string<Parts...> format, Parts&&... parts) {
    if (!holds) throw Violation{fmt::format(format, std::forward<Parts>(parts)...)};
}

template <class T>
bool has(const std::vector<T>& all, std::int32_t id) {
    return id >= 0 && static_cast<std::size_t>(id) < all.size();
}

bool element_fits(char letter, Elem elem, Elem own) {
    switch (letter) {
        case 'f': return elem == Elem::f64;
        case 'b': return elem == Elem::b1;
        case 'r': return elem == Elem::ref;
        default: return elem == own;
    }
}

class Verifier {
public:
    explicit Verifier(const Plan& plan) : plan_(plan) {}

    void run() {
        check_binders();
        for (std::size_t i = 0; i < plan_.nodes.size(); ++i) check_node(static_cast<NodeId>(i));
        free_ = free_binders(plan_);
        check_nesting();
        check_collections();
        check_picks();
        check_selections();
        check_weights();
        check_regions();
        check_outputs();
        check_schedule();
    }

private:
    void check_binders() const;
    void check_node(NodeId id) const;
    void check_attributes(NodeId id) const;
    void check_group(NodeId id) const;
    bool is_split(NodeId id) const;
    void check_nesting();
    void check_collections();
    void check_shape(const Collection& collection, const std::string& what) const;
    void check_picks();
    void check_leg(const Pick& pick, std::size_t leg);
    void check_selections() const;
    void check_regions() const;
    void check_row(const Region& region, std::size_t row) const;
    void check_weights() const;
    void check_outputs() const;
    void check_place(std::int32_t region, SelectionId selection, WeightId weight, const std::string& what) const;
    void check_histogram(const Histogram& histogram) const;
    void check_loops(const Histogram& histogram, const std::string& what) const;
    void check_axis(const Axis& axis, bool grid, const std::string& what) const;
    void check_measured(const Histogram& histogram, const std::string& what) const;
    void check_schedule();

    void require_node(NodeId id, Elem elem, const std::string& what) const {
        require(has(plan_.nodes, id), "{} names no node", what);
        require(plan_.nodes[id].elem == elem, "{} is %{}, which has the wrong element", what, id);
    }
    void require_closed(NodeId id, const std::string& what) const {
        require(free_[id].empty(), "{} is %{}, which depends on binder b{} outside of its scope", what, id,
                free_[id].empty() ? kNone : free_[id][0]);
    }
    void require_scope(NodeId id, const std::vector<BinderId>& scope, const std::string& what) const {
        for (const BinderId binder : free_[id]) {
            require(std::ranges::find(scope, binder) != scope.end(),
                    "{} is %{}, which depends on binder b{} outside of its scope", what, id, binder);
        }
    }
    void claim(BinderId binder, const std::string& owner) {
        require(claimed_.insert(binder).second, "binder b{} of {} already belongs to another block", binder, owner);
    }

    // The schedule, one step after the other.
    void require_done(NodeId id, const std::string& what);
    void run_step(const Step& step);

    const Plan& plan_;
    std::vector<std::vector<BinderId>> free_;
    std::vector<std::set<BinderId>> bound_;  ///< per node, by reductions below it, down to the closed values
    std::set<BinderId> claimed_;             ///< filter and leg binders that a block owns
    std::vector<bool> collection_done_, pick_done_, selection_done_, weight_done_, histogram_done_, ntuple_done_,
        node_done_;
};

void Verifier::check_binders() const {
    for (std::size_t i = 0; i < plan_.binders.size(); ++i) {
        const Binder& binder = plan_.binders[i];
        require(has(plan_.collections, binder.collection), "binder b{} runs over no collection", i);
        if (binder.after == kNone) continue;
        require(has(plan_.binders, binder.after) && static_cast<std::size_t>(binder.after) < i,
                "binder b{} runs after b{}, which is not before it", i, binder.after);
        const Binder& after = plan_.binders[binder.after];
        const bool ordered = binder.kind == Binder::Kind::reduce || binder.kind == Binder::Kind::leg;
        require(after.collection == binder.collection && after.kind == binder.kind && ordered,
                "binder b{} cannot run after b{}", i, binder.after);
    }
}

void Verifier::check_node(NodeId id) const {
    const Node& node = plan_.nodes[id];
    const OpInfo& info = op_info(node.op);
    const std::size_t arity = info.operands.size();
    require(node.in.size() == arity || (info.reduction && node.in.size() == arity + 1), "%{} ({}) has {} operands", id,
            info.name, node.in.size());
    require(element_fits(info.result, node.elem, node.elem) && (node.op != Op::constant || node.elem != Elem::ref),
            "%{} ({}) has the wrong element", id, info.name);
    for (std::size_t i = 0; i < node.in.size(); ++i) {
        const NodeId operand = node.in[i];
        require(operand >= 0 && operand < id, "%{} ({}) uses %{}, which is not before it", id, info.name, operand);
        require(element_fits(i < arity ? info.operands[i] : 'b', plan_.nodes[operand].elem, node.elem),
                "%{} ({}) has operand %{} of the wrong element", id, info.name, operand);
    }
    check_attributes(id);
    check_group(id);
}

void Verifier::check_attributes(NodeId id) const {
    const Node& node = plan_.nodes[id];
    const OpInfo& info = op_info(node.op);
    const auto unused = [&](Attributes attribute, bool is_default) {
        require((info.attributes & attribute) || is_default, "%{} ({}) carries an attribute that it does not use", id,
                info.name);
    };
    unused(kUsesValue, node.value == 0);
    unused(kUsesIndex, node.index == 0);
    unused(kUsesBinder, node.binder == kNone);
    unused(kUsesCollection, node.collection == kNone);
    unused(kUsesPick, node.pick == kNone);

    if (info.attributes & kUsesBinder) {
        require(has(plan_.binders, node.binder), "%{} ({}) names no binder", id, info.name);
        require(!info.reduction || plan_.binders[node.binder].kind == Binder::Kind::reduce,
                "%{} ({}) reduces over b{}, which is not for that", id, info.name, node.binder);
    }
    if (info.attributes & kUsesCollection)
        require(has(plan_.collections, node.collection), "%{} ({}) names no collection", id, info.name);
    if (info.attributes & kUsesPick) require(has(plan_.picks, node.pick), "%{} ({}) names no pick", id, info.name);
    switch (node.op) {
        case Op::constant:
            require(node.elem == Elem::f64 || node.value == 0 || node.value == 1, "%{} is neither true nor false", id);
            break;
        case Op::event_column:
            require(node.index >= 0 && node.index < abi::kEventColumnCount, "%{} reads event column {}", id,
                    node.index);
            break;
        case Op::object_column:
            require(node.index >= 0 && node.index < abi::kObjectColumnCount, "%{} reads object column {}", id,
                    node.index);
            break;
        case Op::event_random:
        case Op::object_random:
            require(node.value >= 0 && node.value < 0x1p53 && node.value == std::floor(node.value),
                    "%{} has a salt that is no whole number below 2^53", id);
            break;
        case Op::at: require(node.index >= 0, "%{} takes object number {}", id, node.index); break;
        case Op::leg:
            require(has(plan_.picks[node.pick].legs, node.index), "%{} takes leg {} of {}", id, node.index,
                    plan_.picks[node.pick].name);
            break;
        default: break;
    }
}

bool Verifier::is_split(NodeId id) const {
    const Node& node = plan_.nodes[id];
    if (node.op == Op::element) return plan_.binders[node.binder].kind == Binder::Kind::split;
    if (node.op != Op::leg) return false;
    const BinderId leg = plan_.picks[node.pick].legs[node.index];
    return has(plan_.binders, leg) && plan_.binders[leg].kind == Binder::Kind::split;
}

/// A split is asked for groups and for nothing else: it is no row.
void Verifier::check_group(NodeId id) const {
    const Node& node = plan_.nodes[id];
    for (const NodeId operand : node.in) {
        require((node.op == Op::in_group) == is_split(operand), "%{} ({}) has the wrong kind of operand %{}", id,
                op_info(node.op).name, operand);
    }
    if (node.op != Op::in_group) return;
    const Node& split = plan_.nodes[node.in[0]];
    const BinderId shared_out = split.op == Op::element ? split.binder : plan_.picks[split.pick].legs[split.index];
    const Binder& object = plan_.binders[node.binder];
    require(object.kind == Binder::Kind::reduce && object.collection == plan_.binders[shared_out].collection,
            "%{} ({}) asks for an object of b{}, which is not what is split", id, op_info(node.op).name, node.binder);
}

/// No reduction binds a binder again inside its own body, except in a value that does not depend on any binder.
void Verifier::check_nesting() {
    std::vector<std::set<BinderId>>& bound = bound_;
    bound.resize(plan_.nodes.size());
    for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
        const Node& node = plan_.nodes[i];
        if (free_[i].empty() && !op_info(node.op).reduction) continue;
        for (const NodeId operand : node.in) bound[i].insert(bound[operand].begin(), bound[operand].end());
        if (op_info(node.op).reduction) {
            require(bound[i].insert(node.binder).second, "%{} binds b{}, which an inner reduction binds too", i,
                    node.binder);
        }
        if (free_[i].empty()) bound[i].clear();
    }
}

void Verifier::check_collections() {
    for (const Collection& collection : plan_.collections) {
        const std::string what = "collection " + collection.name;
        for (const CollectionId source : collection.sources)
            require(has(plan_.collections, source), "{} has no such source", what);
        for (const PickId pick : collection.excluded) require(has(plan_.picks, pick), "{} excludes no such pick", what);
        check_shape(collection, what);
        if (collection.binder == kNone) continue;
        require(has(plan_.binders, collection.binder), "{} has no binder", what);
        const Binder& binder = plan_.binders[collection.binder];
        require(binder.kind == Binder::Kind::filter && binder.collection == collection.sources[0],
                "{} has the wrong binder", what);
        claim(collection.binder, what);
        if (collection.kind == Collection::Kind::ordered) {
            require_node(collection.key, Elem::f64, "the key of " + what);
            require_scope(collection.key, {collection.binder}, "the key of " + what);
        } else {
            require_node(collection.condition, Elem::b1, "the condition of " + what);
            require_scope(collection.condition, {collection.binder}, "the condition of " + what);
        }
    }
}

/// Which members a kind of collection has; the others keep their defaults.
void Verifier::check_shape(const Collection& collection, const std::string& what) const {
    using Kind = Collection::Kind;
    const Kind kind = collection.kind;
    require((kind == Kind::filter) == (collection.condition != kNone), "{} has a condition exactly if it is a filter",
            what);
    require((kind == Kind::ordered) == (collection.key != kNone), "{} has a key exactly if it is ordered", what);
    require((kind == Kind::filter || kind == Kind::ordered) == (collection.binder != kNone),
            "{} has a binder exactly if it has a condition or a key", what);
    require((kind == Kind::excluding || kind == Kind::members) == !collection.excluded.empty(),
            "{} names picks exactly if it is `excluding` or `members`", what);
    require(kind == Kind::leading ? collection.count > 0 : collection.count == 0, "{} takes the first {} objects", what,
            collection.count);
    switch (kind) {
        case Kind::base:
            require(collection.particle >= 0 && collection.particle < abi::kParticleCount && collection.sources.empty(),
                    "{} has no particle", what);
            break;
        case Kind::members: {
            require(collection.sources.empty() && collection.excluded.size() == 1, "{} has not one pick", what);
            const Pick& pick = plan_.picks[collection.excluded[0]];
            for (const BinderId leg : pick.legs) {
                require(!has(plan_.binders, leg) || plan_.binders[leg].kind != Binder::Kind::split,
                        "{} takes the legs of a split", what);
            }
            break;
        }
        case Kind::union_of: require(!collection.sources.empty(), "{} is a union of nothing", what); break;
        case Kind::filter:
        case Kind::excluding:
        case Kind::ordered:
        case Kind::leading: require(collection.sources.size() == 1, "{} needs one source", what); break;
    }
}

void Verifier::check_picks() {
    for (const Pick& pick : plan_.picks) {
        require(!pick.legs.empty(), "pick {} has no legs", pick.name);
        for (std::size_t leg = 0; leg < pick.legs.size(); ++leg) check_leg(pick, leg);
        if (pick.condition != kNone) {
            require_node(pick.condition, Elem::b1, "the condition of pick " + pick.name);
            require_scope(pick.condition, pick.legs, "the condition of pick " + pick.name);
        }
        for (const NodeId key : pick.keys) {
            require_node(key, Elem::f64, "a key of pick " + pick.name);
            require_scope(key, pick.legs, "a key of pick " + pick.name);
        }
    }
}

void Verifier::check_leg(const Pick& pick, std::size_t leg) {
    const BinderId id = pick.legs[leg];
    require(has(plan_.binders, id), "leg {} of pick {} is no leg's binder", leg, pick.name);
    const Binder::Kind kind = plan_.binders[id].kind;
    require(kind == Binder::Kind::leg || kind == Binder::Kind::split, "leg {} of pick {} is no leg's binder", leg,
            pick.name);
    require(kind == Binder::Kind::leg || pick.legs.size() == 1, "pick {} has more legs than a split", pick.name);
    claim(id, "pick " + pick.name);
    const BinderId after = plan_.binders[id].after;
    const auto place = pick.legs.begin() + static_cast<std::ptrdiff_t>(leg);
    require(after == kNone || std::find(pick.legs.begin(), place, after) != place,
            "leg {} of pick {} runs after a later leg", leg, pick.name);
}

void Verifier::check_selections() const {
    require(!plan_.selections.empty(), "there is no selection 0");
    const Selection& every = plan_.selections[0];
    require(every.within == kNone && every.pass == kNone && every.undecided == kNone, "selection 0 is not every event");
    for (std::size_t i = 1; i < plan_.selections.size(); ++i) {
        const Selection& selection = plan_.selections[i];
        const std::string what = "selection " + selection.name;
        require(has(plan_.selections, selection.within), "{} is within no selection", what);
        require_node(selection.pass, Elem::b1, what);
        require_closed(selection.pass, what);
        if (selection.undecided == kNone) continue;
        require_node(selection.undecided, Elem::b1, what + " (undecided)");
        require_closed(selection.undecided, what + " (undecided)");
    }
}

void Verifier::check_weights() const {
    for (std::size_t i = 0; i < plan_.weights.size(); ++i) {
        const std::string what = fmt::format("weight w{}", i);
        require(has(plan_.selections, plan_.weights[i].selection), "{} has no selection", what);
        require_node(plan_.weights[i].value, Elem::f64, what);
        require_closed(plan_.weights[i].value, what);
    }
}

void Verifier::check_regions() const {
    for (const Region& region : plan_.regions) {
        require(!region.rows.empty() && region.rows[0].selection == 0 && region.rows[0].weight == kNone,
                "region {} does not begin with all events", region.name);
        for (std::size_t row = 0; row < region.rows.size(); ++row) check_row(region, row);
        require(region.observed.size() <= 1 && region.background.size() <= 1, "region {} was measured twice",
                region.name);
    }
}

void Verifier::check_row(const Region& region, std::size_t row) const {
    const Row& self = region.rows[row];
    const std::string what = fmt::format("row {} of region {}", row, region.name);
    require(has(plan_.selections, self.selection), "{} has no selection", what);
    check_place(0, self.selection, self.weight, what);
    for (const Watched& watched : self.watched) {
        require(has(plan_.nodes, watched.value) && plan_.nodes[watched.value].elem != Elem::ref,
                "{} watches what is no value", what);
        require_closed(watched.value, what);
    }
    if (row == 0) return;
    const SelectionId before = region.rows[row - 1].selection;
    if (self.is_weight) {
        require(self.selection == before && self.weight != kNone, "{} is no weight on row {}", what, row - 1);
    } else {
        require(plan_.selections[self.selection].within == before, "{} does not continue row {}", what, row - 1);
        require(self.weight == region.rows[row - 1].weight, "{} changes the weight", what);
    }
}

/// An output stands in a region, and the weight it counts with is known on all events of its selection.
void Verifier::check_place(std::int32_t region, SelectionId selection, WeightId weight, const std::string& what) const {
    require(has(plan_.regions, region), "{} names no region", what);
    require(has(plan_.selections, selection), "{} has no selection", what);
    if (weight == kNone) return;
    require(has(plan_.weights, weight), "{} has no such weight", what);
    SelectionId around = selection;
    while (around != kNone && around != plan_.weights[weight].selection) around = plan_.selections[around].within;
    require(around != kNone, "{} counts with a weight that not all its events have", what);
}

void Verifier::check_outputs() const {
    for (const Histogram& histogram : plan_.histograms) check_histogram(histogram);
    for (const Ntuple& ntuple : plan_.ntuples) {
        const std::string what = "ntuple " + ntuple.name;
        check_place(ntuple.region, ntuple.selection, ntuple.weight, what);
        for (const Ntuple::Variation& variation : ntuple.variations)
            check_place(ntuple.region, ntuple.selection, variation.weight, what + " in " + variation.name);
        require(!ntuple.values.empty() && ntuple.values.size() == ntuple.columns.size() &&
                    ntuple.values.size() == ntuple.units.size(),
                "{} has not one name and unit for each column", what);
        for (const NodeId value : ntuple.values) {
            require_node(value, Elem::f64, what);
            require_closed(value, what);
        }
    }
    for (const Skim& skim : plan_.skims) check_place(skim.region, skim.selection, kNone, "skim " + skim.name);
}

void Verifier::check_histogram(const Histogram& histogram) const {
    const std::string what = "histogram " + histogram.name;
    check_place(histogram.region, histogram.selection, histogram.weight, what);
    const bool grid = histogram.kind == Histogram::Kind::grid;
    const bool profile = histogram.kind == Histogram::Kind::profile;
    require(!histogram.axes.empty() && (grid || histogram.axes.size() <= (profile ? 1u : 2u)), "{} has {} axes", what,
            histogram.axes.size());
    require(histogram.values.size() == histogram.axes.size() + profile, "{} has {} values", what,
            histogram.values.size());
    for (const Axis& axis : histogram.axes) check_axis(axis, grid, what);
    check_loops(histogram, what);
    for (const NodeId value : histogram.values) {
        require_node(value, Elem::f64, what);
        require_scope(value, histogram.loops, what);
    }
    check_measured(histogram, what);
}

void Verifier::check_loops(const Histogram& histogram, const std::string& what) const {
    require(histogram.filter == kNone || !histogram.loops.empty(), "{} has a filter and no loop", what);
    require(histogram.loops.empty() || histogram.kind != Histogram::Kind::grid, "{} is a grid with loops", what);
    for (auto loop = histogram.loops.begin(); loop != histogram.loops.end(); ++loop) {
        require(has(plan_.binders, *loop) && plan_.binders[*loop].kind == Binder::Kind::reduce,
                "{} has a loop that is no reduction's", what);
        require(std::find(histogram.loops.begin(), loop, *loop) == loop, "{} loops twice over b{}", what, *loop);
        const BinderId after = plan_.binders[*loop].after;
        require(after == kNone || std::find(histogram.loops.begin(), loop, after) != loop,
                "{} has a loop after one that is not around it", what);
    }
    const auto not_bound_below = [&](NodeId id) {
        for (const BinderId loop : histogram.loops)
            require(!bound_[id].contains(loop) || free_[id].empty(), "{} loops over b{}, as does a reduction inside",
                    what, loop);
    };
    for (const NodeId value : histogram.values) {
        if (has(plan_.nodes, value)) not_bound_below(value);
    }
    if (histogram.filter == kNone) return;
    require_node(histogram.filter, Elem::b1, what);
    require_scope(histogram.filter, histogram.loops, what);
    not_bound_below(histogram.filter);
}

void Verifier::check_axis(const Axis& axis, bool grid, const std::string& what) const {
    const std::vector<double>& edges = axis.edges;
    require(edges.size() >= (axis.above ? 1 : 2), "{} has no bin", what);
    require(grid || !axis.above, "{} has a bin without upper end", what);
    for (std::size_t i = 1; i < edges.size(); ++i)
        require(edges[i - 1] < edges[i], "{} has edges that do not increase", what);
    require(std::isfinite(edges.front()) && std::isfinite(edges.back()), "{} has an infinite edge", what);
    require(edges.front() == axis.low && edges.back() == axis.high, "{} has a range that is not its edges'", what);
}

void Verifier::check_measured(const Histogram& histogram, const std::string& what) const {
    std::size_t bins = histogram.kind == Histogram::Kind::grid ? 1 : 0;
    for (const Axis& axis : histogram.axes) bins *= axis.edges.size() - 1 + axis.above;
    require(histogram.observed.empty() || histogram.observed.size() == bins, "{} was observed in {} bins", what,
            histogram.observed.size());
    require(histogram.background.empty() || histogram.background.size() == bins, "{} has the background of {} bins",
            what, histogram.background.size());
}

/// Nodes need no step of their own, but everything they read must have been computed. Nodes are in topological order,
/// so one pass over the operands (with node_done_ as memory) is enough.
void Verifier::require_done(NodeId id, const std::string& what) {
    std::vector<NodeId> pending{id};
    while (!pending.empty()) {
        const NodeId current = pending.back();
        pending.pop_back();
        if (node_done_[current]) continue;
        const Node& node = plan_.nodes[current];
        const auto require_collection = [&](CollectionId collection) {
            require(collection_done_[collection], "{} reads collection {} before it is computed", what,
                    plan_.collections[collection].name);
        };
        if (node.collection != kNone) require_collection(node.collection);
        if (op_info(node.op).reduction) require_collection(plan_.binders[node.binder].collection);
        if (node.pick != kNone)
            require(pick_done_[node.pick], "{} reads pick {} before it is computed", what, plan_.picks[node.pick].name);
        node_done_[current] = true;
        pending.insert(pending.end(), node.in.begin(), node.in.end());
    }
}

void Verifier::run_step(const Step& step) {
    const auto once = [&](auto& done, const char* what) {
        require(has(done, step.id), "the schedule computes {} {}, which does not exist", what, step.id);
        require(!done[step.id], "the schedule computes {} {} twice", what, step.id);
    };
    const auto within = [&](SelectionId selection, const std::string& what) {
        require(selection == 0 || selection_done_[selection], "{} comes before its selection", what);
    };
    switch (step.kind) {
        case Step::Kind::collection: {
            once(collection_done_, "collection");
            const Collection& collection = plan_.collections[step.id];
            const std::string what = "collection " + collection.name;
            for (const CollectionId source : collection.sources)
                require(collection_done_[source], "{} comes before its source", what);
            for (const PickId pick : collection.excluded)
                require(pick_done_[pick], "{} comes before what it excludes", what);
            if (collection.condition != kNone) require_done(collection.condition, what);
            if (collection.key != kNone) require_done(collection.key, what);
            collection_done_[step.id] = true;
            break;
        }
        case Step::Kind::pick: {
            once(pick_done_, "pick");
            const Pick& pick = plan_.picks[step.id];
            for (const BinderId leg : pick.legs) {
                require(collection_done_[plan_.binders[leg].collection], "pick {} comes before its collections",
                        pick.name);
            }
            if (pick.condition != kNone) require_done(pick.condition, "pick " + pick.name);
            for (const NodeId key : pick.keys) require_done(key, "pick " + pick.name);
            pick_done_[step.id] = true;
            break;
        }
        case Step::Kind::selection: {
            once(selection_done_, "selection");
            const Selection& selection = plan_.selections[step.id];
            require(step.id != 0, "selection 0 is no step");
            within(selection.within, "selection " + selection.name);
            require_done(selection.pass, "selection " + selection.name);
            if (selection.undecided != kNone) require_done(selection.undecided, "selection " + selection.name);
            selection_done_[step.id] = true;
            break;
        }
        case Step::Kind::weight:
            once(weight_done_, "weight");
            within(plan_.weights[step.id].selection, fmt::format("weight w{}", step.id));
            require_done(plan_.weights[step.id].value, fmt::format("weight w{}", step.id));
            weight_done_[step.id] = true;
            break;
        case Step::Kind::histogram: {
            once(histogram_done_, "histogram");
            const Histogram& histogram = plan_.histograms[step.id];
            const std::string what = "histogram " + histogram.name;
            within(histogram.selection, what);
            for (const BinderId loop : histogram.loops)
                require(collection_done_[plan_.binders[loop].collection], "{} comes before its collections", what);
            for (const NodeId value : histogram.values) require_done(value, what);
            if (histogram.filter != kNone) require_done(histogram.filter, what);
            histogram_done_[step.id] = true;
            break;
        }
        case Step::Kind::ntuple:
            once(ntuple_done_, "ntuple");
            within(plan_.ntuples[step.id].selection, "ntuple " + plan_.ntuples[step.id].name);
            for (const NodeId value : plan_.ntuples[step.id].values)
                require_done(value, "ntuple " + plan_.ntuples[step.id].name);
            ntuple_done_[step.id] = true;
            break;
    }
}

void Verifier::check_schedule() {
    collection_done_.assign(plan_.collections.size(), false);
    pick_done_.assign(plan_.picks.size(), false);
    selection_done_.assign(plan_.selections.size(), false);
    weight_done_.assign(plan_.weights.size(), false);
    histogram_done_.assign(plan_.histograms.size(), false);
    ntuple_done_.assign(plan_.ntuples.size(), false);
    node_done_.assign(plan_.nodes.size(), false);
    for (const Step& step : plan_.schedule) run_step(step);
    const std::size_t expected = plan_.collections.size() + plan_.picks.size() + plan_.selections.size() - 1 +
                                 plan_.weights.size() + plan_.histograms.size() + plan_.ntuples.size();
    require(plan_.schedule.size() == expected, "the schedule has {} steps and needs {}", plan_.schedule.size(),
            expected);
}

}  // namespace

std::string verify(const Plan& plan) {
    try {
        Verifier(plan).run();
        return {};
    } catch (const Violation& violation) {
        return violation.what;
    }
}

}  // namespace collmc::plan
