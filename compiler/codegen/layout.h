// Where compiled code keeps what it computes: the slots of the workspace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/codegen/event_loops.h"
#include "compiler/codegen/object_values.h"
#include "compiler/plan/columns_read.h"
#include "compiler/plan/plan.h"
#include "runtime/abi/block.h"
#include "runtime/kernels/event_lists.h"

namespace collmc::codegen {

/// An identifier of the plan as the index that the standard containers take.
constexpr std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

struct Slots {
    /// What any of some selections has. To steps it is one more selection, whose number follows those of the plan.
    struct Union {
        std::vector<plan::SelectionId> of;
        int members;          ///< event_ints: for each of its events a bit for each of `of` that has it
        std::size_t made_by;  ///< the loop that makes all of them, and this; 0: it is made apart

        /// What stands in `members` for of[number]: nothing for those that cannot be told apart.
        static std::int32_t bit(std::size_t number) {
            return static_cast<std::int32_t>(number < kernels::kMostToldApart ? std::uint32_t{1} << number : 0);
        }
    };

    /// A collection that is not the block's own: per event `begin` and `size`, positions in `rows`, which is dense over
    /// the events of `asked` (no gaps between them) and `total` long.
    struct Collection {
        int size = -1;  ///< event_ints; of the events of `asked` alone where it is a sum
        /// Of a union: how many objects there are in an event is read from its sources.
        bool is_sum = false;
        /// The events that have begin and rows (plan/objects_asked.h), which may be late: then there is no `total`.
        /// None of the three where it is kNone.
        plan::SelectionId asked = plan::kNone;
        std::size_t made_for = 0;  ///< the loop right before which late objects are made; else 0
        int begin = -1;            ///< event_ints
        int rows = -1;             ///< object_ints
        int total = -1;            ///< counters
        /// Of a subset by comparisons (plan/comparisons.h): which objects of its particle it has, as
        /// runtime/kernels/object_masks.h says; object_ints.
        int mask = -1;
        int particle = -1;

        /// Whether its objects are made apart from its size.
        bool is_late() const { return made_for > 0; }
    };

    struct Pick {
        int found = -1;         ///< event_ints: 1 or 0; where nothing asks for it, it is not kept
        std::vector<int> legs;  ///< event_ints: the row chosen, the sentinel if none; of a split its mask
    };

    /// Columns that are brought right before a loop.
    struct Decoding {
        std::size_t loop;
        plan::SelectionId events;
        plan::ColumnsBelow::Columns columns;
    };
    /// A value that several steps use.
    struct Shared {
        int slot = -1;                           ///< event_doubles; -1: not kept
        plan::SelectionId within = plan::kNone;  ///< all its uses are of events of this selection
        std::size_t made_for = 0;                ///< the first loop that uses it
    };

    abi::WorkspaceLayout layout;  ///< plan::output_layout with our own slots behind
    std::vector<EventLoop> loops;
    std::vector<Union> unions;
    std::vector<Decoding> decodings;      ///< in the order of the loops
    std::vector<Collection> collections;  ///< as Plan::collections
    std::vector<Pick> picks;              ///< as Plan::picks
    std::vector<Shared> shared;           ///< by node
    std::vector<int> scratch_masks;       ///< object_ints
    ObjectValues kept;                    ///< object_lines
    int kept_before = -1;                 ///< object_ints: scratch of the filter that is running
    /// event_ints, of the pick that is running: its events in their order, and for each of them where the objects of
    /// its innermost leg begin and how many they are.
    int by_size = -1, by_size_begin = -1, by_size_size = -1;

    bool is_shared(plan::NodeId node) const { return shared[at(node)].slot >= 0; }
    /// The selection or union that has the events of all of these (and no others), if there is one: kNone where not.
    plan::SelectionId find(const std::vector<plan::SelectionId>& of) const;
    /// Null for a selection of the plan.
    const Union* union_of(plan::SelectionId selection) const;
};

/// For code with vectors of so many lanes.
Slots assign_slots(const plan::Plan& plan, int width);

}  // namespace collmc::codegen
