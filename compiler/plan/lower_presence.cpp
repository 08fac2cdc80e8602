// `X else Y`: whether X reaches a missing object. Read off the nodes of X by the rules of plan.h for bottom.
#include "compiler/plan/lowering.h"
#include "compiler/plan/op_info.h"

namespace collmc::plan {

NodeId Lowering::present(NodeId id) {
    if (const auto known = presence_.find(id); known != presence_.end()) return known->second;
    const Node node = builder_.plan().nodes[id];  // a copy: nodes are added below
    const auto value_is = [&](bool wanted, NodeId operand) { return wanted ? operand : builder_.logical_not(operand); };
    NodeId result = builder_.boolean(true);
    switch (node.op) {
        case Op::at:
            result = builder_.apply(Op::less, builder_.number(node.index), builder_.size(node.collection));
            break;
        case Op::leg: result = builder_.found(node.pick); break;
        case Op::logical_and:
        case Op::logical_or: {
            // Both are there, or one is that decides.
            const NodeId a = present(node.in[0]), b = present(node.in[1]);
            const bool deciding = node.op == Op::logical_or;
            const NodeId a_decides = builder_.logical_and(a, value_is(deciding, node.in[0]));
            const NodeId b_decides = builder_.logical_and(b, value_is(deciding, node.in[1]));
            const NodeId both = builder_.logical_and(a, b);
            if (!builder_.is_true(both)) result = builder_.logical_or(both, builder_.logical_or(a_decides, b_decides));
            break;
        }
        case Op::select: {
            const NodeId side = builder_.select(node.in[0], present(node.in[1]), present(node.in[2]));
            result = builder_.logical_and(present(node.in[0]), side);
            break;
        }
        default:
            if (op_info(node.op).reduction) {
                result = present_reduction(id);
                break;
            }
            for (const NodeId operand : node.in) result = builder_.logical_and(result, present(operand));
    }
    presence_[id] = result;
    return result;
}

/// The filter is there for every object, and the body where the filter holds. The least and the greatest need a member.
NodeId Lowering::present_reduction(NodeId id) {
    const Node node = builder_.plan().nodes[id];
    const NodeId filter = filter_of(node);
    NodeId each = present(node.in[0]);
    if (filter != kNone) {
        each = builder_.logical_or(builder_.logical_not(filter), each);
        each = builder_.logical_and(present(filter), each);
    }
    NodeId result = builder_.is_true(each) ? each : builder_.reduce(Op::all, node.binder, each, kNone);
    result = builder_.logical_and(result, present_split(filter == kNone ? node.in[0] : filter));
    if (node.op == Op::least || node.op == Op::greatest) {
        const NodeId has_member = builder_.reduce(Op::any, node.binder, builder_.boolean(true), filter);
        result = builder_.logical_and(result, has_member);
    }
    return result;
}

/// A sum over a part of what was split is missing where nothing was, though it would be a sum over nothing there.
NodeId Lowering::present_split(NodeId filter) {
    const Node node = builder_.plan().nodes[filter];
    if (node.op == Op::in_group) return present(node.in[0]);
    NodeId result = builder_.boolean(true);
    if (node.op != Op::logical_and && node.op != Op::logical_not) return result;
    for (const NodeId operand : node.in) result = builder_.logical_and(result, present_split(operand));
    return result;
}

NodeId Lowering::is_present(const Value& value) {
    NodeId result = builder_.boolean(true);
    switch (value.kind) {
        case Value::Kind::number:
        case Value::Kind::boolean:
        case Value::Kind::object: return present(value.node);
        case Value::Kind::momentum:
        case Value::Kind::transverse:
            for (int i = 0; i < value.component_count(); ++i)
                result = builder_.logical_and(result, present(value.components[i]));
            return result;
        case Value::Kind::tuple:
            for (const Value& leg : tuples_[static_cast<std::size_t>(value.tuple)].legs)
                result = builder_.logical_and(result, is_present(leg));
            return result;
        case Value::Kind::met:
        case Value::Kind::collection: return result;
    }
    return result;
}

}  // namespace collmc::plan
