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
    bool is_chosen = false;        ///< a leg of the one combination that its candidate is
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
    /// The legs of a candidate bound anew; `chosen`: those of the combination that it is.
    const Scope* bind(const Scope* scope, const Candidate& candidate, bool chosen = false);
    /// The body of a function, called with these arguments in `scope`.
    const Scope* call(const Scope* scope, const std::vector<ExprPtr>& arguments);
    /// Drops all scopes made since construction.
    void clear() { scopes_.clear(); }

private:
    Scope top_;
    std::deque<Scope> scopes_;
    int instances_ = 0;
};

/// A condition on an object, in a canonical text in which the object is `$`, and whether it holds or not. Where it is
/// on a combination, its objects are `$`, `$1`, ...
using Condition = std::pair<std::string, bool>;
using Conditions = std::set<Condition>;

/// Reads conditions on one object, or on one combination, as canonical texts.
class Canonical {
public:
    using Instances = std::vector<int>;

    Canonical(const Program& program, Scopes& scopes) : program_(program), scopes_(scopes) {}

    /// Looks through parameters, defines and calls to what computes the value.
    Reading resolve(Reading reading) const;
    /// The value of a candidate's define, its legs being those of the combination that it is read of.
    Reading local_define(Reading use) const;
    /// Equal texts stand for equal values. Instances of bound variables are added to `mentioned`.
    std::string describe(Reading reading, std::set<int>& mentioned) const;

    /// Adds the conjuncts of `reading == value` to `conditions`, which are on what the instances in `self` are bound
    /// to. Instances of variables bound further out that they mention are added to `mentioned`.
    void conjuncts(Reading reading, bool value, const Instances& self, Conditions& conditions,
                   std::set<int>& mentioned) const;

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
    bool is_of_candidate(Reading use) const;
    std::string text(Reading reading, const Instances& self, const Bound* bound, std::set<int>& mentioned) const;
    std::string element(Reading reading, const Instances& self, const Bound* bound, std::set<int>& mentioned) const;
    bool is_finite_attribute(const ObjectType& object, const std::string& name) const;
    bool is_decided_formula(const Expr& formula) const;

    /// Arguments that repeat their parameters multiply; what is longer than this equals nothing else.
    static constexpr int kLongest = 20000;

    const Program& program_;
    Scopes& scopes_;
    mutable int length_ = 0, unread_ = 0;
};

}  // namespace collmc::semantics::presence
