// Defines, functions and the names of types.

#include <fmt/format.h>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

void Checker::check_define(const syntax::Define& tree, Symbol& symbol) {
    if (tree.value == nullptr) return;
    const Scope scope;
    Define define;
    define.name = tree.name.text;
    define.span = tree.name.span;
    define.value = ExpressionChecker(*this, scope).check(*tree.value);
    if (define.value->type.is_error()) return;
    if (define.value->type.kind == Type::Kind::collection) {
        Diagnostic& diagnostic =
            reporter_.error("E0308", tree.value->span,
                            fmt::format("a `define` names one value per event; {} is {}", quote(tree.value->span),
                                        describe(define.value->type, *schema_)));
        diagnostic.notes.push_back(fmt::format("another name for a collection is `object {} from {}`", tree.name.text,
                                               tree.value->span.text()));
        return;
    }
    symbol.id = static_cast<int>(program_.defines.size());
    program_.defines.push_back(std::move(define));
}

Type Checker::resolve_type(const syntax::TypeName& tree, bool intrinsic) {
    const std::string& name = tree.name.text;
    if (tree.argument != nullptr) {
        if (name == "Collection") {
            const Type element = resolve_type(*tree.argument, intrinsic);
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
    if (name == "Number" && intrinsic) return Type::error();  // any dimension: the rule stands with the intrinsic
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
                                      "Collection",
                                      schema_->met.name,
                                      schema_->momentum.name,
                                      schema_->transverse.name};
    for (const Particle& particle : schema_->particles) known.push_back(particle.name);
    for (const ParticleGroup& group : schema_->groups) known.push_back(group.name);
    Diagnostic& diagnostic = reporter_.error("E0101", tree.name.span, fmt::format("there is no type `{}`", name));
    diagnostic.candidates = diagnostics::nearest(name, known);
    if (diagnostic.candidates.empty())
        diagnostic.notes.push_back("the types are " + listed_quoted(known));
    else
        diagnostic.fixes.push_back(replace(tree.name.span, diagnostic.candidates.front(),
                                           fmt::format("write `{}`", diagnostic.candidates.front()),
                                           EditClass::likely));
    return Type::error();
}

void Checker::check_function(FunctionSymbol& symbol) {
    const syntax::Function& tree = *symbol.tree;
    Function function;
    function.name = tree.name.text;
    function.span = tree.name.span;
    function.documentation = tree.documentation;
    function.from_library = symbol.from_library;
    Scope outer, scope;
    outer.sees_analysis = scope.sees_analysis = !symbol.from_library;
    bool good = true;
    for (const syntax::Parameter& parameter : tree.parameters) {
        const Type type = resolve_type(parameter.type, false);
        good &= !type.is_error();
        for (const Function::Parameter& other : function.parameters) {
            if (other.name != parameter.name.text) continue;
            reporter_.error("E0103", parameter.name.span, fmt::format("two parameters are called `{}`", other.name));
            good = false;
        }
        const Symbol* value = scope.sees_analysis ? find(parameter.name.text) : nullptr;
        if (value != nullptr || schema_->is_kind(parameter.name.text)) {
            Diagnostic& diagnostic = reporter_.error(
                "E0103", parameter.name.span,
                fmt::format("`{}` already means something here; choose another name", parameter.name.text));
            if (value != nullptr) diagnostic.labels.push_back({value->name.span, "it is defined here"});
            good = false;
        }
        function.parameters.push_back({parameter.name.text, type});
    }
    function.result = resolve_type(tree.result, false);
    if (!good || function.result.is_error() || tree.body == nullptr) return;
    scope.parameters = &function.parameters;
    function.body = ExpressionChecker(*this, scope).check(*tree.body);
    if (!is_subtype(function.body->type, function.result)) {
        Diagnostic& diagnostic =
            reporter_.error("E0605", tree.body->span,
                            fmt::format("`{}` is declared to give {}; this is {}", function.name,
                                        describe(function.result, *schema_), describe(function.body->type, *schema_)));
        diagnostic.labels.push_back({tree.result.span, "declared here"});
        diagnostic.expected = to_string(function.result, *schema_);
        diagnostic.found = to_string(function.body->type, *schema_);
    }
    // Calls are checked against the declared types even where the body has an error.
    symbol.id = static_cast<int>(program_.functions.size());
    program_.functions.push_back(std::move(function));
}

}  // namespace collmc::semantics
