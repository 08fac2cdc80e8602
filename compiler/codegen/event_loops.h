// The loops over events that an analysis is made of, in order: which cuts are made in one, and of which events it is.
//
// A cut that only compares what the cuts before it in a loop have looked at already costs less on all of their events
// than a loop of its own over those that pass. So does one that compares a column of the events, or numbers of objects,
// in a loop over all events, or in one that many cuts share. Such cuts form a tree: they stand behind the cuts before
// which the loop's events were known, or behind others of the loop.
//
// Regions that differ in early cuts ask the same of events that are not the same. Cuts that compare the same values are
// one loop over the events that any of these regions still has, so that each value is computed once, and what it needs
// is at hand for all of them. So the loops go through the regions side by side.
//
// Collections and candidates are made for all events, before any cut.
#pragma once

#include <vector>

#include "compiler/plan/plan.h"
#include "compiler/plan/uses.h"

namespace collmc::codegen {

struct EventLoop {
    /// Of the events that any of these has, ascending. {0}: all events.
    std::vector<plan::SelectionId> over;
    std::vector<plan::SelectionId> cuts;  ///< that it makes, those behind others later; or none
    /// What it computes: the cuts, or the outputs of its selections, which have the same values, or entries of a
    /// histogram that has any number for an event. (The first loop stands for all that is made before any cut.)
    std::vector<plan::Use> uses;
};

/// `shared`: by node, whether it is a value that several steps need (sharing.h). Outputs come behind all cuts, so that
/// what they need is known for whoever asks.
std::vector<EventLoop> event_loops(const plan::Plan& plan, const std::vector<char>& shared);

}  // namespace collmc::codegen
