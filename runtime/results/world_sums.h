// Sums of the weights of a histogram's entries and of their squares, by slot, for several worlds at once: the worlds'
// weights of an entry stand side by side, and so do their sums in a slot, so that eight worlds cost as much as one.
//
// While all weights lie in one range the sums are those of block_sum.h, two parts each that add up without rounding.
// They go to WeightSum when they are full, when the range has to change, and in the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/results/block_sum.h"
#include "runtime/results/exact_sum.h"

namespace collmc::results {

/// What eight worlds have of one thing: a cache line.
struct alignas(64) WorldLine {
    static constexpr std::size_t kWorlds = 8;
    double worlds[kWorlds]{};
};

class WorldSums {
public:
    WorldSums(std::size_t slots, std::size_t worlds)
        : worlds_(worlds),
          lines_((worlds + WorldLine::kWorlds - 1) / WorldLine::kWorlds),
          fills_(slots),
          sums_(slots * lines_ * kParts) {}

    /// Lines of an entry's weights: world w stands in line w / 8. What stands behind the last world is 0.
    std::size_t lines() const { return lines_; }

    /// Adds entries: slots[i], below 0 for none, and weights[i * lines()...], all in `bounds`. Gives false, and adds
    /// nothing, where the range is too wide. into[w] points to the slots' sums of world w; they take what no longer
    /// finds room here.
    bool add(std::span<const std::int32_t> slots, const WorldLine* weights, const Bounds& bounds,
             std::span<WeightSum* const> into);
    /// Adds what is here to those sums.
    void add_to(std::span<WeightSum* const> into) const;
    /// ... and is empty afterwards.
    void flush(std::span<WeightSum* const> into);

private:
    /// Two parts of the weights, of their squares, and of what rounding a square takes away.
    static constexpr std::size_t kParts = 6;

    bool fit(const Bounds& bounds, std::span<WeightSum* const> into);
    void add_slot_to(std::size_t slot, std::span<WeightSum* const> into) const;
    void flush_slot(std::size_t slot, std::span<WeightSum* const> into);

    std::size_t worlds_, lines_;
    Bounds bounds_;                    ///< of what is here
    bool is_empty_ = true;             ///< nothing was added since the last flush
    double splits_[3]{};               ///< of weights, squares, rests
    std::vector<std::int32_t> fills_;  ///< by slot
    std::vector<WorldLine> sums_;      ///< [slot][line][part]
};

}  // namespace collmc::results
