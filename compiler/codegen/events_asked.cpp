#include "compiler/codegen/events_asked.h"

#include <algorithm>

#include "compiler/codegen/layout.h"

namespace collmc::codegen {

using plan::SelectionId;

EventsAsked::EventsAsked(const plan::Plan& plan, std::span<const EventLoop> loops)
    : plan_(plan), loops_(loops), made_by_(plan.selections.size()) {
    for (std::size_t loop = 0; loop < loops.size(); ++loop) {
        for (const SelectionId cut : loops[loop].cuts) made_by_[at(cut)] = loop;
    }
}

bool EventsAsked::is_made(SelectionId selection, std::size_t before) const {
    return selection == 0 || made_by_[at(selection)] < before;
}

bool EventsAsked::is_covered(SelectionId selection, std::span<const SelectionId> others) const {
    for (SelectionId wider = selection; wider != plan::kNone; wider = plan_.selections[at(wider)].within) {
        if (std::ranges::find(others, wider) != others.end()) return true;
    }
    return false;
}

std::vector<SelectionId> EventsAsked::reduced(std::vector<SelectionId> selections) const {
    // What has all events of another stands before it.
    std::ranges::sort(selections);
    std::vector<SelectionId> kept;
    for (const SelectionId selection : selections) {
        if (!is_covered(selection, kept)) kept.push_back(selection);
    }
    return kept;
}

std::vector<SelectionId> EventsAsked::by(std::span<const std::size_t> loops) const {
    std::vector<SelectionId> asking;
    for (const std::size_t loop : loops) {
        for (SelectionId selection : loops_[loop].over) {
            while (!is_made(selection, loops[0])) selection = plan_.selections[at(selection)].within;
            asking.push_back(selection);
        }
    }
    return reduced(std::move(asking));
}

}  // namespace collmc::codegen
