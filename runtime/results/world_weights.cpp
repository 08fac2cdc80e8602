#include "runtime/results/world_weights.h"

#include <algorithm>
#include <numeric>

namespace collmc::results {

void WorldWeights::gather(const abi::Block& block, const EventWeights& event_weights) {
    std::vector<const Weights*> worlds;
    for (const int weight : weights_) worlds.push_back(&event_weights.of(weight));
    are_sets_ = false;
    const auto is_of_other_events = [&](const Weights* world) { return world->place != worlds[0]->place; };
    if (std::ranges::any_of(worlds, is_of_other_events)) {
        gather_by_event(block, worlds);
    } else {
        places_ = worlds[0]->place;
        std::vector<const double*> each;
        for (const Weights* world : worlds) each.push_back(world->each);
        const std::size_t count = worlds[0]->events.size();
        are_sets_ = find_sets(each, count);
        if (!are_sets_) line_up(each, count, room(count), nullptr);
    }
    if (!are_sets_) find_bounds(event_weights);
}

WorldLine* WorldWeights::room(std::size_t count) {
    const std::size_t lines = count * lines_of(weights_.size());
    if (lines_.size() < lines) lines_.resize(lines);
    return lines_.data();
}

/// The lines of a few events at a time are in the cache next to the processor when they are looked up, and are needed
/// no longer where all events have a set.
bool WorldWeights::find_sets(std::vector<const double*> each, std::size_t count) {
    constexpr std::size_t kAtOnce = 128;
    if (numbers_.size() < count) numbers_.resize(count);
    WorldLine* const lines = room(std::min(count, kAtOnce));
    std::uint64_t spreads[kAtOnce];
    for (std::size_t first = 0; first < count; first += kAtOnce) {
        if (sets_.is_full()) return false;
        const std::size_t some = std::min(count - first, kAtOnce);
        line_up(each, some, lines, spreads);
        if (!sets_.find({spreads, some}, lines, numbers_.data() + first)) return false;
        for (const double*& world : each) world += some;
    }
    return true;
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
    WorldLine* const lines = room(static_cast<std::size_t>(block.n_events));
    const std::size_t stride = lines_of(worlds.size());
    for (std::size_t world = 0; world < worlds.size(); ++world) {
        const Weights& from = *worlds[world];
        WorldLine* const to = lines + world / WorldLine::kWorlds;
        const std::size_t lane = world % WorldLine::kWorlds;
        for (std::size_t i = 0; i < from.events.size(); ++i)
            to[static_cast<std::size_t>(from.events[i]) * stride].worlds[lane] = from.each[i];
    }
}

}  // namespace collmc::results
