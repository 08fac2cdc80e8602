// The outer loop of a step: consecutive indices, `width` at a time.
#pragma once

#include "compiler/codegen/step.h"

namespace collmc::codegen {

/// for (first = begin; first < end; first += width), with the mask of the lanes that are before the end.
class Sweep {
public:
    /// `begin` and `end` are i64. More may be carried by `loop` before `enter`.
    Sweep(Step& step, llvm::Value* begin, llvm::Value* end, const llvm::Twine& name)
        : Sweep(step, begin, end, step.lanes.splat(step.b.CreateTrunc(end, step.b.getInt32Ty())), name) {}

    void enter() {
        loop.enter(step_.b.CreateICmpSLT(first, end_));
        index = step_.lanes.from(first, "index");
        active = step_.lanes.boolean(true);
        if (step_.lanes.width() > 1) active = step_.b.CreateICmpSLT(index, end_lanes_, "active");
    }
    void close() {
        loop.next(first, step_.b.CreateAdd(first, step_.b.getInt64(static_cast<std::uint64_t>(step_.lanes.width()))));
        loop.close();
    }

    Loop loop;
    llvm::PHINode* first;           ///< i64
    llvm::Value* index = nullptr;   ///< i32 lanes: first, first + 1, ...
    llvm::Value* active = nullptr;  ///< mask

private:
    Sweep(Step& step, llvm::Value* begin, llvm::Value* end, llvm::Value* end_lanes, const llvm::Twine& name)
        : loop(step.b, name),
          first(loop.carry(begin, name + ".first")),
          step_(step),
          end_(end),
          end_lanes_(end_lanes) {}

    Step& step_;
    llvm::Value *end_, *end_lanes_;
};

}  // namespace collmc::codegen
