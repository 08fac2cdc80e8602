#include "runtime/results/nested_rows.h"

#include <algorithm>

namespace collmc::results {

NestedRows::NestedRows(std::vector<Cut> cuts, std::size_t world_weights)
    : cuts_(std::move(cuts)),
      world_weights_(world_weights),
      sums_(cuts_.size(), cuts_[0].rows.size()),
      by_set_(cuts_.size()),
      full_(no_sums()),
      full_slots_(slots_of(full_)),
      counts_(cuts_.size()),
      own_(cuts_.size()) {
    std::ranges::reverse(cuts_);
}

NestedRows::Sums NestedRows::no_sums() const {
    Sums sums;
    for (std::size_t world = 0; world < cuts_[0].rows.size(); ++world) sums.emplace_back(cuts_.size());
    return sums;
}

std::vector<WeightSum*> NestedRows::slots_of(Sums& sums) {
    std::vector<WeightSum*> slots;
    for (std::vector<WeightSum>& of_world : sums) slots.push_back(of_world.data());
    return slots;
}

void NestedRows::add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                     const EventWeights& event_weights, const WorldWeights& weights, std::span<RowSum> all,
                     RowSum::Scratch& scratch) {
    if (event_weights.of(-1).is_one() && add_sums(workspace, layout, weights)) {
        for (std::size_t cut = 0; cut < cuts_.size(); ++cut)
            counts_[cut].add(counts_of(cuts_[cut].selection, workspace, layout));
        return;
    }
    for (const Cut& cut : cuts_) {
        for (const std::size_t row : cut.rows) all[row].add(workspace, layout, event_weights, scratch);
    }
}

bool NestedRows::add_sums(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                          const WorldWeights& weights) {
    if (weights.are_sets()) {
        count_sets(workspace, layout, weights);
        return true;
    }
    return find_own_events(workspace, layout, weights.places()) &&
           sums_.add_nested(own_, {places_, weights.lines(), weights.bounds()}, full_slots_);
}

void NestedRows::count_sets(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                            const WorldWeights& weights) {
    by_set_.fit(weights.sets());
    for (std::size_t cut = 0; cut < cuts_.size(); ++cut) {
        const abi::WorkspaceLayout::Selection& slots = layout.selections[cuts_[cut].selection];
        const std::int32_t* const events = workspace.event_ints[slots.events];
        const std::int32_t* const places = weights.places();
        const std::int32_t* const numbers = weights.numbers();
        by_set_.add_all(static_cast<std::int32_t>(cut), workspace.counters[slots.count],
                        [=](std::int64_t i) { return numbers[places[events[i]]]; });
    }
}

/// False where the events of a cut are not all among those of the cut before.
bool NestedRows::find_own_events(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                                 const std::int32_t* places) {
    places_.clear();
    std::size_t inside = 0;  // events of the cut behind
    for (std::size_t cut = 0; cut < cuts_.size(); ++cut) {
        const abi::WorkspaceLayout::Selection& slots = layout.selections[cuts_[cut].selection];
        const std::span<const std::int32_t> events(workspace.event_ints[slots.events],
                                                   static_cast<std::size_t>(workspace.counters[slots.count]));
        if (!events.empty() && reached_.size() <= static_cast<std::size_t>(events.back()))
            reached_.resize(2 * static_cast<std::size_t>(events.back()) + 1);
        const std::size_t begin = places_.size();
        places_.resize(begin + events.size());
        std::int32_t* to = places_.data() + begin;
        const std::uint32_t behind = cut == 0 ? 0 : number_;
        const std::uint32_t number = ++number_;
        for (const std::int32_t event : events) {
            std::uint32_t& reached = reached_[static_cast<std::size_t>(event)];
            *to = places[event];
            to += static_cast<std::ptrdiff_t>(cut == 0 || reached != behind);
            reached = number;
        }
        own_[cut] = static_cast<std::size_t>(to - places_.data()) - begin;
        places_.resize(begin + own_[cut]);
        if (own_[cut] + inside != events.size()) return false;
        inside = events.size();
    }
    return true;
}

void NestedRows::add_to(std::span<RowSum> all, const WorldWeights& weights) const {
    Sums rest = no_sums();
    const std::vector<WeightSum*> slots = slots_of(rest);
    WorldSums sums = sums_;
    by_set_.add_to(sums, weights.sets(), slots);
    sums.add_to(slots);
    for (std::size_t world = 0; world < rest.size(); ++world) {
        for (std::size_t cut = 0; cut < cuts_.size(); ++cut) {
            rest[world][cut].merge(full_[world][cut]);
            all[cuts_[cut].rows[world]].add(counts_[cut], rest[world][cut]);
        }
    }
}

void NestedRows::flush(std::span<RowSum> all, const WorldWeights& weights) {
    add_to(all, weights);
    by_set_.clear();
    sums_ = WorldSums(cuts_.size(), cuts_[0].rows.size());
    full_ = no_sums();
    full_slots_ = slots_of(full_);
    counts_.assign(cuts_.size(), {});
}

}  // namespace collmc::results
