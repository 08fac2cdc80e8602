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
    void gather(const abi::Block& block, const EventWeights& event_weights);

    /// [place * lines_of(worlds)]
    const WorldLine* lines() const { return lines_.data(); }
    /// [event of the block]: of events that have a weight in every world.
    const std::int32_t* places() const { return places_; }
    const Bounds& bounds() const { return bounds_; }

private:
    void gather_by_event(const abi::Block& block, const std::vector<Weights>& worlds);

    std::vector<int> weights_;
    std::vector<WorldLine> lines_;
    const std::int32_t* places_ = nullptr;
    std::vector<std::int32_t> same_;  ///< 0, 1, 2, ...
    Bounds bounds_;
};

}  // namespace collmc::results
