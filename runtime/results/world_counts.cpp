#include "runtime/results/world_counts.h"

namespace collmc::results {

void WorldCounts::add_to(WorldSums& sums, const WeightSets& sets, std::span<WeightSum* const> into) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] > 0) sums.add_times(counts_[i], i % slots_, sets.lines(i / slots_), into);
    }
}

}  // namespace collmc::results
