#include "runtime/results/event_weights.h"

#include <algorithm>
#include <numeric>

namespace collmc::results {

void EventWeights::find_file_weights(const abi::Block& block) {
    file_ = {};
    if (block.unit_weights || block.n_events == 0) return;
    const double* each = block.event_columns[abi::kWeight];
    const auto count = static_cast<std::size_t>(block.n_events);
    file_.constant = each[0];
    if (std::all_of(each, each + count, [&](double w) { return w == each[0]; })) return;
    if (same_.size() < count) {
        same_.resize(count);
        std::iota(same_.begin(), same_.end(), 0);
    }
    file_.each = each;
    file_.place = same_.data();
    file_.events = {same_.data(), count};
}

void EventWeights::find_places(const abi::Block& block, const abi::Workspace& workspace,
                               const abi::WorkspaceLayout& layout) {
    for (const abi::WorkspaceLayout::Values& values : layout.weights) {
        if (std::ranges::find(places_, values.selection, &Places::selection) == places_.end())
            places_.push_back({values.selection, {}});
    }
    for (Places& places : places_) {
        if (places.of_event.size() < static_cast<std::size_t>(block.n_events)) places.of_event.resize(block.n_events);
        const abi::WorkspaceLayout::Selection& selection = layout.selections[places.selection];
        const std::int32_t* events = workspace.event_ints[selection.events];
        const auto count = static_cast<std::int32_t>(workspace.counters[selection.count]);
        for (std::int32_t i = 0; i < count; ++i) places.of_event[events[i]] = i;
    }
}

const std::int32_t* EventWeights::places_in(int selection) const {
    return std::ranges::find(places_, selection, &Places::selection)->of_event.data();
}

void EventWeights::compute(const abi::Block& block, const abi::Workspace& workspace,
                           const abi::WorkspaceLayout& layout) {
    find_file_weights(block);
    find_places(block, workspace, layout);
    bounds_.assign(layout.weights.size() + 1, std::nullopt);
    weights_.resize(layout.weights.size());
    products_.resize(layout.weights.size());
    for (std::size_t weight = 0; weight < weights_.size(); ++weight) {
        const abi::WorkspaceLayout::Values& values = layout.weights[weight];
        const abi::WorkspaceLayout::Selection& selection = layout.selections[values.selection];
        const auto count = static_cast<std::size_t>(workspace.counters[selection.count]);
        Weights& made = weights_[weight];
        made.events = {workspace.event_ints[selection.events], count};
        made.place = places_in(values.selection);
        made.each = workspace.event_doubles[values.event_doubles[0]];
        if (!file_.is_one()) {
            std::vector<double>& products = products_[weight];
            products.resize(count);
            for (std::size_t i = 0; i < count; ++i) products[i] = file_.of(made.events[i]) * made.each[i];
            made.each = products.data();
        }
    }
}

const Bounds& EventWeights::bounds(int weight) const {
    std::optional<Bounds>& known = bounds_[static_cast<std::size_t>(weight + 1)];
    if (known) return *known;
    const Weights& weights = of(weight);
    known =
        weights.each == nullptr ? bounds_of({&weights.constant, 1}) : bounds_of({weights.each, weights.events.size()});
    return *known;
}

}  // namespace collmc::results
