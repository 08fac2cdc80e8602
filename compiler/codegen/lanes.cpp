#include "compiler/codegen/lanes.h"

#include <fmt/format.h>
#include <llvm/ADT/APInt.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/IR/Module.h>

#include <array>
#include <bit>

namespace collmc::codegen {

using llvm::Type;
using llvm::Value;

namespace {

bool is_true(Value* mask) {
    const auto* constant = llvm::dyn_cast<llvm::Constant>(mask);
    return constant && constant->isAllOnesValue();
}

llvm::Align element_align(Type* type) { return llvm::Align(type->getScalarSizeInBits() / 8); }

}  // namespace

Lanes::Lanes(Builder& builder, int width) : b_(builder), width_(width) {
    const auto lanes_of = [&](Type* type) {
        return width == 1 ? type : llvm::FixedVectorType::get(type, static_cast<unsigned>(width));
    };
    f64_ = lanes_of(b_.getDoubleTy());
    i32_ = lanes_of(b_.getInt32Ty());
    i64_ = lanes_of(b_.getInt64Ty());
    b1_ = lanes_of(b_.getInt1Ty());
}

Value* Lanes::splat(Value* scalar, const llvm::Twine& name) {
    return width_ == 1 ? scalar : b_.CreateVectorSplat(static_cast<unsigned>(width_), scalar, name);
}

Value* Lanes::number(double value) { return llvm::ConstantFP::get(f64_, value); }
Value* Lanes::integer(std::int32_t value) {
    return llvm::ConstantInt::get(i32_, static_cast<std::uint64_t>(value), /*IsSigned=*/true);
}
Value* Lanes::boolean(bool value) { return llvm::ConstantInt::get(b1_, value ? 1 : 0); }
Value* Lanes::word(std::uint64_t value) { return llvm::ConstantInt::get(i64_, value); }

Value* Lanes::from(Value* first, const llvm::Twine& name) {
    Value* const base = b_.CreateTrunc(first, b_.getInt32Ty());
    if (width_ == 1) return base;
    llvm::SmallVector<std::uint32_t, 8> steps;
    for (int lane = 0; lane < width_; ++lane) steps.push_back(static_cast<std::uint32_t>(lane));
    return b_.CreateAdd(splat(base), llvm::ConstantDataVector::get(b_.getContext(), steps), name);
}

Value* Lanes::choose(Value* mask, Value* a, Value* b, const llvm::Twine& name) {
    return is_true(mask) ? a : b_.CreateSelect(mask, a, b, name);
}

Value* Lanes::both(Value* a, Value* b, const llvm::Twine& name) {
    return is_true(a) ? b : is_true(b) ? a : b_.CreateAnd(a, b, name);
}

Value* Lanes::bits(Value* mask) {
    return b_.CreateZExt(b_.CreateBitCast(mask, b_.getIntNTy(static_cast<unsigned>(width_))), b_.getInt64Ty());
}

Value* Lanes::mask_of(Value* bits) {
    return b_.CreateBitCast(b_.CreateTrunc(bits, b_.getIntNTy(static_cast<unsigned>(width_))), b1_);
}

Value* Lanes::any(Value* mask) { return width_ == 1 ? mask : b_.CreateICmpNE(bits(mask), b_.getInt64(0), "any"); }

Value* Lanes::count(Value* mask) {
    return width_ == 1 ? b_.CreateZExt(mask, b_.getInt64Ty())
                       : b_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits(mask), nullptr, "count");
}

Value* Lanes::greatest(Value* integers) {
    return width_ == 1 ? integers : b_.CreateIntMaxReduce(integers, /*IsSigned=*/true);
}

Value* Lanes::table(std::string_view name, llvm::ArrayRef<std::uint64_t> entries, unsigned bits) {
    llvm::Module& module = *b_.GetInsertBlock()->getModule();
    if (llvm::GlobalVariable* existing = module.getNamedGlobal(name)) return existing;
    Type* const entry = b_.getIntNTy(bits);
    llvm::SmallVector<llvm::Constant*, 256> constants;
    for (const std::uint64_t value : entries) constants.push_back(llvm::ConstantInt::get(entry, value));
    llvm::ArrayType* const type = llvm::ArrayType::get(entry, entries.size());
    return new llvm::GlobalVariable(module, type, /*isConstant=*/true, llvm::GlobalValue::InternalLinkage,
                                    llvm::ConstantArray::get(type, constants), name);
}

Value* Lanes::count_before(Value* mask) {
    if (width_ == 1) return integer(0);
    // Byte `lane` of the entry for a mask is the count in that mask before the lane.
    std::vector<std::uint64_t> counts(std::size_t{1} << width_);
    for (std::uint64_t bits = 0; bits < counts.size(); ++bits) {
        for (int lane = 0; lane < width_; ++lane) {
            const auto before = static_cast<std::uint64_t>(std::popcount(bits & ((std::uint64_t{1} << lane) - 1)));
            counts[bits] |= before << (8 * lane);
        }
    }
    const auto entry_bits = static_cast<unsigned>(8 * width_);
    Value* const counts_table = table("counts_before", counts, entry_bits);
    Type* const entry = b_.getIntNTy(entry_bits);
    Value* const packed = b_.CreateLoad(entry, b_.CreateInBoundsGEP(entry, counts_table, bits(mask)));
    Type* const bytes = llvm::FixedVectorType::get(b_.getInt8Ty(), static_cast<unsigned>(width_));
    return b_.CreateZExt(b_.CreateBitCast(packed, bytes), i32_, "count_before");
}

Value* Lanes::address(Type* type, Value* array, Value* index) {
    return b_.CreateInBoundsGEP(type->getScalarType(), array, index);
}

Value* Lanes::load(Type* type, Value* array, Value* index, Value* active, Value* otherwise, const llvm::Twine& name) {
    Value* const from = address(type, array, index);
    if (is_true(active)) return b_.CreateAlignedLoad(type, from, element_align(type), name);
    return b_.CreateMaskedLoad(type, from, element_align(type), active, otherwise, name);
}

void Lanes::store(Value* value, Value* array, Value* index, Value* active) {
    Type* const type = value->getType();
    Value* const to = address(type, array, index);
    if (is_true(active)) {
        b_.CreateAlignedStore(value, to, element_align(type));
    } else {
        b_.CreateMaskedStore(value, to, element_align(type), active);
    }
}

Value* Lanes::gather(Type* type, Value* array, Value* indices, Value* active, Value* otherwise,
                     const llvm::Twine& name) {
    if (width_ > 1 && is_true(active)) return call_gather(type == i32_ ? "i32" : "f64", type, array, indices, name);
    if (width_ == 8) {
        return b_.CreateMaskedGather(type, address(type, array, indices), element_align(type), active, otherwise, name);
    }
    // Narrower processors have no masks for this, or slow ones: read element 0 instead, which every array has.
    Value* const safe = choose(active, indices, integer(0));
    Value* const from = address(type, array, safe);
    Value* const read = width_ == 1 ? static_cast<Value*>(b_.CreateAlignedLoad(type, from, element_align(type)))
                                    : b_.CreateMaskedGather(type, from, element_align(type), boolean(true));
    return choose(active, read, otherwise, name);
}

/// A call is little to compile. With eight loads in its place the events take as long, but a short analysis took a
/// third longer to compile.
Value* Lanes::call_gather(llvm::StringRef kind, Type* type, Value* array, Value* indices, const llvm::Twine& name) {
    Type* const moved = type == i32_ ? i32_ : f64_;
    llvm::FunctionCallee kernel = b_.GetInsertBlock()->getModule()->getOrInsertFunction(
        fmt::format("collmc_gather_{}_{}", kind.str(), width_), moved, array->getType(), indices->getType());
    auto* const function = llvm::cast<llvm::Function>(kernel.getCallee());
    function->setDoesNotThrow();
    function->setWillReturn();
    function->setOnlyReadsMemory();
    return b_.CreateBitCast(b_.CreateCall(kernel, {array, indices}, type == moved ? name : llvm::Twine()), type, name);
}

Value* Lanes::gather(Type* type, Value* array, Value* indices, const llvm::Twine& name) {
    return gather(type, array, indices, boolean(true), llvm::PoisonValue::get(type), name);
}

Value* Lanes::gather_events(Type* type, Value* array, Value* events, const llvm::Twine& name) {
    if (width_ > 1 && type == i32_) return call_gather("near_i32", type, array, events, name);
    return gather(type, array, events, name);
}

llvm::SmallVector<Value*, 8> Lanes::extract(Value* indices) {
    if (width_ == 1) return {b_.CreateSExt(indices, b_.getInt64Ty())};
    // Through memory: loads are many at once, while the units that move lanes to other registers are those that
    // compute.
    llvm::BasicBlock& entry = b_.GetInsertBlock()->getParent()->getEntryBlock();
    Value* const stored = Builder(&entry, entry.begin()).CreateAlloca(i32_, nullptr, "indices");
    b_.CreateStore(indices, stored);
    llvm::SmallVector<Value*, 8> scalars;
    for (std::uint64_t lane = 0; lane < static_cast<std::uint64_t>(width_); ++lane) {
        Value* const from = b_.CreateConstInBoundsGEP1_64(b_.getInt32Ty(), stored, lane);
        scalars.push_back(b_.CreateSExt(b_.CreateLoad(b_.getInt32Ty(), from), b_.getInt64Ty()));
    }
    return scalars;
}

void Lanes::scatter(Value* value, Value* array, Value* indices, Value* active) {
    Type* const type = value->getType();
    if (width_ > 1) {
        b_.CreateMaskedScatter(value, address(type, array, indices), element_align(type), active);
        return;
    }
    llvm::Function* const function = b_.GetInsertBlock()->getParent();
    auto* const write = llvm::BasicBlock::Create(b_.getContext(), "write", function);
    auto* const on = llvm::BasicBlock::Create(b_.getContext(), "on", function);
    b_.CreateCondBr(active, write, on);
    b_.SetInsertPoint(write);
    store(value, array, indices, boolean(true));
    b_.CreateBr(on);
    b_.SetInsertPoint(on);
}

Value* Lanes::compress_store(llvm::ArrayRef<Stored> values, Value* index, Value* mask) {
    Value* const behind = b_.CreateAdd(index, count(mask), "behind");
    if (width_ > 1) {
        // Compressing in a register and storing all of it: a compressing store is slow on some processors.
        for (const auto& [value, array] : values) store(compress(value, mask), array, index, boolean(true));
        return behind;
    }
    llvm::Function* const function = b_.GetInsertBlock()->getParent();
    auto* const keep = llvm::BasicBlock::Create(b_.getContext(), "keep", function);
    auto* const on = llvm::BasicBlock::Create(b_.getContext(), "on", function);
    b_.CreateCondBr(mask, keep, on);
    b_.SetInsertPoint(keep);
    for (const auto& [value, array] : values) store(value, array, index, boolean(true));
    b_.CreateBr(on);
    b_.SetInsertPoint(on);
    return behind;
}

Value* Lanes::compress(Value* value, Value* mask) {
    Type* const type = value->getType();
    if (width_ == 8) {
        return b_.CreateIntrinsic(llvm::Intrinsic::x86_avx512_mask_compress, {type},
                                  {value, llvm::Constant::getNullValue(type), mask}, nullptr, "compressed");
    }
    // A byte of the entry for a mask is where 32 bits of the result come from: a lane, or half of one.
    const std::uint64_t parts = type == f64_ ? 2 : 1;
    std::vector<std::uint64_t> sources(16);
    for (unsigned bits = 0; bits < 16; ++bits) {
        std::uint64_t to = 0;
        for (std::uint64_t part = 0; part < 4 * parts; ++part) {
            if (bits >> part / parts & 1) sources[bits] |= part << (8 * to++);
        }
    }
    const auto n_parts = static_cast<unsigned>(4 * parts);
    Type* const entry = b_.getIntNTy(8 * n_parts);
    Value* const sources_table = table(parts == 1 ? "sources" : "half_sources", sources, 8 * n_parts);
    Value* const packed = b_.CreateLoad(entry, b_.CreateInBoundsGEP(entry, sources_table, bits(mask)));
    Value* const from = b_.CreateZExt(b_.CreateBitCast(packed, llvm::FixedVectorType::get(b_.getInt8Ty(), n_parts)),
                                      llvm::FixedVectorType::get(b_.getInt32Ty(), n_parts));
    Value* const floats = b_.CreateBitCast(value, llvm::FixedVectorType::get(b_.getFloatTy(), n_parts));
    const auto permute = parts == 1 ? llvm::Intrinsic::x86_avx_vpermilvar_ps : llvm::Intrinsic::x86_avx2_permps;
    return b_.CreateBitCast(b_.CreateIntrinsic(permute, {}, {floats, from}), type, "compressed");
}

Loop::Loop(Builder& builder, const llvm::Twine& name) : b_(builder), before_(builder.GetInsertBlock()) {
    llvm::Function* const function = before_->getParent();
    header_ = llvm::BasicBlock::Create(b_.getContext(), name, function);
    body_ = llvm::BasicBlock::Create(b_.getContext(), name + ".body", function);
    exit_ = llvm::BasicBlock::Create(b_.getContext(), name + ".end", function);
    b_.CreateBr(header_);
    b_.SetInsertPoint(header_);
}

llvm::PHINode* Loop::carry(Value* initial, const llvm::Twine& name) {
    llvm::PHINode* const carried = b_.CreatePHI(initial->getType(), 2, name);
    carried->addIncoming(initial, before_);
    return carried;
}

void Loop::enter(Value* condition) {
    b_.CreateCondBr(condition, body_, exit_);
    b_.SetInsertPoint(body_);
}

void Loop::close() {
    for (const auto& [carried, value] : next_) carried->addIncoming(value, b_.GetInsertBlock());
    b_.CreateBr(header_);
    b_.SetInsertPoint(exit_);
}

DoLoop::DoLoop(Builder& builder, Value* enters, const llvm::Twine& name)
    : b_(builder), before_(builder.GetInsertBlock()) {
    llvm::Function* const function = before_->getParent();
    body_ = llvm::BasicBlock::Create(b_.getContext(), name, function);
    exit_ = llvm::BasicBlock::Create(b_.getContext(), name + ".end", function);
    b_.CreateCondBr(enters, body_, exit_);
    b_.SetInsertPoint(body_);
}

llvm::PHINode* DoLoop::carry(Value* initial, const llvm::Twine& name) {
    llvm::PHINode* const carried = b_.CreatePHI(initial->getType(), 2, name);
    carried->addIncoming(initial, before_);
    carried_[carried].first = initial;
    return carried;
}

void DoLoop::close(Value* again) {
    llvm::BasicBlock* const end = b_.GetInsertBlock();
    b_.CreateCondBr(again, body_, exit_);
    b_.SetInsertPoint(exit_);
    for (const auto& [carried, values] : carried_) {
        carried->addIncoming(values.second, end);
        llvm::PHINode* const last = b_.CreatePHI(carried->getType(), 2, carried->getName());
        last->addIncoming(values.first, before_);
        last->addIncoming(values.second, end);
        last_[carried] = last;
    }
}

}  // namespace collmc::codegen
