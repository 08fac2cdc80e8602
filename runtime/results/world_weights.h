// The weights of a block's events in several worlds, side by side (world_sums.h).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/weight_sets.h"
#include "runtime/results/world_sums.h"

namespace collmc::results {

class WorldWeights {
public:
    /// `weights`: by world, its index in WorkspaceLayout::weights.
    explicit WorldWeights(std::vector<int> weights) : weights_(std::move(weights)), sets_(weights_.size()) {}

    const std::vector<int>& weights() const { return weights_; }
    /// For a block whose weights are known.
    void gather(const abi::Block& block, const EventWeights& event_weights);

    /// [event of the block]: of events that have a weight in every world.
    const std::int32_t* places() const { return places_; }

    /// The sets of weights that there were so far.
    const WeightSets& sets() const { return sets_; }
    /// Whether all events of this block have one of them.
    bool are_sets() const { return are_sets_; }
    /// [place]: the number of its set.
    const std::int32_t* numbers() const { return numbers_.data(); }
    // Where not all have one:
    /// [place * lines_of(worlds)]
    const WorldLine* lines() const { return lines_.data(); }
    const Bounds& bounds() const { return bounds_; }

private:
    WorldLine* room(std::size_t count);
    bool find_sets(std::vector<const double*> each, std::size_t count);
    void gather_by_event(const abi::Block& block, const std::vector<const Weights*>& worlds);
    void find_bounds(const EventWeights& event_weights);

    std::vector<int> weights_;
    WeightSets sets_;
    std::vector<WorldLine> lines_;
    const std::int32_t* places_ = nullptr;
    bool are_sets_ = false;
    std::vector<std::int32_t> numbers_;
    std::vector<std::int32_t> same_;  ///< 0, 1, 2, ...
    Bounds bounds_;
};

}  // namespace collmc::results
