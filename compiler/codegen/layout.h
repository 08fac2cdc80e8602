// Where compiled code keeps what it computes: the slots of the workspace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/codegen/object_values.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/block.h"

namespace collmc::codegen {

/// An identifier of the plan as the index that the standard containers take.
constexpr std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

struct Slots {
    /// A collection that is not the block's own: per event `begin` and `size`, positions in `rows`, which is dense over
    /// the events of `asked` (no gaps between them) and `total` long.
    struct Collection {
        int size = -1;  ///< event_ints; of the events of `asked` alone where it is a sum
        /// Of a union: how many objects there are in an event is read from its sources.
        bool is_sum = false;
        /// The events that have begin and rows (plan/objects_asked.h). There is no `total` where these are not all
        /// events, and none of the three where it is kNone.
        plan::SelectionId asked = plan::kNone;
        int begin = -1;  ///< event_ints
        int rows = -1;   ///< object_ints
        int total = -1;  ///< counters
        /// Of a subset by comparisons (plan/comparisons.h): which objects of its particle it has, as
        /// runtime/kernels/object_masks.h says; object_ints.
        int mask = -1;
        int particle = -1;

        /// Whether its objects are made apart from its size.
        bool is_late() const { return asked > 0; }
    };

    struct Pick {
        int found = -1;         ///< event_ints: 1 or 0; where nothing asks for it, it is not kept
        std::vector<int> legs;  ///< event_ints: the row chosen, the sentinel if none; of a split its mask
    };

    abi::WorkspaceLayout layout;          ///< plan::output_layout with our own slots behind
    std::vector<Collection> collections;  ///< as Plan::collections
    std::vector<Pick> picks;              ///< as Plan::picks
    std::vector<int> shared;              ///< by node: event_doubles, values that several steps use; -1: not kept
    std::vector<plan::SelectionId> shared_within;  ///< by node: all their uses are of events of this selection
    std::vector<int> scratch_masks;                ///< object_ints
    ObjectValues kept;                             ///< object_lines
    int kept_before = -1;                          ///< object_ints: scratch of the filter that is running
    /// event_ints, of the pick that is running: its events in their order, and for each of them where the objects of
    /// its innermost leg begin and how many they are.
    int by_size = -1, by_size_begin = -1, by_size_size = -1;
};

Slots assign_slots(const plan::Plan& plan);

}  // namespace collmc::codegen
