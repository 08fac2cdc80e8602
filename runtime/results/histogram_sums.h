// The contents of one histogram, profile or grid while the events are read: exact sums per slot.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/binning.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/exact_sum.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::results {

/// Slots are those of HistogramResult: the last axis fastest, with under- and overflow except in a grid.
class HistogramSums {
public:
    explicit HistogramSums(const HistogramSpec& spec);

    /// Adds the entries of a block: one per event of the selection, or those of a list. `model` is this histogram or
    /// one of the same axes and entries, which had this block before: what it found of the entries' slots is not sought
    /// again.
    void add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
             const abi::WorkspaceLayout::Values& values, const EventWeights& weights, HistogramSums& model);
    /// Forgets the slots of the last block.
    void begin_block() { slots_known_ = false; }
    void merge(const HistogramSums& other);
    HistogramResult finish() const;

private:
    struct Axis {
        Binning binning;
        int extent;  ///< how many slots it has; the overflow is beyond, unless a histogram's or a grid's last bin
    };
    /// What a block brings.
    struct Entries {
        std::vector<const double*> columns;  ///< one per axis, then what a profile averages
        const std::int32_t* events;          ///< [entry]: its event in the block
        std::int64_t count;
    };
    struct Averaged {
        ExactSum wy, wyy;
    };
    /// In place of a slot: an entry that is in none.
    static constexpr std::int32_t kNan = -1, kOutside = -2;

    static Entries entries_of(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                              const abi::WorkspaceLayout::Values& values);
    void add_equal(const Entries& entries, double weight);
    const std::vector<std::int32_t>& slots_of(const Entries& entries);
    void find_slots(const Axis& axis, const double* values, std::int64_t count);
    void add_averaged(const Entries& entries, const std::vector<std::int32_t>& slots, const Weights& weights);

    HistogramSpec::Kind kind_;
    std::vector<Axis> axes_;
    std::vector<WeightSum> sums_;       ///< by slot
    std::vector<std::int64_t> counts_;  ///< grid: by slot
    std::vector<Averaged> averaged_;    ///< profile: by slot
    std::int64_t entries_ = 0, nan_ = 0, outside_ = 0;
    std::vector<std::int32_t> slots_;  ///< of the block's entries, once they are known
    bool slots_known_ = false;
    std::vector<std::int64_t> fills_of_block_;  ///< by slot
};

}  // namespace collmc::results
