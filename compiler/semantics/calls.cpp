// Calls: `size`, `exists`, intrinsic functions, and functions written in the language.

#include <fmt/format.h>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;

/// `mT(a : Transverse, b : Transverse)` as it is declared.
std::string signature_of(const syntax::Function& function) {
    std::string text = function.name.text + "(";
    for (std::size_t i = 0; i < function.parameters.size(); ++i)
        text += fmt::format("{}{} : {}", i > 0 ? ", " : "", function.parameters[i].name.text,
                            function.parameters[i].type.span.text());
    return text + ")";
}

}  // namespace

ExprPtr ExpressionChecker::check_call(const syntax::Expr& tree) {
    const std::string& name = tree.name.text;
    if (tree.comprehension != nullptr) {
        if (const std::optional<ReduceOp> op = reduction_named(name)) return check_reduction(tree, *op);
        std::vector<std::string> reductions = {"sum", "min", "max", "mean", "any", "all", "count", "product"};
        Diagnostic& diagnostic =
            reporter().error("E0602", tree.name.span,
                             fmt::format("`for` runs over a collection in {}; `{}` is none of them",
                                         listed_quoted(reductions, "or"), name));
        diagnostic.candidates = diagnostics::nearest(name, reductions);
        return error_expr(tree.span);
    }
    if (name == "size") return check_size(tree);
    if (name == "exists") return check_exists(tree);
    const bool reduction = reduction_named(name).has_value();
    if (reduction && tree.operands.size() == 1) return report_missing_range(tree);  // min and max also take two numbers
    if (checker_.find_function(name) != nullptr) return check_function_call(tree);
    if (reduction) return report_missing_range(tree);
    return report_unknown_function(tree);
}

bool ExpressionChecker::has_arity(const syntax::Expr& tree, std::size_t expected, const std::string& signature) {
    if (tree.operands.size() == expected) return true;
    Diagnostic& diagnostic = reporter().error(
        "E0602", tree.span,
        fmt::format("`{}` takes {}, given {}", tree.name.text, counted(expected, "argument"), tree.operands.size()));
    diagnostic.notes.push_back(fmt::format("it is `{}`", signature));
    return false;
}

ExprPtr ExpressionChecker::check_size(const syntax::Expr& tree) {
    if (!has_arity(tree, 1, "size(collection)")) return error_expr(tree.span);
    const syntax::Expr& argument_tree = *tree.operands[0];
    ExprPtr argument = check(argument_tree);
    if (argument->type.is_error()) return error_expr(tree.span);
    if (argument->type.kind == Type::Kind::collection)
        return make_expr(Expr::Kind::size, Type::integer(), tree.span, std::move(argument));
    Diagnostic& diagnostic =
        reporter().error("E0309", argument_tree.span,
                         fmt::format("`size` counts the objects of a collection; {} is {}", quote(argument_tree.span),
                                     describe(argument->type, schema())));
    if (argument->kind == Expr::Kind::candidate)
        diagnostic.notes.push_back(
            fmt::format("a candidate is one combination or none: `exists({})`", argument_tree.span.text()));
    return error_expr(tree.span);
}

ExprPtr ExpressionChecker::check_exists(const syntax::Expr& tree) {
    if (!has_arity(tree, 1, "exists(candidate)")) return error_expr(tree.span);
    const syntax::Expr& argument = *tree.operands[0];
    if (const Symbol* symbol = candidate_named(argument)) {
        if (symbol->state != Declared::State::done) return error_expr(tree.span);
        MutableExpr expr = make_expr(Expr::Kind::exists, Type::boolean(), tree.span);
        expr->candidate = symbol->id;
        return expr;
    }
    const ExprPtr value = check(argument);
    if (value->type.is_error()) return error_expr(tree.span);
    Diagnostic& diagnostic = reporter().error(
        "E0210", argument.span,
        fmt::format("`exists` takes a candidate; {} is {}", quote(argument.span), describe(value->type, schema())));
    const Expr* at = value.get();
    while (at->kind == Expr::Kind::attribute) at = at->operands[0].get();
    if (at->kind == Expr::Kind::at || value->type.kind == Type::Kind::collection) {
        const std::string collection(at->kind == Expr::Kind::at ? at->operands[0]->span.text() : argument.span.text());
        const std::string text =
            fmt::format("size({}) >= {}", collection, at->kind == Expr::Kind::at ? at->index + 1 : 1);
        diagnostic.fixes.push_back(replace(tree.span, text, fmt::format("write `{}`", text), EditClass::safe));
    }
    return error_expr(tree.span);
}

ExprPtr ExpressionChecker::check_function_call(const syntax::Expr& tree) {
    const FunctionSymbol* symbol = checker_.use_function(tree.name);
    const syntax::Function& function = *symbol->tree;
    if (!has_arity(tree, function.parameters.size(), signature_of(function))) return error_expr(tree.span);
    if (function.intrinsic) return check_intrinsic(tree, function);
    std::vector<ExprPtr> arguments;
    for (const syntax::ExprPtr& operand : tree.operands) arguments.push_back(check(*operand));
    if (symbol->state != Declared::State::done) return error_expr(tree.span);
    const Function& typed = checker_.program().functions[symbol->id];
    MutableExpr expr = make_expr(Expr::Kind::call, typed.result, tree.span);
    for (std::size_t i = 0; i < arguments.size(); ++i)
        if (!check_argument(tree, i, *arguments[i], typed.parameters[i]))
            break;  // the next is wrong for the same reason
    expr->function = symbol->id;
    expr->operands = std::move(arguments);
    return expr;
}

bool ExpressionChecker::check_argument(const syntax::Expr& call, std::size_t index, const Expr& argument,
                                       const Function::Parameter& parameter) {
    if (is_subtype(argument.type, parameter.type)) return true;
    const syntax::Expr& tree = *call.operands[index];
    const bool dimension = argument.type.is_number() && parameter.type.is_number();
    Diagnostic& diagnostic = reporter().error(
        dimension ? "E0303" : "E0604", tree.span,
        fmt::format("`{}` takes {} for `{}`; {} is {}", call.name.text, describe_parameter(parameter.type, schema()),
                    parameter.name, quote(tree.span), describe(argument.type, schema())));
    diagnostic.expected = to_string(parameter.type, schema());
    diagnostic.found = to_string(argument.type, schema());
    const std::string text(tree.span.text());
    if (const syntax::Expr* literal = literal_in(tree); dimension && literal != nullptr && !literal->unit) {
        diagnostic.fixes.push_back(insert_after(literal->span, " " + unit_of(parameter.type.dimension),
                                                "give it its unit", EditClass::likely));
    } else if (argument.type.kind == Type::Kind::collection && parameter.type.kind == Type::Kind::object) {
        diagnostic.fixes.push_back(replace(tree.span, text + "[0]",
                                           fmt::format("take the leading object, `{}[0]`", text),
                                           EditClass::changes_selection));
    } else if (argument.type.kind == Type::Kind::object && parameter.type.kind == Type::Kind::object) {
        const bool transverse = argument.type.object.kind == ObjectType::Kind::met ||
                                argument.type.object.kind == ObjectType::Kind::transverse;
        if (transverse)
            diagnostic.notes.push_back("a transverse momentum has no component along the beam: no eta, no mass");
        if (transverse && call.name.text == "deltaR")
            diagnostic.fixes.push_back(
                replace(call.name.span, "deltaPhi", "compare the azimuthal angles", EditClass::changes_selection));
    }
    return false;
}

ExprPtr ExpressionChecker::check_intrinsic(const syntax::Expr& tree, const syntax::Function& function) {
    std::vector<ExprPtr> arguments;
    for (const syntax::ExprPtr& operand : tree.operands) {
        arguments.push_back(check_number(*operand));
        if (arguments.back()->type.is_error()) return error_expr(tree.span);
    }
    const IntrinsicEntry& entry = *intrinsic_named(function.name.text);
    const Type type = intrinsic_type(entry, tree, arguments);
    if (type.is_error()) return error_expr(tree.span);
    MutableExpr expr = make_expr(Expr::Kind::intrinsic, type, tree.span);
    expr->intrinsic = entry.op;
    expr->operands = std::move(arguments);
    return expr;
}

Type ExpressionChecker::intrinsic_type(const IntrinsicEntry& entry, const syntax::Expr& tree,
                                       const std::vector<ExprPtr>& arguments) {
    const Rational dimension = arguments[0]->type.dimension;
    switch (entry.rule) {
        case DimensionRule::square_root: return Type::real(dimension * Rational{1, 2});
        case DimensionRule::cube_root: return Type::real(dimension * Rational{1, 3});
        case DimensionRule::sign: return Type::integer();
        case DimensionRule::pure: {
            if (dimension == Rational{}) return Type::real();
            const Span span = tree.operands[0]->span;
            Diagnostic& diagnostic =
                reporter().error("E0305", span,
                                 fmt::format("`{}` takes an angle or a ratio; {} is {}", entry.name, quote(span),
                                             describe(arguments[0]->type, schema())));
            diagnostic.notes.push_back(fmt::format("divide it by {}, for example by 1 {}",
                                                   describe(arguments[0]->type, schema()), unit_of(dimension)));
            return Type::error();
        }
        case DimensionRule::same:
        case DimensionRule::ratio: break;
    }
    const char* what = entry.op == Intrinsic::min2 || entry.op == Intrinsic::max2 ? "be compared" : "be combined";
    if (!agree(*arguments[0], *tree.operands[0], *arguments[1], *tree.operands[1], tree.span, what))
        return Type::error();
    if (entry.rule == DimensionRule::ratio) return Type::real();
    const bool whole = entry.op != Intrinsic::hypot && arguments[0]->type.kind == Type::Kind::integer &&
                       arguments[1]->type.kind == Type::Kind::integer;
    return whole ? Type::integer() : Type::real(dimension);
}

ExprPtr ExpressionChecker::report_unknown_function(const syntax::Expr& tree) {
    const std::string& name = tree.name.text;
    std::vector<std::string> arguments;
    for (const syntax::ExprPtr& operand : tree.operands) arguments.emplace_back(operand->span.text());
    Diagnostic& diagnostic = reporter().error("E0101", tree.name.span, fmt::format("there is no function `{}`", name));
    if (const std::optional<HabitRewrite> habit = call_for_habit(name, arguments)) {
        diagnostic.notes.push_back(habit->because);
        diagnostic.fixes.push_back(
            replace(tree.span, habit->text, fmt::format("write `{}`", habit->text), EditClass::likely));
        return error_expr(tree.span);
    }
    if (const Symbol* symbol = checker_.find(name); symbol != nullptr && scope_.sees_analysis) {
        diagnostic.message = fmt::format("`{}` is a value, not a function", name);
        diagnostic.labels.push_back({symbol->name.span, "defined here"});
        return error_expr(tree.span);
    }
    diagnostic.candidates = diagnostics::nearest(name, checker_.function_names());
    if (!diagnostic.candidates.empty())
        diagnostic.fixes.push_back(replace(tree.name.span, diagnostic.candidates.front(),
                                           fmt::format("write `{}`", diagnostic.candidates.front()),
                                           EditClass::likely));
    return error_expr(tree.span);
}

}  // namespace collmc::semantics
