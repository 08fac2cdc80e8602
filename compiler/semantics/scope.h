// What the names in an expression can mean apart from the analysis's declarations.
#pragma once

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
};

/// Scopes are nested by pointers to the enclosing one, which outlives them.
struct Scope {
    const Scope* outer = nullptr;
    std::vector<Variable> variables;
    /// What `this` and bare attributes mean: an object block's one object, or the legs of a candidate, whose sum is
    /// meant.
    std::vector<Variable> self;
    const std::vector<Function::Parameter>* parameters = nullptr;
    /// False inside the library and the schema, which know no name of the analysis.
    bool sees_analysis = true;

    const Variable* variable(std::string_view name) const {
        for (const Scope* scope = this; scope != nullptr; scope = scope->outer)
            for (const Variable& variable : scope->variables)
                if (variable.name.text == name) return &variable;
        return nullptr;
    }
    /// The innermost block's `this`; empty outside of blocks.
    const std::vector<Variable>& block() const {
        const Scope* scope = this;
        while (scope->self.empty() && scope->outer != nullptr) scope = scope->outer;
        return scope->self;
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
            if (scope->parameters == nullptr) continue;
            for (const Function::Parameter& parameter : *scope->parameters) result.push_back(parameter.name);
        }
        return result;
    }
};

}  // namespace collmc::semantics
