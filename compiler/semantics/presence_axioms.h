// The axioms: what is true of the sizes of sets and the existence of candidates in every event, because of how they are
// built. Pulled in for the symbols of a query and, transitively, for the symbols that they mention.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "compiler/semantics/presence_rules.h"
#include "compiler/semantics/presence_symbols.h"

namespace collmc::semantics::presence {

class Axioms {
public:
    Axioms(const Program& program, Scopes& scopes, Symbols& symbols, Rules& rules, Mutant mutant)
        : program_(program), scopes_(scopes), symbols_(symbols), rules_(rules), mutant_(mutant) {}

    /// All axioms about the symbols and about what those axioms mention.
    const std::vector<Formula>& about(const std::set<Symbol>& symbols);

private:
    const std::vector<Formula>& about(Symbol symbol);
    void about_set(Symbol symbol, std::vector<Formula>& axioms);
    void about_root(Symbol symbol, std::vector<Formula>& axioms);
    void about_union(Symbol whole, std::vector<Formula>& axioms);
    void about_excluding(Symbol rest, std::vector<Formula>& axioms);
    void about_members(Symbol members, std::vector<Formula>& axioms);
    void about_combinations(Symbol combinations, std::vector<Formula>& axioms);
    void about_part(Symbol part, std::vector<Formula>& axioms);
    void about_candidate(CandidateId candidate, std::vector<Formula>& axioms);
    /// `indicator` >= 1 only where distinct objects of the groups exist.
    void about_groups(Symbol indicator, const Groups& groups, std::vector<Formula>& axioms);
    void about_cuts(Symbol nonempty, const std::vector<Cut>& cuts, const Scope* scope, std::vector<Formula>& axioms);
    /// Axioms between any two or three of the symbols: sets in sets, disjoint parts, the pools of combinations.
    void between(const std::set<Symbol>& symbols, std::vector<Formula>& axioms);
    void between_sets(const std::vector<Symbol>& sets, const std::set<Symbol>& symbols, std::vector<Formula>& axioms);
    /// The groups, combinations and their rows, that exist where the symbol is at least 1; empty for other symbols.
    std::vector<Group> implied_groups(Symbol indicator) const;

    const Program& program_;
    Scopes& scopes_;
    Symbols& symbols_;
    Rules& rules_;
    Mutant mutant_;
    std::map<Symbol, std::vector<Formula>> known_;
    std::map<std::set<Symbol>, std::vector<Formula>> known_sets_;
};

}  // namespace collmc::semantics::presence
