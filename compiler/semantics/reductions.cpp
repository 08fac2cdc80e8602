// `sum(j.pt for j in jets when |j.eta| < 2.4)` and its kin.

#include <fmt/format.h>

#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;

bool wants_condition(ReduceOp op) { return op == ReduceOp::any || op == ReduceOp::all || op == ReduceOp::count; }

}  // namespace

ExprPtr ExpressionChecker::check_range(const syntax::Name& name) {
    if (const int index = scope_.parameter(name.text); index >= 0) {
        MutableExpr expr = make_expr(Expr::Kind::parameter, scope_.parameter(index).type, name.span);
        expr->index = index;
        if (expr->type.kind == Type::Kind::collection || expr->type.is_error()) return expr;
        reporter().error(
            "E0309", name.span,
            fmt::format("`for` runs over a collection; `{}` is {}", name.text, describe(expr->type, schema())));
        return error_expr(name.span);
    }
    if (const Variable* variable = scope_.variable(name.text)) {
        reporter().error("E0309", name.span,
                         fmt::format("`for` runs over a collection; `{}` is {}", name.text,
                                     describe(Type::of_object(variable->type), schema())));
        return error_expr(name.span);
    }
    if (!scope_.sees_analysis) {
        reporter().error("E0101", name.span, fmt::format("there is no collection `{}`", name.text));
        return error_expr(name.span);
    }
    const std::optional<CollectionId> id = checker_.collection_named(name);
    if (!id) return error_expr(name.span);
    MutableExpr expr =
        make_expr(Expr::Kind::collection, Type::collection_of(checker_.program().collections[*id].element), name.span);
    expr->collection = *id;
    return expr;
}

std::optional<Type> ExpressionChecker::reduced_type(ReduceOp op, const Expr& body, const syntax::Expr& tree) {
    switch (op) {
        case ReduceOp::any:
        case ReduceOp::all: return Type::boolean();
        case ReduceOp::count: return Type::integer();
        case ReduceOp::sum:
            if (body.type.kind == Type::Kind::object) return Type::of_object(sum_type(body.type.object));
            break;
        case ReduceOp::mean:
            if (body.type.kind == Type::Kind::integer) return Type::real();
            break;
        case ReduceOp::product:
            if (body.type.is_number() && body.type.dimension != Rational{}) {
                reporter().error(
                    "E0303", tree.span,
                    fmt::format("`product` is of pure numbers, as the power of GeV must be known; {} is {}",
                                quote(tree.span), describe(body.type, schema())));
                return std::nullopt;
            }
            break;
        case ReduceOp::min:
        case ReduceOp::max: break;
    }
    if (!require_number(body, tree)) return std::nullopt;
    return body.type;
}

ExprPtr ExpressionChecker::check_reduction(const syntax::Expr& tree, ReduceOp op) {
    if (!has_arity(tree, 1, fmt::format("{}(... for x in collection)", tree.name.text))) return error_expr(tree.span);
    const syntax::For& range_tree = *tree.comprehension;
    if (range_tree.groups.size() != 1 || range_tree.groups[0].variables.size() != 1) {
        reporter().error("E0401", range_tree.span,
                         "`for` takes one variable over one collection; the best pair of objects is a `candidate`");
        return error_expr(tree.span);
    }
    const syntax::Name& name = range_tree.groups[0].variables[0];
    ExprPtr collection = check_range(range_tree.groups[0].collection);
    const bool bound = checker_.may_bind(name, scope_);
    if (collection->type.is_error() || !bound) return error_expr(tree.span);

    Scope inner;
    inner.outer = &scope_;
    inner.sees_analysis = scope_.sees_analysis;
    inner.variables.push_back({name, checker_.new_variable(), collection->type.object});
    ExpressionChecker body_checker(checker_, inner);
    const syntax::Expr& body_tree = *tree.operands[0];
    ExprPtr body =
        wants_condition(op) ? body_checker.check_condition(body_tree, tree.name.text) : body_checker.check(body_tree);
    ExprPtr filter;
    if (range_tree.filter != nullptr) filter = body_checker.check_condition(*range_tree.filter, "when");
    if (body->type.is_error() || (filter != nullptr && filter->type.is_error())) return error_expr(tree.span);
    const std::optional<Type> type = reduced_type(op, *body, body_tree);
    if (!type) return error_expr(tree.span);

    MutableExpr expr = make_expr(Expr::Kind::reduce, *type, tree.span, std::move(body), std::move(filter));
    expr->reduce_op = op;
    expr->ranges.push_back({inner.variables[0].id, name.text, std::move(collection)});
    return expr;
}

/// `sum(jets)`, `any(jets.pt > 30 GeV)`: a reduction that does not say what runs over what.
ExprPtr ExpressionChecker::report_missing_range(const syntax::Expr& tree) {
    const std::string& name = tree.name.text;
    Diagnostic& diagnostic = reporter().error(
        "E0602", tree.span, fmt::format("`{0}` runs over a collection: `{0}(... for x in collection)`", name));
    const syntax::Expr* argument = tree.operands.size() == 1 ? &without_parentheses(*tree.operands[0]) : nullptr;
    if (argument == nullptr || !scope_.sees_analysis) return error_expr(tree.span);
    const auto is_collection = [&](const syntax::Expr& expr) {
        if (expr.kind != SyntaxKind::name) return false;
        const Symbol* symbol = checker_.find(expr.name.text);
        return symbol != nullptr && symbol->kind == Symbol::Kind::object;
    };
    if (name == "count" && is_collection(*argument)) {
        diagnostic.fixes.push_back(replace(tree.span, fmt::format("size({})", argument->span.text()),
                                           "the number of objects is `size`", EditClass::safe));
    } else if (name == "sum" && is_collection(*argument)) {
        diagnostic.fixes.push_back(replace(tree.span, fmt::format("sum(o for o in {})", argument->span.text()),
                                           "sum the momenta of all objects", EditClass::likely));
    } else if (argument->kind == SyntaxKind::attribute && is_collection(*argument->operands[0])) {
        const std::string_view collection = argument->operands[0]->span.text();
        diagnostic.fixes.push_back(replace(tree.span,
                                           fmt::format("{}(o.{} for o in {})", name, argument->name.text, collection),
                                           "run over all objects", EditClass::likely));
    }
    return error_expr(tree.span);
}

}  // namespace collmc::semantics
