// Proofs from facts: whether the cuts above a place, and the axioms of how collections are built, imply a formula.
#pragma once

#include <vector>

#include "compiler/semantics/presence_axioms.h"
#include "compiler/semantics/presence_solver.h"

namespace collmc::semantics::presence {

/// What a cut above a place says of the events that reach it.
struct Fact {
    Formula formula;
    Span span;              ///< of the cut
    bool assumed = false;   ///< not proved: a need that was reported, taken for granted so that nothing only follows
    bool doubtful = false;  ///< the cut could not be read: the most that it may say
    const Cut* cut = nullptr;
    bool is_said() const { return !assumed && !doubtful && span.valid(); }
};
using Facts = std::vector<Fact>;

enum class Proof { proved, failed, too_large };

class Prover {
public:
    Prover(const Symbols& symbols, Axioms& axioms) : symbols_(symbols), axioms_(axioms) {}

    Proof prove(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const;

    /// What every event satisfies that has all facts and what is given, and lacks the goal.
    struct Query {
        std::vector<Formula> formulas;
        std::vector<bool> fact_is_related;
        std::vector<Symbol> spoken_of;  ///< by the goal, then by what is given, then by related facts
    };
    Query query(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const;

    /// The facts that have to do with the goal.
    std::vector<const Fact*> related(const Facts& facts, const Formula& goal) const;

    /// Of facts that prove the goal, some without which they do not.
    std::vector<const Fact*> needed(const Facts& facts, const Formula& goal) const;

private:
    /// Whether an event that was met before has all facts and what is given, and lacks the goal.
    bool is_refuted(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const;
    void remember(Values event) const;

    const Symbols& symbols_;
    Axioms& axioms_;
    /// Events that satisfy all axioms about the symbols that they have values for; the one that was of use last first.
    mutable std::vector<Values> events_;
};

}  // namespace collmc::semantics::presence
