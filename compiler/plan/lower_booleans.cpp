// Conditions. A boolean is a pair: its value by IEEE's comparisons, and whether reading it from left to right met a
// NaN.
#include "compiler/plan/lowering.h"

namespace collmc::plan {

using semantics::CompareOp;
using Kind = semantics::Expr::Kind;

namespace {

/// See lower.h.
std::uint64_t salt_of(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    return hash >> 11;
}

}  // namespace

NodeId Lowering::either_is_nan(NodeId a, NodeId b) {
    return builder_.logical_or(builder_.is_nan(a), builder_.is_nan(b));
}

Value Lowering::lower_compare(const Expr& expr) {
    const NodeId a = lower_number(*expr.operands[0]);
    const NodeId b = lower_number(*expr.operands[1]);
    const NodeId undecided = either_is_nan(a, b);
    switch (expr.compare_op) {
        case CompareOp::less: return Value::of_boolean(builder_.apply(Op::less, a, b), undecided);
        case CompareOp::less_equal: return Value::of_boolean(builder_.apply(Op::less_equal, a, b), undecided);
        case CompareOp::greater: return Value::of_boolean(builder_.apply(Op::less, b, a), undecided);
        case CompareOp::greater_equal: return Value::of_boolean(builder_.apply(Op::less_equal, b, a), undecided);
        case CompareOp::equal: return Value::of_boolean(builder_.apply(Op::equal, a, b), undecided);
        case CompareOp::not_equal: return Value::of_boolean(builder_.apply(Op::not_equal, a, b), undecided);
    }
    return {};
}

Value Lowering::lower_interval(const Expr& expr) {
    const NodeId x = lower_number(*expr.operands[0]);
    const NodeId low = lower_number(*expr.operands[1]);
    const NodeId high = lower_number(*expr.operands[2]);
    const NodeId above = builder_.apply(expr.low_closed ? Op::less_equal : Op::less, low, x);
    const NodeId below = builder_.apply(expr.high_closed ? Op::less_equal : Op::less, x, high);
    const NodeId undecided = builder_.logical_or(builder_.is_nan(x), either_is_nan(low, high));
    return Value::of_boolean(builder_.logical_and(above, below), undecided);
}

/// Told by the row's `typ`, as what it is read.
Value Lowering::lower_is_kind(const Expr& expr) {
    const Value object = lower(*expr.operands[0]);
    const std::uint32_t rows = object.reading.only(static_cast<std::uint32_t>(expr.index)).rows();
    return Value::of_boolean(is_typ(object, rows), builder_.boolean(false));
}

/// Whether the object's row is one of these kinds.
NodeId Lowering::is_typ(const Value& object, std::uint32_t rows) {
    if (rows == object.reading.rows()) return builder_.boolean(true);
    const NodeId typ = builder_.object_column(abi::kTyp, object.node);
    NodeId is_one = builder_.boolean(false);
    for (std::size_t kind = 0; kind < schema_.particles.size(); ++kind) {
        if (!(rows >> kind & 1)) continue;
        const NodeId code = builder_.number(schema_.particles[kind].block_particle);
        is_one = builder_.logical_or(is_one, builder_.apply(Op::equal, typ, code));
    }
    return is_one;
}

Value Lowering::lower_chance(const Expr& expr) {
    const NodeId probability = lower_number(*expr.operands[0]);
    const std::uint64_t salt = salt_of(expr.attribute_name);
    const NodeId number = expr.operands.size() > 1 && expr.operands[1]
                              ? builder_.object_random(salt, lower(*expr.operands[1]).node)
                              : builder_.event_random(salt);
    return Value::of_boolean(builder_.apply(Op::less, number, probability), builder_.is_nan(probability));
}

Value Lowering::lower_logical(const Expr& expr) {
    const Value a = lower(*expr.operands[0]);
    if (expr.kind == Kind::logical_not) return Value::of_boolean(builder_.logical_not(a.node), a.undecided);
    const Value b = lower(*expr.operands[1]);
    // The right side is reached where the left one does not decide.
    const bool conjunction = expr.kind == Kind::logical_and;
    const NodeId reached = conjunction ? a.node : builder_.logical_not(a.node);
    const NodeId value = conjunction ? builder_.logical_and(a.node, b.node) : builder_.logical_or(a.node, b.node);
    return Value::of_boolean(value, builder_.logical_or(a.undecided, builder_.logical_and(reached, b.undecided)));
}

}  // namespace collmc::plan
