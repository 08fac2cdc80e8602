#include "runtime/results/histogram_family.h"

#include <algorithm>

namespace collmc::results {

void WorldWeights::gather(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                          const EventWeights& event_weights) {
    const abi::WorkspaceLayout::Selection& events_of = layout.selections[selection];
    const std::int32_t* events = workspace.event_ints[events_of.events];
    const auto count = static_cast<std::size_t>(workspace.counters[events_of.count]);
    const std::size_t stride = (weights.size() + WorldLine::kWorlds - 1) / WorldLine::kWorlds;
    lines.resize(count * stride);  // new ones are 0, and worlds that there are not stay so
    for (std::size_t world = 0; world < weights.size(); ++world) {
        const Weights from = event_weights.of(weights[world]);
        WorldLine* to = lines.data() + world / WorldLine::kWorlds;
        const std::size_t lane = world % WorldLine::kWorlds;
        for (std::size_t i = 0; i < count; ++i) to[i * stride].worlds[lane] = from.each[events[i]];
        if (world == 0) bounds = from.bounds;
        bounds = {std::min(bounds.least, from.bounds.least), std::max(bounds.most, from.bounds.most)};
    }
}

std::vector<WeightSum*> HistogramFamily::slots_of(std::span<HistogramSums> all) const {
    std::vector<WeightSum*> slots;
    for (const std::size_t member : members_) slots.push_back(all[member].slots().data());
    return slots;
}

void HistogramFamily::add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                          const EventWeights& event_weights, const WorldWeights& weights,
                          std::span<HistogramSums> all) {
    HistogramSums& model = all[members_[0]];
    const std::vector<std::int32_t>& slots = model.find_slots(workspace, layout, layout.histograms[members_[0]]);
    if (slots.empty()) return;
    if (!sums_.add(slots, weights.lines.data(), weights.bounds, slots_of(all))) {
        for (const std::size_t member : members_)
            all[member].add(workspace, layout, layout.histograms[member], event_weights, model);
        return;
    }
    const EntryCounts counts = count_entries(slots);
    for (const std::size_t member : members_) all[member].add(counts);
}

}  // namespace collmc::results
