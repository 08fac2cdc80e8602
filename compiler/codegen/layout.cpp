#include "compiler/codegen/layout.h"

#include <algorithm>
#include <optional>
#include <span>

#include "compiler/codegen/compared.h"
#include "compiler/codegen/events_asked.h"
#include "compiler/codegen/late_columns.h"
#include "compiler/codegen/sharing.h"
#include "compiler/plan/comparisons.h"
#include "compiler/plan/objects_asked.h"
#include "compiler/plan/uses.h"

namespace collmc::codegen {

namespace {

using Selections = std::vector<plan::SelectionId>;

/// The loop that makes all of these cuts, or 0.
std::size_t loop_of(std::span<const EventLoop> loops, const Selections& cuts) {
    const auto makes = [&](const EventLoop& loop, plan::SelectionId cut) {
        return std::ranges::find(loop.cuts, cut) != loop.cuts.end();
    };
    const auto makes_all = [&](const EventLoop& loop) {
        return std::ranges::all_of(cuts, [&](plan::SelectionId cut) { return makes(loop, cut); });
    };
    const auto loop = std::ranges::find_if(loops, makes_all);
    return loop == loops.end() ? 0 : static_cast<std::size_t>(loop - loops.begin());
}

/// The number of what these have, with slots.
plan::SelectionId selection_of(const plan::Plan& plan, Slots& slots, const Selections& of) {
    if (const plan::SelectionId known = slots.find(of); known != plan::kNone) return known;
    abi::WorkspaceLayout& layout = slots.layout;
    const int events = layout.event_ints++;
    layout.selections.push_back({events, layout.counters++});
    slots.unions.push_back({of, layout.event_ints++, loop_of(slots.loops, of)});
    return static_cast<plan::SelectionId>(plan.selections.size() + slots.unions.size() - 1);
}

/// By collection, the objects that are made behind cuts.
std::vector<std::optional<LateObjects>> late_objects(const plan::Plan& plan, std::span<const EventLoop> loops,
                                                     const plan::ObjectsAsked& objects, const EventsAsked& events) {
    std::vector<std::vector<std::size_t>> asking(plan.collections.size());
    for (std::size_t loop = 0; loop < loops.size(); ++loop) {
        for (const plan::Use& use : loops[loop].uses) {
            const std::vector<char> asked = objects.by(use);
            for (std::size_t id = 0; id < asked.size(); ++id) {
                if (asked[id] != 0 && (asking[id].empty() || asking[id].back() != loop)) asking[id].push_back(loop);
            }
        }
    }
    std::vector<std::optional<LateObjects>> late(plan.collections.size());
    for (plan::CollectionId id = 0; at(id) < late.size(); ++id) {
        if (objects.where(id) != plan::Asked::behind_cuts) continue;
        late[at(id)] = LateObjects{id, asking[at(id)][0], events.by(asking[at(id)])};
    }
    return late;
}

void assign_collections(const plan::Plan& plan, const EventsAsked& events, int width, Slots& slots) {
    abi::WorkspaceLayout& layout = slots.layout;
    const std::vector<int> compared = plan::compared_subsets(plan);
    const plan::ObjectsAsked objects(plan);
    const auto late = late_objects(plan, slots.loops, objects, events);
    std::size_t scratch = 0;
    for (plan::CollectionId id = 0; at(id) < plan.collections.size(); ++id) {
        const plan::Collection& collection = plan.collections[at(id)];
        Slots::Collection& slot = slots.collections.emplace_back();
        if (collection.kind == plan::Collection::Kind::base) continue;
        if (objects.where(id) == plan::Asked::everywhere) slot.asked = 0;
        if (late[at(id)]) {
            slot.asked = selection_of(plan, slots, late[at(id)]->events);
            slot.made_for = late[at(id)]->loop;
        }
        slot.is_sum =
            collection.kind == plan::Collection::Kind::union_of && (slot.is_late() || slot.asked == plan::kNone);
        if (!slot.is_sum || slot.is_late()) slot.size = layout.event_ints++;
        if (compared[at(id)] != plan::kNone) {
            slot.particle = compared[at(id)];
            slot.mask = layout.object_ints++;
            scratch = std::max(scratch, scratch_masks(plan, collection));
        }
        if (slot.asked == plan::kNone) continue;
        slot.begin = layout.event_ints++;
        slot.rows = layout.object_ints++;
        if (!slot.is_late()) slot.total = layout.counters++;
    }
    for (; scratch > 0; --scratch) slots.scratch_masks.push_back(layout.object_ints++);

    std::vector<LateObjects> all;
    for (const std::optional<LateObjects>& one : late) {
        if (one) all.push_back(*one);
    }
    for (const LateColumns& columns : late_columns(plan, slots.loops, events, all, slots.kept, width))
        slots.decodings.push_back({columns.loop, selection_of(plan, slots, columns.events), columns.columns});
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

void assign_shared(const plan::Plan& plan, const EventsAsked& events, std::span<const plan::NodeId> shared,
                   Slots& slots) {
    slots.shared.resize(plan.nodes.size());
    std::vector<std::vector<std::size_t>> loops(plan.nodes.size());
    for (std::size_t loop = 0; loop < slots.loops.size(); ++loop) {
        std::vector<plan::NodeId> nodes;
        for (const plan::Use& use : slots.loops[loop].uses)
            nodes.insert(nodes.end(), use.nodes.begin(), use.nodes.end());
        const std::vector<char> below = plan::nodes_below(plan, nodes);
        for (const plan::NodeId node : shared) {
            if (below[at(node)] != 0) loops[at(node)].push_back(loop);
        }
    }
    for (const plan::NodeId node : shared) {
        slots.shared[at(node)] = {slots.layout.event_doubles++, selection_of(plan, slots, events.by(loops[at(node)])),
                                  loops[at(node)][0]};
    }
}

}  // namespace

plan::SelectionId Slots::find(const std::vector<plan::SelectionId>& of) const {
    if (of.size() == 1) return of[0];
    const auto known = std::ranges::find(unions, of, &Union::of);
    if (known == unions.end()) return plan::kNone;
    return static_cast<plan::SelectionId>(layout.selections.size() - unions.size()) +
           static_cast<plan::SelectionId>(known - unions.begin());
}

const Slots::Union* Slots::union_of(plan::SelectionId selection) const {
    const std::size_t of_plan = layout.selections.size() - unions.size();
    return at(selection) < of_plan ? nullptr : &unions[at(selection) - of_plan];
}

Slots assign_slots(const plan::Plan& plan, int width) {
    Slots slots;
    slots.layout = plan::output_layout(plan);
    abi::WorkspaceLayout& layout = slots.layout;
    slots.kept_before = layout.object_ints++;
    for (int* const slot : {&slots.by_size, &slots.by_size_begin, &slots.by_size_size}) *slot = layout.event_ints++;
    const std::vector<plan::NodeId> shared = shared_values(plan);
    std::vector<char> is_shared(plan.nodes.size());
    for (const plan::NodeId node : shared) is_shared[at(node)] = 1;
    slots.loops = event_loops(plan, is_shared);
    const EventsAsked events(plan, slots.loops);
    for (const EventLoop& loop : slots.loops) selection_of(plan, slots, loop.over);
    slots.kept = object_values(plan);
    layout.object_lines = slots.kept.n_lines;
    assign_collections(plan, events, width, slots);
    const std::vector<char> asked_found = asked_whether_found(plan);
    for (std::size_t id = 0; id < plan.picks.size(); ++id) {
        Slots::Pick& slot = slots.picks.emplace_back();
        if (asked_found[id] != 0) slot.found = layout.event_ints++;
        for (std::size_t leg = 0; leg < plan.picks[id].legs.size(); ++leg) slot.legs.push_back(layout.event_ints++);
    }
    assign_shared(plan, events, shared, slots);
    return slots;
}

}  // namespace collmc::codegen
