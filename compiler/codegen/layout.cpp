#include "compiler/codegen/layout.h"

#include <algorithm>

#include "compiler/codegen/compared.h"
#include "compiler/codegen/sharing.h"
#include "compiler/plan/comparisons.h"
#include "compiler/plan/objects_asked.h"
#include "compiler/plan/uses.h"

namespace collmc::codegen {

namespace {

void assign_collections(const plan::Plan& plan, Slots& slots) {
    abi::WorkspaceLayout& layout = slots.layout;
    const std::vector<int> compared = plan::compared_subsets(plan);
    const std::vector<plan::SelectionId> asked = plan::objects_asked(plan);
    std::size_t scratch = 0;
    for (std::size_t id = 0; id < plan.collections.size(); ++id) {
        const plan::Collection& collection = plan.collections[id];
        Slots::Collection& slot = slots.collections.emplace_back();
        if (collection.kind == plan::Collection::Kind::base) continue;
        slot.asked = asked[id];
        slot.is_sum = collection.kind == plan::Collection::Kind::union_of && slot.asked != 0;
        if (!slot.is_sum || slot.is_late()) slot.size = layout.event_ints++;
        if (compared[id] != plan::kNone) {
            slot.particle = compared[id];
            slot.mask = layout.object_ints++;
            scratch = std::max(scratch, scratch_masks(plan, collection));
        }
        if (slot.asked == plan::kNone) continue;
        slot.begin = layout.event_ints++;
        slot.rows = layout.object_ints++;
        if (!slot.is_late()) slot.total = layout.counters++;
    }
    for (; scratch > 0; --scratch) slots.scratch_masks.push_back(layout.object_ints++);
}

/// By pick: whether somebody asks if there is a combination, and not for its legs alone.
std::vector<char> asked_whether_found(const plan::Plan& plan) {
    std::vector<char> asked(plan.picks.size());
    for (const plan::Node& node : plan.nodes) {
        if (node.op == plan::Op::found) asked[at(node.pick)] = 1;
    }
    for (const plan::Collection& collection : plan.collections) {
        if (collection.kind != plan::Collection::Kind::members) continue;
        for (const plan::PickId pick : collection.excluded) asked[at(pick)] = 1;
    }
    return asked;
}

void assign_shared(const plan::Plan& plan, Slots& slots) {
    slots.shared.assign(plan.nodes.size(), -1);
    slots.shared_within.assign(plan.nodes.size(), plan::kNone);
    const std::vector<plan::NodeId> shared = shared_values(plan);
    for (const plan::NodeId node : shared) slots.shared[at(node)] = slots.layout.event_doubles++;
    if (shared.empty()) return;
    for (const plan::Use& use : plan::uses(plan)) {
        const std::vector<char> below = plan::nodes_below(plan, use.nodes);
        for (const plan::NodeId node : shared) {
            if (below[at(node)] == 0) continue;
            plan::SelectionId& within = slots.shared_within[at(node)];
            within = within == plan::kNone ? use.selection : plan::common_selection(plan, within, use.selection);
        }
    }
}

}  // namespace

Slots assign_slots(const plan::Plan& plan) {
    Slots slots;
    slots.layout = plan::output_layout(plan);
    abi::WorkspaceLayout& layout = slots.layout;
    slots.kept_before = layout.object_ints++;
    for (int* const slot : {&slots.by_size, &slots.by_size_begin, &slots.by_size_size}) *slot = layout.event_ints++;
    assign_collections(plan, slots);
    const std::vector<char> asked_found = asked_whether_found(plan);
    for (std::size_t id = 0; id < plan.picks.size(); ++id) {
        Slots::Pick& slot = slots.picks.emplace_back();
        if (asked_found[id] != 0) slot.found = layout.event_ints++;
        for (std::size_t leg = 0; leg < plan.picks[id].legs.size(); ++leg) slot.legs.push_back(layout.event_ints++);
    }
    slots.kept = object_values(plan);
    layout.object_lines = slots.kept.n_lines;
    assign_shared(plan, slots);
    return slots;
}

}  // namespace collmc::codegen
