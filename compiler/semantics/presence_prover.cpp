#include "compiler/semantics/presence_prover.h"

#include <algorithm>

namespace collmc::semantics::presence {

namespace {

std::set<Symbol> symbols_of(const Formula& formula) {
    std::set<Symbol> symbols;
    for_each_symbol(formula, [&](Symbol symbol) { symbols.insert(symbol); });
    return symbols;
}

}  // namespace

/// The negated goal, what is given, and of the facts and axioms those that share symbols with them, directly or through
/// others: the rest cannot matter.
Prover::Query Prover::query(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const {
    Query query;
    query.fact_is_related.resize(facts.size());
    std::set<Symbol> reached = symbols_of(goal);
    query.formulas.push_back(negation(goal));
    for (const Formula& formula : given) {
        reached.merge(symbols_of(formula));
        query.formulas.push_back(formula);
    }
    std::set<Symbol> all = reached;
    for (const Fact& fact : facts) all.merge(symbols_of(fact.formula));

    struct Other {
        Formula formula;
        std::set<Symbol> symbols;
        int fact;  ///< or -1 for an axiom
        bool taken = false;
    };
    std::vector<Other> others;
    for (std::size_t i = 0; i < facts.size(); ++i)
        others.push_back({facts[i].formula, symbols_of(facts[i].formula), static_cast<int>(i)});
    for (const Formula& axiom : axioms_.about(all)) others.push_back({axiom, symbols_of(axiom), -1});
    for (bool changed = true; changed;) {
        changed = false;
        for (Other& other : others) {
            auto is_reached = [&](Symbol symbol) { return reached.contains(symbol); };
            const bool connected = std::any_of(other.symbols.begin(), other.symbols.end(), is_reached);
            if (other.taken || !(connected || other.formula.is_never())) continue;
            other.taken = changed = true;
            reached.insert(other.symbols.begin(), other.symbols.end());
            query.formulas.push_back(other.formula);
            if (other.fact >= 0) query.fact_is_related[other.fact] = true;
        }
    }

    auto speak_of = [&](const Formula& formula) {
        for (Symbol symbol : symbols_of(formula))
            if (std::find(query.spoken_of.begin(), query.spoken_of.end(), symbol) == query.spoken_of.end())
                query.spoken_of.push_back(symbol);
    };
    speak_of(goal);
    for (const Formula& formula : given) speak_of(formula);
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (query.fact_is_related[i]) speak_of(facts[i].formula);
    return query;
}

Proof Prover::prove(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const {
    if (goal.is_always()) return Proof::proved;
    switch (satisfiable(query(facts, given, goal).formulas)) {
        case Satisfiable::impossible: return Proof::proved;
        case Satisfiable::possible: return Proof::failed;
        case Satisfiable::too_large: break;
    }
    return Proof::too_large;
}

Counterexample Prover::counterexample(const Facts& facts, const std::vector<Formula>& given,
                                      const Formula& goal) const {
    const Query asked = query(facts, given, goal);
    const auto model = smallest_model(asked.formulas);
    Counterexample event;
    if (!model) return event;
    for (Symbol symbol : asked.spoken_of) {
        const bool is_said = symbols_.info(symbol).kind != SymbolInfo::Kind::uncut && !symbols_.is_local(symbol);
        if (is_said && model->contains(symbol)) event.emplace_back(symbols_.info(symbol).source, model->at(symbol));
    }
    return event;
}

std::vector<const Fact*> Prover::related(const Facts& facts, const Formula& goal) const {
    const Query asked = query(facts, {}, goal);
    std::vector<const Fact*> result;
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (asked.fact_is_related[i] && !facts[i].assumed && facts[i].span.valid()) result.push_back(&facts[i]);
    return result;
}

std::vector<const Fact*> Prover::needed(const Facts& facts, const Formula& goal) const {
    std::vector<const Fact*> kept;
    for (const Fact& fact : facts) kept.push_back(&fact);
    for (std::size_t i = kept.size(); i-- > 0;) {
        Facts without;
        for (std::size_t j = 0; j < kept.size(); ++j)
            if (j != i) without.push_back(*kept[j]);
        if (prove(without, {}, goal) == Proof::proved) kept.erase(kept.begin() + static_cast<long>(i));
    }
    return kept;
}

}  // namespace collmc::semantics::presence
