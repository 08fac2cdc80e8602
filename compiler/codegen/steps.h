// The emitters of a plan's steps: each makes one function of type void(const abi::Block*, const abi::Workspace*).
#pragma once

#include <llvm/IR/Function.h>

#include <span>
#include <string>

#include "compiler/codegen/step.h"
#include "compiler/plan/columns_read.h"

namespace collmc::codegen {

/// Not for the block's own collections and sums, which need no code. Of a subset whose objects are made for few events
/// (Slots::Collection::is_late) the size alone.
llvm::Function* emit_collection(Unit& unit, const std::string& name, plan::CollectionId id);
/// Late objects.
llvm::Function* emit_objects(Unit& unit, const std::string& name, plan::CollectionId id);
llvm::Function* emit_pick(Unit& unit, const std::string& name, plan::PickId id);
/// What any of some selections has (Slots::Union).
llvm::Function* emit_unite(Unit& unit, const std::string& name, plan::SelectionId id);
/// The cuts that a loop over events makes.
llvm::Function* emit_cuts(Unit& unit, const std::string& name, const EventLoop& loop);
/// Everything that has one value for each event of a selection that the loop is over: weights, histograms and ntuples.
llvm::Function* emit_outputs(Unit& unit, const std::string& name, const EventLoop& loop);
/// A histogram with any number of entries for each event.
llvm::Function* emit_fill(Unit& unit, const std::string& name, std::int32_t histogram);

/// Inside the function of a pick, before it runs: the values of objects that are kept from here on.
void emit_object_values(Step& step, plan::PickId pick);

/// A value that several steps need, of some events: looks them up and computes those that nobody has asked for before.
llvm::Function* emit_shared(Unit& unit, const std::string& name, plan::NodeId node);
/// Forgets the shared values that are used for events of the selection alone.
llvm::Function* emit_forget(Unit& unit, const std::string& name, plan::SelectionId selection);

/// Asks the block for columns of the objects of a selection's events.
llvm::Function* emit_decode(Unit& unit, const std::string& name, plan::SelectionId selection,
                            const plan::ColumnsBelow::Columns& columns);

}  // namespace collmc::codegen
