#include "runtime/results/event_weights.h"

#include <algorithm>

namespace collmc::results {

void EventWeights::compute(const abi::Block& block, const abi::Workspace& workspace,
                           const abi::WorkspaceLayout& layout) {
    file_ = {};
    if (!block.unit_weights && block.n_events > 0) {
        const double* each = block.event_columns[abi::kWeight];
        file_.constant = each[0];
        const bool constant = std::all_of(each, each + block.n_events, [&](double w) { return w == each[0]; });
        if (!constant) {
            file_.each = each;
            file_.bounds = bounds_of({each, static_cast<std::size_t>(block.n_events)});
        }
    }
    products_.resize(layout.weights.size());
    bounds_.resize(layout.weights.size());
    for (std::size_t weight = 0; weight < products_.size(); ++weight) {
        const abi::WorkspaceLayout::Values& values = layout.weights[weight];
        const abi::WorkspaceLayout::Selection& selection = layout.selections[values.selection];
        const std::int32_t* events = workspace.event_ints[selection.events];
        const double* factors = workspace.event_doubles[values.event_doubles[0]];
        const std::int64_t count = workspace.counters[selection.count];
        products_[weight].resize(block.n_events);
        selected_.resize(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) {
            selected_[i] = file_.of(events[i]) * factors[i];
            products_[weight][events[i]] = selected_[i];
        }
        bounds_[weight] = bounds_of(selected_);
    }
}

}  // namespace collmc::results
