#include <cstddef>
#include <optional>
#include <span>

#include "compiler/codegen/combinations.h"
#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/tables.h"
#include "compiler/codegen/values.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;
using plan::NodeId;

namespace {

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
    if (const NodeId compared = compared_alone(step, pick); tables && compared != plan::kNone)
        tables->pad(pick.legs, compared);
    PickSweep events(step, pick);
    const EventLanes event = events.enter();
    values.open(event);
    if (tables) values.tabulate(*tables);
    const Slots::Pick& slots = unit.slots.picks[at(id)];
    Value* const no_leg = is_split(unit.plan, pick) ? lanes.integer(0) : step.sentinel();
    const Chosen chosen = emit_best(step, pick, values, no_leg);
    events.store(step.b.CreateZExt(chosen.found, lanes.i32()), step.event_ints(slots.found, pick.name + ".found"));
    for (std::size_t leg = 0; leg < pick.legs.size(); ++leg) {
        events.store(chosen.legs[leg], step.event_ints(slots.legs[leg], pick.name));
    }
    events.close();
    if (tables) tables->release();
    return step.finish();
}

}  // namespace collmc::codegen
