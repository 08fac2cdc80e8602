// Where compiled code keeps what it computes: the slots of the workspace.
#pragma once

#include <vector>

#include "compiler/plan/plan.h"
#include "runtime/abi/block.h"

namespace collmc::codegen {

struct Slots {
    /// A collection that is not the block's own: per event `begin` and `size`, positions in `rows`, which is dense over
    /// the block (no gaps between events) and `total` long.
    struct Collection {
        int begin = -1, size = -1;  ///< event_ints
        int rows = -1;              ///< object_ints
        int total = -1;             ///< counters
    };

    abi::WorkspaceLayout layout;          ///< plan::output_layout with our own slots behind
    std::vector<Collection> collections;  ///< as Plan::collections
    std::vector<std::vector<int>> legs;   ///< [pick][leg]: event_ints, the row chosen; the sentinel if none
    int running = -1;                     ///< object_ints: scratch of the filter that is running
};

Slots assign_slots(const plan::Plan& plan);

}  // namespace collmc::codegen
