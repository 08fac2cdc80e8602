#include "runtime/results/world_counts.h"

#include <numeric>

namespace collmc::results {

WorldCounts WorldCounts::nested() const {
    WorldCounts nested = *this;
    for (auto slot = nested.counts_.begin(); slot != nested.counts_.end(); slot += static_cast<std::ptrdiff_t>(slots_))
        std::partial_sum(slot, slot + static_cast<std::ptrdiff_t>(slots_), slot);
    return nested;
}

void WorldCounts::add_to(WorldSums& sums, const WeightSets& sets, std::span<WeightSum* const> into) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] > 0) sums.add_times(counts_[i], i % slots_, sets.lines(i / slots_), into);
    }
}

}  // namespace collmc::results
