// The emitters of a plan's steps: each makes one function of type void(const abi::Block*, const abi::Workspace*).
#pragma once

#include <llvm/IR/Function.h>

#include "compiler/codegen/step.h"

namespace collmc::codegen {

/// Null for the block's own collections, which need no code.
llvm::Function* emit_collection(Unit& unit, plan::CollectionId id);
llvm::Function* emit_pick(Unit& unit, plan::PickId id);
llvm::Function* emit_selection(Unit& unit, plan::SelectionId id);
/// Everything that has one value for each event of a selection: weights, histograms and ntuples.
llvm::Function* emit_outputs(Unit& unit, plan::SelectionId selection);
/// A histogram with any number of entries for each event.
llvm::Function* emit_fill(Unit& unit, std::int32_t histogram);

/// A value that several steps need, of some events: looks them up and computes those that nobody has asked for before.
llvm::Function* emit_shared(Unit& unit, plan::NodeId node);
/// Forgets all shared values: the first step.
llvm::Function* emit_forget(Unit& unit);

}  // namespace collmc::codegen
