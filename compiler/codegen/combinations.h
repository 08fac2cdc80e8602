// The best of an event's combinations: the loops of a pick over its legs.
#pragma once

#include <optional>
#include <vector>

#include "compiler/codegen/values.h"

namespace collmc::codegen {

struct Chosen {
    llvm::Value* found;              ///< mask
    std::vector<llvm::Value*> legs;  ///< i32 lanes: rows, `no_leg` where none was found
};

/// Inside a pick's loop over events, its tables filled.
Chosen emit_best(Step& step, const plan::Pick& pick, Values& values, llvm::Value* no_leg);

/// The only value that emit_closest compares in its loops, if there is one and every combination counts for which it is
/// a number; or kNone.
plan::NodeId compared_alone(const Step& step, const plan::Pick& pick);
/// The same as emit_best for a key that is a distance, as of a mass to a given one, where that saves work; all lanes'
/// events together then. Empty for other picks.
std::optional<Chosen> emit_closest(Step& step, const plan::Pick& pick, Values& values, llvm::Value* no_leg);
/// Comparing all keys, whatever they are.
Chosen emit_best_by_keys(Step& step, const plan::Pick& pick, Values& values, llvm::Value* no_leg);

}  // namespace collmc::codegen
