// Calls: `size`, `exists`, intrinsic functions, and functions written in the language.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/collections.h"
#include "compiler/semantics/dimension_fixes.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/literals.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;

/// `mT(a : Transverse, b : Transverse)` as it is declared.
std::string signature_of(const FunctionSymbol& function) {
    std::string text;
    for (const syntax::Parameter& parameter : parameters_of(function))
        text += fmt::format("{}{} : {}", text.empty() ? "" : ", ", parameter.name.text, parameter.type.span.text());
    return fmt::format("{}({})", function.name.text, text);
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
        suggest_nearest(diagnostic, tree.name.span, diagnostics::nearest(name, reductions));
        return error_expr(tree.span);
    }
    if (name == "size") return check_size(tree);
    if (name == "exists") return check_exists(tree);
    if (name == "leading") return check_leading(tree);
    if (name == "chance") return check_chance(tree);
    if (name == "btagged") return check_btagged(tree);
    const bool reduction = reduction_named(name).has_value();
    if (reduction && tree.operands.size() == 1) return report_missing_range(tree);  // min and max also take two numbers
    if (checker_.find_function(name) != nullptr) return check_function_call(tree);
    if (reduction) return report_missing_range(tree);
    return report_unknown_function(tree);
}

bool ExpressionChecker::has_arity(const syntax::Expr& tree, std::size_t expected, const std::string& signature) {
    if (tree.operands.size() == expected) return true;
    report_arity(tree, expected, signature);
    return false;
}

Diagnostic& ExpressionChecker::report_arity(const syntax::Expr& tree, std::size_t expected,
                                            const std::string& signature) {
    Diagnostic& diagnostic = reporter().error(
        "E0602", tree.span,
        fmt::format("`{}` takes {}, given {}", tree.name.text, counted(expected, "argument"), tree.operands.size()));
    diagnostic.notes.push_back(fmt::format("it is `{}`", signature));
    return diagnostic;
}

ExprPtr ExpressionChecker::check_size(const syntax::Expr& tree) {
    if (tree.operands.size() != 1) {
        std::vector<Fix> fixes = fixes_for_size(tree);
        report_arity(tree, 1, "size(collection)").fixes = std::move(fixes);
        return error_expr(tree.span);
    }
    const syntax::Expr& argument_tree = *tree.operands[0];
    ExprPtr argument = check(argument_tree);
    const auto broken_size = [&] {
        return make_expr(Expr::Kind::broken, Type::integer(), tree.span, std::move(argument));
    };
    if (argument->type.is_error()) return broken_size();
    if (ExprPtr collection = as_collection(*argument))
        return make_expr(Expr::Kind::size, Type::integer(), tree.span, std::move(collection));
    reporter().error("E0309", argument_tree.span,
                     fmt::format("`size` counts the objects of a collection; {} is {}", quote(argument_tree.span),
                                 describe(argument->type, schema())));
    return broken_size();
}

ExprPtr ExpressionChecker::check_exists(const syntax::Expr& tree) {
    if (!has_arity(tree, 1, "exists(candidate)")) return error_expr(tree.span);
    const syntax::Expr& argument = *tree.operands[0];
    if (const Symbol* symbol = candidate_named(argument)) {
        if (symbol->state != Declared::State::done) return broken_condition(tree.span, error_expr(argument.span));
        MutableExpr expr = make_expr(Expr::Kind::exists, Type::boolean(), tree.span);
        expr->candidate = symbol->id;
        return expr;
    }
    ExprPtr value = check(argument);
    if (value->type.is_error()) return broken_condition(tree.span, std::move(value));
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
        // What is asked is whether there are so many; the object itself is not looked at.
        ExprPtr counted = copy_of(at->kind == Expr::Kind::at ? *at->operands[0] : *value);
        MutableExpr least = make_expr(Expr::Kind::number, Type::integer(), tree.span);
        least->value = at->kind == Expr::Kind::at ? at->index + 1 : 1;
        MutableExpr enough =
            make_expr(Expr::Kind::compare, Type::boolean(), tree.span,
                      ExprPtr(make_expr(Expr::Kind::size, Type::integer(), tree.span, std::move(counted))),
                      ExprPtr(std::move(least)));
        enough->compare_op = CompareOp::greater_equal;
        return enough;
    }
    return broken_condition(tree.span, std::move(value));
}

ExprPtr ExpressionChecker::check_function_call(const syntax::Expr& tree) {
    const FunctionSymbol* symbol = checker_.use_function(tree.name);
    const bool unread = symbol->tree != nullptr ? symbol->tree->broken : symbol->table->broken;
    if (unread) return error_expr(tree.span, check_operands(tree));
    if (tree.operands.size() != parameters_of(*symbol).size()) {
        std::vector<ExprPtr> given = check_operands(tree);
        std::vector<Fix> fixes = fixes_for_call(tree, *symbol, given);
        report_arity(tree, parameters_of(*symbol).size(), signature_of(*symbol)).fixes = std::move(fixes);
        return error_expr(tree.span, std::move(given));
    }
    if (symbol->tree != nullptr && symbol->tree->intrinsic) return check_intrinsic(tree, *symbol->tree);
    std::vector<ExprPtr> arguments = check_operands(tree);
    if (symbol->state != Declared::State::done) return error_expr(tree.span, std::move(arguments));
    FunctionId id = symbol->id;
    if (is_generic(*symbol)) {
        const std::optional<std::vector<Rational>> dimensions = dimensions_of(tree, *symbol, arguments);
        id = dimensions ? checker_.instantiate(*symbol, *dimensions) : -1;
        if (id < 0) return error_expr(tree.span, std::move(arguments));
    }
    const Function& typed = checker_.program().functions[id];
    MutableExpr expr = make_expr(Expr::Kind::call, typed.result, tree.span);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Type& wanted = typed.parameters[i].type;
        if (wanted.kind == Type::Kind::collection && arguments[i]->type.kind == Type::Kind::object)
            if (ExprPtr members = as_collection(*arguments[i])) arguments[i] = std::move(members);
        if (symbol->leading_parameters.count(static_cast<int>(i)) > 0) {
            if (arguments[i]->kind == Expr::Kind::members)
                report_leading_of_part(tree.operands[i]->span, fmt::format("`{}`", tree.name.text));
            else if (arguments[i]->kind == Expr::Kind::parameter)
                checker_.note_leading(arguments[i]->index);
        }
        if (symbol->indexed_parameters.count(static_cast<int>(i)) > 0) {
            if (arguments[i]->kind == Expr::Kind::members && arguments[i]->operands[0]->kind == Expr::Kind::element)
                report_number_in_part(tree.operands[i]->span, tree.name.text);
            else if (arguments[i]->kind == Expr::Kind::parameter)
                checker_.note_index(arguments[i]->index);
        }
        if (!check_argument(tree, i, *arguments[i], typed.parameters[i], &arguments)) {
            expr->kind = Expr::Kind::broken;
            break;  // the next is wrong for the same reason
        }
        if (arguments[i]->type.is_error()) expr->kind = Expr::Kind::broken;
    }
    expr->function = id;
    expr->operands = std::move(arguments);
    return expr;
}

/// The dimensions of the arguments for parameters of type `Number`.
std::optional<std::vector<Rational>> ExpressionChecker::dimensions_of(const syntax::Expr& call,
                                                                      const FunctionSymbol& function,
                                                                      const std::vector<ExprPtr>& arguments) {
    std::vector<Rational> dimensions;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (parameters_of(function)[i].type.name.text != "Number") continue;
        if (arguments[i]->type.is_error() || !require_number(*arguments[i], *call.operands[i])) return std::nullopt;
        dimensions.push_back(arguments[i]->type.dimension);
    }
    return dimensions;
}

bool ExpressionChecker::check_argument(const syntax::Expr& call, std::size_t index, const Expr& argument,
                                       const Function::Parameter& parameter, const std::vector<ExprPtr>* all) {
    if (is_subtype(argument.type, parameter.type)) return true;
    const syntax::Expr& tree = *call.operands[index];
    const FunctionSymbol* function = checker_.find_function(call.name.text);
    std::vector<Fix> fixes;
    if (all != nullptr && function != nullptr) fixes = fixes_for_call(call, *function, *all);
    const bool dimension = argument.type.is_number() && parameter.type.is_number();
    Diagnostic& diagnostic = reporter().error(
        dimension ? "E0303" : "E0604", tree.span,
        fmt::format("`{}` takes {} for `{}`; {} is {}", call.name.text, describe_parameter(parameter.type, schema()),
                    parameter.name, quote(tree.span), describe(argument.type, schema())));
    diagnostic.expected = to_string(parameter.type, schema());
    diagnostic.found = to_string(argument.type, schema());
    diagnostic.fixes = std::move(fixes);
    if (dimension) {
        offer(diagnostic, fixes_to(checker_.program(), argument, parameter.type.dimension, {true, true, false}));
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
    if (is_momentum_constructor(function.name.text)) return check_four_momentum(tree, function);
    std::vector<ExprPtr> arguments;
    for (const syntax::ExprPtr& operand : tree.operands) {
        arguments.push_back(check_number(*operand));
        if (arguments.back()->type.is_error()) return error_expr(tree.span, std::move(arguments));
    }
    const IntrinsicEntry& entry = *intrinsic_named(function.name.text);
    if (!check_declared(tree, function, arguments)) return error_expr(tree.span, std::move(arguments));
    const Type type = intrinsic_type(entry, tree, arguments);
    if (type.is_error()) return error_expr(tree.span, std::move(arguments));
    MutableExpr expr = make_expr(Expr::Kind::intrinsic, type, tree.span);
    expr->intrinsic = entry.op;
    expr->operands = std::move(arguments);
    return expr;
}

bool ExpressionChecker::check_declared(const syntax::Expr& tree, const syntax::Function& function,
                                       const std::vector<ExprPtr>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (function.parameters[i].type.name.text != "Energy")
            continue;  // the rules have words of their own for others
        if (!check_argument(tree, i, *arguments[i], {function.parameters[i].name.text, Type::real({1, 1})}))
            return false;
    }
    return true;
}

ExprPtr ExpressionChecker::check_four_momentum(const syntax::Expr& tree, const syntax::Function& function) {
    std::vector<ExprPtr> components;
    for (const syntax::ExprPtr& operand : tree.operands) {
        components.push_back(check_number(*operand));
        if (components.back()->type.is_error()) return error_expr(tree.span, std::move(components));
    }
    if (!check_declared(tree, function, components)) return error_expr(tree.span, std::move(components));
    MutableExpr expr = make_expr(Expr::Kind::make_momentum, Type::of_object({ObjectType::Kind::momentum}), tree.span);
    expr->operands = std::move(components);
    return expr;
}

Type ExpressionChecker::intrinsic_type(const IntrinsicEntry& entry, const syntax::Expr& tree,
                                       const std::vector<ExprPtr>& arguments) {
    const Rational dimension = arguments[0]->type.dimension;
    switch (entry.rule) {
        case DimensionRule::square_root: return Type::real(dimension * Rational{1, 2});
        case DimensionRule::cube_root: return Type::real(dimension * Rational{1, 3});
        case DimensionRule::sign: return Type::integer();
        case DimensionRule::energy: return Type::real({1, 1});
        case DimensionRule::entries: {
            if (arguments[0]->kind == Expr::Kind::number &&
                !check_literal_integer(*tree.operands[0], 1, 3, "which eigenvalue, 1 for the smallest,"))
                return Type::error();
            if (arguments[0]->type.kind != Type::Kind::integer) {
                reporter().error("E0604", tree.operands[0]->span,
                                 fmt::format("which eigenvalue is a whole number from 1 to 3; {} is {}",
                                             quote(tree.operands[0]->span), describe(arguments[0]->type, schema())));
                return Type::error();
            }
            for (std::size_t i = 2; i < arguments.size(); ++i)
                if (!agree(*arguments[1], *tree.operands[1], *arguments[i], *tree.operands[i], tree.span,
                           "be entries of one matrix"))
                    return Type::error();
            return Type::real(arguments[1]->type.dimension);
        }
        case DimensionRule::pure: {
            if (dimension == Rational{}) return entry.op == Intrinsic::floor ? Type::integer() : Type::real();
            const Span span = tree.operands[0]->span;
            Diagnostic& diagnostic =
                reporter().error("E0305", span,
                                 fmt::format("`{}` takes an angle or a ratio; {} is {}", entry.name, quote(span),
                                             describe(arguments[0]->type, schema())));
            diagnostic.notes.push_back(fmt::format("divide it by {}, for example by 1 {}",
                                                   describe(arguments[0]->type, schema()), unit_of(dimension)));
            offer(diagnostic, fixes_to(checker_.program(), *arguments[0], Rational{}, {false, true, false}));
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
    if (follows_from_misreading(tree.name.span) || (!checker_.trying() && reporter().is_on_misread_line(name)))
        return error_expr(tree.span, check_operands(tree));
    Remedies remedies(*this);
    if (checker_.find(name) != nullptr && scope_.sees_analysis && !checker_.trying() && frame_ != nullptr)
        fix_called_value(tree, remedies);
    Diagnostic& diagnostic = reporter().error("E0101", tree.name.span, fmt::format("there is no function `{}`", name));
    diagnostic.fixes = remedies.take();
    if (const std::optional<HabitRewrite> habit = call_for_habit(name, arguments)) {
        diagnostic.notes.push_back(habit->because);
        diagnostic.fixes.push_back(replace(tree.span, habit->text, fmt::format("write `{}`", habit->text),
                                           habit->certain ? EditClass::safe : EditClass::likely));
        return error_expr(tree.span, check_operands(tree));
    }
    if (const Symbol* symbol = checker_.find(name); symbol != nullptr && scope_.sees_analysis) {
        diagnostic.message = fmt::format("`{}` is a value, not a function", name);
        diagnostic.labels.push_back({symbol->name.span, "defined here"});
        return error_expr(tree.span, check_operands(tree));
    }
    std::vector<std::string> near = diagnostics::nearest(name, checker_.function_names());
    // Of a collection the size is asked, whatever else is as near.
    const auto size = std::find(near.begin(), near.end(), "size");
    if (size != near.end() && tree.operands.size() == 1 && names_collection(*tree.operands[0]))
        std::rotate(near.begin(), size, std::next(size));
    suggest_nearest(diagnostic, tree.name.span, std::move(near));
    if (diagnostic.candidates.empty()) return error_expr(tree.span, check_operands(tree));
    const std::string meant = diagnostic.candidates.front();
    const FunctionSymbol* function = checker_.find_function(meant);  // null where the library's was not read
    const bool fits = function != nullptr ? parameters_of(*function).size() == tree.operands.size()
                                          : is_built_in_form(meant) && !reduction_named(meant);
    for (const syntax::ExprPtr& operand : tree.operands) reporter().guess(operand->span);
    return fits ? check_renamed(tree, meant) : error_expr(tree.span, check_operands(tree));
}

std::vector<ExprPtr> ExpressionChecker::check_operands(const syntax::Expr& tree) {
    std::vector<ExprPtr> arguments;
    for (const syntax::ExprPtr& operand : tree.operands) arguments.push_back(check(*operand));
    return arguments;
}

}  // namespace collmc::semantics
