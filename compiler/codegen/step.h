// A step's function under construction: void name(const abi::Block* block, const abi::Workspace* workspace), with
// access to the arrays and counts behind its two arguments. Everything read through them is loaded once, at the entry.
#pragma once

#include <llvm/IR/Function.h>
#include <llvm/IR/Module.h>

#include <map>
#include <string>

#include "compiler/codegen/lanes.h"
#include "compiler/codegen/layout.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

/// What all functions of a module share.
struct Unit {
    const plan::Plan& plan;
    const Slots& slots;
    std::vector<std::vector<plan::BinderId>> free_binders;  ///< by node
    llvm::Module& module;
    llvm::AttributeList attributes;  ///< of every function: the processor to compile for
    int width;
};

class Step {
public:
    Step(Unit& unit, const std::string& name,
         llvm::GlobalValue::LinkageTypes linkage = llvm::GlobalValue::InternalLinkage);
    /// Ends the function.
    llvm::Function* finish();

    const plan::Plan& plan() const { return unit.plan; }
    const Slots& slots() const { return unit.slots; }

    llvm::Value* block() const { return function_->getArg(0); }
    llvm::Value* workspace() const { return function_->getArg(1); }

    // Arrays (pointers) and counts (i64) of the block.
    llvm::Value* n_events();
    llvm::Value* sentinel();  ///< i32 lanes: the row that stands for an absent object
    llvm::Value* event_column(int column);
    llvm::Value* object_column(int column);
    llvm::Value* object_event();
    llvm::Value* segment_begin(int particle);
    llvm::Value* segment_end(int particle);

    // A collection: where its objects stand, by event, and how many there are in the block.
    bool is_base(plan::CollectionId collection) const;
    llvm::Value* begin(plan::CollectionId collection);
    llvm::Value* size(plan::CollectionId collection);
    llvm::Value* rows(plan::CollectionId collection);  ///< null for the block's own: positions are rows

    // The workspace.
    llvm::Value* event_ints(int slot, const llvm::Twine& name = "");
    llvm::Value* object_ints(int slot, const llvm::Twine& name = "");
    llvm::Value* event_doubles(int slot, const llvm::Twine& name = "");
    llvm::Value* load_counter(int slot);
    void store_counter(llvm::Value* value, int slot);

    Unit& unit;
    Builder b;
    Lanes lanes;

private:
    /// The value of `type` at `offset` bytes behind `base`, loaded at the function's entry; once per key.
    llvm::Value* loaded(llvm::Type* type, llvm::Value* base, std::size_t offset, const llvm::Twine& name);
    llvm::Value* count_at(std::size_t offset, const llvm::Twine& name);
    llvm::Value* counter(int slot);

    llvm::Function* function_;
    Builder entry_;
    std::map<std::pair<llvm::Value*, std::size_t>, llvm::Value*> loaded_;
    std::map<std::size_t, llvm::Value*> counts_;
    llvm::Value* sentinel_ = nullptr;
};

}  // namespace collmc::codegen
