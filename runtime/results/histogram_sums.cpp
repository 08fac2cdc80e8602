#include "runtime/results/histogram_sums.h"

#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace collmc::results {

namespace {

/// In place of a slot: an entry that is in none.
constexpr std::int32_t kNan = -1, kOutside = -2;

/// The entries that have a slot. Squares of weights need a fused multiplication, which takes a call where the processor
/// may not have it.
[[gnu::always_inline]] inline void add_each(std::span<const std::int32_t> slots, const std::int32_t* events,
                                            const Weights& weights, WeightSum* sums) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] >= 0) sums[slots[i]].add(weights.of(events[i]));
    }
}

#ifdef __x86_64__
[[gnu::target("fma")]] void add_each_fused(std::span<const std::int32_t> slots, const std::int32_t* events,
                                           const Weights& weights, WeightSum* sums) {
    add_each(slots, events, weights, sums);
}
#endif

void add_weights(std::span<const std::int32_t> slots, const std::int32_t* events, const Weights& weights,
                 WeightSum* sums) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("fma")) return add_each_fused(slots, events, weights, sums);
#endif
    add_each(slots, events, weights, sums);
}

}  // namespace

EntryCounts count_entries(std::span<const std::int32_t> slots) {
    EntryCounts counts;
    for (const std::int32_t slot : slots) {
        counts.nan += slot == kNan;
        counts.outside += slot == kOutside;
    }
    counts.entries = static_cast<std::int64_t>(slots.size()) - counts.nan - counts.outside;
    return counts;
}

HistogramSums::HistogramSums(const HistogramSpec& spec) : kind_(spec.kind) {
    std::size_t slots = 1;
    for (const AxisSpec& axis : spec.axes) {
        const bool grid = kind_ == HistogramSpec::Kind::grid;
        axes_.push_back({Binning(axis.edges), grid ? axis.bins() : axis.bins() + 2});
        slots *= static_cast<std::size_t>(axes_.back().extent);
    }
    sums_.resize(slots);
    if (kind_ == HistogramSpec::Kind::grid) counts_.resize(slots);
    if (kind_ == HistogramSpec::Kind::profile) averaged_.resize(slots);
}

const HistogramSums::Entries& HistogramSums::find_entries(const abi::Workspace& workspace,
                                                          const abi::WorkspaceLayout& layout,
                                                          const abi::WorkspaceLayout::Values& values) {
    if (values.list >= 0) {
        const abi::List& list = workspace.lists[values.list];
        entries_.columns.assign(list.columns, list.columns + values.columns);
        entries_.events = list.events;
        entries_.count = list.size;
        return entries_;
    }
    const abi::WorkspaceLayout::Selection& selection = layout.selections[values.selection];
    entries_.columns.clear();
    for (const int column : values.event_doubles) entries_.columns.push_back(workspace.event_doubles[column]);
    entries_.events = workspace.event_ints[selection.events];
    entries_.count = workspace.counters[selection.count];
    return entries_;
}

void HistogramSums::add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                        const abi::WorkspaceLayout::Values& values, const EventWeights& event_weights,
                        HistogramSums& model) {
    const Weights& weights = event_weights.of(values.weight);
    if (kind_ == HistogramSpec::Kind::counts && axes_.size() == 1 && weights.each == nullptr) {
        if (values.list >= 0) {
            const abi::List& list = workspace.lists[values.list];
            return add_equal(list.columns[0], list.size, weights.constant);
        }
        const std::int64_t count = workspace.counters[layout.selections[values.selection].count];
        return add_equal(workspace.event_doubles[values.event_doubles[0]], count, weights.constant);
    }
    const Entries& entries = find_entries(workspace, layout, values);
    const std::vector<std::int32_t>& slots = model.slots_of(entries);
    add(count_entries(slots));
    if (!counts_.empty()) {
        for (const std::int32_t slot : slots) {
            if (slot >= 0) ++counts_[slot];
        }
    }
    add_weights(slots, entries.events, weights, sums_.data());
    if (!averaged_.empty()) add_averaged(entries, slots, weights);
}

/// The common case, at the speed of counting: a histogram in one dimension, and all entries with one weight.
void HistogramSums::add_equal(const double* values, std::int64_t count, double weight) {
    if (count == 0) return;
    constexpr std::int64_t kMostFilled = std::int64_t{1} << 31;
    const Binning& binning = axes_[0].binning;
    filled_ += count;
    if (weight != fill_weight_ || filled_ > kMostFilled || fills_.empty()) {
        add_fills_of(*this);
        fills_.assign(static_cast<std::size_t>(kFillCounts * binning.slots()), 0);
        filled_ = count;
        fill_weight_ = weight;
    }
    std::uint32_t* const fills = fills_.data();
    binning.for_each_piece(values, count, [fills](const std::int32_t* slots, std::int64_t, std::int64_t size) {
        // Entries of one bin often follow each other, and each would wait for the addition before it: they take turns.
        std::int64_t i = 0;
        for (; i + kFillCounts <= size; i += kFillCounts) {
#pragma GCC unroll 4
            for (std::int64_t turn = 0; turn < kFillCounts; ++turn) ++fills[kFillCounts * slots[i + turn] + turn];
        }
        for (; i < size; ++i) ++fills[kFillCounts * slots[i]];
    });
}

std::int64_t HistogramSums::fills_of(std::size_t slot) const {
    const std::uint32_t* const fills = fills_.data() + kFillCounts * slot;
    return std::accumulate(fills, fills + kFillCounts, std::int64_t{0});
}

/// Those that are still here of this histogram, or another.
void HistogramSums::add_fills_of(const HistogramSums& other) {
    if (other.fills_.empty()) return;
    EntryCounts counts;
    for (std::size_t slot = 0; slot < sums_.size(); ++slot) {
        const std::int64_t fills = other.fills_of(slot);
        sums_[slot].add(other.fill_weight_, fills);
        counts.entries += fills;
    }
    counts.nan = other.fills_of(sums_.size());
    add(counts);
}

const std::vector<std::int32_t>& HistogramSums::slots_of(const Entries& entries) {
    if (std::exchange(slots_known_, true)) return slots_;
    slots_.assign(entries.count, 0);
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
        find_slots_of(axes_[axis], entries.columns[axis], entries.count);
    // A NaN counts as such also where another value lies outside, and in what a profile averages.
    for (const double* column : entries.columns) {
        for (std::int64_t i = 0; i < entries.count; ++i) {
            if (std::isnan(column[i])) slots_[i] = kNan;
        }
    }
    return slots_;
}

void HistogramSums::find_slots_of(const Axis& axis, const double* values, std::int64_t count) {
    const bool grid = kind_ == HistogramSpec::Kind::grid;
    axis.binning.for_each_slot(values, count, [&](int found, std::int64_t i) {
        const int slot = grid ? found - 1 : found;
        const bool inside = slot >= 0 && slot < axis.extent;
        slots_[i] = slots_[i] < 0 || !inside ? kOutside : slots_[i] * axis.extent + slot;
    });
}

void HistogramSums::add_averaged(const Entries& entries, const std::vector<std::int32_t>& slots,
                                 const Weights& weights) {
    const double* averaged = entries.columns.back();
    for (std::int64_t i = 0; i < entries.count; ++i) {
        if (slots[i] < 0) continue;
        const double weight = weights.of(entries.events[i]), y = averaged[i];
        averaged_[slots[i]].wy.add_product(weight, y);
        averaged_[slots[i]].wyy.add_product(weight, y * y);
    }
}

void HistogramSums::merge(const HistogramSums& other) {
    for (std::size_t slot = 0; slot < sums_.size(); ++slot) sums_[slot].merge(other.sums_[slot]);
    for (std::size_t slot = 0; slot < counts_.size(); ++slot) counts_[slot] += other.counts_[slot];
    for (std::size_t slot = 0; slot < averaged_.size(); ++slot) {
        averaged_[slot].wy.merge(other.averaged_[slot].wy);
        averaged_[slot].wyy.merge(other.averaged_[slot].wyy);
    }
    add(other.entry_counts_);
    add_fills_of(other);
}

HistogramResult HistogramSums::finish() {
    add_fills_of(*this);
    fills_.clear();
    HistogramResult result;
    for (const WeightSum& sum : sums_) {
        result.values.push_back(sum.sumw());
        result.variances.push_back(sum.sumw2());
    }
    result.counts = counts_;
    for (const Averaged& sums : averaged_) {
        result.sum_wy.push_back(sums.wy.round());
        result.sum_wyy.push_back(sums.wyy.round());
    }
    result.entries = entry_counts_.entries;
    result.nan = entry_counts_.nan;
    result.outside = entry_counts_.outside;
    return result;
}

}  // namespace collmc::results
