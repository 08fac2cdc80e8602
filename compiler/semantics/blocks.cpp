// Objects, and the cuts of blocks and regions.

#include <fmt/format.h>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/checker.h"
#include "compiler/semantics/collections.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/narrowing.h"
#include "compiler/semantics/words.h"
#include "compiler/syntax/print.h"

namespace collmc::semantics {

namespace {

/// What the cutflow calls a cut without a label.
std::string label_of(const syntax::Cut& cut) {
    std::string label = cut.reject ? "reject " : "";
    label += syntax::to_source(*cut.condition);
    if (cut.guard != nullptr) label += " when " + syntax::to_source(*cut.guard);
    return label;
}

}  // namespace

CollectionId Checker::add(Collection collection) {
    const auto id = static_cast<CollectionId>(program_.collections.size());
    if (collection.kind == Collection::Kind::base) collection.rows = collection.element.particles;
    for (const CollectionId source : collection.sources) collection.rows |= program_.collections[source].rows;
    if (collection.candidate >= 0)
        for (const Candidate::Leg& leg : program_.candidates[collection.candidate].legs)
            collection.rows |= program_.collections[leg.collection].rows;
    readings_.push_back(readings_of(collection));
    program_.collections.push_back(std::move(collection));
    program_.block_order.emplace_back(true, id);
    return id;
}

std::vector<std::uint32_t> Checker::readings_of(const Collection& collection) const {
    std::vector<std::uint32_t> readings(schema_->particles.size(), 0);
    for (std::size_t kind = 0; kind < readings.size(); ++kind) {
        const std::uint32_t row = 1U << kind;
        if ((collection.rows & row) == 0) continue;
        if (collection.kind == Collection::Kind::base) readings[kind] = row;
        if (collection.kind == Collection::Kind::retyped) readings[kind] = collection.element.particles;
        if (readings[kind] != 0) continue;
        for (const CollectionId source : collection.sources)
            readings[kind] |= readings_[static_cast<std::size_t>(source)][kind];
        if (collection.candidate < 0) continue;
        for (const Candidate::Leg& leg : program_.candidates[collection.candidate].legs)
            readings[kind] |= readings_[static_cast<std::size_t>(leg.collection)][kind];
    }
    return readings;
}

/// A row is read in one way in a collection, that of the first source which has such rows.
void Checker::warn_of_readings(const syntax::Name& name, CollectionId source, const Collection& object) {
    const auto as = [&](std::uint32_t kinds) {
        return with_article(to_string(Type::of_object({ObjectType::Kind::detector, kinds}), *schema_));
    };
    for (std::size_t kind = 0; kind < schema_->particles.size(); ++kind) {
        const std::uint32_t own = readings_[static_cast<std::size_t>(source)][kind];
        for (const CollectionId other : object.sources) {
            const std::uint32_t theirs = readings_[static_cast<std::size_t>(other)][kind];
            if (own == 0 || theirs == 0 || own == theirs) continue;
            reporter_.warning("W0827", name.span,
                              fmt::format("`{0}` reads {1} as {2}, and `{3}` as {4}; in `{5}` each is read as {4}",
                                          name.text, with_article(schema_->particles[kind].name), as(own),
                                          program_.collections[other].name, as(theirs), object.name));
            return;
        }
    }
}

CollectionId Checker::add_step(const Collection& object, Collection step, const char* what) {
    step.name = fmt::format("{} ({})", object.name, what);
    step.span = object.span;
    if (step.self == 0) step.self = new_variable();
    step.used = true;
    return add(std::move(step));
}

CollectionId Checker::members_of(CandidateId id) {
    const auto known = members_.find(id);
    if (known != members_.end()) return known->second;
    const Candidate& candidate = program_.candidates[id];
    Collection members;
    members.name = candidate.name;
    members.span = candidate.span;
    members.kind = Collection::Kind::members;
    members.candidate = id;
    members.element = {ObjectType::Kind::detector, particles_of(candidate)};
    members.self = new_variable();
    members.used = true;
    const CollectionId collection = add(std::move(members));
    members_.emplace(id, collection);
    return collection;
}

std::uint32_t Checker::particles_of(const Candidate& candidate) const {
    std::uint32_t particles = 0;
    for (const Candidate::Leg& leg : candidate.legs) {
        const ObjectType type =
            candidate.kind == Candidate::Kind::split ? program_.collections[leg.collection].element : leg.type;
        particles |= type.combination >= 0 ? particles_of(program_.candidates[type.combination]) : type.particles;
    }
    return particles;
}

CollectionId Checker::leading(CollectionId source, int count) {
    const auto known = leading_.find({source, count});
    if (known != leading_.end()) return known->second;
    Collection leading;
    leading.name = fmt::format("leading({}, {})", program_.collections[source].name, count);
    leading.span = program_.collections[source].span;
    leading.kind = Collection::Kind::leading;
    leading.element = program_.collections[source].element;
    leading.sources = {source};
    leading.count = count;
    leading.self = new_variable();
    leading.used = true;
    const CollectionId collection = add(std::move(leading));
    leading_.emplace(std::pair{source, count}, collection);
    return collection;
}

Cut Checker::check_cut(const syntax::Cut& tree, const Scope& scope, int number) {
    const std::string word = tree.reject ? "reject" : "select";
    const Reporter::Frame frame = reporter_.inside(fmt::format("{} {}", word, number));
    const Open<syntax::Cut> open(open_cut_, &tree);
    Cut cut;
    cut.reject = tree.reject;
    cut.span = tree.span;
    if (tree.condition == nullptr) {
        cut.condition = broken_condition(tree.span, error_expr(tree.span));
        return cut;
    }
    cut.label = tree.label ? tree.label->text : label_of(tree);
    Scope guarded = Scope::inside(scope);
    if (tree.guard != nullptr) {
        cut.guard = ExpressionChecker(*this, scope).check_condition(*tree.guard, "when");
        guarded.narrowings = narrowings_of(*cut.guard, true);
    }
    cut.condition = ExpressionChecker(*this, guarded).check_condition(*tree.condition, word);
    return cut;
}

std::vector<Cut> Checker::check_cuts(const std::vector<syntax::Cut>& trees, Scope& scope) {
    std::vector<Cut> cuts;
    for (const syntax::Cut& tree : trees) check_block_cut(tree, scope, cuts);
    return cuts;
}

void Checker::check_block_cut(const syntax::Cut& tree, Scope& scope, std::vector<Cut>& cuts) {
    cuts.push_back(check_cut(tree, scope, static_cast<int>(cuts.size()) + 1));
    if (cuts.back().guard != nullptr) return;
    for (Narrowing& known : narrowings_of(*cuts.back().condition, !tree.reject))
        scope.narrowings.push_back(std::move(known));
}

void Checker::check_object(const syntax::Object& tree, Symbol& symbol) {
    if (!tree.groups.empty()) {
        check_combinations(tree, symbol);
        return;
    }
    Collection object;
    object.name = tree.name.text;
    object.span = tree.name.span;
    if (!check_sources(tree, object)) return;
    check_excluding(tree, object);
    const bool excluding = !object.excluded.empty() || !object.excluded_collections.empty();
    if (object.sources.size() > 1 && excluding) {
        Collection all;
        all.kind = Collection::Kind::union_of;
        all.element = object.element;
        all.sources = std::move(object.sources);
        object.sources = {add_step(object, std::move(all), "before excluding")};
    }
    object.kind = excluding                   ? Collection::Kind::excluding
                  : object.sources.size() > 1 ? Collection::Kind::union_of
                                              : Collection::Kind::filtered;
    object.self = new_variable();
    if (reporter_.error_count() == 0) warn_of_overlap(object, tree);  // what is wrong may be what keeps them apart

    Scope scope;
    scope.self.push_back({{"this", tree.name.span}, object.self, object.element});
    object.cuts = check_cuts(tree.cuts, scope);
    for (const Cut& cut : object.cuts) {
        warn_of_event_quantity(*this, cut, scope.self);
        for (const CollectionId source : object.sources)
            warn_of_self_comparison(*this, *cut.condition, scope.self[0], source);
    }
    object.element.particles = scope.narrowed(name_of_variable(object.self), object.element.particles);
    symbol.id = tree.order ? add_ordered(*tree.order, std::move(object)) : add(std::move(object));
}

/// Orders what the block selects; its cuts do not depend on the order.
CollectionId Checker::add_ordered(const syntax::Ordering& tree, Collection object) {
    Collection ordered;
    ordered.name = object.name;
    ordered.span = object.span;
    ordered.kind = Collection::Kind::ordered;
    ordered.element = object.element;
    ordered.highest_first = tree.highest_first;
    ordered.self = new_variable();
    Scope scope;
    scope.self.push_back({{"this", object.span}, ordered.self, object.element});
    const Reporter::Frame frame = reporter_.inside("order by");
    ordered.key = check_key(*tree.key, scope, "objects are ordered");
    const bool plain = object.kind == Collection::Kind::filtered && object.cuts.empty();
    ordered.sources = {plain ? object.sources[0] : add_step(ordered, std::move(object), "before ordering")};
    return add(std::move(ordered));
}

bool Checker::check_sources(const syntax::Object& tree, Collection& object) {
    bool good = true;
    object.uncertain = tree.broken;
    for (const syntax::Source& source : tree.sources) {
        // A line that did not parse has words that are no names of collections.
        if (tree.broken && find(source.name.text) == nullptr && !schema_->is_kind(source.name.text)) continue;
        const std::optional<CollectionId> id = check_source(source, tree);
        object.uncertain |= !id;
        if (!id) continue;
        const ObjectType element = program_.collections[*id].element;
        const bool first = object.sources.empty();
        warn_of_readings(source.name, *id, object);
        object.sources.push_back(*id);
        if (first) {
            object.element = element;
        } else if (object.element.combination < 0 && element.combination < 0) {
            object.element.particles |= element.particles;
        } else {
            reporter_.error(
                "E0410", source.name.span,
                fmt::format("`{}` would put combinations together with others; a union is of single objects",
                            object.name));
            good = false;
        }
    }
    return good && !object.sources.empty();
}

std::optional<CollectionId> Checker::check_source(const syntax::Source& source, const syntax::Object& object) {
    const std::optional<CollectionId> id = collection_named(source.name, source.as ? nullptr : &object);
    if (!id || !source.as) return id;
    for (std::size_t i = 0; i < schema_->particles.size(); ++i) {
        if (schema_->particles[i].name != source.as->text) continue;
        if (holds_combinations(program_, *id)) {
            reporter_.error("E0410", source.name.span,
                            fmt::format("`{}` holds combinations; only single objects can be read as another kind",
                                        source.name.text));
            return std::nullopt;
        }
        return retyped(*id, 1U << i);
    }
    std::vector<std::string> kinds;
    for (const Particle& particle : schema_->particles) kinds.push_back(particle.name);
    Diagnostic& diagnostic = reporter_.error("E0108", source.as->span,
                                             fmt::format("`as` takes a kind of object; the {} format has {}, not `{}`",
                                                         schema_->format, listed_quoted(kinds), source.as->text));
    suggest_nearest(diagnostic, source.as->span, diagnostics::nearest(source.as->text, kinds));
    const std::optional<int> meant =
        diagnostic.candidates.empty() ? std::nullopt : schema_->particle_named(diagnostic.candidates.front());
    if (!meant || holds_combinations(program_, *id)) return std::nullopt;
    return retyped(*id, 1U << *meant);
}

CollectionId Checker::retyped(CollectionId source, std::uint32_t particle) {
    const auto known = retyped_.find({source, particle});
    if (known != retyped_.end()) return known->second;
    Collection retyped;
    retyped.element = {ObjectType::Kind::detector, particle};
    retyped.name = fmt::format("{} as {}", program_.collections[source].name,
                               to_string(Type::of_object(retyped.element), *schema_));
    retyped.span = program_.collections[source].span;
    retyped.kind = Collection::Kind::retyped;
    retyped.sources = {source};
    retyped.self = new_variable();
    retyped.used = true;
    const CollectionId collection = add(std::move(retyped));
    retyped_.emplace(std::pair{source, particle}, collection);
    return collection;
}

void Checker::check_excluding(const syntax::Object& tree, Collection& object) {
    std::uint32_t rows = 0;
    for (const CollectionId source : object.sources) rows |= program_.collections[source].rows;
    for (const syntax::Name& name : tree.excluding) {
        if (object.element.combination >= 0) {
            reporter_.error("E0410", name.span,
                            fmt::format("`{}` holds combinations, which are not taken apart; exclude from the objects "
                                        "that it combines",
                                        object.name));
            return;
        }
        exclude(name, tree, rows, object);
    }
}

void Checker::exclude(const syntax::Name& name, const syntax::Object& tree, std::uint32_t rows, Collection& object) {
    const std::size_t before = object.excluded.size() + object.excluded_collections.size();
    const Symbol* symbol = find(name.text);
    if (symbol != nullptr && symbol->kind == Symbol::Kind::candidate) {
        use(name);
        if (symbol->state == Declared::State::done) exclude_candidate(name, *symbol, rows, object);
    } else if (symbol == nullptr && !schema_->is_kind(name.text)) {
        if (reporter_.is_misread(name.span)) {
            object.uncertain = true;
            return;
        }
        Diagnostic& diagnostic =
            reporter_.error("E0406", name.span, fmt::format("there is nothing called `{}` to exclude", name.text));
        const Attribute* attribute = schema_->attribute(object.element, name.text);
        if (attribute != nullptr && attribute->type.kind == Type::Kind::boolean && tree.excluding.size() == 1 &&
            tree.order == std::nullopt) {
            const Span clause{name.span.file, tree.sources.back().name.span.end, name.span.end};
            diagnostic.fixes.push_back(replace(clause, fmt::format("\n    reject {}", name.text),
                                               "leave out those by a cut", EditClass::likely));
        } else {
            suggest_nearest(diagnostic, name.span, diagnostics::nearest(name.text, collection_names()));
        }
        if (!diagnostic.candidates.empty()) {
            const syntax::Name meant{diagnostic.candidates.front(), name.span};
            if (!is_open(meant.text)) return exclude(meant, tree, rows, object);
        }
    } else if (const std::optional<CollectionId> id = collection_named(name)) {
        exclude_collection(name, tree, *id, rows, object);
    }
    object.uncertain |= object.excluded.size() + object.excluded_collections.size() == before;
}

void Checker::exclude_candidate(const syntax::Name& name, const Symbol& symbol, std::uint32_t rows,
                                Collection& object) {
    const Candidate& candidate = program_.candidates[symbol.id];
    if (candidate.kind == Candidate::Kind::split) {
        reporter_.error("E0406", name.span,
                        fmt::format("`{}` shares out all of `{}`; nothing would be left", name.text,
                                    program_.collections[candidate.legs[0].collection].name));
        return;
    }
    std::uint32_t members = 0;
    for (const Candidate::Leg& leg : candidate.legs) members |= program_.collections[leg.collection].rows;
    if ((members & rows) != 0) {
        object.excluded.push_back(symbol.id);
        return;
    }
    const std::string legs = to_string(Type::of_object({ObjectType::Kind::detector, members}), *schema_);
    Diagnostic& diagnostic =
        reporter_.error("E0407", name.span,
                        fmt::format("the members of `{}` are of kind {} and none of these objects can be one of them",
                                    name.text, legs));
    diagnostic.labels.push_back({symbol.name.span, fmt::format("`{}` is made of {}", name.text, legs)});
    diagnostic.notes.push_back(
        fmt::format("to stay away from them in angle: `reject deltaR(this, {}.{}) < 0.4 when exists({})`", name.text,
                    candidate.legs[0].name, name.text));
}

void Checker::exclude_collection(const syntax::Name& name, const syntax::Object& tree, CollectionId id,
                                 std::uint32_t rows, Collection& object) {
    if (holds_combinations(program_, id)) {
        Diagnostic& diagnostic = reporter_.error(
            "E0406", name.span,
            fmt::format("`{}` holds all combinations; `excluding` takes single objects or one candidate", name.text));
        diagnostic.notes.push_back("a `candidate` is the one combination whose members are meant");
        return;
    }
    if ((program_.collections[id].rows & rows) != 0) {
        object.excluded_collections.push_back(id);
        return;
    }
    Diagnostic& diagnostic = reporter_.error(
        "E0407", name.span,
        fmt::format("`{}` is taken from other kinds of objects, so none of these is one of them", name.text));
    const std::string cut = fmt::format("reject any(deltaR(this, o) < 0.4 for o in {})", name.text);
    const Span clause{name.span.file, tree.sources.back().name.span.end, tree.excluding.back().span.end};
    diagnostic.notes.push_back("objects that lie close to others in angle are taken out by a cut");
    if (tree.excluding.size() == 1 && !tree.sources.back().as)
        diagnostic.fixes.push_back(replace(clause, "\n    " + cut,
                                           fmt::format("keep away from `{}`: `{}`", name.text, cut),
                                           EditClass::changes_selection));
}

}  // namespace collmc::semantics
