// Defines, functions and the names of types.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/vocabulary.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

void Checker::check_define(const syntax::Define& tree, Symbol& symbol) {
    if (tree.value == nullptr) return;
    Scope scope;
    scope.sees_analysis = !symbol.from_library;
    Define define;
    define.name = tree.name.text;
    define.span = tree.name.span;
    define.value = ExpressionChecker(*this, scope).check(*tree.value);
    symbol.id = static_cast<int>(program_.defines.size());
    program_.defines.push_back(std::move(define));
}

Type Checker::resolve_type(const syntax::TypeName& tree, const Type* number) {
    const std::string& name = tree.name.text;
    if (tree.argument != nullptr) {
        if (name == "Collection") {
            const Type element = resolve_type(*tree.argument, number);
            if (element.is_error()) return element;
            if (element.kind == Type::Kind::object) return Type::collection_of(element.object);
            reporter_.error("E0309", tree.argument->span,
                            fmt::format("a collection holds objects; `{}` is a number", tree.argument->span.text()));
            return Type::error();
        }
        reporter_.error("E0101", tree.name.span, fmt::format("only `Collection` takes a type in angle brackets"));
        return Type::error();
    }
    if (name == "Energy")
        return Type::real(tree.power ? Rational::of(tree.power->numerator, tree.power->denominator) : Rational{1, 1});
    if (tree.power) {
        reporter_.error("E0304", tree.power->span, fmt::format("only `Energy` has powers; `{}` has none", name));
        return Type::error();
    }
    if (name == "Real") return Type::real();
    if (name == "Integer") return Type::integer();
    if (name == "Bool") return Type::boolean();
    if (name == "Number" && number != nullptr) return *number;
    if (name == schema_->met.name) return Type::of_object({ObjectType::Kind::met, 0});
    if (name == schema_->momentum.name) return Type::of_object({ObjectType::Kind::momentum, 0});
    if (name == schema_->transverse.name) return Type::of_object({ObjectType::Kind::transverse, 0});
    for (std::size_t i = 0; i < schema_->particles.size(); ++i)
        if (schema_->particles[i].name == name) return Type::of_object({ObjectType::Kind::detector, 1U << i});
    for (const ParticleGroup& group : schema_->groups)
        if (group.name == name) return Type::of_object({ObjectType::Kind::detector, group.particles});

    std::vector<std::string> known = {"Energy",
                                      "Real",
                                      "Integer",
                                      "Bool",
                                      "Number",
                                      "Collection",
                                      schema_->met.name,
                                      schema_->momentum.name,
                                      schema_->transverse.name};
    for (const Particle& particle : schema_->particles) known.push_back(particle.name);
    for (const ParticleGroup& group : schema_->groups) known.push_back(group.name);
    Diagnostic& diagnostic = reporter_.error("E0101", tree.name.span, fmt::format("there is no type `{}`", name));
    if (is_number_type_of_habit(name)) {
        diagnostic.notes.push_back("numbers are `Real`, `Integer`, or `Energy` (in GeV) and its powers");
        diagnostic.fixes.push_back(replace(tree.name.span, "Real", "write `Real`", EditClass::likely));
        diagnostic.fixes.push_back(replace(tree.name.span, "Energy", "write `Energy`", EditClass::likely));
        return Type::error();
    }
    suggest_nearest(diagnostic, tree.name.span, diagnostics::nearest(name, known));
    if (diagnostic.candidates.empty()) {
        diagnostic.notes.push_back("the types are " + listed_quoted(known));
        return Type::error();
    }
    syntax::Name meant{diagnostic.candidates.front(), tree.name.span};
    if (meant.text == "Collection" || (meant.text == "Number" && number == nullptr)) return Type::error();
    return resolve_type({std::move(meant), nullptr, std::nullopt, tree.span}, number);
}

bool is_generic(const FunctionSymbol& function) {
    if (function.tree == nullptr || function.tree->intrinsic) return false;
    return std::any_of(function.tree->parameters.begin(), function.tree->parameters.end(),
                       [](const syntax::Parameter& parameter) { return parameter.type.name.text == "Number"; });
}

const std::vector<syntax::Parameter>& parameters_of(const FunctionSymbol& function) {
    return function.table != nullptr ? function.table->parameters : function.tree->parameters;
}

bool Checker::check_parameters(const std::vector<syntax::Parameter>& trees, const std::vector<Rational>& dimensions,
                               bool sees_analysis, std::vector<Function::Parameter>& parameters) {
    bool good = true;
    std::size_t number = 0;
    for (const syntax::Parameter& tree : trees) {
        const bool generic = tree.type.name.text == "Number" && number < dimensions.size();
        const Type wanted = generic ? Type::real(dimensions[number++]) : Type::error();
        const Type type = resolve_type(tree.type, generic ? &wanted : nullptr);
        good &= !type.is_error();
        for (const Function::Parameter& other : parameters) {
            if (other.name != tree.name.text) continue;
            reporter_.error("E0103", tree.name.span, fmt::format("two parameters are called `{}`", other.name));
            good = false;
        }
        const Symbol* value = sees_analysis ? find(tree.name.text) : nullptr;
        if (value != nullptr || schema_->is_kind(tree.name.text)) {
            Diagnostic& diagnostic =
                reporter_.error("E0103", tree.name.span,
                                fmt::format("`{}` already means something here; choose another name", tree.name.text));
            if (value != nullptr) diagnostic.labels.push_back({value->name.span, "it is defined here"});
            good = false;
        }
        parameters.push_back({tree.name.text, type});
    }
    return good;
}

Type Checker::type_of_formula(const syntax::Function& tree, const Function& function, Scope& scope) {
    scope.parameters = &function.parameters;
    Type type;
    {
        diagnostics::Diagnostics found;  // its own errors are reported when the body is checked
        const Reporter::Redirection aside = reporter_.aside(found);
        type = ExpressionChecker(*this, scope).check(*tree.body)->type;
    }
    Diagnostic& diagnostic =
        reporter_.error("E0101", tree.result.name.span, fmt::format("there is no type `{}`", tree.result.name.text));
    if (type.is_error()) return type;
    diagnostic.notes.push_back(fmt::format("the formula gives {}", describe(type, *schema_)));
    const std::string name = to_string(type, *schema_);
    diagnostic.fixes.push_back(replace(tree.result.span, name, fmt::format("write `{}`", name), EditClass::likely));
    return type;
}

void Checker::check_body(FunctionSymbol& symbol, const std::vector<Rational>& dimensions, int& id) {
    const syntax::Function& tree = *symbol.tree;
    Function function;
    function.name = tree.name.text;
    function.span = tree.name.span;
    function.documentation = tree.documentation;
    function.from_library = symbol.from_library;
    Scope scope;
    scope.sees_analysis = !symbol.from_library;
    const bool good = check_parameters(tree.parameters, dimensions, scope.sees_analysis, function.parameters);
    const Type any = Type::error();
    const bool any_number = tree.result.name.text == "Number" && !dimensions.empty();
    const bool by_formula = tree.body != nullptr && is_number_type_of_habit(tree.result.name.text);
    if (good && by_formula) {  // `-> double`: what it computes tells which number
        function.result = type_of_formula(tree, function, scope);
    } else {
        function.result = resolve_type(tree.result, any_number ? &any : nullptr);
    }
    if (function.result.kind == Type::Kind::collection) {
        reporter_.error("E0308", tree.result.span,
                        fmt::format("a function gives one value; `{}` is many", tree.result.span.text()));
        return;
    }
    if (!good || (function.result.is_error() && !any_number) || tree.body == nullptr) return;
    scope.parameters = &function.parameters;
    ExpressionChecker checker(*this, scope);
    function.body = any_number ? checker.check_number(*tree.body) : checker.check(*tree.body);
    if (any_number) function.result = function.body->type;
    if (!is_subtype(function.body->type, function.result)) {
        Diagnostic& diagnostic =
            reporter_.error("E0605", tree.body->span,
                            fmt::format("`{}` is declared to give {}; this is {}", function.name,
                                        describe(function.result, *schema_), describe(function.body->type, *schema_)));
        diagnostic.labels.push_back({tree.result.span, "declared here"});
        diagnostic.expected = to_string(function.result, *schema_);
        diagnostic.found = to_string(function.body->type, *schema_);
        if (function.body->type.kind != Type::Kind::collection && function.body->type.object.combination < 0)
            diagnostic.fixes.push_back(replace(tree.result.span, diagnostic.found.words,
                                               fmt::format("declare it `{}`", diagnostic.found.words),
                                               EditClass::likely));
        function.result = Type::error();  // either of the two may be meant
    }
    id = static_cast<int>(program_.functions.size());
    program_.functions.push_back(std::move(function));
}

}  // namespace collmc::semantics
