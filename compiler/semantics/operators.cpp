// Arithmetic, comparisons, intervals and logic, with the algebra of dimensions.

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "compiler/semantics/dimension_fixes.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/narrowing.h"
#include "compiler/semantics/object_fixes.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;
using syntax::BinaryOp;

constexpr long kHighestPower = 64;
constexpr long kHighestWholePower = 4;
constexpr long kHighestDimension = 1000;

std::string unit_or_none(const Type& type) {
    const std::string unit = unit_of(type.dimension);
    return unit.empty() ? "a pure number" : unit;
}

CompareOp compare_op(BinaryOp op) {
    switch (op) {
        case BinaryOp::less: return CompareOp::less;
        case BinaryOp::less_equal: return CompareOp::less_equal;
        case BinaryOp::greater: return CompareOp::greater;
        case BinaryOp::greater_equal: return CompareOp::greater_equal;
        case BinaryOp::equal: return CompareOp::equal;
        default: return CompareOp::not_equal;
    }
}

bool representable(Rational dimension) {
    return std::labs(dimension.numerator) <= kHighestDimension && dimension.denominator <= kHighestDimension;
}

/// Where no unit repairs a sum of energies, what has none does not belong to it.
void leave_out_pure(Diagnostic& diagnostic, const Expr& left, const syntax::Expr& left_tree, const Expr& right,
                    const syntax::Expr& right_tree) {
    const bool pure_right = right.type.dimension == Rational{}, pure_left = left.type.dimension == Rational{};
    if (pure_left == pure_right) return;
    const syntax::Expr& term = pure_right ? right_tree : left_tree;
    const Span cut = pure_right ? Span{term.span.file, left_tree.span.end, term.span.end}
                                : Span{term.span.file, term.span.begin, right_tree.span.begin};
    diagnostic.fixes.push_back(replace(cut, "", "leave out " + quote(term.span), EditClass::changes_selection));
}

}  // namespace

bool ExpressionChecker::require_number(const Expr& value, const syntax::Expr& tree) {
    if (value.type.is_number()) return true;
    if (follows_from_misreading(tree.span)) return false;
    Diagnostic& diagnostic = reporter().error(
        "E0311", tree.span,
        fmt::format("a number is needed here, and {} is {}", quote(tree.span), describe(value.type, schema())));
    diagnostic.found = to_string(value.type, schema());
    for (Fix& fix : number_instead(value, tree, schema())) diagnostic.fixes.push_back(std::move(fix));
    return false;
}

bool ExpressionChecker::agree(const Expr& left, const syntax::Expr& left_tree, const Expr& right,
                              const syntax::Expr& right_tree, Span span, const char* what) {
    if (left.type.is_error() || right.type.is_error() || left.type.dimension == right.type.dimension) return true;
    const syntax::Expr* left_literal = literal_in(left_tree);
    const syntax::Expr* right_literal = literal_in(right_tree);
    const bool right_bare = right_literal != nullptr && !right_literal->unit;
    const bool left_bare = left_literal != nullptr && !left_literal->unit && !right_bare;
    if (right_bare || left_bare) {
        const syntax::Expr& literal = right_bare ? *right_literal : *left_literal;
        const syntax::Expr& other = right_bare ? left_tree : right_tree;
        const Type& wanted = right_bare ? left.type : right.type;
        Diagnostic& diagnostic = reporter().error("E0301", literal.span,
                                                  fmt::format("{} is {}, and {} has no unit", quote(other.span),
                                                              describe(wanted, schema()), literal.span.text()));
        diagnostic.labels.push_back({other.span, describe(wanted, schema())});
        diagnostic.expected = to_string(wanted, schema());
        diagnostic.found = to_string(right_bare ? right.type : left.type, schema());
        offer_unit(diagnostic, literal.span, wanted.dimension);
        // In a sum the unit may be missing on the other side as well: `1 + MET.pt / 500`.
        if (left_tree.span.begin >= span.begin && std::string_view(what) != "be compared")
            offer(diagnostic,
                  fixes_to(checker_.program(), right_bare ? left : right, Rational{}, {false, false, true}));
        return false;
    }
    Diagnostic& diagnostic = reporter().error(
        "E0302", span, fmt::format("{} and {} cannot {}", unit_or_none(left.type), unit_or_none(right.type), what));
    diagnostic.labels.push_back({left_tree.span, describe(left.type, schema())});
    diagnostic.labels.push_back({right_tree.span, describe(right.type, schema())});
    diagnostic.expected = to_string(left.type, schema());
    diagnostic.found = to_string(right.type, schema());
    std::vector<DimensionFix> fixes = fixes_to(checker_.program(), left, right.type.dimension, {});
    for (DimensionFix& fix : fixes_to(checker_.program(), right, left.type.dimension, {}))
        fixes.push_back(std::move(fix));
    offer(diagnostic, std::move(fixes));
    if (diagnostic.fixes.empty() && std::string_view(what) == "be added")
        leave_out_pure(diagnostic, left, left_tree, right, right_tree);
    return false;
}

ExprPtr ExpressionChecker::check_absolute(const syntax::Expr& tree) {
    ExprPtr value = check_number(*tree.operands[0]);
    if (value->type.is_error()) return error_expr(tree.span, std::move(value));
    const Type type = value->type;
    return make_expr(Expr::Kind::absolute, type, tree.span, std::move(value));
}

ExprPtr ExpressionChecker::check_negate(const syntax::Expr& tree) {
    ExprPtr value = check(*tree.operands[0]);
    if (value->type.is_error()) return error_expr(tree.span, std::move(value));
    Type type = value->type;
    if (type.kind == Type::Kind::object)
        type.object = sum_type(type.object);
    else if (!require_number(*value, *tree.operands[0]))
        return error_expr(tree.span, std::move(value));
    return make_expr(Expr::Kind::negate, type, tree.span, std::move(value));
}

ExprPtr ExpressionChecker::check_power(const syntax::Expr& tree) {
    ExprPtr base = check_number(*tree.operands[0]);
    if (base->type.is_error() || !tree.exponent) return error_expr(tree.span, std::move(base));
    const Rational exponent = Rational::of(tree.exponent->numerator, tree.exponent->denominator);
    if (exponent.numerator == 0 || std::labs(exponent.numerator) > kHighestPower || exponent.denominator > 3) {
        reporter().error(
            "E0304", tree.exponent->span,
            fmt::format("a power is a whole number up to {}, a number of halves, or a number of thirds, and not 0",
                        kHighestPower));
        return error_expr(tree.span, std::move(base));
    }
    const Rational dimension = base->type.dimension * exponent;
    if (!representable(dimension)) {
        reporter().error("E0304", tree.exponent->span, "this power has a dimension beyond GeV^1000");
        return error_expr(tree.span, std::move(base));
    }
    // A count to a higher power may be beyond 2^53, and is a real number.
    const bool whole = base->type.kind == Type::Kind::integer && exponent.denominator == 1 && exponent.numerator > 0 &&
                       exponent.numerator <= kHighestWholePower;
    MutableExpr expr =
        make_expr(Expr::Kind::power, whole ? Type::integer() : Type::real(dimension), tree.span, std::move(base));
    expr->exponent = exponent;
    return expr;
}

ExprPtr ExpressionChecker::check_binary(const syntax::Expr& tree) {
    switch (tree.op) {
        case BinaryOp::logical_and:
        case BinaryOp::logical_or: return check_logical(tree);
        case BinaryOp::less:
        case BinaryOp::less_equal:
        case BinaryOp::greater:
        case BinaryOp::greater_equal:
        case BinaryOp::equal:
        case BinaryOp::not_equal: return check_comparison(tree);
        default: break;
    }
    ExprPtr left = check(*tree.operands[0]);
    ExprPtr right = check(*tree.operands[1]);
    if (left->type.is_error() || right->type.is_error())
        return error_expr(tree.span, std::move(left), std::move(right));
    const bool additive = tree.op == BinaryOp::add || tree.op == BinaryOp::subtract;
    return additive ? check_additive(tree, std::move(left), std::move(right))
                    : check_multiplicative(tree, std::move(left), std::move(right));
}

ExprPtr ExpressionChecker::check_logical(const syntax::Expr& tree) {
    const bool conjunction = tree.op == BinaryOp::logical_and;
    const char* word = conjunction ? "and" : "or";
    ExprPtr left = check_condition(*tree.operands[0], word);
    Scope scope = Scope::inside(scope_);  // the right side counts only where the left one does not decide
    scope.narrowings = narrowings_of(*left, conjunction);
    ExprPtr right = ExpressionChecker(checker_, scope).check_condition(*tree.operands[1], word);
    return make_expr(conjunction ? Expr::Kind::logical_and : Expr::Kind::logical_or, Type::boolean(), tree.span,
                     std::move(left), std::move(right));
}

ExprPtr ExpressionChecker::check_additive(const syntax::Expr& tree, ExprPtr left, ExprPtr right) {
    const syntax::Expr& left_tree = *tree.operands[0];
    const syntax::Expr& right_tree = *tree.operands[1];
    const Expr::Kind kind = tree.op == BinaryOp::add ? Expr::Kind::add : Expr::Kind::subtract;
    const bool left_object = left->type.kind == Type::Kind::object;
    const bool right_object = right->type.kind == Type::Kind::object;
    if (left_object && right_object) {
        const Type type = Type::of_object(sum_type(left->type.object, right->type.object));
        ExprPtr sum = make_expr(kind, type, tree.span, std::move(left), std::move(right));
        if (kind == Expr::Kind::add && scope_.sees_analysis) warn_of_sum(checker_, *sum, tree);
        return sum;
    }
    if (left_object != right_object && (left->type.is_number() || right->type.is_number())) {
        const syntax::Expr& object = left_object ? left_tree : right_tree;
        Diagnostic& diagnostic =
            reporter().error("E0302", tree.span,
                             "a momentum and a number cannot be added; a momentum has components, a number has none");
        diagnostic.labels.push_back({left_tree.span, describe(left->type, schema())});
        diagnostic.labels.push_back({right_tree.span, describe(right->type, schema())});
        const syntax::Expr& number = left_object ? right_tree : left_tree;
        if (left_object && number.kind == SyntaxKind::attribute &&
            right->operands[0]->type.kind == Type::Kind::object) {
            const std::string sum =
                fmt::format("({}{})", Span{tree.span.file, tree.span.begin, right_tree.span.begin}.text(),
                            number.operands[0]->span.text());
            const std::string text = fmt::format("{}.{}", sum, number.name.text);
            diagnostic.fixes.push_back(
                replace(tree.span, text, fmt::format("take it of the sum, `{}`", text), EditClass::likely));
        }
        for (Fix& fix : number_instead(left_object ? *left : *right, object, schema()))
            diagnostic.fixes.push_back(std::move(fix));
        return error_expr(tree.span, std::move(left), std::move(right));
    }
    const bool left_collection = left->type.kind == Type::Kind::collection;
    if ((left_object && right->type.kind == Type::Kind::collection) || (left_collection && right_object)) {
        const syntax::Expr& collection = left_collection ? left_tree : right_tree;
        Diagnostic& diagnostic =
            reporter().error("E0311", collection.span,
                             fmt::format("a collection and an object cannot be added; {} is {}", quote(collection.span),
                                         describe(left_collection ? left->type : right->type, schema())));
        diagnostic.labels.push_back({(left_collection ? right_tree : left_tree).span, "an object"});
        diagnostic.fixes = object_instead(left_collection ? *left : *right, collection);
        return error_expr(tree.span, std::move(left), std::move(right));
    }
    if (!require_number(*left, left_tree) || !require_number(*right, right_tree))
        return error_expr(tree.span, std::move(left), std::move(right));
    const char* what = kind == Expr::Kind::add ? "be added" : "be subtracted";
    if (!agree(*left, left_tree, *right, right_tree, tree.span, what)) {
        // A bare number is meant in the unit of the other side.
        const auto is_bare = [](const syntax::Expr& side) {
            const syntax::Expr* literal = literal_in(side);
            return literal != nullptr && !literal->unit;
        };
        if (is_bare(right_tree) || is_bare(left_tree))
            reporter().guess(is_bare(right_tree) ? right_tree.span : left_tree.span);
        const Type type = is_bare(right_tree)  ? Type::real(left->type.dimension)
                          : is_bare(left_tree) ? Type::real(right->type.dimension)
                                               : Type::error();
        return make_expr(kind, type, tree.span, std::move(left), std::move(right));
    }
    const bool whole = left->type.kind == Type::Kind::integer && right->type.kind == Type::Kind::integer;
    const Type type = whole ? Type::integer() : Type::real(left->type.dimension);
    ExprPtr sum = make_expr(kind, type, tree.span, std::move(left), std::move(right));
    if (kind == Expr::Kind::add && scope_.sees_analysis) warn_of_sum(checker_, *sum, tree);
    return sum;
}

ExprPtr ExpressionChecker::check_multiplicative(const syntax::Expr& tree, ExprPtr left, ExprPtr right) {
    if (!require_number(*left, *tree.operands[0]) || !require_number(*right, *tree.operands[1]))
        return error_expr(tree.span, std::move(left), std::move(right));
    const bool product = tree.op == BinaryOp::multiply;
    const bool whole = product && left->type.kind == Type::Kind::integer && right->type.kind == Type::Kind::integer;
    const Rational dimension =
        product ? left->type.dimension + right->type.dimension : left->type.dimension - right->type.dimension;
    if (!representable(dimension)) {
        reporter().error("E0304", tree.span, "this product has a dimension beyond GeV^1000");
        return error_expr(tree.span, std::move(left), std::move(right));
    }
    return make_expr(product ? Expr::Kind::multiply : Expr::Kind::divide,
                     whole ? Type::integer() : Type::real(dimension), tree.span, std::move(left), std::move(right));
}

/// Reports what cannot be compared: objects, collections and conditions.
bool ExpressionChecker::comparable(const Expr& value, const syntax::Expr& tree, const Expr& other,
                                   const syntax::Expr& comparison) {
    if (value.type.kind == Type::Kind::object) {
        Diagnostic& diagnostic =
            reporter().error("E0314", tree.span,
                             fmt::format("{} is {}, which cannot be compared as a whole; compare what it has",
                                         quote(tree.span), describe(value.type, schema())));
        if (other.type.is_number())
            diagnostic.fixes = number_instead(value, tree, schema());
        else
            diagnostic.notes.push_back(schema().attribute(value.type.object, "charge") != nullptr
                                           ? "whether they are of one kind says `sameFlavor(a, b)`"
                                           : "for example their distance, `deltaR(a, b) < 0.1`");
        return false;
    }
    if (value.type.kind == Type::Kind::boolean) {
        Diagnostic& diagnostic = reporter().error(
            "E0311", tree.span,
            fmt::format("{} is a condition already; it is not compared with anything", quote(tree.span)));
        diagnostic.fixes = condition_alone(tree, comparison);
        if (diagnostic.fixes.empty())
            diagnostic.notes.push_back(fmt::format("write `{0}`, or `not {0}`", tree.span.text()));
        return false;
    }
    return require_number(value, tree);
}

void ExpressionChecker::report_fraction(const syntax::Expr& tree, const syntax::Expr& literal, bool literal_on_right) {
    const double value = literal_value(literal.digits, std::nullopt).value_or(0);
    BinaryOp op = tree.op;
    if (!literal_on_right) {  // 1.5 < size(jets) asks for size(jets) > 1.5
        if (op == BinaryOp::less || op == BinaryOp::less_equal)
            op = BinaryOp::greater;
        else if (op == BinaryOp::greater || op == BinaryOp::greater_equal)
            op = BinaryOp::less;
    }
    Diagnostic& diagnostic = reporter().error(
        "E0312", literal.span, fmt::format("a count is a whole number; it is compared with {}", literal.digits));
    if (op == BinaryOp::equal || op == BinaryOp::not_equal) {
        for (const double whole : {std::floor(value), std::ceil(value)})
            diagnostic.fixes.push_back(replace(literal.span, fmt::format("{:.0f}", whole),
                                               fmt::format("compare with {:.0f}", whole),
                                               EditClass::changes_selection));
        return;
    }
    if (!literal_on_right) return;
    const bool above = op == BinaryOp::greater || op == BinaryOp::greater_equal;
    const std::string bound =
        fmt::format("{} {:.0f}", above ? ">=" : "<=", above ? std::ceil(value) : std::floor(value));
    diagnostic.fixes.push_back(replace(Span::cover(tree.op_span, literal.span), bound,
                                       fmt::format("write `{}`, which is the same", bound), EditClass::safe));
}

ExprPtr ExpressionChecker::check_comparison(const syntax::Expr& tree) {
    const syntax::Expr& left_tree = *tree.operands[0];
    const syntax::Expr& right_tree = *tree.operands[1];
    ExprPtr left = check(left_tree);
    ExprPtr right = check(right_tree);
    const bool known = !left->type.is_error() && !right->type.is_error();
    const bool good = known && comparable(*left, left_tree, *right, tree) &&
                      comparable(*right, right_tree, *left, tree) &&
                      agree(*left, left_tree, *right, right_tree, tree.span, "be compared");
    if (good) {
        const syntax::Expr& left_inner = without_parentheses(left_tree);
        const syntax::Expr& right_inner = without_parentheses(right_tree);
        const auto fraction = [](const Expr& count, const Expr& literal, const syntax::Expr& inner) {
            return count.kind == Expr::Kind::size && inner.kind == SyntaxKind::number &&
                   literal.value != std::floor(literal.value);
        };
        if (fraction(*left, *right, right_inner)) report_fraction(tree, right_inner, true);
        if (fraction(*right, *left, left_inner)) report_fraction(tree, left_inner, false);
    }
    // An object in the place of a number is hardly meant to be looked at.
    if (left->type.kind == Type::Kind::object || right->type.kind == Type::Kind::object)
        return broken_condition(tree.span, error_expr(tree.span));
    // Of a collection the size is compared.
    for (ExprPtr* side : {&left, &right}) {
        if ((*side)->type.kind != Type::Kind::collection) continue;
        const Span span = (*side)->span;
        *side = make_expr(Expr::Kind::size, Type::integer(), span, std::move(*side));
    }
    MutableExpr expr = make_expr(Expr::Kind::compare, Type::boolean(), tree.span, std::move(left), std::move(right));
    expr->compare_op = compare_op(tree.op);
    if (good && scope_.sees_analysis) warn_of_comparison(checker_, *expr, tree);
    return expr;
}

ExprPtr ExpressionChecker::check_interval(const syntax::Expr& tree) {
    const syntax::Expr& value_tree = *tree.operands[0];
    ExprPtr value = check(value_tree);
    const syntax::Interval& interval = *tree.interval;
    const Type bound_type = Type::real(dimension_of(interval.unit));
    const auto bound = [&](const syntax::Bound& tree_bound) {
        MutableExpr expr = make_expr(Expr::Kind::number, bound_type, tree_bound.span);
        const std::optional<double> number = bound_value(tree_bound, interval.unit);
        if (!number) {
            reporter().error("E0005", tree_bound.span,
                             fmt::format("{} is outside the range of numbers", quote(tree_bound.span)));
            expr->type = Type::error();
        }
        expr->value = number.value_or(0);
        return expr;
    };
    MutableExpr low = bound(interval.low), high = bound(interval.high);
    const bool bounds_known = !low->type.is_error() && !high->type.is_error();
    if (bounds_known && low->value > high->value) {
        Diagnostic& diagnostic = reporter().error(
            "E0501", interval.span, fmt::format("no number lies in {}: its ends are reversed", quote(interval.span)));
        diagnostic.fixes.push_back({"swap the ends",
                                    EditClass::likely,
                                    {{interval.low.span, std::string(interval.high.span.text())},
                                     {interval.high.span, std::string(interval.low.span.text())}}});
    }
    bool good = bounds_known && !value->type.is_error() && comparable(*value, value_tree, *low, tree);
    if (good && value->type.dimension != bound_type.dimension) {
        good = false;
        const bool bare = !interval.unit;
        Diagnostic& diagnostic =
            reporter().error(bare ? "E0301" : "E0302", interval.span,
                             bare ? fmt::format("{} is {}, and this interval has no unit", quote(value_tree.span),
                                                describe(value->type, schema()))
                                  : fmt::format("{} is {}, and this interval is in {}", quote(value_tree.span),
                                                describe(value->type, schema()), unit_or_none(bound_type)));
        diagnostic.labels.push_back({value_tree.span, describe(value->type, schema())});
        diagnostic.expected = to_string(value->type, schema());
        diagnostic.found = to_string(bound_type, schema());
        diagnostic.fixes.push_back(unit_of_list(interval.span, interval.unit, value->type.dimension, "interval"));
        offer(diagnostic, fixes_to(checker_.program(), *value, bound_type.dimension, {true, false, bare}), 2);
    }
    MutableExpr expr = make_expr(Expr::Kind::interval, Type::boolean(), tree.span, std::move(value),
                                 ExprPtr(std::move(low)), ExprPtr(std::move(high)));
    expr->low_closed = interval.low_closed;
    expr->high_closed = interval.high_closed;
    if (good && scope_.sees_analysis) warn_of_interval(checker_, *expr, tree);
    return expr;
}

}  // namespace collmc::semantics
