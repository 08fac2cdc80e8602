// Sets of weights, one of each world, that events have in common: products of a few factors, as tables give them. A set
// has a number, so that its events need only be counted (world_counts.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/results/world_sums.h"

namespace collmc::results {

class WeightSets {
public:
    explicit WeightSets(std::size_t worlds) : stride_(lines_of(worlds)), numbers_(kPlaces, kNone) {}

    /// Of the sets that stand one behind the other in `lines`: numbers[i] of set i. Gives false where there have been
    /// more sets than are kept; none has a number then any more. spreads[i] is equal for equal sets (line_up).
    bool find(std::span<const std::uint64_t> spreads, const WorldLine* lines, std::int32_t* numbers);
    bool is_full() const { return is_full_; }

    std::size_t size() const { return lines_.size() / stride_; }
    /// lines_of(worlds) lines.
    const WorldLine* lines(std::size_t number) const { return lines_.data() + number * stride_; }

private:
    static constexpr std::size_t kMost = 256;
    static constexpr std::size_t kPlaces = 4 * kMost;
    static constexpr std::int32_t kNone = -1;

    void add(std::uint64_t spread, const WorldLine* lines);

    std::size_t stride_;
    std::vector<WorldLine> lines_;       ///< [number][line]
    std::vector<std::int32_t> numbers_;  ///< by place, open addressing; or kNone
    bool is_full_ = false;
};

}  // namespace collmc::results
