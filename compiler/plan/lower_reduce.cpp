// Reductions over collections: `sum(j.pt for j in jets when |j.eta| < 2.4)`, any, all, ...
//
// A reduction over several ranges is nested, the first range outermost. Loops are named by collection and nesting
// depth, so that equal reductions in different places are one node.
#include <algorithm>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"

namespace collmc::plan {

using semantics::ReduceOp;

BinderId Lowering::reduce_binder(CollectionId collection, BinderId after, const std::string& binder_name) {
    const auto [place, is_new] = reduce_binders_.try_emplace({collection, depth_, after}, kNone);
    if (is_new) place->second = add_binder(Binder::Kind::reduce, collection, after, binder_name);
    return place->second;
}

void Lowering::bind_element(semantics::VariableId variable, BinderId binder, semantics::ObjectType type) {
    const Value element = Value::of_object(builder_.element(binder), type);
    name(element, plan().binders[binder].name, NameRank::stored);
    variables_[variable] = element;
}

/// Opens the loop of a range: its variable is bound, and the loops inside it are one deeper. A second variable over the
/// same collection runs behind the first, so that pairs are unordered.
BinderId Lowering::open_range(const Expr& expr, std::size_t range) {
    const semantics::Range& self = expr.ranges[range];
    const Value collection = lower(*self.collection);
    BinderId after = kNone;
    for (std::size_t i = 0; i < range; ++i) {
        const BinderId outer = plan().nodes[variables_.at(expr.ranges[i].variable).node].binder;
        if (plan().binders[outer].collection == collection.collection) after = outer;
    }
    const BinderId binder = reduce_binder(collection.collection, after, self.name);
    bind_element(self.variable, binder, collection.object);
    ++depth_;
    return binder;
}

std::vector<BinderId> Lowering::open_ranges(const Expr& expr) {
    std::vector<BinderId> loops;
    for (std::size_t range = 0; range < expr.ranges.size(); ++range) loops.push_back(open_range(expr, range));
    return loops;
}

NodeId Lowering::lower_filter(const Expr& expr) {
    return expr.operands.size() > 1 && expr.operands[1] ? lower_condition(*expr.operands[1]) : builder_.boolean(true);
}

Value Lowering::lower_reduce(const Expr& expr) {
    if (expr.reduce_op == ReduceOp::any || expr.reduce_op == ReduceOp::all) return lower_quantifier(expr, 0);
    const std::vector<BinderId> loops = open_ranges(expr);
    const NodeId filter = lower_filter(expr);
    Value body = lower(*expr.operands[0]);
    if (body.kind != Value::Kind::number && body.kind != Value::Kind::boolean) body = momentum_of(body);
    depth_ -= static_cast<std::int32_t>(loops.size());

    if (!body.is_momentum()) return Value::of_number(reduce_number(expr.reduce_op, loops, body.node, filter));
    for (int i = 0; i < body.component_count(); ++i) {
        body.components[i] = reduce_number(expr.reduce_op, loops, body.components[i], filter);
    }
    return body;
}

NodeId Lowering::reduce_number(ReduceOp op, const std::vector<BinderId>& loops, NodeId body, NodeId filter) {
    switch (op) {
        case ReduceOp::sum: return reduce_nested(Op::sum, Op::sum, loops, body, filter);
        case ReduceOp::product: return reduce_nested(Op::product, Op::product, loops, body, filter);
        case ReduceOp::min: return reduce_nested(Op::least, Op::least, loops, body, filter);
        case ReduceOp::max: return reduce_nested(Op::greatest, Op::greatest, loops, body, filter);
        case ReduceOp::count: return reduce_nested(Op::count, Op::sum, loops, body, filter);
        case ReduceOp::mean: {
            const bool whole = loops.size() == 1 && builder_.is_true(filter);
            const NodeId members = whole ? builder_.size(plan().binders[loops[0]].collection)
                                         : reduce_nested(Op::count, Op::sum, loops, builder_.boolean(true), filter);
            return builder_.apply(Op::divide, reduce_nested(Op::sum, Op::sum, loops, body, filter), members);
        }
        default: throw diagnostics::InternalError("plan", "a reduction has no operation");
    }
}

/// `inner` over the last loop, where the filter is asked, and `outer` over those around it. The least and the greatest
/// of an outer loop pass over the objects for which the inner loop has none.
NodeId Lowering::reduce_nested(Op inner, Op outer, const std::vector<BinderId>& loops, NodeId body, NodeId filter) {
    const bool needs_member = outer == Op::least || outer == Op::greatest;
    NodeId value = builder_.reduce(inner, loops.back(), body, filter);
    NodeId has_member = loops.size() > 1 && needs_member
                            ? builder_.reduce(Op::any, loops.back(), builder_.boolean(true), filter)
                            : kNone;
    for (std::size_t i = loops.size() - 1; i-- > 0;) {
        value = builder_.reduce(outer, loops[i], value, has_member);
        if (needs_member) has_member = builder_.reduce(Op::any, loops[i], has_member, kNone);
    }
    return value;
}

/// `any` and `all`, from the given range inwards.
Value Lowering::lower_quantifier(const Expr& expr, std::size_t range) {
    if (range == expr.ranges.size()) return lower(*expr.operands[0]);
    const bool innermost = range + 1 == expr.ranges.size();
    const bool existential = expr.reduce_op == ReduceOp::any;

    const BinderId binder = open_range(expr, range);
    const Value body = lower_quantifier(expr, range + 1);
    const NodeId filter = innermost ? lower_filter(expr) : builder_.boolean(true);
    --depth_;
    const NodeId value = builder_.reduce(existential ? Op::any : Op::all, binder, body.node, filter);
    if (builder_.is_false(body.undecided)) return Value::of_boolean(value, body.undecided);
    return Value::of_boolean(value, undecided_quantifier(expr, range, binder, body, filter));
}

/// Whether a NaN is met before the quantifier has decided: some element is undecided, and no element before the first
/// such one decides. A loop sees what comes behind an element, not what came before; so the deciding elements are
/// counted from an undecided one on. That is most at the first, and all there are if none stands before it.
NodeId Lowering::undecided_quantifier(const Expr& expr, std::size_t range, BinderId binder, const Value& body,
                                      NodeId filter) {
    const semantics::Range& self = expr.ranges[range];
    const bool existential = expr.reduce_op == ReduceOp::any;
    const bool innermost = range + 1 == expr.ranges.size();
    const auto decides = [&](const Value& element) {
        return existential ? element.node : builder_.logical_not(element.node);
    };

    const Value here = variables_.at(self.variable);
    ++depth_;
    const BinderId later = reduce_binder(plan().binders[binder].collection, binder, self.name);
    bind_element(self.variable, later, here.object);
    ++depth_;
    const Value later_body = lower_quantifier(expr, range + 1);
    const NodeId later_filter = innermost ? lower_filter(expr) : builder_.boolean(true);
    depth_ -= 2;
    variables_[self.variable] = here;

    const NodeId decides_here =
        builder_.select(builder_.logical_and(filter, decides(body)), builder_.number(1), builder_.number(0));
    const NodeId decides_later = builder_.reduce(Op::count, later, decides(later_body), later_filter);
    const NodeId from_here = builder_.apply(Op::add, decides_here, decides_later);
    const NodeId from_first =
        builder_.reduce(Op::greatest, binder, from_here, builder_.logical_and(filter, body.undecided));
    const NodeId in_all = builder_.reduce(Op::count, binder, decides(body), filter);
    return builder_.logical_and(builder_.reduce(Op::any, binder, body.undecided, filter),
                                builder_.apply(Op::equal, from_first, in_all));
}

}  // namespace collmc::plan
