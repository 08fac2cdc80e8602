// Reductions over the members of a candidate, written out: its legs are few and have names of their own, so neither a
// loop nor the list of members is needed.
#include <algorithm>
#include <map>
#include <optional>

#include "compiler/plan/builder.h"
#include "compiler/plan/op_info.h"

namespace collmc::plan {

namespace {

constexpr std::size_t kMostLegs = 4;

/// Whether the objects of a collection are sure to stand by pt.
bool is_by_pt(const Plan& plan, CollectionId id) {
    const Collection* collection = &plan.collections[id];
    while (collection->kind == Collection::Kind::filter || collection->kind == Collection::Kind::excluding ||
           collection->kind == Collection::Kind::leading)
        collection = &plan.collections[collection->sources[0]];
    return collection->kind != Collection::Kind::ordered;
}

/// Whether the legs of a pick are its members in their order: each behind the one before, in one collection by pt.
bool are_members(const Plan& plan, const Pick& pick) {
    if (pick.legs.empty() || pick.legs.size() > kMostLegs) return false;
    for (std::size_t i = 0; i < pick.legs.size(); ++i) {
        const Binder& leg = plan.binders[pick.legs[i]];
        if (leg.kind != Binder::Kind::leg || (i > 0 && leg.after != pick.legs[i - 1])) return false;
    }
    return is_by_pt(plan, plan.binders[pick.legs[0]].collection);
}

}  // namespace

/// The node with what `binder` is bound to replaced by `object`; kNone if it has reductions that may depend on it.
NodeId Builder::replaced(NodeId id, BinderId binder, NodeId object, std::map<NodeId, NodeId>& known) {
    if (const auto found = known.find(id); found != known.end()) return found->second;
    NodeId& result = known[id];
    result = kNone;
    Node node = plan_.nodes[id];
    if (node.op == Op::element && node.binder == binder) return result = object;
    bool differs = false;
    for (NodeId& operand : node.in) {
        const NodeId other = replaced(operand, binder, object, known);
        if (other == kNone) return kNone;
        differs = differs || other != operand;
        operand = other;
    }
    const bool has_binder = node.op == Op::in_group || op_info(node.op).reduction;
    if (has_binder && (differs || node.binder == binder || plan_.binders[node.binder].after != kNone)) return kNone;
    return result = differs ? make(std::move(node)) : id;
}

/// Empty if the reduction is none over members, or has to stay one.
std::optional<NodeId> Builder::unrolled(Op op, BinderId binder, NodeId body, NodeId filter) {
    const Collection& members = plan_.collections[plan_.binders[binder].collection];
    if (members.kind != Collection::Kind::members || plan_.binders[binder].after != kNone) return std::nullopt;
    const PickId pick = members.excluded[0];
    if (!are_members(plan_, plan_.picks[pick])) return std::nullopt;
    if (filter == kNone) filter = boolean(true);
    // Nothing has no extremes; the legs of a pick that was not found have none either.
    const bool is_extreme = op == Op::least || op == Op::greatest;
    if (is_extreme && !is_true(filter)) return std::nullopt;

    NodeId result = kNone;
    const auto join = [&](Op with, NodeId value, NodeId from) {
        result = apply(with, result == kNone ? from : result, value);
    };
    for (std::size_t leg = 0; leg < plan_.picks[pick].legs.size(); ++leg) {
        const NodeId object = this->leg(pick, static_cast<int>(leg));
        std::map<NodeId, NodeId> known;
        const NodeId value = replaced(body, binder, object, known), passes = replaced(filter, binder, object, known);
        if (value == kNone || passes == kNone) return std::nullopt;
        const NodeId before = result;
        switch (op) {
            case Op::least:
            case Op::greatest:
                if (leg == 0) {
                    result = value;
                } else {
                    join(op == Op::least ? Op::minimum : Op::maximum, value, kNone);
                }
                break;
            case Op::sum:
            case Op::product: {
                const NodeId none = number(op == Op::sum ? 0 : 1);
                join(op == Op::sum ? Op::add : Op::multiply, value, none);
                result = select(passes, result, leg == 0 ? none : before);
                break;
            }
            case Op::count: join(Op::add, select(logical_and(passes, value), number(1), number(0)), number(0)); break;
            case Op::any: result = logical_or(leg == 0 ? boolean(false) : before, logical_and(passes, value)); break;
            case Op::all:
                result = logical_and(leg == 0 ? boolean(true) : before, logical_or(logical_not(passes), value));
                break;
            default: return std::nullopt;
        }
    }
    switch (op) {
        case Op::sum:
        case Op::count: return select(found(pick), result, number(0));
        case Op::product: return select(found(pick), result, number(1));
        case Op::any: return logical_and(found(pick), result);
        case Op::all: return logical_or(logical_not(found(pick)), result);
        default: return result;
    }
}

}  // namespace collmc::plan
