#include "compiler/syntax/copy.h"

namespace collmc::syntax {

ExprPtr copy(const Expr& expr) {
    auto result = std::make_unique<Expr>();
    result->kind = expr.kind;
    result->span = expr.span;
    result->op_span = expr.op_span;
    result->name = expr.name;
    result->digits = expr.digits;
    result->unit = expr.unit;
    result->exponent = expr.exponent;
    result->op = expr.op;
    for (const auto& operand : expr.operands) result->operands.push_back(copy(*operand));
    result->interval = expr.interval;
    if (const auto& loop = expr.comprehension) {
        result->comprehension = std::make_unique<For>();
        result->comprehension->groups = loop->groups;
        if (loop->filter) result->comprehension->filter = copy(*loop->filter);
        result->comprehension->span = loop->span;
    }
    return result;
}

std::size_t node_count(const Expr& expr) {
    std::size_t count = 1;
    for (const auto& operand : expr.operands) count += node_count(*operand);
    if (expr.comprehension && expr.comprehension->filter) count += node_count(*expr.comprehension->filter);
    return count;
}

}  // namespace collmc::syntax
