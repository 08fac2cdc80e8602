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
    std::vector<llvm::Function*> shared{};  ///< by node: the function of a shared value, or null
};

class Step {
public:
    Step(Unit& unit, const std::string& name) : Step(unit, declare(unit, name)) {}
    /// The function of a shared value: f64 lanes name(block, workspace, i32 lanes events, i64 active), the lanes by
    /// bits.
    static Step of_value(Unit& unit, const std::string& name) { return Step(unit, declare_value(unit, name)); }

    /// Functions of these types, of which the module may have no more than the name.
    static llvm::Function* declare(Unit& unit, const std::string& name);
    static llvm::Function* declare_value(Unit& unit, const std::string& name);

    /// Ends the function.
    llvm::Function* finish(llvm::Value* result = nullptr);

    const plan::Plan& plan() const { return unit.plan; }
    const Slots& slots() const { return unit.slots; }

    llvm::Value* block() const { return function_->getArg(0); }
    llvm::Value* workspace() const { return function_->getArg(1); }
    llvm::Function* function() const { return function_; }

    // Arrays (pointers) and counts (i64) of the block.
    llvm::Value* n_events();
    llvm::Value* n_objects();
    llvm::Value* sentinel();  ///< i32 lanes: the row that stands for an absent object
    llvm::Value* event_column(int column);
    llvm::Value* object_column(int column);
    llvm::Value* object_event();
    llvm::Value* object_row();
    llvm::Value* event_hash();
    llvm::Value* segment_begin(int particle);
    llvm::Value* segment_end(int particle);

    // A collection: where its objects stand, by event, and how many there are in the block.
    bool is_base(plan::CollectionId collection) const;
    llvm::Value* begin(plan::CollectionId collection);
    llvm::Value* size(plan::CollectionId collection);
    llvm::Value* rows(plan::CollectionId collection);  ///< null for the block's own: positions are rows

    // The events of a selection, and how many they are.
    llvm::Value* selected(plan::SelectionId selection);
    llvm::Value* n_selected(plan::SelectionId selection);

    // The workspace.
    llvm::Value* event_ints(int slot, const llvm::Twine& name = "");
    llvm::Value* object_ints(int slot, const llvm::Twine& name = "");
    llvm::Value* event_doubles(int slot, const llvm::Twine& name = "");
    llvm::Value* object_lines(int slot, const llvm::Twine& name = "");
    llvm::Value* load_counter(int slot);
    void store_counter(llvm::Value* value, int slot);
    llvm::Value* list(int slot);  ///< abi::List*

    /// Memory of this call on the stack.
    llvm::Value* scratch(llvm::Type* type, const llvm::Twine& name);
    /// Calls a function of runtime/kernels that reads and writes memory. Gives its result.
    llvm::Value* call_kernel(llvm::StringRef name, llvm::Type* result, llvm::ArrayRef<llvm::Value*> arguments);

    Unit& unit;
    Builder b;
    Lanes lanes;

private:
    Step(Unit& unit, llvm::Function* function);
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
