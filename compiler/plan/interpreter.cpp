#include "compiler/plan/interpreter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/op_info.h"
#include "compiler/plan/scalar.h"

namespace collmc::plan {

namespace {

/// What a node gives; which member counts is the node's element.
struct Datum {
    double number = 0;
    bool truth = false;
    std::int32_t object = 0;
};
using Value = std::optional<Datum>;  // nothing is bottom

Value of_number(double number) { return Datum{.number = number}; }
Value of_truth(bool truth) { return Datum{.truth = truth}; }
Value of_object(std::int32_t object) { return Datum{.object = object}; }

/// The evaluation of one plan on one event after the other.
class EventMachine {
public:
    EventMachine(const Plan& plan, const abi::Block& block)
        : plan_(plan),
          block_(block),
          free_binders_(free_binders(plan)),
          cache_(plan.nodes.size()),
          bound_(plan.binders.size()),
          rows_(plan.collections.size()),
          legs_(plan.picks.size()) {}

    void begin(std::int32_t event) {
        event_ = event;
        event_began_ = ++clock_;
    }

    void compute_collection(CollectionId id);
    void compute_pick(PickId id);
    /// The value of a node that is observed, so that bottom is our mistake. `observer` says by whom.
    Datum observe(NodeId id, const std::function<std::string()>& observer);

private:
    using Rows = std::vector<std::int32_t>;
    /// Where a binder stands: an object and its position in the binder's collection.
    struct Bound {
        std::int32_t object = 0;
        std::size_t position = 0;
        std::uint64_t since = 0;
    };
    struct Cached {
        Value value;
        std::uint64_t at = 0;  ///< 0: never
    };

    Value evaluate(NodeId id);
    Value compute(const Node& node);
    Value reduce(const Node& node);
    Value logical(const Node& node);
    bool is_current(NodeId id) const;

    void bind(BinderId id, std::size_t position);
    std::size_t first_position(BinderId id) const;
    Rows base_rows(const Collection& collection) const;
    Rows filter_rows(const Collection& collection);
    Rows union_rows(const Collection& collection) const;
    Rows remaining_rows(const Collection& collection) const;

    const Plan& plan_;
    const abi::Block& block_;
    const std::vector<std::vector<BinderId>> free_binders_;
    std::vector<Cached> cache_;
    std::vector<Bound> bound_;
    std::vector<Rows> rows_;                 ///< per collection: its objects in this event
    std::vector<std::optional<Rows>> legs_;  ///< per pick: the chosen objects, or nothing
    std::int32_t event_ = 0;
    std::uint64_t clock_ = 0;  ///< counts events and bindings; a cached value holds while nothing below it was rebound
    std::uint64_t event_began_ = 0;
};

Datum EventMachine::observe(NodeId id, const std::function<std::string()>& observer) {
    if (const Value value = evaluate(id)) return *value;
    throw diagnostics::InternalError(
        "interpreter", fmt::format("{} reaches a missing object in event {} of the block (number {})", observer(),
                                   event_, block_.event_columns[abi::kNumber][event_]));
}

// ---- nodes ----------------------------------------------------------------------------------------------------------

bool EventMachine::is_current(NodeId id) const {
    const std::uint64_t at = cache_[id].at;
    return at >= event_began_ &&
           std::ranges::all_of(free_binders_[id], [&](BinderId binder) { return at >= bound_[binder].since; });
}

Value EventMachine::evaluate(NodeId id) {
    if (!is_current(id)) {
        const Value value = compute(plan_.nodes[id]);
        cache_[id] = {value, clock_};
    }
    return cache_[id].value;
}

Value EventMachine::compute(const Node& node) {
    switch (node.op) {
        case Op::constant: return node.elem == Elem::b1 ? of_truth(node.value != 0) : of_number(node.value);
        case Op::event_column: return of_number(block_.event_columns[node.index][event_]);
        case Op::element: return of_object(bound_[node.binder].object);
        case Op::size: return of_number(static_cast<double>(rows_[node.collection].size()));
        case Op::found: return of_truth(legs_[node.pick].has_value());
        case Op::at: {
            const Rows& rows = rows_[node.collection];
            const auto position = static_cast<std::size_t>(node.index);
            return position < rows.size() ? of_object(rows[position]) : std::nullopt;
        }
        case Op::leg: return legs_[node.pick] ? of_object((*legs_[node.pick])[node.index]) : std::nullopt;
        case Op::logical_and:
        case Op::logical_or:
        case Op::select: return logical(node);
        default: break;
    }
    if (op_info(node.op).reduction) return reduce(node);

    // The remaining operations are strict.
    const Value a = evaluate(node.in[0]);
    if (!a) return std::nullopt;
    Value b = Datum{};
    if (node.in.size() == 2) b = evaluate(node.in[1]);
    if (!b) return std::nullopt;
    switch (node.op) {
        case Op::object_column: return of_number(block_.object_columns[node.index][a->object]);
        case Op::same_object: return of_truth(a->object == b->object);
        case Op::is_nan: return of_truth(std::isnan(a->number));
        case Op::logical_not: return of_truth(!a->truth);
        default: break;
    }
    if (is_comparison(node.op)) return of_truth(compare(node.op, a->number, b->number));
    return of_number(arithmetic(node.op, a->number, b->number));
}

Value EventMachine::logical(const Node& node) {
    const Value first = evaluate(node.in[0]);
    if (node.op == Op::select) {
        if (!first) return std::nullopt;
        return evaluate(first->truth ? node.in[1] : node.in[2]);
    }
    // One operand decides when it is `false` for and, `true` for or; then bottom in the other does not matter.
    const bool deciding = node.op == Op::logical_or;
    if (first && first->truth == deciding) return first;
    const Value second = evaluate(node.in[1]);
    if (second && second->truth == deciding) return second;
    return first && second ? of_truth(!deciding) : std::nullopt;
}

Value EventMachine::reduce(const Node& node) {
    const BinderId binder = node.binder;
    const NodeId filter = filter_of(node);
    const Bound outer = bound_[binder];  // an outer reduction may use the same binder

    double number = node.op == Op::product ? 1 : 0;
    bool truth = node.op == Op::all;
    bool empty = true;
    bool bottom = false;
    const std::size_t size = rows_[plan_.binders[binder].collection].size();
    for (std::size_t position = first_position(binder); position < size && !bottom; ++position) {
        bind(binder, position);
        if (filter != kNone) {
            const Value passes = evaluate(filter);
            bottom = !passes;
            if (!passes || !passes->truth) continue;
        }
        const Value body = evaluate(node.in[0]);
        bottom = !body;
        if (!body) continue;
        switch (node.op) {
            case Op::sum: number += body->number; break;
            case Op::product: number *= body->number; break;
            case Op::least: number = empty ? body->number : minimum(number, body->number); break;
            case Op::greatest: number = empty ? body->number : maximum(number, body->number); break;
            case Op::any: truth = truth || body->truth; break;
            case Op::all: truth = truth && body->truth; break;
            default: number += body->truth ? 1 : 0; break;  // count
        }
        empty = false;
    }
    bound_[binder] = outer;
    bound_[binder].since = ++clock_;

    if (bottom || (empty && (node.op == Op::least || node.op == Op::greatest))) return std::nullopt;
    return node.elem == Elem::b1 ? of_truth(truth) : of_number(number);
}

void EventMachine::bind(BinderId id, std::size_t position) {
    bound_[id] = {rows_[plan_.binders[id].collection][position], position, ++clock_};
}

/// A binder starts at the first object, or behind the one that `after` stands at.
std::size_t EventMachine::first_position(BinderId id) const {
    const BinderId after = plan_.binders[id].after;
    return after == kNone ? 0 : bound_[after].position + 1;
}

// ---- collections ----------------------------------------------------------------------------------------------------

void EventMachine::compute_collection(CollectionId id) {
    const Collection& collection = plan_.collections[id];
    switch (collection.kind) {
        case Collection::Kind::base: rows_[id] = base_rows(collection); break;
        case Collection::Kind::filter: rows_[id] = filter_rows(collection); break;
        case Collection::Kind::union_of: rows_[id] = union_rows(collection); break;
        case Collection::Kind::excluding: rows_[id] = remaining_rows(collection); break;
    }
}

EventMachine::Rows EventMachine::base_rows(const Collection& collection) const {
    Rows rows;
    const std::int32_t first = block_.begin[collection.particle][event_];
    for (std::int32_t i = 0; i < block_.size[collection.particle][event_]; ++i) rows.push_back(first + i);
    return rows;
}

EventMachine::Rows EventMachine::filter_rows(const Collection& collection) {
    Rows rows;
    const Rows& source = rows_[collection.sources[0]];
    for (std::size_t position = 0; position < source.size(); ++position) {
        bind(collection.binder, position);
        if (observe(collection.condition, [&] { return "object " + collection.name; }).truth)
            rows.push_back(source[position]);
    }
    return rows;
}

EventMachine::Rows EventMachine::union_rows(const Collection& collection) const {
    Rows rows;
    for (const CollectionId source : collection.sources)
        rows.insert(rows.end(), rows_[source].begin(), rows_[source].end());
    const double* pt = block_.object_columns[abi::kPt];
    std::ranges::sort(rows, [&](std::int32_t a, std::int32_t b) {
        return pt[a] != pt[b] ? pt[a] > pt[b] : block_.object_row[a] < block_.object_row[b];
    });
    rows.erase(std::ranges::unique(rows).begin(), rows.end());
    return rows;
}

EventMachine::Rows EventMachine::remaining_rows(const Collection& collection) const {
    Rows rows;
    const auto is_leg = [&](std::int32_t object) {
        return std::ranges::any_of(collection.excluded, [&](PickId pick) {
            return legs_[pick] && std::ranges::find(*legs_[pick], object) != legs_[pick]->end();
        });
    };
    for (const std::int32_t object : rows_[collection.sources[0]]) {
        if (!is_leg(object)) rows.push_back(object);
    }
    return rows;
}

// ---- picks ----------------------------------------------------------------------------------------------------------

void EventMachine::compute_pick(PickId id) {
    const Pick& pick = plan_.picks[id];
    const auto observer = [&] { return "candidate " + pick.name; };
    legs_[id].reset();
    double best = 0;

    const auto consider = [&] {
        if (pick.condition != kNone && !observe(pick.condition, observer).truth) return;
        const double key = pick.key == kNone ? 0 : observe(pick.key, observer).number;
        const bool better = !legs_[id] || key < best || (std::isnan(best) && !std::isnan(key));
        if (!better) return;
        best = key;
        legs_[id].emplace();
        for (const BinderId leg : pick.legs) legs_[id]->push_back(bound_[leg].object);
    };
    const std::function<void(std::size_t)> run_over = [&](std::size_t leg) {
        if (leg == pick.legs.size()) return consider();
        const std::size_t size = rows_[plan_.binders[pick.legs[leg]].collection].size();
        for (std::size_t position = first_position(pick.legs[leg]); position < size; ++position) {
            bind(pick.legs[leg], position);
            run_over(leg + 1);
        }
    };
    run_over(0);
}

}  // namespace

void Interpreter::run(const abi::Block& block, const abi::Workspace& workspace) const {
    const Plan& plan = *plan_;
    const abi::WorkspaceLayout layout = output_layout(plan);
    for (int i = 0; i < layout.counters; ++i) workspace.counters[i] = 0;

    EventMachine machine(plan, block);
    std::vector<bool> passes(plan.selections.size());
    std::int32_t event = 0;
    /// Where the next value of an output of this selection belongs: the event was counted when it passed.
    const auto position = [&](SelectionId selection) {
        return workspace.counters[layout.selections[selection].count] - 1;
    };

    const auto enter = [&](SelectionId id) {
        passes[id] = true;
        const abi::WorkspaceLayout::Selection& slots = layout.selections[id];
        workspace.event_ints[slots.events][workspace.counters[slots.count]++] = event;
    };
    const auto run_selection = [&](SelectionId id) {
        const Selection& selection = plan.selections[id];
        passes[id] = false;
        if (!passes[selection.within]) return;
        const auto observer = [&] { return "selection " + selection.name; };
        if (selection.undecided != kNone && machine.observe(selection.undecided, observer).truth) {
            ++workspace.counters[layout.selections[id].undecided];
        }
        if (machine.observe(selection.pass, observer).truth) enter(id);
    };
    const auto write = [&](SelectionId selection, NodeId value, int slot, const std::string& region,
                           const std::string& name) {
        const double number = machine.observe(value, [&] { return "output " + name + " of region " + region; }).number;
        workspace.event_doubles[slot][position(selection)] = number;
    };
    const auto run_histogram = [&](std::int32_t id) {
        const Histogram& histogram = plan.histograms[id];
        if (!passes[histogram.selection]) return;
        write(histogram.selection, histogram.value, layout.histograms[id].event_doubles[0], histogram.region,
              histogram.name);
    };
    const auto run_ntuple = [&](std::int32_t id) {
        const Ntuple& ntuple = plan.ntuples[id];
        if (!passes[ntuple.selection]) return;
        for (std::size_t column = 0; column < ntuple.values.size(); ++column) {
            write(ntuple.selection, ntuple.values[column], layout.ntuples[id].event_doubles[column], ntuple.region,
                  ntuple.name);
        }
    };

    for (event = 0; event < block.n_events; ++event) {
        machine.begin(event);
        enter(0);
        for (const Step& step : plan.schedule) {
            switch (step.kind) {
                case Step::Kind::collection: machine.compute_collection(step.id); break;
                case Step::Kind::pick: machine.compute_pick(step.id); break;
                case Step::Kind::selection: run_selection(step.id); break;
                case Step::Kind::histogram: run_histogram(step.id); break;
                case Step::Kind::ntuple: run_ntuple(step.id); break;
            }
        }
    }
}

}  // namespace collmc::plan
