// Collections, each when something first asks for it. Their cuts see neither the parameters nor the loops of the place
// that asks.
#include <fmt/format.h>

#include <bit>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"

namespace collmc::plan {

using Kind = semantics::Collection::Kind;

/// What is otherwise in a world is named after it.
std::string Lowering::name_in_world(const std::string& block_name) const {
    if (!world_.variation) return block_name;
    const std::string suffix = "__" + world_.variation->name;
    return block_name.ends_with(suffix) ? block_name : block_name + suffix;
}

/// Equal collections are one, if the program calls them the same.
CollectionId Lowering::add_collection(Collection collection) {
    for (std::size_t i = 0; i < plan().collections.size(); ++i) {
        const Collection& known = plan().collections[i];
        if (known.kind == collection.kind && known.particle == collection.particle &&
            known.sources == collection.sources && known.excluded == collection.excluded &&
            known.binder == collection.binder && known.count == collection.count &&
            (known.name == collection.name || known.name == name_in_world(collection.name))) {
            return static_cast<CollectionId>(i);
        }
    }
    collection.name = name_in_world(collection.name);
    const auto id = static_cast<CollectionId>(plan().collections.size());
    plan().collections.push_back(std::move(collection));
    plan().schedule.push_back({Step::Kind::collection, id});
    return id;
}

Value Lowering::collection_value(semantics::CollectionId id) {
    if (const auto known = world_.collections.find(id); known != world_.collections.end()) return known->second;
    const semantics::Collection& block = program_.collections[static_cast<std::size_t>(id)];
    const Scoped<Parameters> parameters(parameters_, nullptr);
    const Scoped depth(depth_, 0);
    return world_.collections[id] = Value::of_collection(lower_collection(block));
}

SpaceId Lowering::lower_collection(const semantics::Collection& block) {
    std::vector<SpaceId> sources;
    for (const semantics::CollectionId source : block.sources) sources.push_back(collection_value(source).space);
    switch (block.kind) {
        case Kind::base: return lower_base(block);
        case Kind::filtered: return restrict(block, sources[0]);
        case Kind::union_of: return lower_union(block, sources);
        case Kind::excluding: return lower_excluding(block, sources[0]);
        case Kind::members: return restrict(block, lower_members(block));
        case Kind::combinations: {
            Space space;
            space.name = block.name;
            space.candidate = block.candidate;
            space.owner = &block;
            return restrict(block, add_space(std::move(space)));
        }
        case Kind::ordered: return restrict(block, lower_ordered(block, sources[0]));
        case Kind::leading: return restrict(block, leading(sources[0], block.count));
        case Kind::retyped: return restrict(block, lower_retyped(block, sources[0]));
    }
    throw diagnostics::InternalError("plan", "the typed program has a collection of unknown kind");
}

SpaceId Lowering::lower_base(const semantics::Collection& block) {
    Reading reading;
    reading.as[static_cast<std::size_t>(block.particle)] = static_cast<std::int8_t>(block.particle);
    const int particle = schema_.particles[static_cast<std::size_t>(block.particle)].block_particle;
    return rows_of(add_collection({.kind = Collection::Kind::base, .name = block.name, .particle = particle}), reading);
}

SpaceId Lowering::lower_union(const semantics::Collection& block, const std::vector<SpaceId>& sources) {
    if (sources.size() == 1) return restrict(block, sources[0]);
    Collection all{.kind = Collection::Kind::union_of, .name = block.name};
    Reading reading;
    for (const SpaceId source : sources) {
        all.sources.push_back(space(source).collection);
        reading.add(space(source).reading);
    }
    const CollectionId collection = add_collection(std::move(all));
    return restrict(block, rows_of(by_varied_pt(collection, reading), reading));
}

/// Of combinations, lower_block() excludes.
SpaceId Lowering::lower_excluding(const semantics::Collection& block, SpaceId source) {
    if (space(source).has_combinations() || block.excluded.empty()) return restrict(block, source);
    Collection rest{.kind = Collection::Kind::excluding, .name = block.name, .sources = {space(source).collection}};
    for (const semantics::CandidateId excluded : block.excluded) rest.excluded.push_back(pick_of(excluded));
    return restrict(block, rows_of(add_collection(std::move(rest)), space(source).reading));
}

SpaceId Lowering::lower_members(const semantics::Collection& block) {
    const Chosen& whole = chosen(block.candidate);
    if (candidate(block.candidate).kind == semantics::Candidate::Kind::split) {
        const SpaceId all = collection_value(candidate(block.candidate).legs[0].collection).space;
        const CollectionId source = space(all).collection;
        const BinderId binder = add_binder(Binder::Kind::filter, source, kNone, "this");
        return rows_of(add_collection({.kind = Collection::Kind::filter,
                                       .name = block.name,
                                       .sources = {source},
                                       .binder = binder,
                                       .condition = builder_.found(whole.pick)}),
                       space(all).reading);
    }
    Reading reading;
    for (const Level& level : whole.loops.levels) reading.add(space(level.space).reading);
    const CollectionId members =
        add_collection({.kind = Collection::Kind::members, .name = block.name, .excluded = {whole.pick}});
    return rows_of(by_varied_pt(members, reading), reading);
}

/// Rows that a world scales move among those that it does not.
CollectionId Lowering::by_varied_pt(CollectionId collection, const Reading& reading) {
    const int scaled = world_.scaled();
    if (scaled < 0 || !(reading.rows() >> scaled & 1) || reading.rows() == 1u << scaled) return collection;
    const std::string collection_name = plan().collections[collection].name;
    return add_order(world_.variation, collection_name, collection, true,
                     [&](NodeId object) { return stored_pt(Value::of_object(object, reading)); });
}

SpaceId Lowering::lower_ordered(const semantics::Collection& block, SpaceId source) {
    if (space(source).has_combinations()) {
        Space ordered = space(source);
        ordered.name = block.name;
        ordered.orders.push_back(&block);
        ordered.owner = &block;
        return add_space(std::move(ordered));
    }
    const Reading reading = space(source).reading;
    const CollectionId ordered =
        add_order(&block, block.name, space(source).collection, block.highest_first, [&](NodeId object) {
            variables_[block.self] = Value::of_object(object, reading);
            name(variables_[block.self], block.name, NameRank::stored);
            return lower_number(*block.key);
        });
    return rows_of(ordered, reading);
}

SpaceId Lowering::leading(SpaceId of, int count) {
    const SpaceId source = as_rows(of);
    if (space(source).has_combinations()) {
        Space first = space(source);
        first.leading.emplace_back(source, count);
        return add_space(std::move(first));
    }
    const CollectionId first = add_collection({.kind = Collection::Kind::leading,
                                               .name = fmt::format("leading({}, {})", space(source).name, count),
                                               .sources = {space(source).collection},
                                               .count = count});
    return rows_of(first, space(source).reading);
}

SpaceId Lowering::lower_retyped(const semantics::Collection& block, SpaceId source) {
    Reading reading = space(source).reading;
    for (std::int8_t& kind : reading.as) {
        if (kind >= 0) kind = static_cast<std::int8_t>(std::countr_zero(block.element.particles));
    }
    return rows_of(space(source).collection, reading);
}

// ---- cuts -----------------------------------------------------------------------------------------------------------

/// What the block's cuts and exclusions leave of the source: the source itself if there are none.
SpaceId Lowering::restrict(const semantics::Collection& block, SpaceId source) {
    const bool has_combinations = space(source).has_combinations();
    const bool excludes = !block.excluded_collections.empty() || (has_combinations && !block.excluded.empty());
    if (block.cuts.empty() && !excludes) return source;
    if (has_combinations) {
        Space some = space(source);
        some.name = block.name;
        some.blocks.push_back(&block);
        some.owner = &block;
        return add_space(std::move(some));
    }
    const Reading reading = space(source).reading;
    const CollectionId filter = add_filter(block, space(source).collection, reading);
    return rows_of(filter, reading.only(block.element.particles));
}

/// In a world in which the block comes out as in one before, its collection is that one's.
CollectionId Lowering::add_filter(const semantics::Collection& block, CollectionId source, const Reading& reading) {
    const auto condition_of = [&](BinderId binder) {
        const Value object = Value::of_object(builder_.element(binder), reading);
        name(object, block.name, NameRank::stored);
        return lower_block(block, object);
    };
    std::vector<CollectionId>& known = filters_[{&block, source}];
    for (const CollectionId id : known) {
        const NodeId condition = condition_of(plan().collections[id].binder);
        if (condition == plan().collections[id].condition) return id;
    }
    const BinderId binder = add_binder(Binder::Kind::filter, source, kNone, "this");
    const NodeId condition = condition_of(binder);
    known.push_back(add_collection({.kind = Collection::Kind::filter,
                                    .name = block.name,
                                    .sources = {source},
                                    .binder = binder,
                                    .condition = condition}));
    return known.back();
}

/// Likewise.
CollectionId Lowering::add_order(const void* owner, const std::string& order_name, CollectionId source,
                                 bool highest_first, const std::function<NodeId(NodeId)>& key) {
    std::vector<CollectionId>& known = orders_[{owner, source}];
    for (const CollectionId id : known) {
        if (key(builder_.element(plan().collections[id].binder)) == plan().collections[id].key) return id;
    }
    const BinderId binder = add_binder(Binder::Kind::filter, source, kNone, "this");
    const NodeId by = key(builder_.element(binder));
    known.push_back(add_collection({.kind = Collection::Kind::ordered,
                                    .name = order_name,
                                    .sources = {source},
                                    .binder = binder,
                                    .key = by,
                                    .highest_first = highest_first}));
    return known.back();
}

/// Whether a block keeps an object or a combination of its source.
NodeId Lowering::lower_block(const semantics::Collection& block, const Value& object) {
    const Scoped<Parameters> parameters(parameters_, nullptr);
    NodeId condition = builder_.boolean(true);
    const auto exclude = [&](NodeId meets) {
        condition = builder_.logical_and(condition, builder_.logical_not(meets));
    };
    for (const NodeId row : rows_of_object(object)) {
        if (object.kind == Value::Kind::tuple) {
            for (const semantics::CandidateId excluded : block.excluded) exclude(is_leg_of(pick_of(excluded), row));
        }
        for (const semantics::CollectionId excluded : block.excluded_collections)
            exclude(is_in(collection_value(excluded).space, row));
    }
    variables_[block.self] = object;
    return lower_block_cuts(block.cuts, condition);
}

/// `condition` and all cuts, in order. A guarded cut passes where its guard is false.
NodeId Lowering::lower_block_cuts(const std::vector<semantics::Cut>& cuts, NodeId condition) {
    for (const semantics::Cut& cut : cuts) {
        const NodeId guard = cut.guard ? lower_condition(*cut.guard) : builder_.boolean(true);
        const NodeId holds = lower_condition(*cut.condition);
        const NodeId passes = cut.reject ? builder_.logical_not(holds) : holds;
        condition = builder_.logical_and(condition, builder_.logical_or(builder_.logical_not(guard), passes));
    }
    return condition;
}

}  // namespace collmc::plan
