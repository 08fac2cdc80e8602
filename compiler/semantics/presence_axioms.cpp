#include "compiler/semantics/presence_axioms.h"

#include <algorithm>

namespace collmc::semantics::presence {

namespace {

/// sum >= 0 for terms that may repeat a symbol.
Formula nonnegative(const std::vector<std::pair<Symbol, long>>& terms) {
    std::map<Symbol, long> sum;
    for (const auto& [symbol, coefficient] : terms) sum[symbol] += coefficient;
    Linear linear;
    for (const auto& [symbol, coefficient] : sum)
        if (coefficient != 0) linear.terms.emplace_back(symbol, coefficient);
    return Formula::at_least_zero(linear);
}

Formula not_more(Symbol small, Symbol large) { return nonnegative({{large, 1}, {small, -1}}); }

using Terms = std::vector<std::pair<Symbol, long>>;

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
            for_each_symbol(axiom, [&](Symbol other) {
                if (symbols.insert(other).second) open.push_back(other);
            });
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
        case SymbolInfo::Kind::filter: axioms.push_back(not_more(symbol, symbols_.size_of(info.collection))); break;
        case SymbolInfo::Kind::size:
        case SymbolInfo::Kind::uncut: {
            const Symbol uncut = symbols_.uncut(info.collection);
            if (symbol == uncut) about_collection(info.collection, axioms);
            if (symbol == uncut && info.kind == SymbolInfo::Kind::uncut) break;
            if (symbol != uncut) axioms.push_back(not_more(symbol, uncut));
            const Collection& collection = program_.collections[info.collection];
            about_cuts(symbol, collection.cuts, scopes_.bind(scopes_.top(), collection.self), axioms);
        }
    }
    return known_[symbol] = std::move(axioms);
}

/// A member, or the candidate, exists only if it passed the cuts: what they say of the event holds then.
void Axioms::about_cuts(Symbol nonempty, const std::vector<Cut>& cuts, const Scope* scope,
                        std::vector<Formula>& axioms) {
    auto is_local = [&](Symbol symbol) { return symbols_.is_local(symbol); };
    for (const Cut& cut : cuts) {
        Formula said = without(rules_.passed(cut, scope), is_local);
        if (!said.is_always()) axioms.push_back(at_most(nonempty, 0) | said);
    }
}

void Axioms::about_collection(CollectionId id, std::vector<Formula>& axioms) {
    const Collection& collection = program_.collections[id];
    switch (collection.kind) {
        case Collection::Kind::base: break;
        case Collection::Kind::filtered: {
            const Symbol own = symbols_.size_of(id), parent = symbols_.size_of(collection.sources[0]);
            axioms.push_back(mutant_ == Mutant::subset_reversed ? not_more(parent, own) : not_more(own, parent));
            break;
        }
        case Collection::Kind::union_of: about_union(id, axioms); break;
        case Collection::Kind::excluding: about_excluding(id, axioms); break;
    }
}

void Axioms::about_union(CollectionId id, std::vector<Formula>& axioms) {
    const Symbol whole = symbols_.uncut(id);
    std::vector<Symbol> parts;  // without those that lie in another one
    for (CollectionId source : program_.collections[id].sources) {
        const Symbol part = symbols_.size_of(source);
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

std::vector<Axioms::Group> Axioms::groups(const Candidate& candidate) const {
    std::map<int, Group> by_number;
    for (const Candidate::Leg& leg : candidate.legs)
        ++by_number.try_emplace(leg.group, Group{leg.collection, 0}).first->second.legs;
    std::vector<Group> groups;
    for (const auto& [number, group] : by_number) groups.push_back(group);
    return groups;
}

bool Axioms::excludes(CollectionId id, CandidateId candidate) const {
    const Collection& collection = program_.collections[id];
    const auto& excluded = collection.excluded;
    if (std::find(excluded.begin(), excluded.end(), candidate) != excluded.end()) return true;
    auto source_excludes = [&](CollectionId source) { return excludes(source, candidate); };
    return !collection.sources.empty() &&
           std::all_of(collection.sources.begin(), collection.sources.end(), source_excludes);
}

bool Axioms::legs_are_disjoint(const Candidate& a, CandidateId a_id, const Candidate& b, CandidateId b_id) {
    for (const Candidate::Leg& x : a.legs)
        for (const Candidate::Leg& y : b.legs) {
            if (excludes(x.collection, b_id) || excludes(y.collection, a_id)) continue;
            if (!symbols_.are_disjoint(symbols_.size_of(x.collection), symbols_.size_of(y.collection))) return false;
        }
    return true;
}

void Axioms::about_excluding(CollectionId id, std::vector<Formula>& axioms) {
    const Collection& collection = program_.collections[id];
    const Symbol rest = symbols_.uncut(id), source = symbols_.size_of(collection.sources[0]);
    axioms.push_back(not_more(rest, source));
    Terms at_least{{rest, 1}, {source, -1}};  // source - all members that may lie in it <= rest
    Terms at_most{{source, 1}, {rest, -1}};   // rest <= source - all members that certainly lie in it
    bool disjoint = true;
    for (std::size_t i = 0; i < collection.excluded.size(); ++i) {
        const CandidateId candidate = collection.excluded[i];
        const Symbol exists = symbols_.existence_of(candidate);
        long certain = 0, possible = 0;
        for (const Group& group : groups(program_.candidates[candidate])) {
            const Symbol pool = symbols_.size_of(group.collection);
            if (mutant_ == Mutant::excluding_always_removes || symbols_.is_within(pool, source)) certain += group.legs;
            if (!symbols_.are_disjoint(pool, source)) possible += group.legs;
        }
        if (mutant_ == Mutant::excluding_removes_nothing) certain = possible = 0;
        at_least.emplace_back(exists, possible);
        at_most.emplace_back(exists, -certain);
        axioms.push_back(nonnegative({{source, 1}, {rest, -1}, {exists, -certain}}));
        for (std::size_t j = 0; j < i; ++j)
            disjoint &= legs_are_disjoint(program_.candidates[candidate], candidate,
                                          program_.candidates[collection.excluded[j]], collection.excluded[j]);
    }
    axioms.push_back(nonnegative(at_least));
    if (disjoint) axioms.push_back(nonnegative(at_most));
}

void Axioms::about_candidate(CandidateId id, std::vector<Formula>& axioms) {
    const Candidate& candidate = program_.candidates[id];
    const Symbol exists = symbols_.existence_of(id);
    std::vector<Group> parts = groups(candidate);
    axioms.push_back(at_most(exists, 1));
    for (const Group& group : parts) {
        axioms.push_back(at_most(exists, 0) | at_least(symbols_.size_of(group.collection), group.legs));
    }
    const Scope* scope = scopes_.top();
    for (const Candidate::Leg& leg : candidate.legs) scope = scopes_.bind(scope, leg.variable);
    about_cuts(exists, candidate.cuts, scope, axioms);
    if (!candidate.cuts.empty() && mutant_ != Mutant::candidate_exists_by_size) return;

    // Without cuts any choice of distinct objects will do. Taking the groups in some order, each finds enough where its
    // collection has its own legs and those that earlier groups may have taken from it.
    std::vector<std::size_t> order(parts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    constexpr std::size_t kMostOrders = 4;
    do {
        std::vector<Formula> enough;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const Symbol pool = symbols_.size_of(parts[order[i]].collection);
            long wanted = parts[order[i]].legs;
            for (std::size_t j = 0; j < i && mutant_ != Mutant::candidate_shares_members; ++j)
                if (!symbols_.are_disjoint(pool, symbols_.size_of(parts[order[j]].collection)))
                    wanted += parts[order[j]].legs;
            enough.push_back(at_least(pool, wanted));
        }
        axioms.push_back(negation(Formula::all_of(std::move(enough))) | at_least(exists, 1));
    } while (parts.size() < kMostOrders && std::next_permutation(order.begin(), order.end()));
}

void Axioms::between(const std::set<Symbol>& symbols, std::vector<Formula>& axioms) {
    std::vector<Symbol> collections, candidates;
    for (Symbol symbol : symbols) (symbols_.is_collection(symbol) ? collections : candidates).push_back(symbol);
    const std::size_t count = collections.size();
    std::vector<std::vector<char>> within(count, std::vector<char>(count));
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < count; ++b) within[a][b] = symbols_.is_within(collections[a], collections[b]);
    auto strictly_within = [&](std::size_t a, std::size_t b) { return within[a][b] && !within[b][a]; };
    auto any_other = [&](auto&& is_one) {
        for (std::size_t c = 0; c < count; ++c)
            if (is_one(c)) return true;
        return false;
    };

    for (std::size_t a = 0; a < count && mutant_ != Mutant::subset_reversed; ++a)
        for (std::size_t b = 0; b < count; ++b) {
            auto stands_between = [&](std::size_t c) { return strictly_within(a, c) && strictly_within(c, b); };
            if (a != b && within[a][b] && !any_other(stands_between))
                axioms.push_back(not_more(collections[a], collections[b]));
        }
    for (std::size_t a = 0; a < count; ++a)
        for (std::size_t b = 0; b < a; ++b) {
            const Symbol first = collections[a], second = collections[b];
            const auto source =
                mutant_ == Mutant::complement_of_any ? symbols_.common_source(first, second) : std::nullopt;
            if (source) axioms.push_back(nonnegative({{first, 1}, {second, 1}, {*source, -1}}));
            if (!symbols_.are_disjoint(first, second)) continue;
            auto contains_both = [&](std::size_t c) { return within[a][c] && within[b][c]; };
            for (std::size_t c = 0; c < count; ++c) {
                auto is_smaller = [&](std::size_t d) { return contains_both(d) && strictly_within(d, c); };
                if (contains_both(c) && !any_other(is_smaller))
                    axioms.push_back(nonnegative({{collections[c], 1}, {first, -1}, {second, -1}}));
            }
            // Two that differ in one condition only, one with it and one against it, share out what lacks it.
            if (auto whole = symbols_.shared_out(first, second); whole && symbols.contains(*whole))
                axioms.push_back(nonnegative({{first, 1}, {second, 1}, {*whole, -1}}));
        }

    for (Symbol exists : candidates) {
        std::vector<Group> parts = groups(program_.candidates[symbols_.info(exists).candidate]);
        if (parts.size() < 2) continue;
        for (Symbol pool : collections) {
            long legs = 0;
            for (const Group& group : parts)
                if (symbols_.is_within(symbols_.size_of(group.collection), pool)) legs += group.legs;
            if (legs > 0) axioms.push_back(at_most(exists, 0) | at_least(pool, legs));
        }
    }
}

}  // namespace collmc::semantics::presence
