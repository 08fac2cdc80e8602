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
        check_regions();
        check_outputs();
        check_schedule();
    }

private:
    void check_binders() const;
    void check_node(NodeId id) const;
    void check_attributes(NodeId id) const;
    void check_nesting() const;
    void check_collections();
    void check_picks();
    void check_leg(const Pick& pick, std::size_t leg);
    void check_selections() const;
    void check_regions() const;
    void check_outputs() const;
    void check_histogram(const Histogram& histogram) const;
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
    std::set<BinderId> claimed_;  ///< filter and leg binders that a block owns
    std::vector<bool> collection_done_, pick_done_, selection_done_, histogram_done_, ntuple_done_, node_done_;
};

void Verifier::check_binders() const {
    for (std::size_t i = 0; i < plan_.binders.size(); ++i) {
        const Binder& binder = plan_.binders[i];
        require(has(plan_.collections, binder.collection), "binder b{} runs over no collection", i);
        if (binder.after == kNone) continue;
        require(has(plan_.binders, binder.after) && static_cast<std::size_t>(binder.after) < i,
                "binder b{} runs after b{}, which is not before it", i, binder.after);
        const Binder& after = plan_.binders[binder.after];
        require(
            after.collection == binder.collection && after.kind == binder.kind && binder.kind != Binder::Kind::filter,
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
        case Op::at: require(node.index >= 0, "%{} takes object number {}", id, node.index); break;
        case Op::leg:
            require(has(plan_.picks[node.pick].legs, node.index), "%{} takes leg {} of {}", id, node.index,
                    plan_.picks[node.pick].name);
            break;
        default: break;
    }
}

/// No reduction binds a binder again inside its own body, except in a value that does not depend on any binder.
void Verifier::check_nesting() const {
    std::vector<std::set<BinderId>> bound(plan_.nodes.size());  // by reductions below a node, down to the closed values
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
        const bool is_filter = collection.kind == Collection::Kind::filter;
        for (const CollectionId source : collection.sources)
            require(has(plan_.collections, source), "{} has no such source", what);
        for (const PickId pick : collection.excluded) require(has(plan_.picks, pick), "{} excludes no such pick", what);
        require(is_filter || (collection.binder == kNone && collection.condition == kNone),
                "{} has a condition and is no filter", what);
        require((collection.kind == Collection::Kind::excluding) == !collection.excluded.empty(),
                "{} excludes picks exactly if it is `excluding`", what);
        switch (collection.kind) {
            case Collection::Kind::base:
                require(
                    collection.particle >= 0 && collection.particle < abi::kParticleCount && collection.sources.empty(),
                    "{} has no particle", what);
                break;
            case Collection::Kind::union_of:
                require(!collection.sources.empty(), "{} is a union of nothing", what);
                break;
            case Collection::Kind::filter:
            case Collection::Kind::excluding:
                require(collection.sources.size() == 1, "{} needs one source", what);
                break;
        }
        if (!is_filter) continue;
        require(has(plan_.binders, collection.binder), "{} has no binder", what);
        const Binder& binder = plan_.binders[collection.binder];
        require(binder.kind == Binder::Kind::filter && binder.collection == collection.sources[0],
                "{} has the wrong binder", what);
        claim(collection.binder, what);
        require_node(collection.condition, Elem::b1, "the condition of " + what);
        require_scope(collection.condition, {collection.binder}, "the condition of " + what);
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
        if (pick.key != kNone) {
            require_node(pick.key, Elem::f64, "the key of pick " + pick.name);
            require_scope(pick.key, pick.legs, "the key of pick " + pick.name);
        }
    }
}

void Verifier::check_leg(const Pick& pick, std::size_t leg) {
    const BinderId id = pick.legs[leg];
    require(has(plan_.binders, id) && plan_.binders[id].kind == Binder::Kind::leg,
            "leg {} of pick {} is no leg's binder", leg, pick.name);
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

void Verifier::check_regions() const {
    for (const Region& region : plan_.regions) {
        require(!region.rows.empty() && region.rows[0].selection == 0, "region {} does not begin with all events",
                region.name);
        for (std::size_t i = 0; i < region.rows.size(); ++i) {
            const SelectionId id = region.rows[i].selection;
            require(has(plan_.selections, id), "row {} of region {} has no selection", i, region.name);
            require(i == 0 || plan_.selections[id].within == region.rows[i - 1].selection,
                    "row {} of region {} does not continue row {}", i, region.name, i - 1);
        }
    }
}

void Verifier::check_outputs() const {
    const auto check_place = [&](const std::string& region, SelectionId selection, const std::string& what) {
        require(std::ranges::find(plan_.regions, region, &Region::name) != plan_.regions.end(), "{} names no region",
                what);
        require(has(plan_.selections, selection), "{} has no selection", what);
    };
    for (const Histogram& histogram : plan_.histograms) {
        check_place(histogram.region, histogram.selection, "histogram " + histogram.name);
        check_histogram(histogram);
    }
    for (const Ntuple& ntuple : plan_.ntuples) {
        const std::string what = "ntuple " + ntuple.name;
        check_place(ntuple.region, ntuple.selection, what);
        require(!ntuple.values.empty() && ntuple.values.size() == ntuple.columns.size() &&
                    ntuple.values.size() == ntuple.units.size(),
                "{} has not one name and unit for each column", what);
        for (const NodeId value : ntuple.values) {
            require_node(value, Elem::f64, what);
            require_closed(value, what);
        }
    }
}

void Verifier::check_histogram(const Histogram& histogram) const {
    const std::string what = "histogram " + histogram.name;
    require_node(histogram.value, Elem::f64, what);
    require_closed(histogram.value, what);
    const std::vector<double>& edges = histogram.edges;
    require(edges.size() >= 2, "{} has no bin", what);
    for (std::size_t i = 1; i < edges.size(); ++i)
        require(edges[i - 1] < edges[i], "{} has edges that do not increase", what);
    require(std::isfinite(edges.front()) && std::isfinite(edges.back()), "{} has an infinite edge", what);
    require(edges.front() == histogram.low && edges.back() == histogram.high, "{} has a range that is not its edges'",
            what);
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
            if (pick.key != kNone) require_done(pick.key, "pick " + pick.name);
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
        case Step::Kind::histogram:
            once(histogram_done_, "histogram");
            within(plan_.histograms[step.id].selection, "histogram " + plan_.histograms[step.id].name);
            require_done(plan_.histograms[step.id].value, "histogram " + plan_.histograms[step.id].name);
            histogram_done_[step.id] = true;
            break;
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
    histogram_done_.assign(plan_.histograms.size(), false);
    ntuple_done_.assign(plan_.ntuples.size(), false);
    node_done_.assign(plan_.nodes.size(), false);
    for (const Step& step : plan_.schedule) run_step(step);
    const std::size_t expected = plan_.collections.size() + plan_.picks.size() + plan_.selections.size() - 1 +
                                 plan_.histograms.size() + plan_.ntuples.size();
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
