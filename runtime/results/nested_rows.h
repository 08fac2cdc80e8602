// Rows of cutflows whose events are among those of the row before, in the worlds of an analysis with variations: the
// worlds' weights are summed side by side, and an event is added once, to the last row that it reaches (world_sums.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/results/row_sum.h"
#include "runtime/results/world_counts.h"
#include "runtime/results/world_sums.h"
#include "runtime/results/world_weights.h"

namespace collmc::results {

class NestedRows {
public:
    /// A cut in every world: rows that differ in their weights alone, where the row before has the same weight, or
    /// none.
    struct Cut {
        int selection;
        std::vector<std::size_t> rows;  ///< by world
    };

    /// `cuts` stand in the order of the program. `world_weights` is the number of what has the worlds' weights.
    NestedRows(std::vector<Cut> cuts, std::size_t world_weights);

    std::size_t world_weights() const { return world_weights_; }

    /// Adds the events of a block to those of `all` rows that are here.
    void add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const EventWeights& event_weights,
             const WorldWeights& weights, std::span<RowSum> all, RowSum::Scratch& scratch);
    /// Adds to their sums what is still here. Flushed, it is not here any more.
    void add_to(std::span<RowSum> all, const WorldWeights& weights) const;
    void flush(std::span<RowSum> all, const WorldWeights& weights);

private:
    using Sums = std::vector<std::vector<WeightSum>>;  ///< [world][cut]
    static std::vector<WeightSum*> slots_of(Sums& sums);
    Sums no_sums() const;
    bool add_sums(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const WorldWeights& weights);
    void count_sets(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const WorldWeights& weights);
    bool find_own_events(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                         const std::int32_t* places);

    std::vector<Cut> cuts_;  ///< the last of the program first
    std::size_t world_weights_;
    WorldSums sums_;
    WorldCounts by_set_;                  ///< events that are not in sums_; an event is there at all cuts it reaches
    Sums full_;                           ///< what had no room there any more
    std::vector<WeightSum*> full_slots_;  ///< ... [world]
    std::vector<RowCounts> counts_;       ///< [cut]
    // Of the block that is being added.
    std::vector<std::int32_t> places_;    ///< of the events' weights, by the last cut that they reach
    std::vector<std::size_t> own_;        ///< [cut]: of so many events
    std::vector<std::uint32_t> reached_;  ///< [event]: the number of the last cut that was found to have it
    std::uint32_t number_ = 0;            ///< ... of all blocks
};

}  // namespace collmc::results
