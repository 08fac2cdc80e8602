// Collections and candidates, each when something first asks for it. Their cuts see neither the parameters nor the
// loops of the place that asks.
#include "compiler/plan/lowering.h"

namespace collmc::plan {

BinderId Lowering::add_binder(Binder::Kind kind, CollectionId collection, BinderId after,
                              const std::string& binder_name) {
    plan().binders.push_back({kind, collection, after, binder_name});
    return static_cast<BinderId>(plan().binders.size()) - 1;
}

CollectionId Lowering::add_collection(Collection collection) {
    const auto id = static_cast<CollectionId>(plan().collections.size());
    plan().collections.push_back(std::move(collection));
    plan().schedule.push_back({Step::Kind::collection, id});
    return id;
}

Value Lowering::collection_value(semantics::CollectionId id) {
    if (const auto known = collections_.find(id); known != collections_.end()) return known->second;
    const semantics::Collection& block = program_.collections[static_cast<std::size_t>(id)];
    const Scoped<Parameters> parameters(parameters_, nullptr);
    const Scoped depth(depth_, 0);
    return collections_[id] = Value::of_collection(lower_collection(block), block.element);
}

CollectionId Lowering::lower_collection(const semantics::Collection& block) {
    std::vector<CollectionId> sources;
    for (const semantics::CollectionId source : block.sources) sources.push_back(collection_value(source).collection);
    switch (block.kind) {
        case semantics::Collection::Kind::base: {
            const int particle = schema_.particles[static_cast<std::size_t>(block.particle)].block_particle;
            return add_collection({.kind = Collection::Kind::base, .name = block.name, .particle = particle});
        }
        case semantics::Collection::Kind::filtered: return add_filter(block, sources[0]);
        case semantics::Collection::Kind::union_of: {
            if (sources.size() == 1) return add_filter(block, sources[0]);
            const CollectionId all =
                add_collection({.kind = Collection::Kind::union_of, .name = block.name, .sources = sources});
            return add_filter(block, all);
        }
        case semantics::Collection::Kind::excluding: break;
    }
    std::vector<PickId> excluded;
    for (const semantics::CandidateId candidate : block.excluded) excluded.push_back(pick_of(candidate));
    const CollectionId rest = add_collection(
        {.kind = Collection::Kind::excluding, .name = block.name, .sources = sources, .excluded = excluded});
    return add_filter(block, rest);
}

/// What the block's cuts leave of the source: the source itself if there are none.
CollectionId Lowering::add_filter(const semantics::Collection& block, CollectionId source) {
    if (block.cuts.empty()) return source;
    const BinderId binder = add_binder(Binder::Kind::filter, source, kNone, "this");
    variables_[block.self] = Value::of_object(builder_.element(binder), block.element);
    name(variables_[block.self], block.name, NameRank::stored);
    const NodeId condition = lower_block_cuts(block.cuts, builder_.boolean(true));
    return add_collection({.kind = Collection::Kind::filter,
                           .name = block.name,
                           .sources = {source},
                           .binder = binder,
                           .condition = condition});
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

PickId Lowering::pick_of(semantics::CandidateId id) {
    if (const auto known = picks_.find(id); known != picks_.end()) return known->second;
    const semantics::Candidate& candidate = program_.candidates[static_cast<std::size_t>(id)];
    const Scoped<Parameters> parameters(parameters_, nullptr);
    const Scoped depth(depth_, 0);
    Pick pick;
    pick.name = candidate.name;
    for (std::size_t i = 0; i < candidate.legs.size(); ++i) {
        const semantics::Candidate::Leg& leg = candidate.legs[i];
        const bool follows = i > 0 && candidate.legs[i - 1].group == leg.group;
        const CollectionId collection = collection_value(leg.collection).collection;
        pick.legs.push_back(add_binder(Binder::Kind::leg, collection, follows ? pick.legs.back() : kNone, leg.name));
        variables_[leg.variable] = Value::of_object(builder_.element(pick.legs.back()), leg.type);
        name(variables_[leg.variable], leg.name, NameRank::stored);
    }
    const NodeId condition = lower_block_cuts(candidate.cuts, distinct_legs(candidate));
    if (!builder_.is_true(condition)) pick.condition = condition;
    if (candidate.key) pick.key = lower_number(*candidate.key);

    const auto pick_id = static_cast<PickId>(plan().picks.size());
    plan().picks.push_back(std::move(pick));
    plan().schedule.push_back({Step::Kind::pick, pick_id});
    return picks_[id] = pick_id;
}

/// No object is used twice. Within a group the positions increase; legs of different groups could meet if their
/// collections have a kind of object in common.
NodeId Lowering::distinct_legs(const semantics::Candidate& candidate) {
    NodeId distinct = builder_.boolean(true);
    for (std::size_t i = 0; i < candidate.legs.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const semantics::Candidate::Leg &a = candidate.legs[j], &b = candidate.legs[i];
            if (a.group == b.group || !(a.type.particles & b.type.particles)) continue;
            const NodeId same = builder_.same_object(variables_.at(a.variable).node, variables_.at(b.variable).node);
            distinct = builder_.logical_and(distinct, builder_.logical_not(same));
        }
    }
    return distinct;
}

}  // namespace collmc::plan
