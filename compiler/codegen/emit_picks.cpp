#include <cstddef>
#include <optional>
#include <span>

#include "compiler/codegen/combinations.h"
#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/tables.h"
#include "compiler/codegen/trios.h"
#include "compiler/codegen/values.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;
using plan::NodeId;

namespace {

/// The sweep of a pick over its events. Where several legs run over combinations, neighbouring lanes take events with
/// as many objects: they have as many turns, and none waits for another.
class PickSweep : public Sweep {
public:
    /// Over the first `n_events` in their order.
    PickSweep(Step& step, const plan::Pick& pick, Value* n_events)
        : Sweep(step, step.b.getInt64(0), n_events, "events"),
          step_(step),
          innermost_(pick.legs.empty() ? plan::kNone : step.plan().binders[at(pick.legs.back())].collection),
          is_ordered_(orders(step, pick)) {}

    /// Before the sweep is made: puts the events in their order.
    static void order(Step& step, const plan::Pick& pick) {
        if (!orders(step, pick)) return;
        const plan::CollectionId collection = step.plan().binders[at(pick.legs.back())].collection;
        const Slots& slots = step.slots();
        step.call_kernel("collmc_by_size", step.b.getVoidTy(),
                         {step.block(), step.begin(collection), step.size(collection), step.event_ints(slots.by_size),
                          step.event_ints(slots.by_size_begin), step.event_ints(slots.by_size_size)});
    }

    EventLanes enter(Values& values) {
        Sweep::enter();
        lanes_ = {active, index, first};
        if (is_ordered_) {
            const Slots& slots = step_.slots();
            lanes_ = {active, ordered(slots.by_size, "event")};
            values.give_extent(innermost_, ordered(slots.by_size_begin, "begin"), ordered(slots.by_size_size, "size"));
        }
        return lanes_;
    }
    /// One value of each event.
    void store(Value* value, Value* array) {
        if (is_ordered_) {
            step_.lanes.scatter(value, array, lanes_.event, active);
        } else {
            step_.lanes.store(value, array, first, active);
        }
    }

private:
    static bool orders(const Step& step, const plan::Pick& pick) {
        return pick.legs.size() > 1 && step.lanes.width() > 1;
    }
    Value* ordered(int slot, const char* name) {
        Lanes& lanes = step_.lanes;
        return lanes.load(lanes.i32(), step_.event_ints(slot, name), first, active, lanes.integer(0), name);
    }

    Step& step_;
    plan::CollectionId innermost_;
    bool is_ordered_;  ///< by how many objects the innermost loop runs over; or else as they stand
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
    const std::optional<Trios> trios = trios_of(step, pick);
    if (!trios) PickSweep::order(step, pick);
    PickSweep events(step, pick, trios ? emit_trios(step, id, *trios) : step.n_events());
    values.open(events.enter(values));
    if (tables) values.tabulate(*tables);
    const Slots::Pick& slots = unit.slots.picks[at(id)];
    Value* const no_leg = is_split(unit.plan, pick) ? lanes.integer(0) : step.sentinel();
    const Chosen chosen = emit_best(step, pick, values, no_leg);
    if (slots.found >= 0)
        events.store(step.b.CreateZExt(chosen.found, lanes.i32()), step.event_ints(slots.found, pick.name + ".found"));
    for (std::size_t leg = 0; leg < pick.legs.size(); ++leg) {
        events.store(chosen.legs[leg], step.event_ints(slots.legs[leg], pick.name));
    }
    events.close();
    if (tables) tables->release();
    return step.finish();
}

}  // namespace collmc::codegen
