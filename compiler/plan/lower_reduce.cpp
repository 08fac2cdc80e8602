// Reductions over collections: `sum(j.pt for j in jets when |j.eta| < 2.4)`, any, all, ...
#include <algorithm>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"

namespace collmc::plan {

using semantics::ReduceOp;

NodeId Lowering::lower_filter(const Expr& expr) {
    return expr.operands.size() > 1 && expr.operands[1] ? lower_condition(*expr.operands[1]) : builder_.boolean(true);
}

Value Lowering::lower_reduce(const Expr& expr) {
    Loops loops = loops_of(expr.ranges);
    if (expr.reduce_op == ReduceOp::any || expr.reduce_op == ReduceOp::all) return lower_quantifier(expr, loops, 0);
    Opened opened = open(loops);
    opened.conditions.back() = builder_.logical_and(opened.conditions.back(), lower_filter(expr));
    Value body = lower(*expr.operands[0]);
    if (!body.is_number()) body = momentum_of(body);
    close(loops.levels.size());

    if (!body.is_momentum()) return Value::of_number(reduce_number(expr.reduce_op, opened, body.node));
    body.space = kNone;
    for (int i = 0; i < body.component_count(); ++i)
        body.components[i] = reduce_number(expr.reduce_op, opened, body.components[i]);
    return body;
}

/// How many objects there are, in whatever order. Combinations are counted.
Value Lowering::lower_size(SpaceId id) {
    if (!space(id).has_combinations() && !space(id).is_part()) {
        CollectionId objects = space(id).collection;
        while (plan().collections[objects].kind == Collection::Kind::ordered)
            objects = plan().collections[objects].sources[0];
        return Value::of_number(builder_.size(objects));
    }
    Loops loops;
    loops.shapes.push_back(add_shape(loops, id, kNone, space(id).name));
    const Opened opened = open(loops);
    close(loops.levels.size());
    return Value::of_number(reduce_number(ReduceOp::count, opened, builder_.boolean(true)));
}

NodeId Lowering::reduce_number(ReduceOp op, const Opened& opened, NodeId body) {
    switch (op) {
        case ReduceOp::sum: return reduce_nested(Op::sum, Op::sum, opened, body);
        case ReduceOp::product: return reduce_nested(Op::product, Op::product, opened, body);
        case ReduceOp::min: return reduce_nested(Op::least, Op::least, opened, body);
        case ReduceOp::max: return reduce_nested(Op::greatest, Op::greatest, opened, body);
        case ReduceOp::count: return reduce_nested(Op::count, Op::sum, opened, body);
        case ReduceOp::mean: {
            const bool whole = opened.binders.size() == 1 && builder_.is_true(opened.conditions[0]);
            const NodeId members = whole ? builder_.size(plan().binders[opened.binders[0]].collection)
                                         : reduce_nested(Op::count, Op::sum, opened, builder_.boolean(true));
            // The mean of nothing is missing, as the least of nothing is: one, unless there is nothing.
            const NodeId one = reduce_nested(Op::greatest, Op::greatest, opened, builder_.number(1));
            return builder_.apply(Op::divide, reduce_nested(Op::sum, Op::sum, opened, body),
                                  builder_.apply(Op::multiply, members, one));
        }
        default: throw diagnostics::InternalError("plan", "a reduction has no operation");
    }
}

/// `inner` over the last loop and `outer` over those around it. The least and the greatest of an outer loop pass over
/// the objects for which the inner loop has none.
NodeId Lowering::reduce_nested(Op inner, Op outer, const Opened& opened, NodeId body) {
    const bool needs_member = outer == Op::least || outer == Op::greatest;
    const std::size_t last = opened.binders.size() - 1;
    const NodeId yes = builder_.boolean(true);
    NodeId value = builder_.reduce(inner, opened.binders[last], body, opened.conditions[last]);
    NodeId has_member =
        last > 0 && needs_member ? builder_.reduce(Op::any, opened.binders[last], yes, opened.conditions[last]) : yes;
    for (std::size_t i = last; i-- > 0;) {
        const NodeId condition = builder_.logical_and(opened.conditions[i], has_member);
        value = builder_.reduce(outer, opened.binders[i], value, condition);
        if (needs_member && i > 0)
            has_member = builder_.reduce(Op::any, opened.binders[i], has_member, opened.conditions[i]);
    }
    return value;
}

/// `any` and `all`, from the given level inwards.
Value Lowering::lower_quantifier(const Expr& expr, Loops& loops, std::size_t level) {
    if (level == loops.levels.size()) return lower(*expr.operands[0]);
    const bool innermost = level + 1 == loops.levels.size();
    const bool existential = expr.reduce_op == ReduceOp::any;

    NodeId filter = kNone;
    const BinderId binder = open_level(loops, level, filter);
    const Value body = lower_quantifier(expr, loops, level + 1);
    if (innermost) filter = builder_.logical_and(filter, lower_filter(expr));
    close(1);
    const NodeId value = builder_.reduce(existential ? Op::any : Op::all, binder, body.node, filter);
    if (builder_.is_false(body.undecided)) return Value::of_boolean(value, body.undecided);
    return Value::of_boolean(value, undecided_quantifier(expr, loops, level, binder, body, filter));
}

/// Whether a NaN is met before the quantifier has decided: some element is undecided, and no element before the first
/// such one decides. A loop sees what comes behind an element, not what came before; so the deciding elements are
/// counted from an undecided one on. That is most at the first, and all there are if none stands before it.
NodeId Lowering::undecided_quantifier(const Expr& expr, Loops& loops, std::size_t level, BinderId binder,
                                      const Value& body, NodeId filter) {
    const bool existential = expr.reduce_op == ReduceOp::any;
    const bool innermost = level + 1 == loops.levels.size();
    const auto decides = [&](const Value& element) {
        return existential ? element.node : builder_.logical_not(element.node);
    };

    // The same once more, for the elements behind `binder`. What the level's variable and those inside of it are bound
    // to is theirs again afterwards.
    const std::map<semantics::VariableId, Value> here = variables_;
    const Loops at_binder = loops;
    ++depth_;
    const BinderId later = reduce_binder(plan().binders[binder].collection, binder, loops.levels[level].name);
    ++depth_;
    NodeId later_filter = bind_level(loops, level, later);
    const Value later_body = lower_quantifier(expr, loops, level + 1);
    if (innermost) later_filter = builder_.logical_and(later_filter, lower_filter(expr));
    close(2);
    variables_ = here;
    loops = at_binder;

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
