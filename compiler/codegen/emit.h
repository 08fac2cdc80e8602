// Emits one part of a plan's code as an LLVM module: one function per piece, and in part 0 machine::kEntryPoint, an
// abi::Kernel, which calls those of the steps in order.
#pragma once

#include <llvm/IR/Module.h>

#include <memory>

#include "compiler/codegen/layout.h"
#include "compiler/codegen/pieces.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

/// `attributes` are those of every function; `width` is 1, 4 (needs AVX2) or 8 (needs AVX-512 F, DQ and VL).
std::unique_ptr<llvm::Module> emit_module(llvm::LLVMContext& context, const plan::Plan& plan, const Slots& slots,
                                          const Pieces& pieces, std::size_t part, int width,
                                          llvm::AttributeList attributes);

}  // namespace collmc::codegen
