// Phase 4: event plan -> LLVM IR -> machine code. The only folder that includes LLVM.
//
// The code is emitted for explicit lanes: `width` events (or objects, in a filter) at a time in LLVM vector types,
// width 1 being the scalar backend; no result depends on it. Each step of the plan becomes one function named after the
// program's name for it (`object.jets`, `region.WW.cut3`, ...), and `analyse_block` calls them in order. A value that
// is not cheap and that several steps need has a function of its own (`value.m_jj`), which computes it once per event.
// Arithmetic is emitted exactly as the plan says: no fast-math flags, no contraction. Vector mathematics calls the
// bit-reproducible functions of runtime/kernels/math.h.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "compiler/plan/plan.h"
#include "runtime/abi/block.h"

namespace collmc::codegen {

enum class Vectorisation { scalar, widest };

struct Options {
    Vectorisation vectorisation = Vectorisation::widest;
    int max_width = 8;      ///< widest vectors to use, in lanes of f64: 8, 4 or 1
    bool keep_ir = false;   ///< fill Machine::llvm_ir
    bool keep_asm = false;  ///< fill Machine::assembly
};

/// Machine code with everything it needs to stay alive: freed with the last copy. Reading it needs nothing of LLVM.
class Machine {
public:
    abi::Kernel kernel() const { return code_->kernel; }
    const abi::WorkspaceLayout& layout() const { return code_->layout; }
    int width() const { return code_->width; }  ///< lanes of f64
    const std::string& cpu() const { return code_->cpu; }
    const std::string& llvm_ir() const { return code_->llvm_ir; }
    const std::string& assembly() const { return code_->assembly; }
    /// Milliseconds: generate IR, optimise it, emit and link.
    double generate_ms() const { return code_->generate_ms; }
    double optimise_ms() const { return code_->optimise_ms; }
    double emit_ms() const { return code_->emit_ms; }

private:
    friend Machine compile(const plan::Plan& plan, const Options& options);
    struct Code {
        std::shared_ptr<void> memory;  ///< owns the code
        abi::Kernel kernel = nullptr;
        abi::WorkspaceLayout layout;
        int width = 1;
        std::string cpu, llvm_ir, assembly;
        double generate_ms = 0, optimise_ms = 0, emit_ms = 0;
    };
    explicit Machine(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
    std::shared_ptr<const Code> code_;
};

/// Compiles for this machine's CPU. Failure is our fault: throws diagnostics::InternalError. A CPU without FMA has no
/// bit-reproducible functions; see kernels::missing_cpu_features.
Machine compile(const plan::Plan& plan, const Options& options = {});

/// `compile` as the loadable module offers it, in a variable of the name kCompile: LLVM takes longer to load than most
/// analyses to check, so the program loads it only when there is code to generate (pipeline/code_generator.h).
using Compile = Machine (*)(const plan::Plan&, const Options&);
inline constexpr char kCompile[] = "collmc_codegen_compile";

}  // namespace collmc::codegen
