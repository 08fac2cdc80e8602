// For which events a plan's steps need what is made for some events alone: shared values, late objects, late columns.
//
// Several selections may ask, of other regions or for other cuts. What is made once is made where the first of the
// loops (event_loops.h) needs it, for the events that any of them will ask about, as far as is known by then: never for
// more than the smallest selection that has all of them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "compiler/codegen/event_loops.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

class EventsAsked {
public:
    EventsAsked(const plan::Plan& plan, std::span<const EventLoop> loops);

    /// Of what these loops need (indices, ascending): the selections, made before the first of them, any of whose
    /// events will be asked about; ascending, none of them within another. {0}: all events.
    std::vector<plan::SelectionId> by(std::span<const std::size_t> loops) const;
    /// Whether a selection has been made before this loop.
    bool is_made(plan::SelectionId selection, std::size_t before) const;
    /// Whether its events are all among those of some others.
    bool is_covered(plan::SelectionId selection, std::span<const plan::SelectionId> others) const;
    /// Ascending, without those whose events others have.
    std::vector<plan::SelectionId> reduced(std::vector<plan::SelectionId> selections) const;

private:
    const plan::Plan& plan_;
    const std::span<const EventLoop> loops_;
    std::vector<std::size_t> made_by_;  ///< by selection: the loop
};

}  // namespace collmc::codegen
