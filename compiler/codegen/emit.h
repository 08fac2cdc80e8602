// Emits a plan as an LLVM module: one function per step and machine::kEntryPoint, an abi::Kernel, which calls them in
// order.
#pragma once

#include <llvm/IR/Module.h>

#include <memory>
#include <vector>

#include "compiler/codegen/layout.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

struct Emitted {
    std::unique_ptr<llvm::Module> module;
    std::vector<llvm::Function*> nested;  ///< functions with loops inside loops, whose time is that of their inner loop
};

/// `attributes` are those of every function; `width` is 1, 4 (needs AVX2) or 8 (needs AVX-512 F, DQ and VL).
Emitted emit_module(llvm::LLVMContext& context, const plan::Plan& plan, const Slots& slots, int width,
                    llvm::AttributeList attributes);

}  // namespace collmc::codegen
