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

/// Steps in the making of an object have names that no person has written.
std::string size_in_words(const std::string& name) {
    const bool is_written = name.find(" (") == std::string::npos && name.find(" as ") == std::string::npos;
    return is_written ? fmt::format("size({})", name) : std::string();
}

bool has_rows(const ObjectType& element) { return element.kind == ObjectType::Kind::detector; }

bool is_selection(const Collection& collection) {
    if (collection.uncertain) return false;
    return collection.kind == Collection::Kind::filtered || collection.kind == Collection::Kind::ordered;
}

}  // namespace

Symbols::Symbols(const Program& program, Scopes& scopes, const Canonical& canonical, Mutant mutant)
    : program_(program), scopes_(scopes), canonical_(canonical), mutant_(mutant) {
    const int collections = static_cast<int>(program.collections.size());
    const int candidates = static_cast<int>(program.candidates.size());
    for (CollectionId i = 0; i < collections; ++i) {
        SymbolInfo info;
        info.collection = i;
        info.source = size_in_words(program.collections[i].name);
        info.has_rows = has_rows(program.collections[i].element);
        sizes_.push_back(add(std::move(info)));
    }
    uncut_ = sizes_;
    for (CandidateId i = 0; i < candidates; ++i) {
        SymbolInfo info;
        info.kind = SymbolInfo::Kind::exists;
        info.candidate = i;
        info.source = fmt::format("exists({})", program.candidates[i].name);
        existence_.push_back(add(std::move(info)));
    }
    for (CandidateId i = 0; i < candidates; ++i) {
        SymbolInfo info;
        info.source = fmt::format("size({})", program.candidates[i].name);
        members_.push_back(add(std::move(info)));
        if (program.candidates[i].kind != Candidate::Kind::split) continue;
        for (int leg = 0; leg < static_cast<int>(program.candidates[i].legs.size()); ++leg)
            split_legs_[program.candidates[i].legs[leg].variable] = {i, leg};
    }
    for (CollectionId i = 0; i < collections; ++i) add_collection(i);
    for (CandidateId i = 0; i < candidates; ++i) add_members(i);
}

// ---- roots ----

Symbol Symbols::add_root(SymbolInfo info, Root root) {
    info.root = static_cast<Symbol>(infos_.size());
    const Symbol symbol = add(std::move(info));
    set_root(symbol, std::move(root));
    return symbol;
}

/// With what follows from the sources: kinds of particles, and how conditions are read.
void Symbols::set_root(Symbol symbol, Root its) {
    Root& root = roots_[symbol] = std::move(its);
    if (root.sources.empty()) return;
    root.particles = 0;
    std::set<std::string> readings;
    for (Symbol source : root.sources) {
        const Root& theirs = roots_.at(infos_[source].root);
        root.particles |= particles(source);
        readings.insert(theirs.reading);
    }
    if (root.kind != Root::Kind::retyped) {
        root.reading = *readings.begin();
        // Rows of one set that are read in different ways: conditions on it have a meaning of their own.
        if (readings.size() > 1) root.reading = fmt::format("mixed{}:", symbol);
    }
}

Root Symbols::root_of(const Collection& collection) const {
    Root root;
    if (collection.uncertain) return root;
    for (CollectionId source : collection.sources) root.sources.push_back(sizes_[source]);
    switch (collection.kind) {
        case Collection::Kind::base:
            root.kind = Root::Kind::base;
            root.particles = 1u << collection.particle;
            break;
        case Collection::Kind::union_of: root.kind = Root::Kind::union_of; break;
        case Collection::Kind::excluding:
            root.kind = Root::Kind::excluding;
            for (CandidateId candidate : collection.excluded) root.excluded.push_back(members_[candidate]);
            for (CollectionId other : collection.excluded_collections) root.excluded.push_back(sizes_[other]);
            break;
        case Collection::Kind::members:  // whose legs are combinations
            root.kind = Root::Kind::members;
            root.candidate = collection.candidate;
            root.sources.clear();
            break;
        case Collection::Kind::combinations:
            root.kind = Root::Kind::combinations;
            root.candidate = collection.candidate;
            break;
        case Collection::Kind::leading:
            root.kind = Root::Kind::leading;
            root.count = collection.count;
            break;
        case Collection::Kind::retyped:
            root.kind = Root::Kind::retyped;
            root.reading = fmt::format("as{}:", collection.element.particles);
            break;
        case Collection::Kind::filtered:
        case Collection::Kind::ordered: break;
    }
    return root;
}

/// After what it is made of.
void Symbols::add_collection(CollectionId id) {
    const Collection& collection = program_.collections[id];
    const Symbol own = sizes_[id];
    if (infos_[own].root >= 0) return;
    for (CollectionId source : collection.sources) add_collection(source);
    for (CollectionId other : collection.excluded_collections) add_collection(other);
    for (CandidateId candidate : collection.excluded) add_members(candidate);
    if (collection.candidate >= 0) add_members(collection.candidate);

    const bool is_rows_of_candidate = collection.kind == Collection::Kind::members && infos_[own].has_rows;
    Symbol parent = -1;
    if (is_selection(collection) || is_rows_of_candidate) {
        parent = is_selection(collection) ? sizes_[collection.sources[0]] : members_[collection.candidate];
        infos_[own].is_whole_parent = collection.cuts.empty();
    } else if (!collection.cuts.empty()) {
        SymbolInfo info;
        info.has_rows = infos_[own].has_rows;
        parent = uncut_[id] = add_root(std::move(info), root_of(collection));
    } else {
        infos_[own].root = own;
        set_root(own, root_of(collection));
        if (mutant_ == Mutant::retyped_by_type && collection.kind == Collection::Kind::retyped)
            roots_[own].particles = collection.element.particles;
    }
    if (parent < 0) return;
    infos_[own].parent = parent;
    infos_[own].root = infos_[parent].root;
    Conditions conditions = infos_[parent].conditions;
    conditions.merge(conditions_of(id));
    infos_[own].conditions = conditions;
    filters_.try_emplace({infos_[own].root, std::move(conditions)}, own);
}

void Symbols::add_members(CandidateId id) {
    if (infos_[members_[id]].root >= 0) return;
    const Candidate& candidate = program_.candidates[id];
    for (const Candidate::Leg& leg : candidate.legs) add_collection(leg.collection);
    Root root;
    root.kind = Root::Kind::members;
    root.candidate = id;
    infos_[members_[id]].root = members_[id];
    if (candidate.kind == Candidate::Kind::split) {
        root.sources = {sizes_[candidate.legs[0].collection]};
    } else if (const std::optional<Groups> rows = rows_of(id)) {
        for (const Group& group : *rows) root.sources.push_back(group.pool);
    }
    set_root(members_[id], std::move(root));
}

/// An object is in the collection if and only if it satisfies these. In a block a comparison with a NaN is simply
/// false, so `reject c` keeps exactly what `select c` does not.
Conditions Symbols::conditions_of(CollectionId id) const {
    const Collection& collection = program_.collections[id];
    const std::string& reading = roots_.at(infos_[sizes_[id]].root).reading;
    Conditions conditions;
    for (const Cut& cut : collection.cuts) {
        const Scope* scope = scopes_.bind(scopes_.top(), collection.self);
        Conditions own, guard;
        std::set<int> mentioned;
        canonical_.conjuncts({cut.condition.get(), scope}, !cut.reject, {scope->instance}, own, mentioned);
        if (cut.guard) {
            canonical_.conjuncts({cut.guard.get(), scope}, true, {scope->instance}, guard, mentioned);
            own = {{fmt::format("{} when {}", text(own), text(guard)), true}};
        }
        for (const auto& [condition, value] : own) conditions.emplace(reading + condition, value);
    }
    return conditions;
}

// ---- sets that expressions stand for ----

Symbol Symbols::set_of(Reading reading) {
    reading = canonical_.resolve(reading);
    const Expr& expr = *reading.expr;
    switch (expr.kind) {
        case Expr::Kind::collection: return sizes_[expr.collection];
        case Expr::Kind::leading: return first_of(set_of({expr.operands[0].get(), reading.scope}), expr.index);
        case Expr::Kind::members: {
            const Symbol found = part_of({expr.operands[0].get(), reading.scope});
            if (found >= 0) return found;
            break;
        }
        default: break;
    }
    std::set<int> mentioned;
    auto [place, inserted] = unknown_.try_emplace(canonical_.describe(reading, mentioned), -1);
    if (!inserted) return place->second;
    SymbolInfo info;
    info.source = fmt::format("size({})", expr.span.text());
    info.mentioned.assign(mentioned.begin(), mentioned.end());
    info.has_rows = has_rows(expr.type.object);
    return place->second = add_root(std::move(info), Root{});
}

Symbol Symbols::first_of(Symbol source, int count) {
    auto [place, inserted] = leading_.try_emplace({source, count}, -1);
    if (!inserted) return place->second;
    SymbolInfo info;
    std::string_view whole = infos_[source].source;  // size(jets)
    if (whole.starts_with("size("))
        info.source = fmt::format("size(leading({}, {}))", whole.substr(5, whole.size() - 6), count);
    info.mentioned = infos_[source].mentioned;
    info.has_rows = infos_[source].has_rows;
    Root root;
    root.kind = Root::Kind::leading;
    root.sources = {source};
    root.count = count;
    return place->second = add_root(std::move(info), std::move(root));
}

/// The part of a split that an object stands for: seen from outside, or in the block, where it is a bound variable.
Symbol Symbols::part_of(Reading reading) {
    reading = canonical_.resolve(reading);
    const Expr& expr = *reading.expr;
    if (expr.kind == Expr::Kind::leg && program_.candidates[expr.candidate].kind == Candidate::Kind::split)
        return part(expr.candidate, expr.index, 0);
    const auto leg = expr.kind == Expr::Kind::element ? split_legs_.find(expr.variable) : split_legs_.end();
    if (leg == split_legs_.end()) return -1;
    // Both parts of one sharing are known by the binding of the first.
    const auto [candidate, index] = leg->second;
    const VariableId first = program_.candidates[candidate].legs[0].variable;
    for (const Scope* scope = reading.scope; scope; scope = scope->outer)
        if (scope->instance != 0 && scope->variable == first)
            return part(candidate, index, scope->is_chosen ? 0 : scope->instance);
    return -1;
}

Symbol Symbols::part(CandidateId candidate, int leg, int instance) {
    auto [place, inserted] = parts_.try_emplace({candidate, leg, instance}, -1);
    if (!inserted) return place->second;
    const Candidate& split = program_.candidates[candidate];
    SymbolInfo info;
    const std::string& name = split.legs[leg].name;
    info.source = instance == 0 ? fmt::format("size({}.{})", split.name, name) : fmt::format("size({})", name);
    if (instance != 0) info.mentioned = {instance};
    Root root;
    root.kind = Root::Kind::part;
    root.candidate = candidate;
    root.sources = {sizes_[split.legs[leg].collection]};
    root.is_first = leg == 0;
    info.has_rows = infos_[root.sources[0]].has_rows;
    const Symbol self = add_root(std::move(info), std::move(root));
    place->second = self;
    const Symbol other = part(candidate, 1 - leg, instance);
    roots_[self].other = other;
    return self;
}

Symbol Symbols::filtered(Symbol set, const Filter& filter) {
    const SymbolInfo whole = infos_[set];
    const std::string& reading = roots_.at(whole.root).reading;
    Conditions conditions = whole.conditions;
    for (const auto& [condition, value] : filter.conditions) conditions.emplace(reading + condition, value);
    if (conditions == whole.conditions) return set;
    auto [place, inserted] = filters_.try_emplace({whole.root, conditions}, -1);
    if (!inserted) return place->second;
    SymbolInfo info;
    std::string range = fmt::format("{} for {}", filter.condition, filter.ranges);
    info.source = fmt::format("count({})", range);
    info.nonempty = fmt::format("any({})", range);
    std::set<int> mentioned = filter.mentioned;
    mentioned.insert(whole.mentioned.begin(), whole.mentioned.end());
    info.mentioned.assign(mentioned.begin(), mentioned.end());
    info.parent = set;
    info.has_rows = whole.has_rows;
    info.root = whole.root;
    info.conditions = std::move(conditions);
    return place->second = add(std::move(info));
}

Symbol Symbols::tuples(const std::vector<Range>& ranges, const Scope* scope) {
    std::set<int> mentioned;
    std::string key;
    for (const Range& range : ranges)
        key += fmt::format("{}:{},", range.group,
                           canonical_.describe(canonical_.resolve({range.collection.get(), scope}), mentioned));
    auto [place, inserted] = tuples_.try_emplace(key, -1);
    if (!inserted) return place->second;
    SymbolInfo info;
    info.mentioned.assign(mentioned.begin(), mentioned.end());
    info.has_rows = false;
    Root root;
    root.kind = Root::Kind::tuples;
    root.groups = groups_of(ranges, scope);
    return place->second = add_root(std::move(info), std::move(root));
}

Symbol Symbols::choice(Groups groups) {
    std::sort(groups.begin(), groups.end());
    auto [place, inserted] = choices_.try_emplace(groups, -1);
    if (!inserted) return place->second;
    SymbolInfo info;
    info.kind = SymbolInfo::Kind::choice;
    std::set<int> mentioned;
    for (const Group& group : groups)
        mentioned.insert(infos_[group.pool].mentioned.begin(), infos_[group.pool].mentioned.end());
    info.mentioned.assign(mentioned.begin(), mentioned.end());
    if (const Formula suffices = enough(groups); !suffices.is_never()) info.source = to_source(suffices);
    info.groups = std::move(groups);
    return place->second = add(std::move(info));
}

// ---- legs ----

Groups Symbols::groups_of(CandidateId candidate) const {
    const Candidate& it = program_.candidates[candidate];
    if (it.kind == Candidate::Kind::split) return {{sizes_[it.legs[0].collection], 1}};
    std::map<int, Group> groups;
    for (const Candidate::Leg& leg : it.legs)
        ++groups.try_emplace(leg.group, Group{sizes_[leg.collection], 0}).first->second.legs;
    Groups all;
    for (const auto& [number, group] : groups) all.push_back(group);
    return all;
}

Groups Symbols::groups_of(const std::vector<Range>& ranges, const Scope* scope) {
    std::map<std::pair<int, Symbol>, long> legs;
    for (const Range& range : ranges) ++legs[{range.group, set_of({range.collection.get(), scope})}];
    Groups groups;
    for (const auto& [key, number] : legs) groups.push_back({key.second, number});
    return groups;
}

CandidateId Symbols::combination_of(Symbol set) const {
    const Root& root = roots_.at(infos_[set].root);
    if (root.kind == Root::Kind::combinations) return root.candidate;
    CandidateId common = -1;
    for (Symbol source : root.sources) {
        const CandidateId one = combination_of(source);
        if (one < 0 || (common >= 0 && one != common)) return -1;
        common = one;
    }
    return common;
}

std::optional<Groups> Symbols::rows_of(const Groups& groups) const {
    Groups all;
    for (const Group& group : groups) {
        if (infos_[group.pool].has_rows) {
            all.push_back(group);
            continue;
        }
        const CandidateId combination = combination_of(group.pool);
        const std::optional<Groups> each = combination < 0 ? std::nullopt : rows_of(combination);
        if (!each) return std::nullopt;
        for (const Group& one : *each) all.push_back({one.pool, one.legs * group.legs});
    }
    return all;
}

std::optional<Groups> Symbols::rows_of(CandidateId candidate) const {
    // A split takes all that there is, whatever their number.
    if (program_.candidates[candidate].kind == Candidate::Kind::split) return std::nullopt;
    return rows_of(groups_of(candidate));
}

// ---- words ----

std::string Symbols::to_source(const Formula& formula) const {
    // That a filter leaves an object is said with `any`.
    if (formula.kind() == Formula::Kind::at_least_zero && formula.linear().terms.size() == 1) {
        auto [symbol, coefficient] = formula.linear().terms[0];
        const bool is_one = coefficient == 1 && formula.linear().constant == -1;
        if (is_one && !infos_[symbol].nonempty.empty()) return infos_[symbol].nonempty;
    }
    return presence::to_source(
        formula, [this](Symbol symbol) { return infos_[symbol].source; },
        [this](Symbol symbol) { return infos_[symbol].kind != SymbolInfo::Kind::set; });
}

}  // namespace collmc::semantics::presence
