// The weights of a block's events in several worlds, side by side (world_sums.h).
#pragma once

#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/world_sums.h"

namespace collmc::results {

class WorldWeights {
public:
    /// `weights`: by world, its index in WorkspaceLayout::weights.
    explicit WorldWeights(std::vector<int> weights) : weights_(std::move(weights)) {}

    const std::vector<int>& weights() const { return weights_; }
    /// For a block whose weights are known.
    void gather(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                const EventWeights& event_weights);

    /// [event of the block * lines_of(worlds)]: of events that have a weight in every world.
    const WorldLine* lines() const { return lines_.data(); }
    const Bounds& bounds() const { return bounds_; }

private:
    std::vector<int> weights_;
    std::vector<WorldLine> lines_;
    Bounds bounds_;
};

}  // namespace collmc::results
