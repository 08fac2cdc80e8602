// Loops: what a comprehension's variables, a candidate's legs and the members of combinations run over.
//
// A variable over combinations is as many loops as a combination has rows. Each loop brings a condition: rows are
// distinct, objects of a part are in it, and once all rows of a combination are bound its cuts are asked.
#include <algorithm>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/lowering.h"

namespace collmc::plan {

SpaceId Lowering::add_space(Space space) {
    spaces_.push_back(std::move(space));
    return static_cast<SpaceId>(spaces_.size()) - 1;
}

SpaceId Lowering::rows_of(CollectionId collection, const Reading& reading) {
    std::vector<std::int32_t> key{collection, kNone};
    key.insert(key.end(), reading.as.begin(), reading.as.end());
    const auto [place, is_new] = row_spaces_.try_emplace(std::move(key), kNone);
    if (is_new) {
        Space space;
        space.name = plan().collections[collection].name;
        space.collection = collection;
        space.reading = reading;
        place->second = add_space(std::move(space));
    }
    return place->second;
}

// ---- shapes ---------------------------------------------------------------------------------------------------------

Shape Lowering::add_shape(Loops& loops, SpaceId id, int after, std::string shape_name) {
    Shape shape;
    if (space(id).has_combinations()) {
        shape = add_combination(loops, space(id).candidate, after, shape_name);
    } else {
        shape.first = shape.last = static_cast<int>(loops.levels.size());
        loops.levels.push_back({id, after, shape_name});
    }
    shape.space = id;
    shape.name = shape_name;
    return shape;
}

/// `after`: the level behind which the first row runs.
Shape Lowering::add_combination(Loops& loops, semantics::CandidateId id, int after, std::string shape_name) {
    const semantics::Candidate& block = candidate(id);
    Shape shape;
    shape.candidate = id;
    shape.first = static_cast<int>(loops.levels.size());
    for (std::size_t i = 0; i < block.legs.size(); ++i) {
        const semantics::Candidate::Leg& leg = block.legs[i];
        if (i > 0) after = block.legs[i - 1].group == leg.group ? shape.legs.back().first : kNone;
        const SpaceId legs = collection_value(leg.collection).space;
        const std::string leg_name = shape_name.empty() ? leg.name : shape_name + "." + leg.name;
        shape.legs.push_back(add_shape(loops, legs, after, leg_name));
        shape.legs.back().variable = leg.variable;
    }
    shape.last = static_cast<int>(loops.levels.size()) - 1;
    shape.name = shape_name;
    return shape;
}

Loops Lowering::loops_of(const std::vector<semantics::Range>& ranges) {
    Loops loops;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const bool follows = i > 0 && ranges[i - 1].group == ranges[i].group;
        const int after = follows ? loops.shapes.back().first : kNone;
        const SpaceId collection = lower(*ranges[i].collection).space;
        loops.shapes.push_back(add_shape(loops, collection, after, ranges[i].name));
        loops.shapes.back().variable = ranges[i].variable;
        loops.shapes.back().binds = true;
    }
    return loops;
}

Value Lowering::value_of(const Loops& loops, const Shape& shape, const std::function<NodeId(int)>& row,
                         const std::string& owner) {
    if (shape.candidate < 0) {
        const Level& level = loops.levels[static_cast<std::size_t>(shape.first)];
        return Value::of_object(row(shape.first), space(level.space).reading);
    }
    Tuple tuple{shape.candidate, {}, owner + shape.name};
    for (const Shape& leg : shape.legs) tuple.legs.push_back(value_of(loops, leg, row, owner));
    return tuple_value(std::move(tuple));
}

Value Lowering::value_of(const Loops& loops, const Shape& shape) {
    return value_of(loops, shape, [&](int level) { return loops.levels[static_cast<std::size_t>(level)].element; });
}

// ---- conditions -----------------------------------------------------------------------------------------------------

NodeId Lowering::bind_level(Loops& loops, std::size_t index, BinderId binder) {
    Level& level = loops.levels[index];
    level.binder = binder;
    level.element = builder_.element(binder);
    const Space rows = space(level.space);
    name(Value::of_object(level.element, rows.reading), plan().binders[binder].name, NameRank::stored);

    NodeId condition = builder_.boolean(true);
    if (rows.is_part()) {
        const NodeId in_second = builder_.in_group(rows.split, binder);
        condition = rows.second ? in_second : builder_.logical_not(in_second);
    }
    condition = builder_.logical_and(condition, distinct_from_earlier(loops, index));
    for (const Shape& shape : loops.shapes) condition = builder_.logical_and(condition, complete(loops, shape, index));
    return condition;
}

/// No row is bound twice. Levels that run behind each other are distinct by that, and rows of different kinds are
/// distinct anyway.
NodeId Lowering::distinct_from_earlier(const Loops& loops, std::size_t index) {
    const auto runs_behind = [&](std::size_t earlier) {
        int level = static_cast<int>(index);
        while (level > static_cast<int>(earlier)) level = loops.levels[static_cast<std::size_t>(level)].after;
        return level == static_cast<int>(earlier);
    };
    const Level& self = loops.levels[index];
    NodeId distinct = builder_.boolean(true);
    for (std::size_t i = 0; i < index; ++i) {
        const Level& other = loops.levels[i];
        const bool can_meet = space(self.space).reading.rows() & space(other.space).reading.rows();
        if (!can_meet || runs_behind(i)) continue;
        const NodeId same = builder_.same_object(other.element, self.element);
        distinct = builder_.logical_and(distinct, builder_.logical_not(same));
    }
    return distinct;
}

/// What is known once `level` is bound: variables get their values, and combinations of which it is the last row are
/// asked their cuts, those inside of others first.
NodeId Lowering::complete(const Loops& loops, const Shape& shape, std::size_t level) {
    NodeId condition = builder_.boolean(true);
    const int bound = static_cast<int>(level);
    if (bound < shape.first || bound > shape.last) return condition;
    for (const Shape& leg : shape.legs) condition = builder_.logical_and(condition, complete(loops, leg, level));
    if (bound < shape.last) return condition;
    if (shape.candidate >= 0) {
        const Scoped<Parameters> parameters(parameters_, nullptr);
        // Several combinations of one kind may be bound at a time; these are this one's members.
        for (const Shape& leg : shape.legs) variables_[leg.variable] = value_of(loops, leg);
        condition = lower_block_cuts(candidate(shape.candidate).cuts, condition);
    }
    if (shape.space != kNone) condition = builder_.logical_and(condition, complete_space(loops, shape));
    if (shape.binds) variables_[shape.variable] = value_of(loops, shape);
    return condition;
}

/// Whether a combination is one of its space: what blocks have selected from the combinations.
NodeId Lowering::complete_space(const Loops& loops, const Shape& shape) {
    const Space self = space(shape.space);
    NodeId condition = builder_.boolean(true);
    if (!self.has_combinations()) return condition;
    for (const semantics::Collection* block : self.blocks)
        condition = builder_.logical_and(condition, lower_block(*block, value_of(loops, shape)));
    for (const auto& [source, count] : self.leading)
        condition = builder_.logical_and(condition, is_leading(loops, shape, source, count));
    return condition;
}

NodeId Lowering::is_leading(const Loops& loops, const Shape& shape, SpaceId source, int count) {
    NodeId leads = builder_.boolean(false);
    for (int i = 0; i < count; ++i)
        leads = builder_.logical_or(leads, is_same(value_of(loops, shape), numbered(source, i)));
    return leads;
}

// ---- rows -----------------------------------------------------------------------------------------------------------

std::vector<NodeId> Lowering::rows_of_object(const Value& object) const {
    if (object.kind == Value::Kind::object) return {object.node};
    if (object.kind != Value::Kind::tuple)
        throw diagnostics::InternalError("plan", "the rows of what is neither an object nor a combination");
    std::vector<NodeId> rows;
    for (const Value& leg : tuples_[static_cast<std::size_t>(object.tuple)].legs) {
        const std::vector<NodeId> own = rows_of_object(leg);
        rows.insert(rows.end(), own.begin(), own.end());
    }
    return rows;
}

/// Whether a row is one of the space, or in one of its combinations.
NodeId Lowering::is_in(SpaceId id, NodeId row) {
    Loops loops;
    loops.shapes.push_back(add_shape(loops, id, kNone, space(id).name));
    const Opened opened = open(loops);
    NodeId same = builder_.boolean(false);
    for (const Level& level : loops.levels) same = builder_.logical_or(same, builder_.same_object(row, level.element));
    close(loops.levels.size());
    return reduce_nested(Op::any, Op::any, opened, same);
}

/// Whether a row is a leg of what was picked, if anything was.
NodeId Lowering::is_leg_of(PickId pick, NodeId row) {
    NodeId same = builder_.boolean(false);
    for (std::size_t leg = 0; leg < plan().picks[pick].legs.size(); ++leg) {
        const NodeId other = builder_.leg(pick, static_cast<int>(leg));
        same = builder_.logical_or(same, builder_.same_object(row, other));
    }
    return builder_.logical_and(builder_.found(pick), same);
}

// ---- loops of reductions --------------------------------------------------------------------------------------------

BinderId Lowering::add_binder(Binder::Kind kind, CollectionId collection, BinderId after,
                              const std::string& binder_name) {
    plan().binders.push_back({kind, collection, after, binder_name});
    return static_cast<BinderId>(plan().binders.size()) - 1;
}

/// Loops are named by collection and nesting depth, so that equal reductions in different places are one node.
BinderId Lowering::reduce_binder(CollectionId collection, BinderId after, const std::string& binder_name) {
    const auto [place, is_new] = reduce_binders_.try_emplace({collection, depth_, after}, kNone);
    if (is_new) place->second = add_binder(Binder::Kind::reduce, collection, after, binder_name);
    return place->second;
}

/// Opens the loop of a level; the loops inside it are one deeper.
BinderId Lowering::open_level(Loops& loops, std::size_t index, NodeId& condition) {
    const Level& level = loops.levels[index];
    const BinderId after = level.after == kNone ? kNone : loops.levels[static_cast<std::size_t>(level.after)].binder;
    const std::string own_name = level.name.substr(level.name.rfind('.') + 1);  // loops of many variables share it
    const BinderId binder = reduce_binder(space(level.space).collection, after, own_name);
    ++depth_;
    condition = bind_level(loops, index, binder);
    return binder;
}

Lowering::Opened Lowering::open(Loops& loops) {
    Opened opened;
    for (std::size_t level = 0; level < loops.levels.size(); ++level) {
        NodeId condition = kNone;
        opened.binders.push_back(open_level(loops, level, condition));
        opened.conditions.push_back(condition);
    }
    return opened;
}

}  // namespace collmc::plan
