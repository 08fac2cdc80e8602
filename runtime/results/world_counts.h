// How many entries of each slot have which set of weights (weight_sets.h): a few additions stand for the sums of all of
// their worlds, until the sums are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/results/weight_sets.h"
#include "runtime/results/world_sums.h"

namespace collmc::results {

class WorldCounts {
public:
    explicit WorldCounts(std::size_t slots) : slots_(slots) {}

    /// Makes room for sets that are new.
    void fit(const WeightSets& sets) { counts_.resize(sets.size() * slots_); }
    void add(std::int32_t slot, std::int32_t set) {
        ++counts_[static_cast<std::size_t>(set) * slots_ + static_cast<std::size_t>(slot)];
    }

    /// Where each slot has its entries and those of all slots before it.
    WorldCounts nested() const;
    /// Adds the entries to the sums of their slots; `into` as there.
    void add_to(WorldSums& sums, const WeightSets& sets, std::span<WeightSum* const> into) const;
    void clear() { counts_.clear(); }

private:
    std::size_t slots_;
    std::vector<std::int64_t> counts_;  ///< [set][slot]
};

}  // namespace collmc::results
