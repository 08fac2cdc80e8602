#include "runtime/results/world_weights.h"

#include <algorithm>
#include <numeric>

namespace collmc::results {

void WorldWeights::gather(const abi::Block& block, const EventWeights& event_weights) {
    std::vector<const Weights*> worlds;
    for (const int weight : weights_) worlds.push_back(&event_weights.of(weight));
    lines_.resize(std::max(lines_.size(), static_cast<std::size_t>(block.n_events) * lines_of(worlds.size())));
    const auto is_of_other_events = [&](const Weights* world) { return world->place != worlds[0]->place; };
    are_sets_ = false;
    if (std::ranges::any_of(worlds, is_of_other_events))
        gather_by_event(block, worlds);
    else
        line_up_worlds(worlds);
    if (!are_sets_) find_bounds(event_weights);
}

void WorldWeights::line_up_worlds(const std::vector<const Weights*>& worlds) {
    const std::size_t count = worlds[0]->events.size();
    places_ = worlds[0]->place;
    std::vector<const double*> each;
    for (const Weights* world : worlds) each.push_back(world->each);
    if (sets_.is_full()) return line_up(each, count, lines_.data(), nullptr);
    spreads_.resize(std::max(spreads_.size(), count));
    numbers_.resize(std::max(numbers_.size(), count));
    line_up(each, count, lines_.data(), spreads_.data());
    are_sets_ = sets_.find({spreads_.data(), count}, lines_.data(), numbers_.data());
}

void WorldWeights::find_bounds(const EventWeights& event_weights) {
    bounds_ = event_weights.bounds(weights_[0]);
    for (const int weight : weights_) {
        const Bounds& bounds = event_weights.bounds(weight);
        bounds_ = {std::min(bounds_.least, bounds.least), std::max(bounds_.most, bounds.most)};
    }
}

void WorldWeights::gather_by_event(const abi::Block& block, const std::vector<const Weights*>& worlds) {
    if (same_.size() < static_cast<std::size_t>(block.n_events)) {
        same_.resize(static_cast<std::size_t>(block.n_events));
        std::iota(same_.begin(), same_.end(), 0);
    }
    places_ = same_.data();
    const std::size_t stride = lines_of(worlds.size());
    for (std::size_t world = 0; world < worlds.size(); ++world) {
        const Weights& from = *worlds[world];
        WorldLine* const to = lines_.data() + world / WorldLine::kWorlds;
        const std::size_t lane = world % WorldLine::kWorlds;
        for (std::size_t i = 0; i < from.events.size(); ++i)
            to[static_cast<std::size_t>(from.events[i]) * stride].worlds[lane] = from.each[i];
    }
}

}  // namespace collmc::results
