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
        const auto same = [&](const RowSum& sum) {
            return sum.selection == row.selection && sum.weight == row.weight && sum.previous_weight == previous_weight;
        };
        const auto known = std::find_if(sums_.begin(), sums_.end(), same);
        rows.push_back(static_cast<std::size_t>(known - sums_.begin()));
        if (known == sums_.end()) {
            RowSum& sum = sums_.emplace_back();
            sum.selection = row.selection;
            sum.weight = row.weight;
            sum.previous_weight = previous_weight;
        }
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
        find_row_families();
    }
    for (WorldWeights& worlds : world_weights_) worlds.gather(block, workspace, layout, weights);
    add_rows(workspace, layout, weights);
    add_histograms(workspace, layout, weights);
    const auto events_of = [&](int selection) { return workspace.counters[layout.selections[selection].count]; };
    for (std::size_t i = 0; i < ntuple_rows_.size(); ++i) ntuple_rows_[i] += events_of(layout.ntuples[i].selection);
    for (std::size_t i = 0; i < skim_events_.size(); ++i) skim_events_[i] += events_of(spec_->skims[i].selection);
}

void Accumulator::add_histograms(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                                 const EventWeights& weights) {
    for (HistogramSums& histogram : histograms_) histogram.begin_block();
    for (std::size_t i = 0; i < histograms_.size(); ++i) {
        if (is_alone_[i]) histograms_[i].add(workspace, layout, layout.histograms[i], weights, histograms_[models_[i]]);
    }
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
    }
}

std::size_t Accumulator::number_of_worlds(const std::vector<int>& weights) {
    const auto known = std::ranges::find(world_weights_, weights, &WorldWeights::weights);
    const auto number = static_cast<std::size_t>(known - world_weights_.begin());
    if (known == world_weights_.end()) world_weights_.emplace_back(weights);
    return number;
}

/// Those of one selection with weights of their own, where the row before has the same weight, or none.
void Accumulator::find_row_families() {
    is_row_alone_.assign(sums_.size(), true);
    const auto joins = [&](std::size_t row) {
        const RowSum& sum = sums_[row];
        return is_row_alone_[row] && sum.weight >= 0 && (sum.previous_weight == sum.weight || sum.previous_weight < 0);
    };
    for (std::size_t first = 0; first < sums_.size(); ++first) {
        std::vector<std::size_t> rows;
        std::vector<int> weights;
        for (std::size_t row = first; row < sums_.size() && joins(first); ++row) {
            if (sums_[row].selection != sums_[first].selection || !joins(row)) continue;
            if (std::ranges::find(weights, sums_[row].weight) != weights.end()) continue;
            rows.push_back(row);
            weights.push_back(sums_[row].weight);
        }
        if (rows.size() < 2) continue;
        for (const std::size_t row : rows) is_row_alone_[row] = false;
        row_families_.push_back({sums_[first].selection, std::move(rows), number_of_worlds(weights)});
    }
}

void Accumulator::add_rows(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                           const EventWeights& weights) {
    for (std::size_t row = 0; row < sums_.size(); ++row) {
        if (is_row_alone_[row]) sums_[row].add(workspace, layout.selections[sums_[row].selection], weights, scratch_);
    }
    for (const RowFamily& family : row_families_) {
        const abi::WorkspaceLayout::Selection& selection = layout.selections[family.selection];
        const WorldWeights& worlds = world_weights_[family.world_weights];
        const std::span<const std::int32_t> events(workspace.event_ints[selection.events],
                                                   static_cast<std::size_t>(workspace.counters[selection.count]));
        std::vector<PartSums> sums;
        if (weights.of(-1).is_one()) sums = sum_worlds(events, worlds.lines(), family.rows.size(), worlds.bounds());
        for (std::size_t world = 0; world < family.rows.size(); ++world) {
            RowSum& row = sums_[family.rows[world]];
            if (sums.empty()) {
                row.add(workspace, selection, weights, scratch_);
            } else {
                row.add(workspace, selection, sums[world]);
            }
        }
    }
}

/// Those of one model with weights of their own.
void Accumulator::find_families(const abi::WorkspaceLayout& layout) {
    is_alone_.assign(histograms_.size(), true);
    for (std::size_t model = 0; model < histograms_.size(); ++model) {
        std::vector<std::size_t> members;
        std::vector<int> weights;
        for (std::size_t i = model; i < histograms_.size(); ++i) {
            if (models_[i] != model || layout.histograms[i].weight < 0) continue;
            members.push_back(i);
            weights.push_back(layout.histograms[i].weight);
        }
        if (members.size() < 2 || spec_->histograms[model].kind != HistogramSpec::Kind::counts) continue;
        for (const std::size_t member : members) is_alone_[member] = false;
        const std::size_t worlds = number_of_worlds(weights);
        const std::size_t slots = histograms_[model].slots().size();
        families_.emplace_back(std::move(members), worlds, slots);
    }
}

void Accumulator::RowSum::add(const abi::Workspace& workspace, const abi::WorkspaceLayout::Selection& layout,
                              const EventWeights& event_weights, Scratch& scratch) {
    const std::int64_t count = workspace.counters[layout.count];
    events += count;
    if (layout.undecided >= 0) undecided += workspace.counters[layout.undecided];
    const Weights mine = event_weights.of(weight);
    if (mine.each == nullptr) {
        weights.add(mine.constant, count);
        return;
    }
    const std::span<const std::int32_t> passing(workspace.event_ints[layout.events], static_cast<std::size_t>(count));
    const auto gather = [&](std::vector<double>& to, const Weights& from) {
        if (from.each == nullptr) return to.assign(passing.size(), from.constant);
        to.resize(passing.size());
        for (std::size_t i = 0; i < passing.size(); ++i) to[i] = from.each[passing[i]];
    };
    gather(scratch.mine, mine);
    const auto add_products = [&](ExactSum& sum, const Weights& with) {
        gather(scratch.other, with);
        const Bounds bounds = with.each == nullptr ? bounds_of({&with.constant, 1}) : with.bounds;
        results::add_products(scratch.mine, mine.bounds, scratch.other, bounds, sum);
    };
    const Weights first = event_weights.of(-1);
    const bool counts_once = first.is_one();
    weights.add_all(scratch.mine, mine.bounds, weight >= 0 && counts_once ? &with_first : nullptr);
    if (weight < 0) return;
    if (!counts_once) add_products(with_first, first);
    if (previous_weight != weight) add_products(with_previous, event_weights.of(previous_weight));
}

void Accumulator::RowSum::add(const abi::Workspace& workspace, const abi::WorkspaceLayout::Selection& layout,
                              const PartSums& sums) {
    events += workspace.counters[layout.count];
    if (layout.undecided >= 0) undecided += workspace.counters[layout.undecided];
    weights.add(sums);
    for (const double term : sums.weights) {
        with_first.add(term);
        if (previous_weight != weight) with_previous.add(term);
    }
}

void Accumulator::RowSum::merge(const RowSum& other) {
    events += other.events;
    undecided += other.undecided;
    weights.merge(other.weights);
    with_first.merge(other.with_first);
    with_previous.merge(other.with_previous);
}

CutflowRow Accumulator::RowSum::finish(const RowSpec& spec) const {
    CutflowRow row{spec.label, events, weights.sumw(), weights.sumw2()};
    row.is_weight = spec.is_weight;
    row.undecided = spec.is_weight ? 0 : undecided;  // they are those of the cut before
    row.with_first = weight < 0 ? row.sumw2 : with_first.round();
    row.with_previous = weight == previous_weight ? row.sumw2 : with_previous.round();
    return row;
}

void Accumulator::merge(const Accumulator& other) {
    assert(spec_ == other.spec_);
    unit_weights_ = unit_weights_ && other.unit_weights_;
    for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i].merge(other.sums_[i]);
    for (std::size_t i = 0; i < histograms_.size(); ++i) histograms_[i].merge(other.histograms_[i]);
    for (const HistogramFamily& family : other.families_) family.add_to(histograms_);
    for (std::size_t i = 0; i < ntuple_rows_.size(); ++i) ntuple_rows_[i] += other.ntuple_rows_[i];
    for (std::size_t i = 0; i < skim_events_.size(); ++i) skim_events_[i] += other.skim_events_[i];
}

Results Accumulator::finish() {
    for (HistogramFamily& family : families_) family.flush(histograms_);
    Results results;
    results.unit_weights = unit_weights_;
    for (std::size_t i = 0; i < spec_->regions.size(); ++i) {
        const RegionSpec& region = spec_->regions[i];
        RegionResult& added = results.regions.emplace_back(RegionResult{region.name, region.variation, {}});
        for (std::size_t row = 0; row < region.rows.size(); ++row)
            added.rows.push_back(sums_[rows_[i][row]].finish(region.rows[row]));
    }
    for (const HistogramSums& histogram : histograms_) results.histograms.push_back(histogram.finish());
    results.ntuple_rows = ntuple_rows_;
    results.skim_events = skim_events_;
    return results;
}

}  // namespace collmc::results
