// The outer loop of a step: consecutive indices, `width` at a time.
#pragma once

#include "compiler/codegen/step.h"
#include "compiler/codegen/values.h"

namespace collmc::codegen {

/// for (first = begin; first < end; first += width), with the mask of the lanes that are before the end.
class Sweep {
public:
    /// `begin` and `end` are i64. More may be carried by `loop` before `enter`.
    Sweep(Step& step, llvm::Value* begin, llvm::Value* end, const llvm::Twine& name)
        : Sweep(step, begin, end, step.lanes.splat(step.b.CreateTrunc(end, step.b.getInt32Ty())), name) {}

    void enter() {
        index = step_.lanes.from(first, "index");
        active = step_.lanes.boolean(true);
        if (step_.lanes.width() > 1) active = step_.b.CreateICmpSLT(index, end_lanes_, "active");
    }
    void close() {
        const auto width = static_cast<std::uint64_t>(step_.lanes.width());
        llvm::Value* const next = step_.b.CreateAdd(first, step_.b.getInt64(width));
        loop.next(first, next);
        loop.close(step_.b.CreateICmpSLT(next, end_));
    }

    DoLoop loop;
    llvm::PHINode* first;           ///< i64
    llvm::Value* index = nullptr;   ///< i32 lanes: first, first + 1, ...
    llvm::Value* active = nullptr;  ///< mask

private:
    Sweep(Step& step, llvm::Value* begin, llvm::Value* end, llvm::Value* end_lanes, const llvm::Twine& name)
        : loop(step.b, step.b.CreateICmpSLT(begin, end), name),
          first(loop.carry(begin, name + ".first")),
          step_(step),
          end_(end),
          end_lanes_(end_lanes) {}

    Step& step_;
    llvm::Value *end_, *end_lanes_;
};

/// A sweep over the events of a selection.
class EventSweep : public Sweep {
public:
    EventSweep(Step& step, plan::SelectionId selection)
        : Sweep(step, step.b.getInt64(0), count(step, selection), "events"), step_(step), selection_(selection) {}

    EventLanes enter() {
        Sweep::enter();
        if (selection_ == 0) return {active, index, first};
        Lanes& lanes = step_.lanes;
        llvm::Value* const events = step_.selected(selection_);
        return {active, lanes.load(lanes.i32(), events, first, active, lanes.integer(0), "event")};
    }

private:
    static llvm::Value* count(Step& step, plan::SelectionId selection) {
        return selection == 0 ? step.n_events() : step.n_selected(selection);
    }

    Step& step_;
    plan::SelectionId selection_;
};

}  // namespace collmc::codegen
