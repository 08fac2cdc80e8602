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
    /// Adds many to one slot: set_of(i) for each i below `count`.
    template <class SetOf>
    void add_all(std::int32_t slot, std::int64_t count, SetOf set_of) {
        // Entries of one set often follow each other, and each would wait for the addition before it: they take turns.
        const std::size_t sets = counts_.size() / slots_;
        in_turns_.assign(kTurns * sets, 0);
        const auto add_one = [&](std::size_t turn, std::int64_t i) {
            ++in_turns_[turn * sets + static_cast<std::size_t>(set_of(i))];
        };
        std::int64_t i = 0;
        for (; i + kTurns <= count; i += kTurns) {
            for (std::size_t turn = 0; turn < kTurns; ++turn) add_one(turn, i + static_cast<std::int64_t>(turn));
        }
        for (; i < count; ++i) add_one(0, i);
        for (std::size_t j = 0; j < in_turns_.size(); ++j)
            counts_[j % sets * slots_ + static_cast<std::size_t>(slot)] += in_turns_[j];
    }

    /// Adds the entries to the sums of their slots; `into` takes what finds no room there, as in WorldSums.
    void add_to(WorldSums& sums, const WeightSets& sets, std::span<WeightSum* const> into) const;
    void clear() { counts_.clear(); }

private:
    static constexpr std::int64_t kTurns = 4;

    std::size_t slots_;
    std::vector<std::int64_t> counts_;    ///< [set][slot]
    std::vector<std::int32_t> in_turns_;  ///< [turn][set]: of one slot, scratch
};

}  // namespace collmc::results
