#include "compiler/codegen/step.h"

#include <cstddef>

namespace collmc::codegen {

using llvm::Value;

namespace {

llvm::Function* declare_function(Unit& unit, const std::string& name, llvm::FunctionType* type) {
    if (llvm::Function* const known = unit.module.getFunction(name)) return known;
    auto* const function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, unit.module);
    function->setAttributes(unit.attributes);
    return function;
}

}  // namespace

llvm::Function* Step::declare(Unit& unit, const std::string& name) {
    Builder b(unit.module.getContext());
    return declare_function(unit, name, llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getPtrTy()}, false));
}

llvm::Function* Step::declare_value(Unit& unit, const std::string& name) {
    Builder b(unit.module.getContext());
    const Lanes lanes(b, unit.width);
    return declare_function(
        unit, name,
        llvm::FunctionType::get(lanes.f64(), {b.getPtrTy(), b.getPtrTy(), lanes.i32(), b.getInt64Ty()}, false));
}

Step::Step(Unit& unit, llvm::Function* function)
    : unit(unit),
      b(unit.module.getContext()),
      lanes(b, unit.width),
      function_(function),
      entry_(unit.module.getContext()) {
    llvm::LLVMContext& context = unit.module.getContext();
    constexpr const char* kNames[] = {"block", "workspace", "events", "active"};
    for (llvm::Argument& argument : function_->args()) argument.setName(kNames[argument.getArgNo()]);
    auto* const entry = llvm::BasicBlock::Create(context, "entry", function_);
    auto* const start = llvm::BasicBlock::Create(context, "start", function_);
    entry_.SetInsertPoint(llvm::BranchInst::Create(start, entry));
    b.SetInsertPoint(start);
}

llvm::Function* Step::finish(Value* result) {
    if (result) {
        b.CreateRet(result);
    } else {
        b.CreateRetVoid();
    }
    return function_;
}

Value* Step::loaded(llvm::Type* type, Value* base, std::size_t offset, const llvm::Twine& name) {
    Value*& value = loaded_[{base, offset}];
    if (!value) {
        value = entry_.CreateLoad(type, entry_.CreateConstInBoundsGEP1_64(entry_.getInt8Ty(), base, offset), name);
    }
    return value;
}

Value* Step::count_at(std::size_t offset, const llvm::Twine& name) {
    Value*& value = counts_[offset];
    if (!value) value = entry_.CreateSExt(loaded(b.getInt32Ty(), block(), offset, ""), b.getInt64Ty(), name);
    return value;
}

Value* Step::n_events() { return count_at(offsetof(abi::Block, n_events), "n_events"); }

Value* Step::n_objects() { return count_at(offsetof(abi::Block, n_objects), "n_objects"); }

Value* Step::sentinel() {
    if (!sentinel_) {
        Value* const count = loaded(b.getInt32Ty(), block(), offsetof(abi::Block, n_objects), "no_object");
        sentinel_ = lanes.width() == 1
                        ? count
                        : entry_.CreateVectorSplat(static_cast<unsigned>(lanes.width()), count, "no_object");
    }
    return sentinel_;
}

namespace {

std::size_t element(std::size_t array, int index, std::size_t size = sizeof(void*)) {
    return array + static_cast<std::size_t>(index) * size;
}

}  // namespace

Value* Step::event_column(int column) {
    return loaded(b.getPtrTy(), block(), element(offsetof(abi::Block, event_columns), column),
                  llvm::StringRef(abi::kEventColumnNames[static_cast<std::size_t>(column)]));
}

Value* Step::object_column(int column) {
    return loaded(b.getPtrTy(), block(), element(offsetof(abi::Block, object_columns), column),
                  llvm::StringRef(abi::kObjectColumnNames[static_cast<std::size_t>(column)]));
}

Value* Step::object_event() {
    return loaded(b.getPtrTy(), block(), offsetof(abi::Block, object_event), "object_event");
}

Value* Step::object_row() { return loaded(b.getPtrTy(), block(), offsetof(abi::Block, object_row), "object_row"); }

Value* Step::event_hash() { return loaded(b.getPtrTy(), block(), offsetof(abi::Block, event_hash), "event_hash"); }

Value* Step::segment_begin(int particle) {
    return count_at(element(offsetof(abi::Block, segment_begin), particle, sizeof(std::int32_t)), "segment_begin");
}

Value* Step::segment_end(int particle) {
    return count_at(element(offsetof(abi::Block, segment_end), particle, sizeof(std::int32_t)), "segment_end");
}

bool Step::is_base(plan::CollectionId collection) const {
    return plan().collections[static_cast<std::size_t>(collection)].kind == plan::Collection::Kind::base;
}

Value* Step::begin(plan::CollectionId id) {
    const plan::Collection& collection = plan().collections[static_cast<std::size_t>(id)];
    if (!is_base(id))
        return event_ints(slots().collections[static_cast<std::size_t>(id)].begin, collection.name + ".begin");
    return loaded(b.getPtrTy(), block(), element(offsetof(abi::Block, begin), collection.particle),
                  collection.name + ".begin");
}

Value* Step::size(plan::CollectionId id) {
    const plan::Collection& collection = plan().collections[static_cast<std::size_t>(id)];
    if (!is_base(id))
        return event_ints(slots().collections[static_cast<std::size_t>(id)].size, collection.name + ".size");
    return loaded(b.getPtrTy(), block(), element(offsetof(abi::Block, size), collection.particle),
                  collection.name + ".size");
}

Value* Step::rows(plan::CollectionId id) {
    if (is_base(id)) return nullptr;
    const auto index = static_cast<std::size_t>(id);
    return object_ints(slots().collections[index].rows, plan().collections[index].name + ".rows");
}

Value* Step::selected(plan::SelectionId id) {
    const bool is_union = slots().union_of(id) != nullptr;
    return event_ints(slots().layout.selections[at(id)].events,
                      (is_union ? "" : plan().selections[at(id)].name + ".") + "events");
}

Value* Step::n_selected(plan::SelectionId id) {
    return load_counter(slots().layout.selections[static_cast<std::size_t>(id)].count);
}

Value* Step::event_ints(int slot, const llvm::Twine& name) {
    Value* const arrays = loaded(b.getPtrTy(), workspace(), offsetof(abi::Workspace, event_ints), "event_ints");
    return loaded(b.getPtrTy(), arrays, element(0, slot), name);
}

Value* Step::object_ints(int slot, const llvm::Twine& name) {
    Value* const arrays = loaded(b.getPtrTy(), workspace(), offsetof(abi::Workspace, object_ints), "object_ints");
    return loaded(b.getPtrTy(), arrays, element(0, slot), name);
}

Value* Step::event_doubles(int slot, const llvm::Twine& name) {
    Value* const arrays = loaded(b.getPtrTy(), workspace(), offsetof(abi::Workspace, event_doubles), "event_doubles");
    return loaded(b.getPtrTy(), arrays, element(0, slot), name);
}

Value* Step::object_lines(int slot, const llvm::Twine& name) {
    Value* const arrays = loaded(b.getPtrTy(), workspace(), offsetof(abi::Workspace, object_lines), "object_lines");
    return loaded(b.getPtrTy(), arrays, element(0, slot), name);
}

Value* Step::counter(int slot) {
    Value* const counters = loaded(b.getPtrTy(), workspace(), offsetof(abi::Workspace, counters), "counters");
    return b.CreateConstInBoundsGEP1_64(b.getInt64Ty(), counters, static_cast<std::uint64_t>(slot));
}

Value* Step::load_counter(int slot) { return b.CreateLoad(b.getInt64Ty(), counter(slot), "count"); }

void Step::store_counter(Value* value, int slot) { b.CreateStore(value, counter(slot)); }

Value* Step::list(int slot) {
    Value* const lists = loaded(b.getPtrTy(), workspace(), offsetof(abi::Workspace, lists), "lists");
    return b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), lists, element(0, slot, sizeof(abi::List)), "list");
}

Value* Step::scratch(llvm::Type* type, const llvm::Twine& name) { return entry_.CreateAlloca(type, nullptr, name); }

Value* Step::call_kernel(llvm::StringRef name, llvm::Type* result, llvm::ArrayRef<Value*> arguments) {
    llvm::SmallVector<llvm::Type*, 8> types;
    for (Value* const argument : arguments) types.push_back(argument->getType());
    llvm::FunctionCallee kernel =
        unit.module.getOrInsertFunction(name, llvm::FunctionType::get(result, types, /*isVarArg=*/false));
    llvm::cast<llvm::Function>(kernel.getCallee())->setDoesNotThrow();
    return b.CreateCall(kernel, arguments);
}

}  // namespace collmc::codegen
