// Histograms of the same axes and entries that differ in their weights alone: one for each world of an analysis with
// variations. What they have in common is found once, and their sums are made together (world_sums.h).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/histogram_sums.h"
#include "runtime/results/world_counts.h"
#include "runtime/results/world_sums.h"
#include "runtime/results/world_weights.h"

namespace collmc::results {

class HistogramFamily {
public:
    /// `members` are the worlds' histograms by their number, the first of them the model of all, `world_weights` the
    /// number of what has their weights.
    HistogramFamily(std::vector<std::size_t> members, std::size_t world_weights, std::size_t slots)
        : members_(std::move(members)), world_weights_(world_weights), sums_(slots, members_.size()), by_set_(slots) {}

    std::size_t world_weights() const { return world_weights_; }

    /// Adds the entries of a block to `all` histograms that are members.
    void add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const EventWeights& event_weights,
             const WorldWeights& weights, std::span<HistogramSums> all);
    /// Adds to their sums what is still here. Flushed, it is not here any more.
    void add_to(std::span<HistogramSums> all, const WorldWeights& weights) const;
    void flush(std::span<HistogramSums> all, const WorldWeights& weights);

private:
    bool add_entries(const std::vector<std::int32_t>& slots, const WorldWeights& weights);
    std::vector<WeightSum*> slots_of(std::span<HistogramSums> all) const;

    std::vector<std::size_t> members_;
    std::size_t world_weights_;
    WorldSums sums_;
    WorldCounts by_set_;                ///< entries that are not in sums_
    EntryCounts counts_;                ///< that the members do not have yet
    std::vector<WeightSum*> full_;      ///< the members' slots; known with the first block
    std::vector<std::int32_t> places_;  ///< of the weights of a block's entries, scratch
};

}  // namespace collmc::results
