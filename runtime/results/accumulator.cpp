#include "runtime/results/accumulator.h"

#include <algorithm>
#include <cassert>

namespace collmc::results {

Accumulator::Accumulator(const OutputSpec& spec) : spec_(&spec), ntuple_rows_(spec.ntuples.size()) {
    for (const RegionSpec& region : spec.regions) {
        for (const RowSpec& row : region.rows) {
            const auto selection = static_cast<std::size_t>(row.selection);
            if (selection >= selections_.size()) selections_.resize(selection + 1);
            selections_[selection].used = true;
        }
    }
    for (const HistogramSpec& histogram : spec.histograms) histograms_.emplace_back(histogram);
}

Accumulator::Histogram::Histogram(const HistogramSpec& spec) : binning(spec.edges), units(binning.slots()) {}

void Accumulator::add(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout) {
    assert(layout.selections.size() >= selections_.size() && layout.histograms.size() == histograms_.size() &&
           layout.ntuples.size() == ntuple_rows_.size());
    if (block.n_events == 0) return;
    Weights weights;
    if (!block.unit_weights) {
        unit_weights_ = false;
        const double* each = block.event_columns[abi::kWeight];
        weights.constant = each[0];
        const bool constant = std::all_of(each, each + block.n_events, [&](double w) { return w == each[0]; });
        if (!constant) weights.each = each;
    }
    for (std::size_t i = 0; i < selections_.size(); ++i) {
        if (selections_[i].used) add_selection(workspace, layout.selections[i], weights, selections_[i]);
    }
    for (std::size_t i = 0; i < histograms_.size(); ++i) {
        const abi::WorkspaceLayout::Values& values = layout.histograms[i];
        const abi::WorkspaceLayout::Selection& selection = layout.selections[values.selection];
        fill(histograms_[i], workspace.event_doubles[values.event_doubles[0]], workspace.event_ints[selection.events],
             workspace.counters[selection.count], weights);
    }
    for (std::size_t i = 0; i < ntuple_rows_.size(); ++i) {
        ntuple_rows_[i] += workspace.counters[layout.selections[layout.ntuples[i].selection].count];
    }
}

void Accumulator::add_selection(const abi::Workspace& workspace, const abi::WorkspaceLayout::Selection& selection,
                                const Weights& weights, SelectionSum& sum) {
    const std::int64_t count = workspace.counters[selection.count];
    sum.events += count;
    if (selection.undecided >= 0) sum.undecided += workspace.counters[selection.undecided];
    if (weights.each == nullptr) {
        sum.weights.add(weights.constant, count);
        return;
    }
    const std::int32_t* events = workspace.event_ints[selection.events];
    for (std::int64_t i = 0; i < count; ++i) sum.weights.add(weights.each[events[i]]);
}

void Accumulator::fill(Histogram& histogram, const double* values, const std::int32_t* events, std::int64_t count,
                       const Weights& weights) {
    const Binning& binning = histogram.binning;
    if (weights.each == nullptr && weights.constant == 1) {
        std::int64_t* units = histogram.units.data();
        binning.for_each_slot(values, count, [units](int slot, std::int64_t) { ++units[slot]; });
        return;
    }
    histogram.weighted.resize(binning.bins() + 2);
    histogram.counts.resize(binning.slots());
    if (weights.each == nullptr) {
        fills_of_block_.assign(binning.slots(), 0);
        std::int64_t* fills = fills_of_block_.data();
        binning.for_each_slot(values, count, [fills](int slot, std::int64_t) { ++fills[slot]; });
        for (int slot = 0; slot < binning.slots(); ++slot) {
            histogram.counts[slot] += fills[slot];
            if (slot < binning.bins() + 2) histogram.weighted[slot].add(weights.constant, fills[slot]);
        }
        return;
    }
    binning.for_each_slot(values, count, [&](int slot, std::int64_t i) {
        ++histogram.counts[slot];
        if (slot < binning.bins() + 2) histogram.weighted[slot].add(weights.each[events[i]]);
    });
}

void Accumulator::merge(const Accumulator& other) {
    assert(spec_ == other.spec_);
    unit_weights_ = unit_weights_ && other.unit_weights_;
    for (std::size_t i = 0; i < selections_.size(); ++i) {
        selections_[i].events += other.selections_[i].events;
        selections_[i].undecided += other.selections_[i].undecided;
        selections_[i].weights.merge(other.selections_[i].weights);
    }
    for (std::size_t i = 0; i < histograms_.size(); ++i) histograms_[i].merge(other.histograms_[i]);
    for (std::size_t i = 0; i < ntuple_rows_.size(); ++i) ntuple_rows_[i] += other.ntuple_rows_[i];
}

void Accumulator::Histogram::merge(const Histogram& other) {
    for (std::size_t slot = 0; slot < units.size(); ++slot) units[slot] += other.units[slot];
    if (other.weighted.empty()) return;
    weighted.resize(other.weighted.size());
    counts.resize(other.counts.size());
    for (std::size_t slot = 0; slot < weighted.size(); ++slot) weighted[slot].merge(other.weighted[slot]);
    for (std::size_t slot = 0; slot < counts.size(); ++slot) counts[slot] += other.counts[slot];
}

HistogramResult Accumulator::Histogram::finish() const {
    HistogramResult result;
    const int bins_and_flow = binning.bins() + 2;
    for (int slot = 0; slot < bins_and_flow; ++slot) {
        WeightSum sum;
        if (!weighted.empty()) sum.merge(weighted[slot]);
        sum.add_units(units[slot]);
        result.values.push_back(sum.sumw());
        result.variances.push_back(sum.sumw2());
        result.entries += units[slot] + (counts.empty() ? 0 : counts[slot]);
    }
    result.nan = units[bins_and_flow] + (counts.empty() ? 0 : counts[bins_and_flow]);
    return result;
}

Results Accumulator::finish() const {
    Results results;
    results.unit_weights = unit_weights_;
    for (const RegionSpec& region : spec_->regions) {
        RegionResult& added = results.regions.emplace_back(RegionResult{region.name, {}});
        for (const RowSpec& row : region.rows) {
            const SelectionSum& sum = selections_[row.selection];
            added.rows.push_back({row.label, sum.events, sum.weights.sumw(), sum.weights.sumw2(), sum.undecided});
        }
    }
    for (const Histogram& histogram : histograms_) results.histograms.push_back(histogram.finish());
    results.ntuple_rows = ntuple_rows_;
    return results;
}

}  // namespace collmc::results
