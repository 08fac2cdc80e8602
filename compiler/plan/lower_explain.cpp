// What a person who asks why an event failed is shown of a cut: its numbers, and the parts that `and` and `or` join.
#include "compiler/plan/lowering.h"

namespace collmc::plan {

using Kind = semantics::Expr::Kind;

void Lowering::watch(const Expr& condition, std::vector<Watched>& watched) {
    switch (condition.kind) {
        case Kind::logical_and:
        case Kind::logical_or:
            for (const semantics::ExprPtr& part : condition.operands) {
                const bool joins = part->kind == Kind::logical_and || part->kind == Kind::logical_or;
                if (!joins) watch_value(*part, watched);
                watch(*part, watched);
            }
            break;
        case Kind::logical_not: watch(*condition.operands[0], watched); break;
        case Kind::compare:
        case Kind::interval:
            for (const semantics::ExprPtr& side : condition.operands) watch_value(*side, watched);
            break;
        default: watch_value(condition, watched); break;
    }
}

/// Literals are told by the cut itself, and what was told before is not told again.
void Lowering::watch_value(const Expr& expr, std::vector<Watched>& watched) {
    const bool literal =
        expr.kind == Kind::number || (expr.kind == Kind::negate && expr.operands[0]->kind == Kind::number);
    const Value value = lower(expr);
    if (literal || !value.is_number()) return;
    const std::string text(expr.span.text());
    for (const Watched& before : watched) {
        if (before.text == text && before.value == value.node) return;
    }
    watched.push_back({text, value.node});
}

}  // namespace collmc::plan
