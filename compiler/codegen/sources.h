// Which lanes of a loop over events are events of a selection that it is over.
#pragma once

#include <algorithm>
#include <cstddef>

#include "compiler/codegen/sweep.h"

namespace collmc::codegen {

class Sources {
public:
    Sources(Step& step, const EventLoop& loop, const EventSweep& events, const EventLanes& lanes)
        : step_(step), loop_(loop), active_(lanes.active) {
        const Slots::Union* const several = step.slots().union_of(step.slots().find(loop.over));
        if (several == nullptr) return;
        llvm::Value* const members = step.event_ints(several->members, "members");
        members_ = step.lanes.load(step.lanes.i32(), members, events.first, lanes.active, step.lanes.integer(0));
    }

    llvm::Value* mask_of(plan::SelectionId source) const {
        if (members_ == nullptr) return active_;
        const auto number = static_cast<std::size_t>(std::ranges::find(loop_.over, source) - loop_.over.begin());
        llvm::Value* const bit = step_.lanes.integer(Slots::Union::bit(number));
        return step_.b.CreateICmpNE(step_.b.CreateAnd(members_, bit), step_.lanes.integer(0), "is_member");
    }

private:
    Step& step_;
    const EventLoop& loop_;
    llvm::Value *active_, *members_ = nullptr;
};

}  // namespace collmc::codegen
