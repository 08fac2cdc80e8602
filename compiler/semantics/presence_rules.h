// The rules of presence: what an expression needs, and what follows from it being true or false.
//
//   D  is returned as a list of needs, each under what is given at its place (the left side of its `and`, a guard, a
//      range that has a member): D(e) is the conjunction of (given => need). Needs are goals of proofs only.
//   T, F  are formulas that hold whenever e is true, or false. They are hypotheses of proofs only.
//
// The table of rules stands in docs/presence.md.
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "compiler/semantics/presence_charity.h"
#include "compiler/semantics/presence_mutants.h"
#include "compiler/semantics/presence_symbols.h"

namespace collmc::semantics::presence {

struct Need {
    Formula formula;
    std::vector<Formula> given;
    const Expr* expr;  ///< `jets[1]`, `Z`, `min(...)`
    /// The uses of defines and functions that lead to it, as written, outermost first. Empty: it stands where it is
    /// needed.
    std::vector<const Expr*> path;
    /// Of the comprehension in whose body it stands; the innermost one of the text where the outermost use stands.
    const std::vector<Range>* comprehension = nullptr;
    /// The `and`s in whose left side it stands, innermost last, in the text where the outermost use stands.
    std::vector<const Expr*> left_of;
};

inline const Expr* filter_of(const Expr& reduce) {
    return reduce.operands.size() > 1 ? reduce.operands[1].get() : nullptr;
}

class Rules {
public:
    /// `broken`: the program has errors.
    Rules(const Program& program, Scopes& scopes, const Canonical& canonical, Symbols& symbols, Mutant mutant,
          bool broken = false)
        : program_(program), scopes_(scopes), canonical_(canonical), symbols_(symbols), mutant_(mutant) {
        if (broken) charity_.emplace(program, symbols);
    }

    /// The needs of an expression, equal ones once (the first).
    std::vector<Need> needs(Reading reading);
    Formula when_true(Reading reading) { return when(reading, true); }
    Formula when_false(Reading reading) { return when(reading, false); }
    Formula when(Reading reading, bool value);

    /// What passing the cut says: of its condition, or of its guard being false.
    Formula passed(const Cut& cut, const Scope* scope);
    /// The same as a claim: nothing is taken from what could not be read.
    Formula certainly_passed(const Cut& cut, const Scope* scope);
    /// Whether a part of the cut could not be read.
    bool is_broken(const Cut& cut) { return charity_ && charity_->is_broken(cut); }
    /// Whether it speaks of a set of which nobody knows what it holds.
    bool is_uncertain(const Formula& formula);
    /// What not passing the cut says: its condition, reached, is decided against it or left undecided by a NaN.
    Formula failed(const Cut& cut, const Scope* scope);
    /// The needs of a cut: of its guard, and of its condition where the guard is true.
    std::vector<Need> needs(const Cut& cut, const Scope* scope);
    /// The needs of a value that is computed only where the guard (or null) is true.
    std::vector<Need> needs(const Expr* guard, const std::vector<const Expr*>& values, const Scope* scope);

    /// The needs of a fill: of its guard, and of its filter and values for each of what it runs over.
    std::vector<Need> needs(const Histogram& histogram, const Scope* scope);

    /// The whole number as a sum of sizes, or nothing if it is none.
    std::optional<Linear> linear(Reading reading);

    /// Expressions read since the last reset. Defines and functions that use each other many times multiply; beyond
    /// kMostSteps nothing is concluded any more, and the statement is too large to prove.
    void reset_steps() { steps_ = 0; }
    bool exhausted() const { return steps_ > kMostSteps; }

private:
    static constexpr int kMostSteps = 200000;
    static constexpr std::size_t kLargestFormula = 2000;

    struct Place {
        std::vector<Formula> given;
        std::vector<const Expr*> path;
        const std::vector<Range>* comprehension = nullptr;
        std::vector<const Expr*> left_of;
        std::vector<Need>* found;
    };
    void walk(Reading reading, Place& place);
    void walk_under(const Formula& given, Reading reading, Place& place);
    void walk_operands(Reading reading, Place& place);
    void walk_owner(Reading use, Place& place);
    void walk_define(const Expr& use, Place& place);
    void walk_call(Reading reading, Place& place);
    void walk_local_define(Reading use, Place& place);
    void walk_reduce(Reading reading, Place& place);
    void walk_over(const std::vector<Range>& ranges, const Expr* filter, const std::vector<const Expr*>& values,
                   const Scope* scope, Place& place);
    static void add(Need need, std::vector<Need>& found);
    void need(Formula formula, const Expr& expr, const Place& place);
    /// That a minimum has a member to be the minimum of.
    Formula has_member(Reading reduce);
    Formula absent(Reading reading);
    Formula present(Reading reading);
    /// What follows from a condition that could not be read as a whole; nothing where it could.
    std::optional<Formula> broken(const Expr& expr);

    /// What follows from reading the condition from left to right meeting a comparison with a NaN.
    Formula undecided(Reading reading);
    Formula comparison(Reading reading, bool value);
    Formula interval(Reading reading, bool value);
    Formula decided_by_presence(Reading reading, bool value);
    std::optional<double> constant(Reading reading) const;
    Formula quantifier(Reading reading, bool value);
    /// That at least one member of the ranges satisfies filter and body == value; the body may be null.
    Formula some_member(Reading reading, const Scope* inside, bool value);
    Symbol members(Reading reading, const Scope* inside, const Expr* body, bool value);
    const Scope* bind_ranges(const std::vector<Range>& ranges, const Scope* scope);
    /// Drops what is said of the variables bound between `outer` and `inside`.
    Formula outside(const Formula& formula, const Scope* inside, const Scope* outer) const;
    std::optional<Linear> sum(Reading reading, long sign);

    const Program& program_;
    Scopes& scopes_;
    const Canonical& canonical_;
    Symbols& symbols_;
    Mutant mutant_;
    std::optional<Charity> charity_;  ///< where the program has errors
    bool claims_ = false;             ///< what is asked for is claimed: broken parts say nothing
    int steps_ = 0;
    std::map<DefineId, std::vector<Need>> define_needs_;
    std::map<std::tuple<DefineId, bool, bool>, Formula> define_values_;  ///< by value, and whether they are claims
};

}  // namespace collmc::semantics::presence
