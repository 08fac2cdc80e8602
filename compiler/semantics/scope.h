// What the names in an expression can mean apart from the analysis's declarations.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

/// A bound object: `this` of a block, a leg of a candidate, the variable of a comprehension.
struct Variable {
    syntax::Name name;
    VariableId id;
    ObjectType type;
    /// A part of a split (`groups A, B of jets`): what is shared out between the parts. Else -1.
    CollectionId part_of = -1;
};

/// A define inside a candidate's block.
struct Local {
    syntax::Name name;
    Type type;
    int index;  ///< in Candidate::defines
};

/// What a condition that holds here has told of an object: it is one of the particles.
struct Narrowing {
    std::string object;  ///< which one, see narrowing.h
    std::uint32_t particles;
};

/// Scopes are nested by pointers to the enclosing one, which outlives them.
struct Scope {
    const Scope* outer = nullptr;
    std::vector<Variable> variables;
    /// What `this` and bare attributes mean: an object block's one object, or the legs of a candidate, whose sum is
    /// meant.
    std::vector<Variable> self;
    std::vector<Local> locals;
    std::vector<Narrowing> narrowings;
    const std::vector<Function::Parameter>* parameters = nullptr;
    /// False inside the library and the schema, which know no name of the analysis.
    bool sees_analysis = true;

    /// A scope inside another.
    static Scope inside(const Scope& outer) {
        Scope scope;
        scope.outer = &outer;
        scope.sees_analysis = outer.sees_analysis;
        return scope;
    }

    const Variable* variable(std::string_view name) const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer)
            for (const Variable& variable : scope->variables)
                if (variable.name.text == name) return &variable;
        return nullptr;
    }
    const Variable* variable(VariableId id) const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer)
            for (const Variable& variable : scope->variables)
                if (variable.id == id) return &variable;
        return nullptr;
    }
    /// The variable that was bound last, outside of blocks' `this`.
    const Variable* innermost() const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer)
            if (!scope->variables.empty()) return &scope->variables.back();
        return nullptr;
    }
    const Local* local(std::string_view name) const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer)
            for (const Local& local : scope->locals)
                if (local.name.text == name) return &local;
        return nullptr;
    }
    /// The innermost block's `this`; empty outside of blocks.
    const std::vector<Variable>& block() const {
        const Scope* scope = this;
        while (scope->self.empty() && scope->outer != nullptr) scope = scope->outer;
        return scope->self;
    }
    /// The particles that the object can be by what is known here.
    std::uint32_t narrowed(std::string_view object, std::uint32_t particles) const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer)
            for (const Narrowing& known : scope->narrowings)
                if (known.object == object && (known.particles & particles) != 0) particles &= known.particles;
        return particles;
    }
    bool narrows() const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer)
            if (!scope->narrowings.empty()) return true;
        return false;
    }
    /// -1 if there is none of that name.
    int parameter(std::string_view name) const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer) {
            if (scope->parameters == nullptr) continue;
            for (std::size_t i = 0; i < scope->parameters->size(); ++i)
                if ((*scope->parameters)[i].name == name) return static_cast<int>(i);
        }
        return -1;
    }
    const Function::Parameter& parameter(int index) const {
        const Scope* scope = this;
        while (scope->parameters == nullptr) scope = scope->outer;
        return (*scope->parameters)[static_cast<std::size_t>(index)];
    }
    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer) {
            for (const Variable& variable : scope->variables) result.push_back(variable.name.text);
            for (const Local& local : scope->locals) result.push_back(local.name.text);
            if (scope->parameters == nullptr) continue;
            for (const Function::Parameter& parameter : *scope->parameters) result.push_back(parameter.name);
        }
        return result;
    }
};

}  // namespace collmc::semantics
