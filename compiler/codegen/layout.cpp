#include "compiler/codegen/layout.h"

#include "compiler/codegen/sharing.h"

namespace collmc::codegen {

Slots assign_slots(const plan::Plan& plan) {
    Slots slots;
    slots.layout = plan::output_layout(plan);
    abi::WorkspaceLayout& layout = slots.layout;
    slots.kept_before = layout.object_ints++;
    slots.by_size = layout.event_ints++;
    for (const plan::Collection& collection : plan.collections) {
        Slots::Collection& slot = slots.collections.emplace_back();
        if (collection.kind == plan::Collection::Kind::base) continue;
        slot.begin = layout.event_ints++;
        slot.size = layout.event_ints++;
        slot.rows = layout.object_ints++;
        slot.total = layout.counters++;
    }
    for (const plan::Pick& pick : plan.picks) {
        Slots::Pick& slot = slots.picks.emplace_back();
        slot.found = layout.event_ints++;
        for (std::size_t leg = 0; leg < pick.legs.size(); ++leg) slot.legs.push_back(layout.event_ints++);
    }
    slots.kept = object_values(plan);
    layout.object_lines = slots.kept.n_lines;
    slots.shared.assign(plan.nodes.size(), -1);
    for (const plan::NodeId node : shared_values(plan)) {
        slots.shared[static_cast<std::size_t>(node)] = layout.event_doubles++;
    }
    return slots;
}

}  // namespace collmc::codegen
