#include "compiler/codegen/layout.h"

namespace collmc::codegen {

Slots assign_slots(const plan::Plan& plan) {
    Slots slots;
    slots.layout = plan::output_layout(plan);
    abi::WorkspaceLayout& layout = slots.layout;
    slots.running = layout.object_ints++;
    for (const plan::Collection& collection : plan.collections) {
        Slots::Collection& slot = slots.collections.emplace_back();
        if (collection.kind == plan::Collection::Kind::base) continue;
        slot.begin = layout.event_ints++;
        slot.size = layout.event_ints++;
        slot.rows = layout.object_ints++;
        slot.total = layout.counters++;
    }
    for (const plan::Pick& pick : plan.picks) {
        std::vector<int>& legs = slots.legs.emplace_back();
        for (std::size_t leg = 0; leg < pick.legs.size(); ++leg) legs.push_back(layout.event_ints++);
    }
    return slots;
}

}  // namespace collmc::codegen
