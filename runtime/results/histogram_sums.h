// The contents of one histogram, profile or grid while the events are read: exact sums per slot.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/binning.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/exact_sum.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::results {

/// Entries of a block by what became of them.
struct EntryCounts {
    std::int64_t entries = 0, nan = 0, outside = 0;

    void add(const EntryCounts& other) {
        entries += other.entries;
        nan += other.nan;
        outside += other.outside;
    }
};
/// Of entries by their slots; below 0 they are in none (HistogramSums::find_slots).
EntryCounts count_entries(std::span<const std::int32_t> slots);

/// Slots are those of HistogramResult: the last axis fastest, with under- and overflow except in a grid.
class HistogramSums {
public:
    explicit HistogramSums(const HistogramSpec& spec);

    /// Adds the entries of a block: one per event of the selection, or those of a list. `model` is this histogram or
    /// one of the same axes and entries, which had this block before: what it found of the entries' slots is not sought
    /// again.
    void add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
             const abi::WorkspaceLayout::Values& values, const EventWeights& weights, HistogramSums& model);
    /// The parts of it, for histograms whose sums are made elsewhere: the slots of the entries, found once for a block;
    /// how many entries there are; and where their sums belong.
    const std::vector<std::int32_t>& find_slots(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                                                const abi::WorkspaceLayout::Values& values) {
        return slots_of(find_entries(workspace, layout, values));
    }
    void add(const EntryCounts& counts) { entry_counts_.add(counts); }
    std::span<WeightSum> slots() { return sums_; }

    /// Forgets the slots of the last block.
    void begin_block() { slots_known_ = false; }
    void merge(const HistogramSums& other);
    HistogramResult finish();

private:
    struct Axis {
        Binning binning;
        int extent;  ///< how many slots it has; the overflow is beyond, unless a histogram's or a grid's last bin
    };
    /// What a block brings.
    struct Entries {
        std::vector<const double*> columns;    ///< one per axis, then what a profile averages
        const std::int32_t* events = nullptr;  ///< [entry]: its event in the block
        std::int64_t count = 0;
    };
    struct Averaged {
        ExactSum wy, wyy;
    };
    const Entries& find_entries(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                                const abi::WorkspaceLayout::Values& values);
    void add_equal(const double* values, std::int64_t count, double weight);
    const std::vector<std::int32_t>& slots_of(const Entries& entries);
    void find_slots_of(const Axis& axis, const double* values, std::int64_t count);
    std::int64_t fills_of(std::size_t slot) const;
    void add_fills_of(const HistogramSums& other);
    void add_averaged(const Entries& entries, const std::vector<std::int32_t>& slots, const Weights& weights);

    HistogramSpec::Kind kind_;
    std::vector<Axis> axes_;
    std::vector<WeightSum> sums_;       ///< by slot
    std::vector<std::int64_t> counts_;  ///< grid: by slot
    std::vector<Averaged> averaged_;    ///< profile: by slot
    EntryCounts entry_counts_;
    std::vector<std::int32_t> slots_;  ///< of the block's entries, once they are known
    bool slots_known_ = false;
    Entries entries_;  ///< of the block

    /// Entries of one weight are counted, as long as it stays the same. Four counts of each slot take turns: one alone
    /// would have to wait for the entry before, which often has its slot.
    static constexpr std::int64_t kFillCounts = 4;
    /// By slot, the NaNs last; or none. Small, so that those of many histograms stay in the first cache: they become
    /// sums before one of them may overflow.
    std::vector<std::uint32_t> fills_;
    std::int64_t filled_ = 0;  ///< at most so many are in fills_
    double fill_weight_ = 1;
};

}  // namespace collmc::results
