#include "runtime/results/accumulator.h"

#include <algorithm>
#include <cassert>
#include <span>

namespace collmc::results {

Accumulator::Accumulator(const OutputSpec& spec)
    : spec_(&spec), ntuple_rows_(spec.ntuples.size()), skim_events_(spec.skims.size()) {
    for (const RegionSpec& region : spec.regions) add_rows(region);
    for (const HistogramSpec& histogram : spec.histograms) histograms_.emplace_back(histogram);
}

void Accumulator::add_rows(const RegionSpec& region) {
    std::vector<std::size_t>& rows = rows_.emplace_back();
    int previous_weight = -1;
    for (const RowSpec& row : region.rows) {
        const auto same = [&](const RowSum& sum) { return sum == row && sum.previous_weight() == previous_weight; };
        const auto known = std::find_if(sums_.begin(), sums_.end(), same);
        rows.push_back(static_cast<std::size_t>(known - sums_.begin()));
        if (known == sums_.end()) sums_.emplace_back(row.selection, row.weight, previous_weight);
        previous_weight = row.weight;
    }
}

void Accumulator::add(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                      const EventWeights& weights) {
    assert(layout.histograms.size() == histograms_.size() && layout.ntuples.size() == ntuple_rows_.size());
    if (block.n_events == 0) return;
    unit_weights_ = unit_weights_ && block.unit_weights;
    if (!families_known_) {
        families_known_ = true;
        find_models(layout);
        find_families(layout);
        find_nested_rows();
    }
    for (WorldWeights& worlds : world_weights_) worlds.gather(block, weights);
    add_rows(workspace, layout, weights);
    add_histograms(workspace, layout, weights);
    const auto events_of = [&](int selection) { return workspace.counters[layout.selections[selection].count]; };
    for (std::size_t i = 0; i < ntuple_rows_.size(); ++i) ntuple_rows_[i] += events_of(layout.ntuples[i].selection);
    for (std::size_t i = 0; i < skim_events_.size(); ++i) skim_events_[i] += events_of(spec_->skims[i].selection);
}

void Accumulator::add_histograms(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                                 const EventWeights& weights) {
    for (const std::size_t i : found_first_) histograms_[i].begin_block();
    for (const std::size_t i : alone_)
        histograms_[i].add(workspace, layout, layout.histograms[i], weights, histograms_[models_[i]]);
    for (HistogramFamily& family : families_)
        family.add(workspace, layout, weights, world_weights_[family.world_weights()], histograms_);
}

/// The first histogram that is filled with the same in the same bins.
void Accumulator::find_models(const abi::WorkspaceLayout& layout) {
    const auto same = [&](std::size_t a, std::size_t b) {
        const abi::WorkspaceLayout::Values &x = layout.histograms[a], &y = layout.histograms[b];
        const auto same_edges = [](const AxisSpec& one, const AxisSpec& other) {
            return one.edges == other.edges && one.above == other.above;
        };
        return x.list < 0 && y.list < 0 && x.selection == y.selection && x.event_doubles == y.event_doubles &&
               spec_->histograms[a].kind == spec_->histograms[b].kind &&
               std::ranges::equal(spec_->histograms[a].axes, spec_->histograms[b].axes, same_edges);
    };
    for (std::size_t i = 0; i < histograms_.size(); ++i) {
        std::size_t model = 0;
        while (model < i && !same(model, i)) ++model;
        models_.push_back(model);
        if (model == i) found_first_.push_back(i);
    }
}

std::size_t Accumulator::number_of_worlds(const std::vector<int>& weights) {
    const auto known = std::ranges::find(world_weights_, weights, &WorldWeights::weights);
    const auto number = static_cast<std::size_t>(known - world_weights_.begin());
    if (known == world_weights_.end()) world_weights_.emplace_back(weights);
    return number;
}

/// Rows of one selection with weights of their own, where the row before has the same weight, or none.
std::vector<NestedRows::Cut> Accumulator::cuts_in_all_worlds() {
    std::vector<NestedRows::Cut> cuts;
    std::vector<bool> is_alone(sums_.size(), true);
    const auto joins = [&](std::size_t row) {
        const RowSum& sum = sums_[row];
        return is_alone[row] && sum.weight() >= 0 &&
               (sum.previous_weight() == sum.weight() || sum.previous_weight() < 0);
    };
    for (std::size_t first = 0; first < sums_.size(); ++first) {
        std::vector<std::size_t> rows;
        std::vector<int> weights;
        for (std::size_t row = first; row < sums_.size() && joins(first); ++row) {
            if (sums_[row].selection() != sums_[first].selection() || !joins(row)) continue;
            if (std::ranges::find(weights, sums_[row].weight()) != weights.end()) continue;
            rows.push_back(row);
            weights.push_back(sums_[row].weight());
        }
        if (rows.size() < 2) continue;
        for (const std::size_t row : rows) is_alone[row] = false;
        cuts.push_back({sums_[first].selection(), std::move(rows)});
    }
    for (std::size_t row = 0; row < sums_.size(); ++row) {
        if (is_alone[row]) alone_rows_.push_back(row);
    }
    return cuts;
}

/// Cuts that follow each other in a region and have the same weights, in the order of worlds, are nested.
void Accumulator::find_nested_rows() {
    std::vector<NestedRows::Cut> cuts = cuts_in_all_worlds();
    std::vector<std::size_t> cut_of(sums_.size(), cuts.size()), world_weights;
    for (std::size_t cut = 0; cut < cuts.size(); ++cut) {
        std::vector<int> weights;
        for (const std::size_t row : cuts[cut].rows) weights.push_back(sums_[row].weight());
        world_weights.push_back(number_of_worlds(weights));
        cut_of[cuts[cut].rows[0]] = cut;
    }
    std::vector<std::size_t> next(cuts.size(), cuts.size());
    std::vector<bool> follows(cuts.size(), false);
    for (const std::vector<std::size_t>& rows : rows_) {
        for (std::size_t row = 1; row < rows.size(); ++row) {
            const std::size_t before = cut_of[rows[row - 1]], cut = cut_of[rows[row]];
            if (before == cuts.size() || cut == cuts.size() || before == cut) continue;
            if (world_weights[before] != world_weights[cut] || next[before] != cuts.size() || follows[cut]) continue;
            next[before] = cut;
            follows[cut] = true;
        }
    }
    for (std::size_t first = 0; first < cuts.size(); ++first) {
        if (follows[first]) continue;
        std::vector<NestedRows::Cut> nested;
        for (std::size_t cut = first; cut < cuts.size(); cut = next[cut]) nested.push_back(std::move(cuts[cut]));
        nested_rows_.emplace_back(std::move(nested), world_weights[first]);
    }
}

void Accumulator::add_rows(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                           const EventWeights& weights) {
    for (const std::size_t row : alone_rows_) sums_[row].add(workspace, layout, weights, scratch_);
    for (NestedRows& rows : nested_rows_)
        rows.add(workspace, layout, weights, world_weights_[rows.world_weights()], sums_, scratch_);
}

/// Those of one model with weights of their own.
void Accumulator::find_families(const abi::WorkspaceLayout& layout) {
    std::vector<bool> is_alone(histograms_.size(), true);
    for (std::size_t model = 0; model < histograms_.size(); ++model) {
        std::vector<std::size_t> members;
        std::vector<int> weights;
        for (std::size_t i = model; i < histograms_.size(); ++i) {
            if (models_[i] != model || layout.histograms[i].weight < 0) continue;
            members.push_back(i);
            weights.push_back(layout.histograms[i].weight);
        }
        if (members.size() < 2 || spec_->histograms[model].kind != HistogramSpec::Kind::counts) continue;
        for (const std::size_t member : members) is_alone[member] = false;
        const std::size_t worlds = number_of_worlds(weights);
        const std::size_t slots = histograms_[model].slots().size();
        families_.emplace_back(std::move(members), worlds, slots);
    }
    for (std::size_t i = 0; i < histograms_.size(); ++i) {
        if (is_alone[i]) alone_.push_back(i);
    }
}

void Accumulator::merge(const Accumulator& other) {
    assert(spec_ == other.spec_);
    unit_weights_ = unit_weights_ && other.unit_weights_;
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i].merge(other.sums_[i]);
    for (std::size_t i = 0; i < histograms_.size(); ++i) histograms_[i].merge(other.histograms_[i]);
    for (const NestedRows& rows : other.nested_rows_) rows.add_to(sums_, other.world_weights_[rows.world_weights()]);
    for (const HistogramFamily& family : other.families_)
        family.add_to(histograms_, other.world_weights_[family.world_weights()]);
    for (std::size_t i = 0; i < ntuple_rows_.size(); ++i) ntuple_rows_[i] += other.ntuple_rows_[i];
    for (std::size_t i = 0; i < skim_events_.size(); ++i) skim_events_[i] += other.skim_events_[i];
}

Results Accumulator::finish() {
    for (HistogramFamily& family : families_) family.flush(histograms_, world_weights_[family.world_weights()]);
    for (NestedRows& rows : nested_rows_) rows.flush(sums_, world_weights_[rows.world_weights()]);
    Results results;
    results.unit_weights = unit_weights_;
    for (std::size_t i = 0; i < spec_->regions.size(); ++i) {
        const RegionSpec& region = spec_->regions[i];
        RegionResult& added = results.regions.emplace_back(RegionResult{region.name, region.variation, {}});
        for (std::size_t row = 0; row < region.rows.size(); ++row)
            added.rows.push_back(sums_[rows_[i][row]].finish(region.rows[row]));
    }
    for (HistogramSums& histogram : histograms_) results.histograms.push_back(histogram.finish());
    results.ntuple_rows = ntuple_rows_;
    results.skim_events = skim_events_;
    return results;
}

}  // namespace collmc::results
