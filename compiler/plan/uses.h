// Where a plan's nodes are used, and for which events.
#pragma once

#include <span>
#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::plan {

/// A step of the schedule, the nodes that it asks for itself, and the selection whose events it asks about: 0, all
/// events, for collections and picks.
struct Use {
    Step step;
    SelectionId selection;
    std::vector<NodeId> nodes;  ///< none of them kNone
};

/// In the order of the schedule.
std::vector<Use> uses(const Plan& plan);

/// For each node whether it is one of these, or something of which they are made. Of what `known` has, by node, that
/// is not asked.
std::vector<char> nodes_below(const Plan& plan, std::span<const NodeId> nodes, std::span<const char> known = {});

}  // namespace collmc::plan
