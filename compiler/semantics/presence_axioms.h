// The axioms: what is true of the sizes of collections and the existence of candidates in every event, because of how
// they are built. Pulled in for the symbols of a query and, transitively, for the symbols that they mention.
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
    void about_collection(CollectionId collection, std::vector<Formula>& axioms);
    void about_union(CollectionId collection, std::vector<Formula>& axioms);
    void about_excluding(CollectionId collection, std::vector<Formula>& axioms);
    void about_candidate(CandidateId candidate, std::vector<Formula>& axioms);
    void about_cuts(Symbol nonempty, const std::vector<Cut>& cuts, const Scope* scope, std::vector<Formula>& axioms);
    /// Axioms between any two or three of the symbols: subsets, disjoint parts, the pools of candidates.
    void between(const std::set<Symbol>& symbols, std::vector<Formula>& axioms);

    struct Group {
        CollectionId collection;
        long legs;
    };
    std::vector<Group> groups(const Candidate& candidate) const;
    bool legs_are_disjoint(const Candidate& a, CandidateId a_id, const Candidate& b, CandidateId b_id);
    /// Whether the collection was taken from one that excludes the candidate.
    bool excludes(CollectionId collection, CandidateId candidate) const;

    const Program& program_;
    Scopes& scopes_;
    Symbols& symbols_;
    Rules& rules_;
    Mutant mutant_;
    std::map<Symbol, std::vector<Formula>> known_;
    std::map<std::set<Symbol>, std::vector<Formula>> known_sets_;
};

}  // namespace collmc::semantics::presence
