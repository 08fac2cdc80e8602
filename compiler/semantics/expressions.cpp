#include "compiler/semantics/expressions.h"

#include <fmt/format.h>

#include "compiler/semantics/literals.h"
#include "compiler/semantics/narrowing.h"
#include "compiler/semantics/object_fixes.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

using SyntaxKind = syntax::Expr::Kind;

const syntax::Expr& without_parentheses(const syntax::Expr& tree) {
    const syntax::Expr* at = &tree;
    while (at->kind == SyntaxKind::parentheses) at = at->operands[0].get();
    return *at;
}

const syntax::Expr* literal_in(const syntax::Expr& tree) {
    const syntax::Expr* at = &tree;
    while (at->kind == SyntaxKind::parentheses || at->kind == SyntaxKind::negate) at = at->operands[0].get();
    return at->kind == SyntaxKind::number ? at : nullptr;
}

ObjectType sum_type(const ObjectType& term) {
    const bool transverse = term.kind == ObjectType::Kind::met || term.kind == ObjectType::Kind::transverse;
    return {transverse ? ObjectType::Kind::transverse : ObjectType::Kind::momentum, 0};
}

ObjectType sum_type(const ObjectType& left, const ObjectType& right) {
    const ObjectType first = sum_type(left);
    return first.kind == ObjectType::Kind::transverse ? first : sum_type(right);
}

ExprPtr ExpressionChecker::check(const syntax::Expr& tree) {
    const Frame frame{&tree, frame_};
    frame_ = &frame;
    ExprPtr value = check_part(tree);
    frame_ = frame.outer;
    return value;
}

ExprPtr ExpressionChecker::check_part(const syntax::Expr& tree) {
    switch (tree.kind) {
        case SyntaxKind::number: return check_literal(tree);
        case SyntaxKind::pi: {
            MutableExpr expr = make_expr(Expr::Kind::number, Type::real(), tree.span);
            expr->value = pi_value();
            return expr;
        }
        case SyntaxKind::name: return check_name(tree);
        case SyntaxKind::self: return check_self(tree);
        case SyntaxKind::attribute: return check_attribute(tree);
        case SyntaxKind::index: return check_index(tree);
        case SyntaxKind::call: return check_call(tree);
        case SyntaxKind::absolute: return check_absolute(tree);
        case SyntaxKind::negate: return check_negate(tree);
        case SyntaxKind::logical_not:
            return make_expr(Expr::Kind::logical_not, Type::boolean(), tree.span,
                             check_condition(*tree.operands[0], "not", tree));
        case SyntaxKind::power: return check_power(tree);
        case SyntaxKind::binary: return check_binary(tree);
        case SyntaxKind::in_interval: return check_interval(tree);
        case SyntaxKind::conditional: return check_conditional(tree);
        case SyntaxKind::parentheses: return check(*tree.operands[0]);
        case SyntaxKind::otherwise: return check_otherwise(tree);
        case SyntaxKind::is_kind: return check_is_kind(tree);
        case SyntaxKind::bit: reporter().error("E0602", tree.span, "`bit` stands in `btagged(bit 0)` only"); break;
        case SyntaxKind::error: return error_expr(tree.span, check_operands(tree));
    }
    return error_expr(tree.span);
}

ExprPtr ExpressionChecker::check_literal(const syntax::Expr& tree) {
    const std::optional<double> value = literal_value(tree.digits, tree.unit);
    if (!value) {
        reporter().error("E0005", tree.span,
                         fmt::format("{} is outside the range of numbers (about 1e-308 to 1e308)", quote(tree.span)));
        return error_expr(tree.span);
    }
    const bool whole = !tree.unit && tree.digits.find_first_not_of("0123456789") == std::string::npos;
    if (whole && *value >= 0x1p53) {
        Diagnostic& diagnostic = reporter().error(
            "E0315", tree.span, fmt::format("{} is beyond 2^53, where whole numbers are no longer exact", tree.digits));
        diagnostic.notes.push_back("a number that need not be exact is written with an exponent, 1e16");
        return error_expr(tree.span);
    }
    const Type type = whole ? Type::integer() : Type::real(dimension_of(tree.unit));
    MutableExpr expr = make_expr(Expr::Kind::number, type, tree.span);
    expr->value = *value;
    return expr;
}

ExprPtr ExpressionChecker::check_condition(const syntax::Expr& tree, const std::string& word) {
    return check_condition(tree, word, tree);
}

ExprPtr ExpressionChecker::check_condition(const syntax::Expr& tree, const std::string& word,
                                           const syntax::Expr& whole) {
    if (frame_ == nullptr) wanted_ = Wanted::condition;
    ExprPtr condition = check(tree);
    if (condition->type.kind == Type::Kind::boolean) return condition;
    if (condition->type.is_error() || reporter().is_misread(tree.span))  // what follows did not parse
        return broken_condition(tree.span, std::move(condition));
    Diagnostic& diagnostic = reporter().error("E0307", tree.span,
                                              fmt::format("`{}` needs a condition, and {} is {}", word,
                                                          quote(tree.span), describe(condition->type, schema())));
    diagnostic.expected = to_string(Type::boolean(), schema());
    diagnostic.found = to_string(condition->type, schema());
    const bool negated = word == "not" && whole.kind == SyntaxKind::logical_not;
    diagnostic.fixes = condition_instead(*condition, tree, negated ? whole.span : tree.span, negated);
    if (condition->kind == Expr::Kind::candidate || condition->kind == Expr::Kind::leg) {
        MutableExpr exists = make_expr(Expr::Kind::exists, Type::boolean(), tree.span);
        exists->candidate = condition->candidate;
        return exists;
    }
    if (condition->type.is_number() && diagnostic.fixes.empty()) {
        const std::string unit = unit_of(condition->type.dimension);
        diagnostic.notes.push_back(
            fmt::format("compare it with something, for example `> 0{}{}`", unit.empty() ? "" : " ", unit));
    }
    // An object in the place of a condition is hardly meant to be looked at.
    const bool object = condition->type.kind == Type::Kind::object;
    return broken_condition(tree.span, object ? error_expr(tree.span) : std::move(condition));
}

ExprPtr ExpressionChecker::check_number(const syntax::Expr& tree) {
    if (frame_ == nullptr) wanted_ = Wanted::number;
    ExprPtr value = check(tree);
    if (value->type.is_error() || !require_number(*value, tree)) return error_expr(tree.span, std::move(value));
    return value;
}

std::optional<Type> ExpressionChecker::common_type(const Type& a, const Type& b) const {
    if (a.is_error() || b.is_error()) return Type::error();
    if (a.kind == Type::Kind::object && b.kind == Type::Kind::object) {
        if (a.object.kind == ObjectType::Kind::detector && b.object.kind == ObjectType::Kind::detector)
            return Type::of_object({ObjectType::Kind::detector, a.object.particles | b.object.particles});
        return Type::of_object(sum_type(a.object, b.object));
    }
    if (is_subtype(a, b)) return b;
    if (is_subtype(b, a)) return a;
    return std::nullopt;
}

Type ExpressionChecker::type_of_either(const Expr& first, const syntax::Expr& first_tree, const Expr& second,
                                       const syntax::Expr& second_tree, Span span) {
    const std::optional<Type> type = common_type(first.type, second.type);
    if (!type) {
        if (first.type.is_number() && second.type.is_number()) {
            agree(first, first_tree, second, second_tree, span, "be the two sides of one `else`");
            return Type::error();
        }
        Diagnostic& diagnostic =
            reporter().error("E0302", span,
                             fmt::format("both sides of `else` must be of one kind; these are {} and {}",
                                         describe(first.type, schema()), describe(second.type, schema())));
        diagnostic.labels.push_back({first_tree.span, describe(first.type, schema())});
        diagnostic.labels.push_back({second_tree.span, describe(second.type, schema())});
        return Type::error();
    }
    if (type->kind == Type::Kind::collection) {
        Diagnostic& diagnostic =
            reporter().error("E0308", span, "`else` chooses between values, and these are collections");
        diagnostic.labels.push_back({first_tree.span, describe(first.type, schema())});
        diagnostic.notes.push_back("choose between what is computed from them: (HT(a) when c else HT(b))");
        return Type::error();
    }
    return *type;
}

ExprPtr ExpressionChecker::check_knowing(const syntax::Expr& tree, const Expr& condition, bool truth) {
    Scope scope = Scope::inside(scope_);
    scope.narrowings = narrowings_of(condition, truth);
    return scope.narrowings.empty() ? check(tree) : ExpressionChecker(checker_, scope).check(tree);
}

ExprPtr ExpressionChecker::check_conditional(const syntax::Expr& tree) {
    ExprPtr condition = check_condition(*tree.operands[1], "when");
    ExprPtr first = check_knowing(*tree.operands[0], *condition, true);
    ExprPtr second = check_knowing(*tree.operands[2], *condition, false);
    const Type type = type_of_either(*first, *tree.operands[0], *second, *tree.operands[2], tree.span);
    return make_expr(Expr::Kind::conditional, type, tree.span, std::move(first), std::move(condition),
                     std::move(second));
}

ExprPtr ExpressionChecker::check_otherwise(const syntax::Expr& tree) {
    ExprPtr first = check(*tree.operands[0]);
    ExprPtr second = check(*tree.operands[1]);
    const Type type = type_of_either(*first, *tree.operands[0], *second, *tree.operands[1], tree.span);
    return make_expr(Expr::Kind::otherwise, type, tree.span, std::move(first), std::move(second));
}

}  // namespace collmc::semantics
