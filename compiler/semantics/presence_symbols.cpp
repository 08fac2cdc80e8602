#include "compiler/semantics/presence_symbols.h"

#include <algorithm>
#include <iterator>

#include "fmt/format.h"

namespace collmc::semantics::presence {

namespace {

std::string text(const Conditions& conditions) {
    std::string all;
    for (const auto& [condition, value] : conditions) all += fmt::format("[{}{}]", value ? "" : "not ", condition);
    return all;
}

}  // namespace

Symbols::Symbols(const Program& program, Scopes& scopes, const Canonical& canonical)
    : program_(program), scopes_(scopes), canonical_(canonical) {
    for (CollectionId i = 0; i < static_cast<CollectionId>(program.collections.size()); ++i) {
        SymbolInfo info{SymbolInfo::Kind::size};
        info.collection = i;
        info.source = fmt::format("size({})", program.collections[i].name);
        sizes_.push_back(add(std::move(info)));
    }
    uncut_ = sizes_;
    for (CandidateId i = 0; i < static_cast<CandidateId>(program.candidates.size()); ++i) {
        SymbolInfo info{SymbolInfo::Kind::exists};
        info.candidate = i;
        info.source = fmt::format("exists({})", program.candidates[i].name);
        existence_.push_back(add(std::move(info)));
    }
    // A collection's sources are declared before it, so its parent's description is ready.
    for (CollectionId i = 0; i < static_cast<CollectionId>(program.collections.size()); ++i) add_collection(i);
}

Symbol Symbols::add(SymbolInfo info) {
    infos_.push_back(std::move(info));
    return static_cast<Symbol>(infos_.size()) - 1;
}

void Symbols::add_collection(CollectionId id) {
    const Collection& collection = program_.collections[id];
    Symbol parent = -1;
    switch (collection.kind) {
        case Collection::Kind::base: break;
        case Collection::Kind::filtered: parent = sizes_[collection.sources[0]]; break;
        case Collection::Kind::union_of:
        case Collection::Kind::excluding:
            if (collection.cuts.empty()) break;
            SymbolInfo info{SymbolInfo::Kind::uncut};
            info.collection = id;
            info.source = fmt::format("size({} before its cuts)", collection.name);
            info.root = static_cast<Symbol>(infos_.size());
            parent = uncut_[id] = add(std::move(info));
            break;
    }
    SymbolInfo& self = infos_[sizes_[id]];
    self.root = sizes_[id];
    if (parent < 0) return;
    self.root = infos_[parent].root;
    self.conditions = infos_[parent].conditions;
    self.conditions.merge(conditions_of(collection));
    filters_.try_emplace({self.root, self.conditions}, sizes_[id]);
}

/// An object is in the collection if and only if it satisfies these. In a block a comparison with a NaN is simply
/// false, so `reject c` keeps exactly what `select c` does not.
Conditions Symbols::conditions_of(const Collection& collection) const {
    Conditions conditions;
    for (const Cut& cut : collection.cuts) {
        const Scope* scope = scopes_.bind(scopes_.top(), collection.self);
        Conditions own, guard;
        std::set<int> mentioned;
        canonical_.conjuncts({cut.condition.get(), scope}, !cut.reject, scope->instance, own, mentioned);
        if (cut.guard) {
            canonical_.conjuncts({cut.guard.get(), scope}, true, scope->instance, guard, mentioned);
            own = {{fmt::format("{} when {}", text(own), text(guard)), true}};
        }
        conditions.merge(own);
    }
    return conditions;
}

Symbol Symbols::filtered(CollectionId collection, const Filter& filter) {
    const Symbol whole = sizes_[collection];
    const Symbol root = infos_[whole].root;
    Conditions conditions = infos_[whole].conditions;
    conditions.insert(filter.conditions.begin(), filter.conditions.end());
    if (conditions == infos_[whole].conditions) return whole;
    auto [place, inserted] = filters_.try_emplace({root, conditions}, -1);
    if (!inserted) return place->second;
    SymbolInfo info{SymbolInfo::Kind::filter};
    info.collection = collection;
    std::string range =
        fmt::format("{} for {} in {}", filter.condition, filter.variable, program_.collections[collection].name);
    info.source = fmt::format("count({})", range);
    info.nonempty = fmt::format("any({})", range);
    info.mentioned.assign(filter.mentioned.begin(), filter.mentioned.end());
    info.root = root;
    info.conditions = std::move(conditions);
    return place->second = add(std::move(info));
}

// ---- which collections lie in which ----

std::vector<Symbol> Symbols::sources_of_root(Symbol root) const {
    std::vector<Symbol> sources;
    for (CollectionId source : program_.collections[infos_[root].collection].sources) sources.push_back(sizes_[source]);
    return sources;
}

const Conditions& Symbols::all_conditions(Symbol symbol) {
    if (auto known = all_conditions_.find(symbol); known != all_conditions_.end()) return known->second;
    const Symbol root = infos_[symbol].root;
    Conditions shared;
    bool first = true;
    for (Symbol source : sources_of_root(root)) {
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
    const std::vector<Symbol> sources = sources_of_root(own);
    auto in_root = [&](Symbol source) { return lies_in_root(source, root); };
    if (!sources.empty() && std::all_of(sources.begin(), sources.end(), in_root)) return true;
    const Collection& target = program_.collections[infos_[root].collection];
    if (target.kind != Collection::Kind::union_of) return false;
    return std::any_of(target.sources.begin(), target.sources.end(),
                       [&](CollectionId part) { return is_within(a, sizes_[part]); });
}

bool Symbols::is_within(Symbol a, Symbol b) {
    if (a == b) return true;
    if (auto known = within_.find({a, b}); known != within_.end()) return known->second;
    const Conditions& mine = all_conditions(a);
    const Conditions& asked = infos_[b].conditions;
    const bool satisfied = std::includes(mine.begin(), mine.end(), asked.begin(), asked.end());
    return within_[{a, b}] = satisfied && lies_in_root(a, infos_[b].root);
}

std::uint32_t Symbols::particles(Symbol symbol) const {
    const ObjectType& element = program_.collections[infos_[symbol].collection].element;
    constexpr std::uint32_t anything = ~0u;
    return element.kind == ObjectType::Kind::detector && element.particles != 0 ? element.particles : anything;
}

bool Symbols::are_disjoint(Symbol a, Symbol b) {
    if (a > b) std::swap(a, b);
    if (auto known = disjoint_.find({a, b}); known != disjoint_.end()) return known->second;
    return disjoint_[{a, b}] = compute_disjoint(a, b);
}

bool Symbols::compute_disjoint(Symbol a, Symbol b) {
    if ((particles(a) & particles(b)) == 0) return true;
    const Conditions& theirs = all_conditions(b);
    for (const auto& [text, value] : all_conditions(a))
        if (theirs.contains({text, !value})) return true;
    auto disjoint_from = [&](Symbol other) {
        return [this, other](Symbol source) { return are_disjoint(source, other); };
    };
    const std::vector<Symbol> above_a = sources_of_root(infos_[a].root);
    if (!above_a.empty() && std::all_of(above_a.begin(), above_a.end(), disjoint_from(b))) return true;
    const std::vector<Symbol> above_b = sources_of_root(infos_[b].root);
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
    const Collection& first = program_.collections[infos_[a].collection];
    const Collection& second = program_.collections[infos_[b].collection];
    const bool selections = first.kind == Collection::Kind::filtered && second.kind == Collection::Kind::filtered;
    if (!selections || first.sources != second.sources) return std::nullopt;
    return sizes_[first.sources[0]];
}

std::string Symbols::to_source(const Formula& formula) const {
    // That a filter leaves an object is said with `any`.
    if (formula.kind() == Formula::Kind::at_least_zero && formula.linear().terms.size() == 1) {
        auto [symbol, coefficient] = formula.linear().terms[0];
        if (infos_[symbol].kind == SymbolInfo::Kind::filter && coefficient == 1 && formula.linear().constant == -1)
            return infos_[symbol].nonempty;
    }
    return presence::to_source(
        formula, [this](Symbol symbol) { return infos_[symbol].source; },
        [this](Symbol symbol) { return infos_[symbol].kind == SymbolInfo::Kind::exists; });
}

}  // namespace collmc::semantics::presence
