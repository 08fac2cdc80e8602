// Candidates, each when something first asks for it; and the combination that has a number.
#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"

namespace collmc::plan {

const Lowering::Chosen& Lowering::chosen(semantics::CandidateId id) {
    if (const auto known = world_.candidates.find(id); known != world_.candidates.end()) return known->second;
    const semantics::Candidate& block = candidate(id);
    const Scoped<Parameters> parameters(parameters_, nullptr);
    const Scoped depth(depth_, 0);
    Chosen result;
    if (block.kind == semantics::Candidate::Kind::split) {
        result.pick = split_of(block);
    } else {
        result.loops.shapes.push_back(add_combination(result.loops, id, kNone, ""));
        result.loops.shapes.back().name = block.name;
        result.pick = combination_of(&block, 0, block.name, result.loops, [&](Pick& pick) {
            for (const semantics::ExprPtr& key : block.keys) pick.keys.push_back(lower_number(*key));
        });
    }
    return world_.candidates[id] = std::move(result);
}

PickId Lowering::add_pick(const void* owner, int number, const std::vector<Binder>& legs,
                          const std::function<Pick(const std::vector<BinderId>&)>& lower_pick) {
    const auto fits = [&](const std::vector<BinderId>& binders) {
        for (std::size_t i = 0; i < legs.size(); ++i) {
            if (plan().binders[binders[i]].collection != legs[i].collection) return false;
        }
        return true;
    };
    std::vector<PickId>& known = known_picks_[{owner, number}];
    for (const PickId id : known) {
        const Pick before = plan().picks[id];
        if (!fits(before.legs)) continue;
        const Pick again = lower_pick(before.legs);
        if (again.condition == before.condition && again.keys == before.keys) return id;
    }
    std::vector<BinderId> binders;
    for (const Binder& leg : legs) {
        const BinderId after = leg.after == kNone ? kNone : binders[static_cast<std::size_t>(leg.after)];
        binders.push_back(add_binder(leg.kind, leg.collection, after, leg.name));
    }
    Pick pick = lower_pick(binders);
    pick.name = name_in_world(pick.name);
    const auto id = static_cast<PickId>(plan().picks.size());
    plan().picks.push_back(std::move(pick));
    plan().schedule.push_back({Step::Kind::pick, id});
    known.push_back(id);
    return id;
}

/// `complete` gives the keys and what else is asked, once all rows are bound.
PickId Lowering::combination_of(const void* owner, int number, const std::string& pick_name, Loops& loops,
                                const std::function<void(Pick&)>& complete) {
    std::vector<Binder> legs;
    for (const Level& level : loops.levels)
        legs.push_back({Binder::Kind::leg, space(level.space).collection, level.after, level.name});
    return add_pick(owner, number, legs, [&](const std::vector<BinderId>& binders) {
        Pick pick;
        pick.name = pick_name;
        pick.legs = binders;
        pick.condition = builder_.boolean(true);
        for (std::size_t level = 0; level < binders.size(); ++level)
            pick.condition = builder_.logical_and(pick.condition, bind_level(loops, level, binders[level]));
        complete(pick);
        if (builder_.is_true(pick.condition)) pick.condition = kNone;
        return pick;
    });
}

/// The legs are the sums of the parts that a split makes.
PickId Lowering::split_of(const semantics::Candidate& block) {
    const SpaceId whole = collection_value(block.legs[0].collection).space;
    const Binder split{Binder::Kind::split, space(whole).collection, kNone, block.name};
    return add_pick(&block, 0, {split}, [&](const std::vector<BinderId>& binders) {
        Pick pick;
        pick.name = block.name;
        pick.legs = binders;
        for (const std::size_t leg : {0, 1}) {
            variables_[block.legs[leg].variable] =
                part(whole, builder_.element(binders[0]), leg == 1, block.legs[leg].name);
        }
        pick.condition = lower_block_cuts(block.cuts, builder_.boolean(true));
        if (builder_.is_true(pick.condition)) pick.condition = kNone;
        for (const semantics::ExprPtr& key : block.keys) pick.keys.push_back(lower_number(*key));
        return pick;
    });
}

/// One of the two groups of a split: a sum of momenta that knows what it is made of.
Value Lowering::part(SpaceId whole, NodeId split, bool second, const std::string& part_name) {
    const auto [place, is_new] = row_spaces_.try_emplace({whole, split, second}, kNone);
    if (is_new) {
        Space some = space(whole);
        some.name = part_name;
        some.split = split;
        some.second = second;
        place->second = add_space(std::move(some));
    }
    const SpaceId id = place->second;
    Loops loops;
    loops.shapes.push_back(add_shape(loops, id, kNone, space(whole).name));
    const Opened opened = open(loops);
    Value sum = momentum_of(value_of(loops, loops.shapes[0]));
    close(1);
    for (int i = 0; i < sum.component_count(); ++i)
        sum.components[i] = reduce_nested(Op::sum, Op::sum, opened, sum.components[i]);
    sum.space = id;
    name(sum, part_name, NameRank::define);
    return sum;
}

/// The objects of a part as a collection, for those who ask for them by number; another space is itself. It is empty
/// where nothing was split.
SpaceId Lowering::as_rows(SpaceId id) {
    if (!space(id).is_part()) return id;
    const Node split = plan().nodes[static_cast<std::size_t>(space(id).split)];
    if (split.op != Op::leg)
        throw diagnostics::InternalError("plan", "an object of a part has a number where the split is still open");
    const auto [place, is_new] = row_spaces_.try_emplace({id}, kNone);
    if (!is_new) return place->second;
    const Scoped depth(depth_, 0);
    const CollectionId whole = space(id).collection;
    const BinderId binder = add_binder(Binder::Kind::filter, whole, kNone, "this");
    Loops loops;
    loops.shapes.push_back(add_shape(loops, id, kNone, space(id).name));
    const Opened opened = open(loops);
    const NodeId same = builder_.same_object(builder_.element(binder), loops.levels[0].element);
    close(1);
    const NodeId in_part = reduce_nested(Op::any, Op::any, opened, same);
    const CollectionId rows = add_collection({.kind = Collection::Kind::filter,
                                              .name = space(id).name,
                                              .sources = {whole},
                                              .binder = binder,
                                              .condition = builder_.logical_and(builder_.found(split.pick), in_part)});
    return place->second = rows_of(rows, space(id).reading);
}

// ---- what was chosen ------------------------------------------------------------------------------------------------

Value Lowering::leg_of(const Chosen& whole, const Shape& shape) {
    const Shape& all = whole.loops.shapes[0];
    const auto row = [&](int level) {
        const NodeId leg = builder_.leg(whole.pick, level);
        const Level& self = whole.loops.levels[static_cast<std::size_t>(level)];
        builder_.name(leg, all.name + "." + self.name, NameRank::stored);
        return leg;
    };
    return value_of(whole.loops, shape, row, &shape == &all ? "" : all.name + ".");
}

Value Lowering::leg_value(semantics::CandidateId id, int leg) {
    const semantics::Candidate& block = candidate(id);
    const auto number = static_cast<std::size_t>(leg);
    const Chosen& whole = chosen(id);
    if (block.kind == semantics::Candidate::Kind::split) {
        const std::string leg_name = block.name + "." + block.legs[number].name;
        return part(collection_value(block.legs[0].collection).space, builder_.leg(whole.pick, 0), leg == 1, leg_name);
    }
    return leg_of(whole, whole.loops.shapes[0].legs[number]);
}

Value Lowering::candidate_value(semantics::CandidateId id) {
    const semantics::Candidate& block = candidate(id);
    Tuple tuple{id, {}, block.name};
    for (std::size_t leg = 0; leg < block.legs.size(); ++leg)
        tuple.legs.push_back(leg_value(id, static_cast<int>(leg)));
    return tuple_value(std::move(tuple));
}

/// Object number `index` of a collection. A combination is the best one that none of the indices before it names.
Value Lowering::at(SpaceId of, int index) {
    const SpaceId id = as_rows(of);
    const std::string object_name = space(id).name + "[" + std::to_string(index) + "]";
    if (!space(id).has_combinations()) {
        const Value object = Value::of_object(builder_.at(space(id).collection, index), space(id).reading);
        name(object, object_name, NameRank::stored);
        return object;
    }
    const Chosen& best = numbered(id, index);
    return leg_of(best, best.loops.shapes[0]);
}

const Lowering::Chosen& Lowering::numbered(SpaceId id, int index) {
    if (const auto known = world_.numbered.find({id, index}); known != world_.numbered.end()) return known->second;
    if (index > 0) numbered(id, index - 1);
    const Scoped<Parameters> parameters(parameters_, nullptr);
    const Scoped depth(depth_, 0);
    const std::string object_name = space(id).name + "[" + std::to_string(index) + "]";
    Chosen result;
    result.loops.shapes.push_back(add_shape(result.loops, id, kNone, ""));
    result.loops.shapes.back().name = object_name;
    result.pick = combination_of(space(id).owner, index, object_name, result.loops, [&](Pick& pick) {
        const Value combination = value_of(result.loops, result.loops.shapes[0]);
        for (int before = 0; before < index; ++before) {
            const NodeId same = is_same(combination, numbered(id, before));
            pick.condition = builder_.logical_and(pick.condition, builder_.logical_not(same));
        }
        pick.keys = order_keys(space(id), combination);
    });
    return world_.numbered[{id, index}] = std::move(result);
}

/// What makes a combination one of the first: the lowest of these numbers.
std::vector<NodeId> Lowering::order_keys(const Space& of, const Value& combination) {
    const std::vector<const semantics::Collection*> orders = of.orders;
    std::vector<NodeId> keys;
    for (auto block = orders.rbegin(); block != orders.rend(); ++block) {
        variables_[(*block)->self] = combination;
        const NodeId key = lower_number(*(*block)->key);
        keys.push_back((*block)->highest_first ? builder_.apply(Op::negate, key) : key);
    }
    keys.push_back(builder_.apply(Op::negate, attribute(combination, "pt").node));
    return keys;
}

/// Whether the combination is the one that was chosen, if one was.
NodeId Lowering::is_same(const Value& combination, const Chosen& other) {
    NodeId same = builder_.found(other.pick);
    const std::vector<NodeId> rows = rows_of_object(combination);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const NodeId leg = builder_.leg(other.pick, static_cast<int>(i));
        same = builder_.logical_and(same, builder_.same_object(rows[i], leg));
    }
    return same;
}

}  // namespace collmc::plan
