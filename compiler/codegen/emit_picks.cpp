#include <cstddef>
#include <optional>
#include <span>

#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/tables.h"
#include "compiler/codegen/values.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;
using plan::NodeId;

namespace {

/// The best combination so far.
struct Best {
    Value* found;              ///< mask
    std::vector<Value*> keys;  ///< f64 lanes
    std::vector<Value*> legs;  ///< i32 lanes

    std::vector<Value*> parts() const {
        std::vector<Value*> parts = {found};
        parts.insert(parts.end(), keys.begin(), keys.end());
        parts.insert(parts.end(), legs.begin(), legs.end());
        return parts;
    }
    template <class Range>
    Best with(const Range& parts) const {
        const auto first_leg = parts.begin() + 1 + static_cast<std::ptrdiff_t>(keys.size());
        return {parts[0], {parts.begin() + 1, first_leg}, {first_leg, parts.end()}};
    }
};

class PickEmitter {
public:
    PickEmitter(Step& step, const plan::Pick& pick, Values& values) : step_(step), pick_(pick), values_(values) {}

    /// The loops over legs `leg` and following, which start from `best`; gives the best after them.
    Best legs(std::size_t leg, const Best& best) {
        if (leg == pick_.legs.size()) return consider(best);
        Values::Walk walk = values_.walk(pick_.legs[leg], best.parts());
        values_.emit_for(pick_.legs[leg]);
        const Best after = legs(leg + 1, best.with(walk.carried));
        values_.end(walk, after.parts());
        return best.with(walk.carried);
    }

private:
    /// Takes the combination that the binders stand at if it beats `best`.
    Best consider(const Best& best) {
        Builder& b = step_.b;
        Lanes& lanes = step_.lanes;
        Value* take = values_.active();
        if (pick_.condition != plan::kNone) take = lanes.both(take, values_[pick_.condition]);
        Best after = best;
        for (std::size_t i = 0; i < best.keys.size(); ++i) after.keys[i] = values_[pick_.keys[i]];
        Value* const first = b.CreateNot(best.found);
        Value* const beats = best.keys.empty() ? first : b.CreateOr(first, is_before(after.keys, best.keys));
        take = lanes.both(take, beats, "take");
        after.found = b.CreateOr(best.found, take);
        for (std::size_t i = 0; i < best.keys.size(); ++i) {
            after.keys[i] = lanes.choose(take, after.keys[i], best.keys[i]);
        }
        for (std::size_t i = 0; i < best.legs.size(); ++i) {
            after.legs[i] = lanes.choose(take, values_.row(pick_.legs[i]), best.legs[i]);
        }
        return after;
    }

    /// The lexicographic order of keys, a NaN behind all numbers and equal to a NaN.
    Value* is_before(std::span<Value* const> a, std::span<Value* const> b) {
        Builder& builder = step_.b;
        // A number that is not behind the other, which may be none.
        Value* const less = builder.CreateAnd(builder.CreateFCmpORD(a[0], a[0]), builder.CreateFCmpULT(a[0], b[0]));
        if (a.size() == 1) return less;
        Value* const both_nan = builder.CreateAnd(builder.CreateFCmpUNO(a[0], a[0]), builder.CreateFCmpUNO(b[0], b[0]));
        Value* const equal = builder.CreateOr(builder.CreateFCmpOEQ(a[0], b[0]), both_nan);
        return builder.CreateOr(less, builder.CreateAnd(equal, is_before(a.subspan(1), b.subspan(1))));
    }

    Step& step_;
    const plan::Pick& pick_;
    Values& values_;
};

/// The sweep of a pick over all events. Where several legs run over combinations, neighbouring lanes take events with
/// as many objects: they have as many turns, and none waits for another.
class PickSweep : public Sweep {
public:
    PickSweep(Step& step, const plan::Pick& pick)
        : PickSweep(step, pick.legs.size() > 1 && step.lanes.width() > 1 ? order(step, pick) : nullptr) {}

    EventLanes enter() {
        Sweep::enter();
        Lanes& lanes = step_.lanes;
        lanes_ = order_ ? EventLanes{active, lanes.load(lanes.i32(), order_, first, active, lanes.integer(0), "event")}
                        : EventLanes{active, index, first};
        return lanes_;
    }
    /// One value of each event.
    void store(Value* value, Value* array) {
        if (order_) {
            step_.lanes.scatter(value, array, lanes_.event, active);
        } else {
            step_.lanes.store(value, array, first, active);
        }
    }

private:
    PickSweep(Step& step, Value* order)
        : Sweep(step, step.b.getInt64(0), step.n_events(), "events"), step_(step), order_(order) {}

    /// All events by how many objects the innermost loop runs over.
    static Value* order(Step& step, const plan::Pick& pick) {
        Value* const events = step.event_ints(step.slots().by_size, "by_size");
        const plan::CollectionId collection = step.plan().binders[at(pick.legs.back())].collection;
        step.call_kernel("collmc_by_size", step.b.getVoidTy(), {step.block(), step.size(collection), events});
        return events;
    }

    Step& step_;
    Value* order_;  ///< null: as they stand
    EventLanes lanes_{};
};

bool is_split(const plan::Plan& plan, const plan::Pick& pick) {
    return !pick.legs.empty() && plan.binders[at(pick.legs[0])].kind == plan::Binder::Kind::split;
}

}  // namespace

Function* emit_pick(Unit& unit, const std::string& name, plan::PickId id) {
    const plan::Pick& pick = unit.plan.picks[at(id)];
    Step step(unit, name);
    Lanes& lanes = step.lanes;
    std::vector<NodeId> roots;
    if (pick.condition != plan::kNone) roots.push_back(pick.condition);
    roots.insert(roots.end(), pick.keys.begin(), pick.keys.end());
    std::vector<plan::CollectionId> collections;
    for (const plan::BinderId leg : pick.legs) collections.push_back(unit.plan.binders[at(leg)].collection);

    emit_object_values(step, id);
    Values values(step, roots, collections);
    std::optional<Tables> tables = Tables::make(step, roots, values.needed(), pick.legs);
    PickSweep events(step, pick);
    const EventLanes event = events.enter();
    values.open(event);
    if (tables) values.tabulate(*tables);
    const Slots::Pick& slots = unit.slots.picks[at(id)];
    const Best none{
        lanes.boolean(false), std::vector<Value*>(pick.keys.size(), lanes.number(0)),
        std::vector<Value*>(pick.legs.size(), is_split(unit.plan, pick) ? lanes.integer(0) : step.sentinel())};
    const Best best = PickEmitter(step, pick, values).legs(0, none);
    events.store(step.b.CreateZExt(best.found, lanes.i32()), step.event_ints(slots.found, pick.name + ".found"));
    for (std::size_t leg = 0; leg < pick.legs.size(); ++leg) {
        events.store(best.legs[leg], step.event_ints(slots.legs[leg], pick.name));
    }
    events.close();
    if (tables) tables->release();
    return step.finish();
}

}  // namespace collmc::codegen
