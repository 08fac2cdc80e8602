#include "compiler/semantics/presence_prover.h"

#include <algorithm>
#include <iterator>

namespace collmc::semantics::presence {

namespace {

constexpr std::size_t kMostEvents = 24;
constexpr long kLargestValue = 1L << 16;  // beyond it a sum of terms might not fit

/// Whether the fact, or one of its conjuncts, says the goal or more with the same symbols.
bool says(const Formula& fact, const Formula& goal) {
    switch (fact.kind()) {
        case Formula::Kind::always: return false;
        case Formula::Kind::never: return true;
        case Formula::Kind::at_least_zero:
            return goal.kind() == Formula::Kind::at_least_zero && fact.linear().constant <= goal.linear().constant &&
                   fact.linear().terms == goal.linear().terms;
        case Formula::Kind::all_of:
            return std::any_of(fact.parts().begin(), fact.parts().end(),
                               [&](const Formula& part) { return says(part, goal); });
        case Formula::Kind::any_of: return fact == goal;
    }
    return false;
}

/// Whether the formula has the value in the event; false also where the event has no value for a symbol of it.
bool has_value(const Formula& formula, bool value, const Values& event) {
    for (const Symbol symbol : formula.symbols())
        if (symbol >= static_cast<Symbol>(event.size()) || event[symbol] == kNoValue) return false;
    return holds(formula, [&](Symbol symbol) { return event[symbol]; }) == value;
}

}  // namespace

/// The negated goal, what is given, and of the facts and axioms those that share symbols with them, directly or through
/// others: the rest cannot matter.
Prover::Query Prover::query(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const {
    Query query;
    query.fact_is_related.resize(facts.size());
    std::vector<char> reached(symbols_.count());
    auto reach = [&](const Formula& formula) {
        for (const Symbol symbol : formula.symbols()) reached[symbol] = true;
    };
    reach(goal);
    query.formulas.push_back(negation(goal));
    for (const Formula& formula : given) {
        reach(formula);
        query.formulas.push_back(formula);
    }
    std::vector<char> is_mentioned = reached;
    for (const Fact& fact : facts)
        for (const Symbol symbol : fact.formula.symbols()) is_mentioned[symbol] = true;
    std::set<Symbol> all;
    for (Symbol symbol = 0; symbol < static_cast<Symbol>(is_mentioned.size()); ++symbol)
        if (is_mentioned[symbol]) all.insert(all.end(), symbol);

    struct Other {
        const Formula* formula;
        int fact;  ///< or -1 for an axiom
    };
    std::vector<Other> others;
    for (std::size_t i = 0; i < facts.size(); ++i) others.push_back({&facts[i].formula, static_cast<int>(i)});
    for (const Formula& axiom : axioms_.about(all)) others.push_back({&axiom, -1});
    reached.resize(symbols_.count());  // axioms may have added some
    auto is_reached = [&](Symbol symbol) { return reached[symbol] != 0; };
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
    for (const Fact& fact : facts)
        if (says(fact.formula, goal)) return Proof::proved;
    if (is_refuted(facts, given, goal)) return Proof::failed;
    Values event;
    switch (satisfiable(query(facts, given, goal).formulas, {}, &event)) {
        case Satisfiable::impossible: return Proof::proved;
        case Satisfiable::possible: remember(std::move(event)); return Proof::failed;
        case Satisfiable::too_large: break;
    }
    return Proof::too_large;
}

/// What links the symbols of an event with others was part of the query that it was found for, so its symbols are
/// linked with each other only, and it satisfies the axioms about any of them.
bool Prover::is_refuted(const Facts& facts, const std::vector<Formula>& given, const Formula& goal) const {
    auto is_example = [&](const Values& event) {
        return has_value(goal, false, event) &&
               std::all_of(given.begin(), given.end(),
                           [&](const Formula& one) { return has_value(one, true, event); }) &&
               std::all_of(facts.rbegin(), facts.rend(),
                           [&](const Fact& one) { return has_value(one.formula, true, event); });
    };
    const auto found = std::find_if(events_.begin(), events_.end(), is_example);
    if (found == events_.end()) return false;
    std::rotate(events_.begin(), found, std::next(found));
    return true;
}

void Prover::remember(Values event) const {
    const bool is_small = std::all_of(event.begin(), event.end(), [](long value) { return value <= kLargestValue; });
    if (event.empty() || !is_small) return;
    events_.insert(events_.begin(), std::move(event));
    if (events_.size() > kMostEvents) events_.pop_back();
}

std::vector<const Fact*> Prover::related(const Facts& facts, const Formula& goal) const {
    const Query asked = query(facts, {}, goal);
    std::vector<const Fact*> result;
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (asked.fact_is_related[i] && facts[i].is_said()) result.push_back(&facts[i]);
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
