#include "runtime/results/row_sum.h"

#include <span>

namespace collmc::results {

void RowSum::count(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout) {
    const abi::WorkspaceLayout::Selection& slots = layout.selections[selection_];
    events_ += workspace.counters[slots.count];
    if (slots.undecided >= 0) undecided_ += workspace.counters[slots.undecided];
}

void RowSum::add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const EventWeights& event_weights,
                 Scratch& scratch) {
    count(workspace, layout);
    const abi::WorkspaceLayout::Selection& slots = layout.selections[selection_];
    const std::int64_t count = workspace.counters[slots.count];
    const Weights& mine = event_weights.of(weight_);
    if (mine.each == nullptr) {
        weights_.add(mine.constant, count);
        return;
    }
    const std::span<const std::int32_t> passing(workspace.event_ints[slots.events], static_cast<std::size_t>(count));
    const auto gather = [&](std::vector<double>& to, const Weights& from) {
        if (from.each == nullptr) return to.assign(passing.size(), from.constant);
        to.resize(passing.size());
        for (std::size_t i = 0; i < passing.size(); ++i) to[i] = from.each[from.place[passing[i]]];
    };
    gather(scratch.mine, mine);
    const auto add_products = [&](ExactSum& sum, const Weights& with) {
        gather(scratch.other, with);
        const Bounds bounds = with.each == nullptr ? bounds_of({&with.constant, 1}) : with.bounds;
        results::add_products(scratch.mine, mine.bounds, scratch.other, bounds, sum);
    };
    const Weights& first = event_weights.of(-1);
    const bool counts_once = first.is_one();
    weights_.add_all(scratch.mine, mine.bounds, weight_ >= 0 && counts_once ? &with_first_ : nullptr);
    if (weight_ < 0) return;
    if (!counts_once) add_products(with_first_, first);
    if (previous_weight_ != weight_) add_products(with_previous_, event_weights.of(previous_weight_));
}

void RowSum::add_weights(const WeightSum& sum) {
    weights_.merge(sum);
    sum.add_weights_to(with_first_);
    if (previous_weight_ != weight_) sum.add_weights_to(with_previous_);
}

void RowSum::merge(const RowSum& other) {
    events_ += other.events_;
    undecided_ += other.undecided_;
    weights_.merge(other.weights_);
    with_first_.merge(other.with_first_);
    with_previous_.merge(other.with_previous_);
}

CutflowRow RowSum::finish(const RowSpec& spec) const {
    CutflowRow row{spec.label, events_, weights_.sumw(), weights_.sumw2()};
    row.is_weight = spec.is_weight;
    row.undecided = spec.is_weight ? 0 : undecided_;  // they are those of the cut before
    row.with_first = weight_ < 0 ? row.sumw2 : with_first_.round();
    row.with_previous = weight_ == previous_weight_ ? row.sumw2 : with_previous_.round();
    return row;
}

}  // namespace collmc::results
