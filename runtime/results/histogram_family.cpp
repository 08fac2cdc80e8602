#include "runtime/results/histogram_family.h"

namespace collmc::results {

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
    const int selection = layout.histograms[members_[0]].selection;
    const std::int32_t* events = workspace.event_ints[layout.selections[selection].events];
    places_.resize(slots.size());
    for (std::size_t i = 0; i < slots.size(); ++i) places_[i] = weights.places()[events[i]];
    if (full_.empty()) full_ = slots_of(all);
    if (!add_entries(slots, weights)) {
        for (const std::size_t member : members_)
            all[member].add(workspace, layout, layout.histograms[member], event_weights, model);
        return;
    }
    counts_.add(count_entries(slots));
}

bool HistogramFamily::add_entries(const std::vector<std::int32_t>& slots, const WorldWeights& weights) {
    if (!weights.are_sets()) return sums_.add(slots, {places_, weights.lines(), weights.bounds()}, full_);
    by_set_.fit(weights.sets());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] >= 0) by_set_.add(slots[i], weights.numbers()[places_[i]]);
    }
    return true;
}

void HistogramFamily::add_to(std::span<HistogramSums> all, const WorldWeights& weights) const {
    WorldSums sums = sums_;
    by_set_.add_to(sums, weights.sets(), slots_of(all));
    sums.add_to(slots_of(all));
    for (const std::size_t member : members_) all[member].add(counts_);
}

void HistogramFamily::flush(std::span<HistogramSums> all, const WorldWeights& weights) {
    by_set_.add_to(sums_, weights.sets(), slots_of(all));
    by_set_.clear();
    sums_.flush(slots_of(all));
    for (const std::size_t member : members_) all[member].add(counts_);
    counts_ = {};
}

}  // namespace collmc::results
