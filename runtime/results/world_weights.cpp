#include "runtime/results/world_weights.h"

#include <algorithm>

namespace collmc::results {

void WorldWeights::gather(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                          const EventWeights& event_weights) {
    const std::size_t stride = lines_of(weights_.size());
    lines_.resize(std::max(lines_.size(), static_cast<std::size_t>(block.n_events) * stride));
    for (std::size_t world = 0; world < weights_.size(); ++world) {
        const Weights from = event_weights.of(weights_[world]);
        const abi::WorkspaceLayout::Selection& selection = layout.selections[layout.weights[weights_[world]].selection];
        const std::int32_t* const events = workspace.event_ints[selection.events];
        const std::int64_t count = workspace.counters[selection.count];
        WorldLine* const to = lines_.data() + world / WorldLine::kWorlds;
        const std::size_t lane = world % WorldLine::kWorlds;
        for (std::int64_t i = 0; i < count; ++i) to[events[i] * stride].worlds[lane] = from.each[events[i]];
        if (world == 0) bounds_ = from.bounds;
        bounds_ = {std::min(bounds_.least, from.bounds.least), std::max(bounds_.most, from.bounds.most)};
    }
}

}  // namespace collmc::results
