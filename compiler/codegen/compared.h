// Subsets by comparisons alone (plan/comparisons.h), whose conditions are decided by kernels for many objects at once:
// runtime/kernels/object_masks.h.
#pragma once

#include <cstddef>
#include <string>

#include "compiler/plan/plan.h"

namespace llvm {
class Function;
}

namespace collmc::codegen {

struct Unit;

/// How many masks are in use besides its own while the condition of such a subset is decided.
std::size_t scratch_masks(const plan::Plan& plan, const plan::Collection& collection);

/// The mask and the sizes; the objects too, unless they are late.
llvm::Function* emit_compared(Unit& unit, const std::string& name, plan::CollectionId id);
/// Late objects.
llvm::Function* emit_taken(Unit& unit, const std::string& name, plan::CollectionId id);

}  // namespace collmc::codegen
