#include "compiler/semantics/presence_axioms.h"

#include <algorithm>

namespace collmc::semantics::presence {

namespace {

using Terms = std::vector<std::pair<Symbol, long>>;

/// sum >= 0 for terms that may repeat a symbol.
Formula nonnegative(const Terms& terms) {
    Linear linear;
    Terms sorted = terms;
    std::sort(sorted.begin(), sorted.end());
    for (const auto& [symbol, coefficient] : sorted) {
        const bool is_same = !linear.terms.empty() && linear.terms.back().first == symbol;
        if (!is_same) linear.terms.emplace_back(symbol, 0);
        linear.terms.back().second += coefficient;
    }
    std::erase_if(linear.terms, [](const auto& term) { return term.second == 0; });
    return Formula::at_least_zero(linear);
}

Formula not_more(Symbol small, Symbol large) { return nonnegative({{large, 1}, {small, -1}}); }

}  // namespace

const std::vector<Formula>& Axioms::about(const std::set<Symbol>& start) {
    if (auto known = known_sets_.find(start); known != known_sets_.end()) return known->second;
    std::set<Symbol> symbols = start;
    std::vector<Symbol> open(start.begin(), start.end());
    std::vector<Formula> axioms;
    while (!open.empty()) {
        const Symbol symbol = open.back();
        open.pop_back();
        for (const Formula& axiom : about(symbol)) {
            axioms.push_back(axiom);
            for (const Symbol other : axiom.symbols())
                if (symbols.insert(other).second) open.push_back(other);
        }
    }
    between(symbols, axioms);
    return known_sets_[start] = std::move(axioms);
}

const std::vector<Formula>& Axioms::about(Symbol symbol) {
    if (auto known = known_.find(symbol); known != known_.end()) return known->second;
    std::vector<Formula> axioms;
    const SymbolInfo info = symbols_.info(symbol);  // a copy: reading the cuts may add symbols
    switch (info.kind) {
        case SymbolInfo::Kind::exists: about_candidate(info.candidate, axioms); break;
        case SymbolInfo::Kind::choice: {
            axioms.push_back(at_most(symbol, 1));
            about_groups(symbol, info.groups, axioms);
            axioms.push_back(negation(symbols_.enough(info.groups)) | at_least(symbol, 1));
            break;
        }
        case SymbolInfo::Kind::set: about_set(symbol, axioms); break;
    }
    return known_[symbol] = std::move(axioms);
}

/// A member, or the candidate, exists only if it passed the cuts: what they say of the event holds then.
void Axioms::about_cuts(Symbol nonempty, const std::vector<Cut>& cuts, const Scope* scope,
                        std::vector<Formula>& axioms) {
    auto is_local = [&](Symbol symbol) { return symbols_.is_local(symbol); };
    for (const Cut& cut : cuts) {
        Formula said = without(rules_.certainly_passed(cut, scope), is_local);
        if (!said.is_always()) axioms.push_back(at_most(nonempty, 0) | said);
    }
}

// ---- sets ----

void Axioms::about_set(Symbol symbol, std::vector<Formula>& axioms) {
    const SymbolInfo info = symbols_.info(symbol);
    if (symbols_.is_root(symbol)) {
        about_root(symbol, axioms);
    } else if (info.parent >= 0) {
        const bool reversed = mutant_ == Mutant::subset_reversed;
        if (!reversed || info.is_whole_parent) axioms.push_back(not_more(symbol, info.parent));
        if (reversed || info.is_whole_parent) axioms.push_back(not_more(info.parent, symbol));
    }
    if (info.collection < 0) return;
    const Collection& collection = program_.collections[info.collection];
    about_cuts(symbol, collection.cuts, scopes_.bind(scopes_.top(), collection.self), axioms);
}

void Axioms::about_root(Symbol symbol, std::vector<Formula>& axioms) {
    const Root& root = symbols_.root(symbol);
    switch (root.kind) {
        case Root::Kind::base:
        case Root::Kind::unknown: break;
        case Root::Kind::union_of: about_union(symbol, axioms); break;
        case Root::Kind::excluding: about_excluding(symbol, axioms); break;
        case Root::Kind::members: about_members(symbol, axioms); break;
        case Root::Kind::combinations: about_combinations(symbol, axioms); break;
        case Root::Kind::leading: {
            const Symbol source = root.sources[0];
            axioms.push_back(not_more(symbol, source));
            axioms.push_back(at_most(symbol, root.count));
            Formula full = at_least(symbol, root.count);
            if (mutant_ != Mutant::leading_is_full) full = not_more(source, symbol) | full;
            axioms.push_back(full);
            break;
        }
        case Root::Kind::retyped:
            axioms.push_back(not_more(symbol, root.sources[0]));
            axioms.push_back(not_more(root.sources[0], symbol));
            break;
        case Root::Kind::part: about_part(symbol, axioms); break;
        case Root::Kind::tuples: {
            const Formula chosen = symbols_.chosen(root.groups);
            axioms.push_back(at_most(symbol, 0) | chosen);
            axioms.push_back(at_least(symbol, 1) | negation(chosen));
            break;
        }
    }
}

void Axioms::about_union(Symbol whole, std::vector<Formula>& axioms) {
    std::vector<Symbol> parts;  // without those that lie in another one
    for (Symbol part : symbols_.root(whole).sources) {
        axioms.push_back(not_more(part, whole));
        auto contains_part = [&](Symbol other) { return symbols_.is_within(part, other); };
        if (std::any_of(parts.begin(), parts.end(), contains_part)) continue;
        std::erase_if(parts, [&](Symbol other) { return symbols_.is_within(other, part); });
        parts.push_back(part);
    }
    Terms all{{whole, -1}};
    for (Symbol part : parts) all.emplace_back(part, 1);
    axioms.push_back(nonnegative(all));
    // Parts that share no object add up. From each part, those after it that are disjoint from all taken so far.
    for (std::size_t first = 0; first < parts.size(); ++first) {
        std::vector<Symbol> disjoint{parts[first]};
        for (std::size_t i = 0; i < parts.size(); ++i) {
            auto apart = [&](Symbol other) {
                return mutant_ == Mutant::unions_are_disjoint || symbols_.are_disjoint(parts[i], other);
            };
            if (i != first && std::all_of(disjoint.begin(), disjoint.end(), apart)) disjoint.push_back(parts[i]);
        }
        Terms some{{whole, 1}};
        for (Symbol part : disjoint) some.emplace_back(part, -1);
        axioms.push_back(nonnegative(some));
        if (disjoint.size() == parts.size()) break;
    }
}

void Axioms::about_excluding(Symbol rest, std::vector<Formula>& axioms) {
    const Root& root = symbols_.root(rest);
    const Symbol source = root.sources[0];
    axioms.push_back(not_more(rest, source));
    if (!symbols_.info(rest).has_rows) return;

    Terms at_least{{rest, 1}, {source, -1}};  // source - all that may lie in it <= rest
    Terms at_most{{source, 1}, {rest, -1}};   // rest <= source - all that certainly lies in it
    bool disjoint = true, limited = true;
    for (std::size_t i = 0; i < root.excluded.size(); ++i) {
        const Symbol taken = root.excluded[i];
        const Root& its_root = symbols_.root(symbols_.info(taken).root);
        const bool is_candidate = symbols_.is_root(taken) && its_root.kind == Root::Kind::members;
        const auto rows = is_candidate ? symbols_.rows_of(its_root.candidate) : std::nullopt;
        Terms certain, possible;
        auto take = [&](Symbol pool, Symbol number, long times) {
            if (mutant_ == Mutant::excluding_always_removes || symbols_.is_within(pool, source))
                certain.emplace_back(number, -times);
            if (!symbols_.are_disjoint(pool, source)) possible.emplace_back(number, times);
        };
        if (rows) {
            for (const Group& group : *rows) take(group.pool, symbols_.existence_of(its_root.candidate), group.legs);
        } else if (symbols_.info(taken).has_rows) {
            take(taken, taken, 1);
        } else {
            limited = false;
        }
        if (mutant_ == Mutant::excluding_removes_nothing) certain.clear(), possible.clear();
        at_least.insert(at_least.end(), possible.begin(), possible.end());
        at_most.insert(at_most.end(), certain.begin(), certain.end());
        Terms alone{{source, 1}, {rest, -1}};
        alone.insert(alone.end(), certain.begin(), certain.end());
        axioms.push_back(nonnegative(alone));
        for (std::size_t j = 0; j < i; ++j) disjoint &= symbols_.are_disjoint(taken, root.excluded[j]);
    }
    if (limited) axioms.push_back(nonnegative(at_least));
    if (disjoint) axioms.push_back(nonnegative(at_most));
}

/// The rows of a candidate, or the combinations that it is made of.
void Axioms::about_members(Symbol members, std::vector<Formula>& axioms) {
    const CandidateId id = symbols_.root(members).candidate;
    const Candidate& candidate = program_.candidates[id];
    const Symbol exists = symbols_.existence_of(id);
    if (candidate.kind == Candidate::Kind::split) {
        const Symbol whole = symbols_.size_of(candidate.legs[0].collection);
        axioms.push_back(not_more(members, whole));
        axioms.push_back(at_most(exists, 0) | not_more(whole, members));
        axioms.push_back(at_least(exists, 1) | at_most(members, 0));
        return;
    }
    const bool has_rows = symbols_.info(members).has_rows;
    const std::optional<Groups> rows = has_rows ? symbols_.rows_of(id) : symbols_.groups_of(id);
    if (!rows) {
        axioms.push_back(at_least(exists, 1) | at_most(members, 0));
        axioms.push_back(at_most(exists, 0) | at_least(members, static_cast<long>(candidate.legs.size())));
        return;
    }
    long legs = 0;
    for (const Group& group : *rows) legs += group.legs;
    axioms.push_back(nonnegative({{exists, legs}, {members, -1}}));
    if (mutant_ == Mutant::members_always_exist) {
        axioms.push_back(at_least(members, legs));
    } else {
        axioms.push_back(nonnegative({{members, 1}, {exists, -legs}}));
    }
}

void Axioms::about_combinations(Symbol combinations, std::vector<Formula>& axioms) {
    const CandidateId id = symbols_.root(combinations).candidate;
    const Candidate& candidate = program_.candidates[id];
    const Groups groups = symbols_.groups_of(id);
    about_groups(combinations, groups, axioms);
    about_cuts(combinations, candidate.cuts, scopes_.bind(scopes_.top(), candidate), axioms);
    const bool is_all = candidate.cuts.empty() || mutant_ == Mutant::combinations_exist_by_size;
    if (is_all) axioms.push_back(negation(symbols_.enough(groups)) | at_least(combinations, 1));
    if (groups.size() != 1 || !symbols_.info(groups[0].pool).has_rows) return;
    // k of k objects are one combination, k of k + 1 are k + 1.
    const auto [pool, legs] = groups[0];
    axioms.push_back(at_least(pool, legs + 1) | at_most(combinations, 1));
    axioms.push_back(at_least(pool, legs + 2) | at_most(combinations, legs + 1));
    if (is_all) axioms.push_back(at_most(pool, legs) | at_least(combinations, legs + 1));
}

/// The first object of what is shared out is in the first part, and every object in one of the two. (Where a split with
/// cuts finds no way to share out, its parts are read nowhere, and the axioms speak of any sharing.)
void Axioms::about_part(Symbol part, std::vector<Formula>& axioms) {
    const Root& root = symbols_.root(part);
    const Symbol whole = root.sources[0];
    axioms.push_back(not_more(part, whole));
    if (root.is_first || mutant_ == Mutant::parts_have_members) axioms.push_back(at_most(whole, 0) | at_least(part, 1));
    axioms.push_back(nonnegative({{part, 1}, {root.other, 1}, {whole, -1}}));
    axioms.push_back(nonnegative({{part, -1}, {root.other, -1}, {whole, 1}}));
}

// ---- combinations ----

void Axioms::about_groups(Symbol indicator, const Groups& groups, std::vector<Formula>& axioms) {
    Groups all = groups;
    if (const auto rows = symbols_.rows_of(groups)) all.insert(all.end(), rows->begin(), rows->end());
    for (const Group& group : all) axioms.push_back(at_most(indicator, 0) | at_least(group.pool, group.legs));
}

void Axioms::about_candidate(CandidateId id, std::vector<Formula>& axioms) {
    const Candidate& candidate = program_.candidates[id];
    const Symbol exists = symbols_.existence_of(id);
    const Groups groups = symbols_.groups_of(id);
    axioms.push_back(at_most(exists, 1));
    about_groups(exists, groups, axioms);
    about_cuts(exists, candidate.cuts, scopes_.bind(scopes_.top(), candidate, true), axioms);
    if (candidate.cuts.empty() || mutant_ == Mutant::candidate_exists_by_size)
        axioms.push_back(negation(symbols_.enough(groups)) | at_least(exists, 1));
}

std::vector<Group> Axioms::implied_groups(Symbol indicator) const {
    const SymbolInfo& info = symbols_.info(indicator);
    Groups groups;
    if (info.kind == SymbolInfo::Kind::exists) {
        groups = symbols_.groups_of(info.candidate);
    } else if (info.kind == SymbolInfo::Kind::choice) {
        groups = info.groups;
    } else if (symbols_.is_root(indicator) && symbols_.root(indicator).kind == Root::Kind::combinations) {
        groups = symbols_.groups_of(symbols_.root(indicator).candidate);
    }
    Groups all;
    for (const Group& group : groups)
        if (!symbols_.info(group.pool).has_rows) all.push_back(group);
    if (const auto rows = symbols_.rows_of(groups)) all.insert(all.end(), rows->begin(), rows->end());
    return all;
}

// ---- between sets ----

void Axioms::between(const std::set<Symbol>& symbols, std::vector<Formula>& axioms) {
    std::vector<Symbol> sets;
    for (Symbol symbol : symbols)
        if (symbols_.is_set(symbol)) sets.push_back(symbol);
    between_sets(sets, symbols, axioms);
    // No row is in a combination twice, so what lies in one set adds up.
    for (Symbol indicator : symbols) {
        const Groups parts = implied_groups(indicator);
        if (parts.size() < 2) continue;
        for (Symbol pool : sets) {
            long legs = 0;
            for (const Group& group : parts)
                if (symbols_.is_within(group.pool, pool)) legs += group.legs;
            if (legs > 0) axioms.push_back(at_most(indicator, 0) | at_least(pool, legs));
        }
    }
}

void Axioms::between_sets(const std::vector<Symbol>& sets, const std::set<Symbol>& symbols,
                          std::vector<Formula>& axioms) {
    const std::size_t count = sets.size();
    std::vector<std::vector<char>> within(count, std::vector<char>(count));
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < count; ++b) within[a][b] = symbols_.is_within(sets[a], sets[b]);
    auto strictly_within = [&](std::size_t a, std::size_t b) { return within[a][b] && !within[b][a]; };
    auto any_other = [&](auto&& is_one) {
        for (std::size_t c = 0; c < count; ++c)
            if (is_one(c)) return true;
        return false;
    };

    for (std::size_t a = 0; a < count && mutant_ != Mutant::subset_reversed; ++a)
        for (std::size_t b = 0; b < count; ++b) {
            auto stands_between = [&](std::size_t c) { return strictly_within(a, c) && strictly_within(c, b); };
            if (a != b && within[a][b] && !any_other(stands_between)) axioms.push_back(not_more(sets[a], sets[b]));
        }
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < a; ++b) {
            const Symbol first = sets[a], second = sets[b];
            const auto source =
                mutant_ == Mutant::complement_of_any ? symbols_.common_source(first, second) : std::nullopt;
            if (source) axioms.push_back(nonnegative({{first, 1}, {second, 1}, {*source, -1}}));
            if (!symbols_.are_disjoint(first, second)) continue;
            auto contains_both = [&](std::size_t c) { return within[a][c] && within[b][c]; };
            for (std::size_t c = 0; c < count; ++c) {
                auto is_smaller = [&](std::size_t d) { return contains_both(d) && strictly_within(d, c); };
                if (contains_both(c) && !any_other(is_smaller))
                    axioms.push_back(nonnegative({{sets[c], 1}, {first, -1}, {second, -1}}));
            }
            // Two that differ in one condition only, one with it and one against it, share out what lacks it.
            if (auto whole = symbols_.shared_out(first, second); whole && symbols.contains(*whole))
                axioms.push_back(nonnegative({{first, 1}, {second, 1}, {*whole, -1}}));
        }
}

}  // namespace collmc::semantics::presence
