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

/// Where terms are split: weights, their squares, and what rounding a square takes away.
struct WorldSplits {
    double weights = 0, squares = 0, rests = 0;
    double times = 1;  ///< how often a weight is added
};

/// Lines of sums for each line of weights: two parts of what is split.
inline constexpr std::size_t kLineParts = 6;

/// So many lines have the worlds: world w stands in line w / 8.
constexpr std::size_t lines_of(std::size_t worlds) { return (worlds + WorldLine::kWorlds - 1) / WorldLine::kWorlds; }

/// Puts side by side what stands by world: lines[i * lines_of(worlds)...] has each[0][i], each[1][i], ... What stands
/// behind the last world is that world again. spreads[i] is made of the bits of all of them; null if that is not asked.
void line_up(std::span<const double* const> each, std::size_t count, WorldLine* lines, std::uint64_t* spreads);

/// Entries whose weights are weights[places[i] * lines_of(worlds)...].
struct WorldEntries {
    std::span<const std::int32_t> places;
    const WorldLine* weights;
    const Bounds& bounds;
};

class WorldSums {
public:
    WorldSums(std::size_t slots, std::size_t worlds)
        : worlds_(worlds), lines_(lines_of(worlds)), fills_(slots), sums_(slots * lines_ * kLineParts) {}

    /// Adds entries to slots[i], below 0 for none. Gives false, and adds nothing, where the range is too wide. into[w]
    /// points to the slots' sums of world w; they take what no longer finds room here.
    bool add(std::span<const std::int32_t> slots, const WorldEntries& entries, std::span<WeightSum* const> into);
    /// Adds to each slot its entries and those of all slots before it: own[slot] of the entries are its own, one slot's
    /// behind the other's. The last slot has all of them. False also where there are too many.
    bool add_nested(std::span<const std::size_t> own, const WorldEntries& entries, std::span<WeightSum* const> into);
    /// Adds an entry n times.
    void add_times(std::int64_t n, std::size_t slot, const WorldLine* weights, std::span<WeightSum* const> into);
    /// Adds what is here to those sums.
    void add_to(std::span<WeightSum* const> into) const;
    /// ... and is empty afterwards.
    void flush(std::span<WeightSum* const> into);

private:
    bool fit(const Bounds& bounds, std::span<WeightSum* const> into);
    void add_slot_to(std::size_t slot, std::span<WeightSum* const> into) const;
    void flush_slot(std::size_t slot, std::span<WeightSum* const> into);

    std::size_t worlds_, lines_;
    Bounds bounds_;         ///< of what is here
    bool is_empty_ = true;  ///< nothing was added since the last flush
    WorldSplits splits_;
    std::vector<std::int32_t> fills_;  ///< by slot
    std::vector<WorldLine> sums_;      ///< [slot][line][part]
    std::vector<WorldLine> nested_;    ///< likewise of one slot, scratch
};

}  // namespace collmc::results
