// Phase 4: event plan -> LLVM IR -> machine code. The only folder that includes LLVM.
//
// The code is emitted for explicit lanes: `width` events (or objects, in a filter) at a time in LLVM vector types,
// width 1 being the scalar backend; no result depends on it. Each step of the plan becomes one function named after the
// program's name for it (`object.jets`, `region.WW.cut3`, ...), and `analyse_block` calls them in order.
// Arithmetic is emitted exactly as the plan says: no fast-math flags, no contraction. Vector mathematics calls the
// bit-reproducible functions of runtime/kernels/math.h.
#pragma once

#include <memory>
#include <string>

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

/// Machine code with everything it needs to stay alive. Movable; destroying it frees the code.
class Machine {
public:
    Machine(Machine&&) noexcept;
    Machine& operator=(Machine&&) noexcept;
    ~Machine();

    abi::Kernel kernel() const;
    const abi::WorkspaceLayout& layout() const;
    int width() const;  ///< lanes of f64
    const std::string& cpu() const;
    const std::string& llvm_ir() const;
    const std::string& assembly() const;
    /// Milliseconds: generate IR, optimise it, emit and link.
    double generate_ms() const, optimise_ms() const, emit_ms() const;

private:
    friend Machine compile(const plan::Plan& plan, const Options& options);
    struct State;
    explicit Machine(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Compiles for this machine's CPU. Failure is our fault: throws diagnostics::InternalError. A CPU without FMA has no
/// bit-reproducible functions; see `missing_cpu_features`.
Machine compile(const plan::Plan& plan, const Options& options = {});

/// Empty, or a sentence that names the CPU features that are needed and absent.
std::string missing_cpu_features();

}  // namespace collmc::codegen
