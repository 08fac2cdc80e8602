// `sum(j.pt for j in jets when |j.eta| < 2.4)` and its kin.

#include <fmt/format.h>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/narrowing.h"
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
    if (const Variable* variable = scope_.variable(name.text)) return check_range_over(*element(*variable, name.span));
    if (!scope_.sees_analysis && !schema().particle_named(name.text)) {
        reporter().error("E0101", name.span, fmt::format("there is no collection `{}`", name.text));
        return error_expr(name.span);
    }
    const Symbol* symbol = checker_.find(name.text);
    if (symbol != nullptr && symbol->kind == Symbol::Kind::define) {
        const ExprPtr value = value_of(*checker_.use(name), name.span);
        return value->type.is_error() ? error_expr(name.span, copy_of(*value))
                                      : check_range_over(*value, symbol->name.span);
    }
    const std::optional<CollectionId> id = checker_.collection_named(name);
    return id ? collection(*id, name.span) : error_expr(name.span);
}

ExprPtr ExpressionChecker::check_range_over(const Expr& value, Span declaration) {
    if (ExprPtr collection = as_collection(value)) return collection;
    Diagnostic& diagnostic = reporter().error(
        "E0309", value.span,
        fmt::format("`for` runs over a collection; `{}` is {}", value.span.text(), describe(value.type, schema())));
    if (declaration.valid()) diagnostic.labels.push_back({declaration, "defined here"});
    if (value.type.object.combination >= 0) {
        std::vector<std::string> members;
        for (const Candidate::Leg& leg : checker_.program().candidates[value.type.object.combination].legs)
            members.push_back(fmt::format("{}.{}", value.span.text(), leg.name));
        diagnostic.notes.push_back("its members are " + listed_quoted(members));
    }
    return error_expr(value.span, copy_of(value));
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

bool ExpressionChecker::check_for(const syntax::For& tree, Loop& loop) {
    loop.scope = Scope::inside(scope_);
    bool good = true;
    int group_number = 0;
    for (const syntax::For::Group& group : tree.groups) {
        const ExprPtr collection = check_range(group.collection);
        good &= !collection->type.is_error();
        for (const syntax::Name& name : group.variables) {
            if (!checker_.may_bind(name, loop.scope, !scope_.block().empty())) good = false;
            if (!good) continue;
            loop.scope.variables.push_back({name, checker_.new_variable(), collection->type.object});
            loop.ranges.push_back({loop.scope.variables.back().id, name.text, copy_of(*collection), group_number});
        }
        ++group_number;
    }
    if (!good || loop.ranges.empty()) return false;
    if (const int objects = objects_in(loop.ranges); objects > kMostMembers) {
        reporter().error("E0401", tree.span,
                         fmt::format("this `for` combines {} objects; at most {} are combined, because the number of "
                                     "combinations grows with every one",
                                     objects, kMostMembers));
        return false;
    }
    if (tree.filter == nullptr) return true;
    loop.filter = ExpressionChecker(checker_, loop.scope).check_condition(*tree.filter, "when");
    loop.scope.narrowings = narrowings_of(*loop.filter, true);
    return true;
}

int ExpressionChecker::objects_in(const std::vector<Range>& ranges) const {
    int objects = 0;
    for (const Range& range : ranges) {
        const CandidateId combination = range.collection->type.object.combination;
        objects += combination < 0 ? 1 : members_in(checker_.program(), checker_.program().candidates[combination]);
    }
    return objects;
}

ExprPtr ExpressionChecker::check_reduction(const syntax::Expr& tree, ReduceOp op) {
    if (!has_arity(tree, 1, fmt::format("{}(... for x in collection)", tree.name.text))) return error_expr(tree.span);
    Loop loop;
    if (!check_for(*tree.comprehension, loop)) return error_expr(tree.span);
    ExpressionChecker body_checker(checker_, loop.scope);
    const syntax::Expr& body_tree = *tree.operands[0];
    ExprPtr body =
        wants_condition(op) ? body_checker.check_condition(body_tree, tree.name.text) : body_checker.check(body_tree);
    const Type type = body->type.is_error() && !wants_condition(op)
                          ? Type::error()
                          : reduced_type(op, *body, body_tree).value_or(Type::error());
    MutableExpr expr = make_expr(Expr::Kind::reduce, type, tree.span, std::move(body), std::move(loop.filter));
    expr->reduce_op = op;
    expr->ranges = std::move(loop.ranges);
    return expr;
}

bool ExpressionChecker::names_collection(const syntax::Expr& tree) const {
    if (tree.kind != SyntaxKind::name) return false;
    const Symbol* symbol = checker_.find(tree.name.text);
    return symbol != nullptr ? symbol->kind == Symbol::Kind::object
                             : schema().particle_named(tree.name.text).has_value();
}

/// `sum(jets)`, `any(jets.pt > 30 GeV)`: a reduction that does not say what runs over what.
ExprPtr ExpressionChecker::report_missing_range(const syntax::Expr& tree) {
    const std::string& name = tree.name.text;
    std::vector<Fix> fixes = fixes_for_reduction(tree);
    Diagnostic& diagnostic = reporter().error(
        "E0602", tree.span, fmt::format("`{0}` runs over a collection: `{0}(... for x in collection)`", name));
    diagnostic.fixes = std::move(fixes);
    return error_expr(tree.span);
}

}  // namespace collmc::semantics
