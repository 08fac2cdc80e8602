// How expressions are read where they are used: parameters stand for arguments, bound variables for one walk over a
// collection. Defines and functions are looked through.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics::presence {

/// The bindings in force at a place. An instance is a number given to each binding of a variable, unique in the whole
/// proof: a function's body that is read twice binds its variables twice.
struct Scope {
    const std::vector<ExprPtr>* arguments = nullptr;  ///< of the call whose body is read
    const Scope* caller = nullptr;                    ///< where those are read
    VariableId variable = 0;
    int instance = 0;
    const Scope* outer = nullptr;  ///< the next variable further out
};

/// An expression and where it is read.
struct Reading {
    const Expr* expr;
    const Scope* scope;
};

/// Owns scopes.
class Scopes {
public:
    const Scope* top() const { return &top_; }
    /// `variable` bound anew inside `scope`.
    const Scope* bind(const Scope* scope, VariableId variable);
    /// The body of a function, called with these arguments in `scope`.
    const Scope* call(const Scope* scope, const std::vector<ExprPtr>& arguments);
    /// Drops all scopes made since construction.
    void clear() { scopes_.clear(); }

private:
    Scope top_;
    std::deque<Scope> scopes_;
    int instances_ = 0;
};

/// A condition on an object, in a canonical text in which the object is `$`, and whether it holds or not.
using Condition = std::pair<std::string, bool>;
using Conditions = std::set<Condition>;

/// Reads conditions on one object (the variable `self`) as canonical texts.
class Canonical {
public:
    Canonical(const Program& program, Scopes& scopes) : program_(program), scopes_(scopes) {}

    /// Looks through parameters, defines and calls to what computes the value.
    Reading resolve(Reading reading) const;
    /// The collection that an expression of collection type stands for.
    CollectionId collection(Reading reading) const;

    /// Adds the conjuncts of `reading == value` to `conditions`. Instances of variables bound further out that they
    /// mention are added to `mentioned`.
    void conjuncts(Reading reading, bool value, int self, Conditions& conditions, std::set<int>& mentioned) const;

    /// Whether the number is certainly no NaN. Whole numbers are none, and stored attributes are finite.
    bool is_finite(Reading reading) const;
    /// Whether the attribute, a condition, compares finite numbers only.
    bool is_decided_attribute(const Expr& attribute) const;

private:
    struct Bound {
        VariableId variable;
        int depth;
        const Bound* outer;
    };
    std::string text(Reading reading, int self, const Bound* bound, std::set<int>& mentioned) const;
    std::string element(Reading reading, int self, const Bound* bound, std::set<int>& mentioned) const;
    bool is_finite_attribute(const ObjectType& object, const std::string& name) const;
    bool is_decided_formula(const Expr& formula) const;

    const Program& program_;
    Scopes& scopes_;
};

}  // namespace collmc::semantics::presence
