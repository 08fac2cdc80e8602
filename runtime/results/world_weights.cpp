#include "runtime/results/world_weights.h"

#include <algorithm>
#include <numeric>

namespace collmc::results {

void WorldWeights::gather(const abi::Block& block, const EventWeights& event_weights) {
    std::vector<Weights> worlds;
    for (const int weight : weights_) worlds.push_back(event_weights.of(weight));
    bounds_ = worlds[0].bounds;
    for (const Weights& world : worlds)
        bounds_ = {std::min(bounds_.least, world.bounds.least), std::max(bounds_.most, world.bounds.most)};
    lines_.resize(std::max(lines_.size(), static_cast<std::size_t>(block.n_events) * lines_of(worlds.size())));
    const auto is_of_other_events = [&](const Weights& world) { return world.place != worlds[0].place; };
    if (std::ranges::any_of(worlds, is_of_other_events)) return gather_by_event(block, worlds);
    places_ = worlds[0].place;
    std::vector<const double*> each;
    for (const Weights& world : worlds) each.push_back(world.each);
    line_up(each, worlds[0].events.size(), lines_.data());
}

void WorldWeights::gather_by_event(const abi::Block& block, const std::vector<Weights>& worlds) {
    if (same_.size() < static_cast<std::size_t>(block.n_events)) {
        same_.resize(static_cast<std::size_t>(block.n_events));
        std::iota(same_.begin(), same_.end(), 0);
    }
    places_ = same_.data();
    const std::size_t stride = lines_of(worlds.size());
    for (std::size_t world = 0; world < worlds.size(); ++world) {
        const Weights& from = worlds[world];
        WorldLine* const to = lines_.data() + world / WorldLine::kWorlds;
        const std::size_t lane = world % WorldLine::kWorlds;
        for (std::size_t i = 0; i < from.events.size(); ++i)
            to[static_cast<std::size_t>(from.events[i]) * stride].worlds[lane] = from.each[i];
    }
}

}  // namespace collmc::results
