#include "compiler/semantics/presence_prover.h"

#include <algorithm>

namespace collmc::semantics::presence {

/// The negated goal, what is given, and of the facts and axioms those that share symbols with them, directly or through
/// others: the rest cannot matter.
Prover::Query Prover::query(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const {
    Query query;
    query.fact_is_related.resize(facts.size());
    std::set<Symbol> reached;
    auto reach = [&](const Formula& formula) { reached.insert(formula.symbols().begin(), formula.symbols().end()); };
    reach(goal);
    query.formulas.push_back(negation(goal));
    for (const Formula& formula : given) {
        reach(formula);
        query.formulas.push_back(formula);
    }
    std::set<Symbol> all = reached;
    for (const Fact& fact : facts) all.insert(fact.formula.symbols().begin(), fact.formula.symbols().end());

    struct Other {
        const Formula* formula;
        int fact;  ///< or -1 for an axiom
    };
    std::vector<Other> others;
    for (std::size_t i = 0; i < facts.size(); ++i) others.push_back({&facts[i].formula, static_cast<int>(i)});
    for (const Formula& axiom : axioms_.about(all)) others.push_back({&axiom, -1});
    auto is_reached = [&](Symbol symbol) { return reached.contains(symbol); };
    for (std::size_t before = others.size() + 1; others.size() < before;) {
        before = others.size();
        std::erase_if(others, [&](const Other& other) {
            const std::vector<Symbol>& its = other.formula->symbols();
            if (!other.formula->is_never() && std::none_of(its.begin(), its.end(), is_reached)) return false;
            reach(*other.formula);
            query.formulas.push_back(*other.formula);
            if (other.fact >= 0) query.fact_is_related[other.fact] = true;
            return true;
        });
    }

    auto speak_of = [&](const Formula& formula) {
        for (const Symbol symbol : formula.symbols())
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
    auto say = [&](Symbol symbol) {
        const SymbolInfo& info = symbols_.info(symbol);
        const bool is_said = !info.source.empty() && !symbols_.is_local(symbol) && model->contains(symbol);
        if (!is_said) return;
        const std::pair<std::string, long> one(info.source, model->at(symbol));
        if (std::find(event.begin(), event.end(), one) == event.end()) event.push_back(one);
    };
    for (Symbol symbol : asked.spoken_of) {
        const SymbolInfo& info = symbols_.info(symbol);
        if (info.kind != SymbolInfo::Kind::choice) say(symbol);
        for (const Group& group : info.groups) say(group.pool);
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
    const Query asked = query(facts, {}, goal);
    Facts kept;
    std::vector<const Fact*> origin;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (!asked.fact_is_related[i]) continue;
        if (prove({facts[i]}, {}, goal) == Proof::proved) return {&facts[i]};  // mostly it is a single one
        kept.push_back(facts[i]);
        origin.push_back(&facts[i]);
    }
    for (std::size_t i = kept.size(); i-- > 0;) {
        Facts without = kept;
        without.erase(without.begin() + static_cast<long>(i));
        if (prove(without, {}, goal) != Proof::proved) continue;
        kept = std::move(without);
        origin.erase(origin.begin() + static_cast<long>(i));
    }
    return origin;
}

}  // namespace collmc::semantics::presence
