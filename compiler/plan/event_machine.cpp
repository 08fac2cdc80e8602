#include "compiler/plan/event_machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/op_info.h"
#include "compiler/plan/scalar.h"
#include "runtime/abi/random.h"

namespace collmc::plan {

namespace {

MaybeDatum of_number(double number) { return Datum{.number = number}; }
MaybeDatum of_truth(bool truth) { return Datum{.truth = truth}; }
MaybeDatum of_object(std::int32_t object) { return Datum{.object = object}; }

}  // namespace

void EventMachine::begin(std::int32_t event) {
    event_ = event;
    event_began_ = ++clock_;
    hash_ = block_.event_hash ? block_.event_hash[event] : abi::hash_of_event(block_, event);
}

Datum EventMachine::observe(NodeId id, const std::function<std::string()>& observer) {
    if (const MaybeDatum value = evaluate(id)) return *value;
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

MaybeDatum EventMachine::evaluate(NodeId id) {
    if (!is_current(id)) {
        const MaybeDatum value = compute(plan_.nodes[id]);
        cache_[id] = {value, clock_};
    }
    return cache_[id].value;
}

MaybeDatum EventMachine::compute(const Node& node) {
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

    return strict(node);
}

MaybeDatum EventMachine::strict(const Node& node) {
    std::vector<Datum> in;
    for (const NodeId id : node.in) {
        const MaybeDatum operand = evaluate(id);
        if (!operand) return std::nullopt;
        in.push_back(*operand);
    }
    switch (node.op) {
        case Op::object_column: return of_number(block_.object_columns[node.index][in[0].object]);
        case Op::same_object: return of_truth(in[0].object == in[1].object);
        case Op::in_group: return of_truth(is_in_second_group(in[0].object, bound_[node.binder].position));
        case Op::event_random: return of_number(abi::event_random(hash_, static_cast<std::uint64_t>(node.value)));
        case Op::object_random:
            return of_number(
                abi::object_random(hash_, static_cast<std::uint64_t>(node.value), block_.object_row[in[0].object]));
        case Op::is_nan: return of_truth(std::isnan(in[0].number));
        case Op::logical_not: return of_truth(!in[0].truth);
        default: break;
    }
    if (is_comparison(node.op)) return of_truth(compare(node.op, in[0].number, in[1].number));
    if (is_arithmetic(node.op)) return of_number(arithmetic(node.op, in[0].number, in.size() > 1 ? in[1].number : 0));
    std::vector<double> numbers;
    for (const Datum& it : in) numbers.push_back(it.number);
    return of_number(solve(node.op, numbers));
}

MaybeDatum EventMachine::logical(const Node& node) {
    const MaybeDatum first = evaluate(node.in[0]);
    if (node.op == Op::select) {
        if (!first) return std::nullopt;
        return evaluate(first->truth ? node.in[1] : node.in[2]);
    }
    // One operand decides when it is `false` for and, `true` for or; then bottom in the other does not matter.
    const bool deciding = node.op == Op::logical_or;
    if (first && first->truth == deciding) return first;
    const MaybeDatum second = evaluate(node.in[1]);
    if (second && second->truth == deciding) return second;
    return first && second ? of_truth(!deciding) : std::nullopt;
}

MaybeDatum EventMachine::reduce(const Node& node) {
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
            const MaybeDatum passes = evaluate(filter);
            bottom = !passes;
            if (!passes || !passes->truth) continue;
        }
        const MaybeDatum body = evaluate(node.in[0]);
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

/// Of a split, position number i is the i-th way to share out the objects.
void EventMachine::bind(BinderId id, std::size_t position) {
    const Binder& binder = plan_.binders[id];
    const auto object =
        binder.kind == Binder::Kind::split ? static_cast<std::int32_t>(position) : rows_[binder.collection][position];
    bound_[id] = {object, position, ++clock_};
}

/// A binder starts at the first object, or behind the one that `after` stands at.
std::size_t EventMachine::first_position(BinderId id) const {
    const BinderId after = plan_.binders[id].after;
    return after == kNone ? 0 : bound_[after].position + 1;
}

/// How many positions there are.
std::size_t EventMachine::ways(BinderId id) const {
    const Binder& binder = plan_.binders[id];
    const std::size_t objects = rows_[binder.collection].size();
    if (binder.kind != Binder::Kind::split) return objects;
    return objects == 0 ? 0 : std::size_t{1} << (std::min<std::size_t>(objects, kMostSplit) - 1);
}

bool EventMachine::is_in_second_group(std::int32_t split, std::size_t position) {
    return position > 0 && position < kMostSplit && (split >> (position - 1) & 1) != 0;
}

void EventMachine::for_each(const std::vector<BinderId>& loops, NodeId filter,
                            const std::function<std::string()>& observer, const std::function<void()>& body) {
    const std::function<void(std::size_t)> run_over = [&](std::size_t loop) {
        if (loop == loops.size()) {
            if (filter == kNone || observe(filter, observer).truth) body();
            return;
        }
        const std::size_t end = ways(loops[loop]);
        for (std::size_t position = first_position(loops[loop]); position < end; ++position) {
            bind(loops[loop], position);
            run_over(loop + 1);
        }
    };
    run_over(0);
}

// ---- collections ----------------------------------------------------------------------------------------------------

void EventMachine::compute_collection(CollectionId id) {
    const Collection& collection = plan_.collections[id];
    switch (collection.kind) {
        case Collection::Kind::base: rows_[id] = base_rows(collection); break;
        case Collection::Kind::filter: rows_[id] = filter_rows(collection); break;
        case Collection::Kind::union_of: rows_[id] = union_rows(collection); break;
        case Collection::Kind::excluding: rows_[id] = remaining_rows(collection); break;
        case Collection::Kind::members: rows_[id] = member_rows(collection); break;
        case Collection::Kind::ordered: rows_[id] = ordered_rows(collection); break;
        case Collection::Kind::leading: rows_[id] = leading_rows(collection); break;
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
    return by_pt(std::move(rows));
}

/// In order, each row once.
EventMachine::Rows EventMachine::by_pt(Rows rows) const {
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

EventMachine::Rows EventMachine::member_rows(const Collection& collection) const {
    const std::optional<Rows>& legs = legs_[collection.excluded[0]];
    return legs ? by_pt(*legs) : Rows{};
}

EventMachine::Rows EventMachine::ordered_rows(const Collection& collection) {
    struct Ranked {
        std::int32_t object;
        double key;
    };
    std::vector<Ranked> ranked;
    const Rows& source = rows_[collection.sources[0]];
    for (std::size_t position = 0; position < source.size(); ++position) {
        bind(collection.binder, position);
        const double key = observe(collection.key, [&] { return "the order of " + collection.name; }).number;
        ranked.push_back({source[position], collection.highest_first ? -key : key});
    }
    std::ranges::stable_sort(ranked, [&](const Ranked& a, const Ranked& b) {
        return a.key < b.key || (!std::isnan(a.key) && std::isnan(b.key));
    });
    Rows rows;
    for (const Ranked& it : ranked) rows.push_back(it.object);
    return rows;
}

EventMachine::Rows EventMachine::leading_rows(const Collection& collection) const {
    Rows rows = rows_[collection.sources[0]];
    rows.resize(std::min(rows.size(), static_cast<std::size_t>(collection.count)));
    return rows;
}

// ---- picks ----------------------------------------------------------------------------------------------------------

namespace {

/// Whether keys rank before others: lowest first, NaN last, the first that differ decide.
bool ranks_before(const std::vector<double>& keys, const std::vector<double>& others) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool is_nan = std::isnan(keys[i]), other_is_nan = std::isnan(others[i]);
        if (is_nan != other_is_nan) return other_is_nan;
        if (keys[i] < others[i]) return true;
        if (keys[i] > others[i]) return false;
    }
    return false;
}

}  // namespace

void EventMachine::compute_pick(PickId id) {
    const Pick& pick = plan_.picks[id];
    const auto observer = [&] { return "candidate " + pick.name; };
    legs_[id].reset();
    std::vector<double> best;
    for_each(pick.legs, pick.condition, observer, [&] {
        std::vector<double> keys;
        for (const NodeId key : pick.keys) keys.push_back(observe(key, observer).number);
        if (legs_[id] && !ranks_before(keys, best)) return;
        best = keys;
        legs_[id].emplace();
        for (const BinderId leg : pick.legs) legs_[id]->push_back(bound_[leg].object);
    });
}

// ---- selections -----------------------------------------------------------------------------------------------------

void EventMachine::compute_selection(SelectionId id) {
    const Selection& selection = plan_.selections[id];
    const auto observer = [&] { return "selection " + selection.name; };
    const bool reached = passes(selection.within);
    undecided_[id] = reached && selection.undecided != kNone && observe(selection.undecided, observer).truth;
    passes_[id] = reached && observe(selection.pass, observer).truth;
}

}  // namespace collmc::plan
