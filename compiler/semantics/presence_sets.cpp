// Which sets of objects lie in which, which share none, and when distinct objects can be chosen from them.
#include <algorithm>
#include <iterator>

#include "compiler/semantics/presence_symbols.h"

namespace collmc::semantics::presence {

// ---- which sets lie in which ----

const Conditions& Symbols::all_conditions(Symbol symbol) {
    if (auto known = all_conditions_.find(symbol); known != all_conditions_.end()) return known->second;
    const Root& root = roots_.at(infos_[symbol].root);
    Conditions shared;
    bool first = true;
    for (Symbol source : root.sources) {
        const Conditions& theirs = all_conditions(source);
        if (first) {
            shared = theirs;
        } else {
            std::erase_if(shared, [&](const Condition& condition) { return !theirs.contains(condition); });
        }
        first = false;
    }
    shared.insert(infos_[symbol].conditions.begin(), infos_[symbol].conditions.end());
    return all_conditions_[symbol] = std::move(shared);
}

bool Symbols::lies_in_root(Symbol a, Symbol root) {
    const Symbol own = infos_[a].root;
    if (own == root) return true;
    const std::vector<Symbol>& sources = roots_.at(own).sources;
    auto in_root = [&](Symbol source) { return lies_in_root(source, root); };
    if (!sources.empty() && std::all_of(sources.begin(), sources.end(), in_root)) return true;
    const Root& target = roots_.at(root);
    const bool has_all_of_sources = target.kind == Root::Kind::union_of || target.kind == Root::Kind::retyped;
    if (!has_all_of_sources) return false;
    return std::any_of(target.sources.begin(), target.sources.end(), [&](Symbol part) { return is_within(a, part); });
}

bool Symbols::is_within(Symbol a, Symbol b) {
    if (a == b) return true;
    if (const auto known = within_.find(a, b)) return *known;
    const Conditions& mine = all_conditions(a);
    const Conditions& asked = infos_[b].conditions;
    const bool satisfied = std::includes(mine.begin(), mine.end(), asked.begin(), asked.end());
    const bool within = satisfied && lies_in_root(a, infos_[b].root);
    return within_.set(a, b, within);
}

/// `l is Muon` is a condition `is4:$`.
std::uint32_t Symbols::particles(Symbol symbol) const {
    std::uint32_t possible = roots_.at(infos_[symbol].root).particles;
    for (const auto& [text, value] : infos_[symbol].conditions) {
        if (!text.starts_with("is") || !text.ends_with(":$")) continue;
        const std::uint32_t asked = static_cast<std::uint32_t>(std::stoul(text.substr(2)));
        possible &= value ? asked : ~asked;
    }
    return possible;
}

bool Symbols::are_disjoint(Symbol a, Symbol b) {
    if (a > b) std::swap(a, b);
    if (const auto known = disjoint_.find(a, b)) return *known;
    return disjoint_.set(a, b, compute_disjoint(a, b));
}

/// Whether the set was taken from one that leaves out all of the other.
bool Symbols::excludes(Symbol set, Symbol other) {
    const Root& root = roots_.at(infos_[set].root);
    auto holds_other = [&](Symbol excluded) { return is_within(other, excluded); };
    return std::any_of(root.excluded.begin(), root.excluded.end(), holds_other) ||
           (root.kind == Root::Kind::part && is_within(other, root.other));
}

bool Symbols::compute_disjoint(Symbol a, Symbol b) {
    if (infos_[a].has_rows && infos_[b].has_rows && (particles(a) & particles(b)) == 0) return true;
    if (excludes(a, b) || excludes(b, a)) return true;
    const Conditions& theirs = all_conditions(b);
    for (const auto& [text, value] : all_conditions(a))
        if (theirs.contains({text, !value})) return true;
    auto disjoint_from = [&](Symbol other) {
        return [this, other](Symbol source) { return are_disjoint(source, other); };
    };
    const std::vector<Symbol> above_a = roots_.at(infos_[a].root).sources;
    if (!above_a.empty() && std::all_of(above_a.begin(), above_a.end(), disjoint_from(b))) return true;
    const std::vector<Symbol> above_b = roots_.at(infos_[b].root).sources;
    return !above_b.empty() && std::all_of(above_b.begin(), above_b.end(), disjoint_from(a));
}

std::optional<Symbol> Symbols::shared_out(Symbol a, Symbol b) const {
    const SymbolInfo& first = infos_[a];
    const SymbolInfo& second = infos_[b];
    if (first.root != second.root || first.conditions.size() != second.conditions.size()) return std::nullopt;
    Conditions common;
    std::set_intersection(first.conditions.begin(), first.conditions.end(), second.conditions.begin(),
                          second.conditions.end(), std::inserter(common, common.end()));
    if (common.size() + 1 != first.conditions.size()) return std::nullopt;
    auto own = [&](const Conditions& all) {
        return *std::find_if(all.begin(), all.end(), [&](const Condition& c) { return !common.contains(c); });
    };
    const Condition mine = own(first.conditions), theirs = own(second.conditions);
    if (mine.first != theirs.first) return std::nullopt;
    if (common.empty()) return first.root;
    auto whole = filters_.find({first.root, common});
    return whole == filters_.end() ? std::nullopt : std::optional(whole->second);
}

std::optional<Symbol> Symbols::common_source(Symbol a, Symbol b) const {
    const Symbol source = infos_[a].parent;
    const bool both = source >= 0 && source == infos_[b].parent;
    return both ? std::optional(source) : std::nullopt;
}

// ---- choosing distinct objects ----

/// The most of a pool's objects that choosing from another may use up; nothing where that is not known.
std::optional<long> Symbols::taken(Symbol pool, const Group& other) {
    if (mutant_ == Mutant::candidate_shares_members) return 0;
    const std::optional<Groups> rows = rows_of(Groups{other});
    const std::optional<Groups> own = rows_of(Groups{{pool, 1}});
    if (!rows || !own) return std::nullopt;
    long sum = 0;
    for (const Group& theirs : *rows)
        for (const Group& mine : *own)
            if (!are_disjoint(mine.pool, theirs.pool)) sum += theirs.legs;
    return sum;
}

/// The groups are served in some order. Each finds enough where its set has its own objects and all those that the
/// groups before it may have taken. Of combinations only one can be had so, and only where nobody touches their rows.
Formula Symbols::enough(const Groups& groups) {
    std::vector<std::size_t> order(groups.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    constexpr std::size_t kMostOrders = 4;
    std::vector<Formula> ways;
    do {
        std::vector<Formula> each;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const Group& group = groups[order[i]];
            const bool has_rows = infos_[group.pool].has_rows || mutant_ == Mutant::combinations_share_rows;
            long wanted = group.legs;
            bool possible = has_rows || group.legs == 1;
            for (std::size_t j = 0; j < i; ++j) {
                const std::optional<long> gone = taken(group.pool, groups[order[j]]);
                possible &= gone.has_value() && (has_rows || *gone == 0);
                wanted += gone.value_or(0);
            }
            each.push_back(possible ? at_least(group.pool, wanted) : Formula::never());
        }
        ways.push_back(Formula::all_of(std::move(each)));
    } while (groups.size() < kMostOrders && std::next_permutation(order.begin(), order.end()));
    return Formula::any_of(without_narrower(std::move(ways)));
}

/// Leaves out what asks for at least as much as another one does: of each set, or of one within it.
std::vector<Formula> Symbols::without_narrower(std::vector<Formula> ways) {
    auto atoms = [](const Formula& way) {
        return way.kind() == Formula::Kind::all_of ? way.parts() : std::vector<Formula>{way};
    };
    auto asks_no_less = [&](const Formula& a, const Formula& b) {  // both: size >= number
        const Linear &mine = a.linear(), &theirs = b.linear();
        return mine.constant <= theirs.constant && is_within(mine.terms[0].first, theirs.terms[0].first);
    };
    auto implies_way = [&](const Formula& a, const Formula& b) {
        const std::vector<Formula> mine = atoms(a), theirs = atoms(b);
        return std::all_of(theirs.begin(), theirs.end(), [&](const Formula& wanted) {
            return std::any_of(mine.begin(), mine.end(), [&](const Formula& own) { return asks_no_less(own, wanted); });
        });
    };
    std::vector<Formula> kept;
    for (const Formula& way : ways) {
        if (way.is_never()) continue;
        auto is_implied = [&](const Formula& other) { return implies_way(way, other); };
        if (std::any_of(kept.begin(), kept.end(), is_implied)) continue;
        std::erase_if(kept, [&](const Formula& other) { return implies_way(other, way); });
        kept.push_back(way);
    }
    return kept;
}

Formula Symbols::chosen(const Groups& groups) {
    if (groups.size() == 1 && (infos_[groups[0].pool].has_rows || groups[0].legs == 1))
        return at_least(groups[0].pool, groups[0].legs);
    return at_least(choice(groups), 1);
}

}  // namespace collmc::semantics::presence
