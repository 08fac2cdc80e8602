#include "runtime/results/row_sum.h"

#include <span>

namespace collmc::results {

RowCounts counts_of(int selection, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout) {
    const abi::WorkspaceLayout::Selection& slots = layout.selections[selection];
    return {workspace.counters[slots.count], slots.undecided < 0 ? 0 : workspace.counters[slots.undecided]};
}

void RowSum::add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const EventWeights& event_weights,
                 Scratch& scratch) {
    const RowCounts counts = counts_of(selection_, workspace, layout);
    counts_.add(counts);
    const Weights& mine = event_weights.of(weight_);
    if (mine.each == nullptr) {
        weights_.add(mine.constant, counts.events);
        return;
    }
    const std::span<const std::int32_t> passing(workspace.event_ints[layout.selections[selection_].events],
                                                static_cast<std::size_t>(counts.events));
    const auto gather = [&](std::vector<double>& to, const Weights& from) {
        if (from.each == nullptr) return to.assign(passing.size(), from.constant);
        to.resize(passing.size());
        for (std::size_t i = 0; i < passing.size(); ++i) to[i] = from.each[from.place[passing[i]]];
    };
    gather(scratch.mine, mine);
    const Bounds& bounds = event_weights.bounds(weight_);
    const auto add_products = [&](ExactSum& sum, int with) {
        gather(scratch.other, event_weights.of(with));
        results::add_products(scratch.mine, bounds, scratch.other, event_weights.bounds(with), sum);
    };
    const bool counts_once = event_weights.of(-1).is_one();
    weights_.add_all(scratch.mine, bounds, weight_ >= 0 && counts_once ? &with_first_ : nullptr);
    if (weight_ < 0) return;
    if (!counts_once) add_products(with_first_, -1);
    if (previous_weight_ != weight_) add_products(with_previous_, previous_weight_);
}

void RowSum::add(const RowCounts& counts, const WeightSum& weights) {
    counts_.add(counts);
    weights_.merge(weights);
    weights.add_weights_to(with_first_);
    if (previous_weight_ != weight_) weights.add_weights_to(with_previous_);
}

void RowSum::merge(const RowSum& other) {
    counts_.add(other.counts_);
    weights_.merge(other.weights_);
    with_first_.merge(other.with_first_);
    with_previous_.merge(other.with_previous_);
}

CutflowRow RowSum::finish(const RowSpec& spec) const {
    CutflowRow row{spec.label, counts_.events, weights_.sumw(), weights_.sumw2()};
    row.is_weight = spec.is_weight;
    row.undecided = spec.is_weight ? 0 : counts_.undecided;  // they are those of the cut before
    row.with_first = weight_ < 0 ? row.sumw2 : with_first_.round();
    row.with_previous = weight_ == previous_weight_ ? row.sumw2 : with_previous_.round();
    return row;
}

}  // namespace collmc::results
