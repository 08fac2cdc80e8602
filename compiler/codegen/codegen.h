// Phase 4: event plan -> LLVM IR -> an object with machine code, which machine/ brings to memory. The only folder that
// includes LLVM.
//
// The code is emitted for explicit lanes: `width` events (or objects, in a filter) at a time in LLVM vector types,
// width 1 being the scalar backend; no result depends on it. Each step of the plan, or loop over events that several
// share (event_loops.h), becomes one function named after the program's name for it (`object.jets`, `region.WW.cut3`,
// ...), and `analyse_block` calls them in order. (Collections whose condition is comparisons with constants are calls
// of a kernel that takes many objects at once: compared.h.) The functions are shared out among parts, which are
// generated at the same time (pieces.h). A value that is not cheap and that several steps need has a function of its
// own (`value.m_jj`), which computes it once per event. Arithmetic is emitted exactly as the plan says: no fast-math
// flags, no contraction. Vector mathematics calls the bit-reproducible functions of runtime/kernels/math.h.
#pragma once

#include <string>

#include "compiler/machine/machine.h"
#include "compiler/machine/object.h"
#include "compiler/plan/plan.h"

namespace collmc::codegen {

enum class Vectorisation { scalar, widest };

struct Options {
    Vectorisation vectorisation = Vectorisation::widest;
    int max_width = 8;        ///< widest vectors to use, in lanes of f64: 8, 4 or 1
    bool one_thread = false;  ///< make all parts one after the other, and fewer of them
    bool keep_ir = false;     ///< fill Generated::llvm_ir
    bool keep_asm = false;    ///< fill Generated::assembly
};

struct Generated {
    machine::Object object;
    std::string llvm_ir, assembly;  ///< what Options asked for
    /// Milliseconds: generate IR, optimise it, emit the objects. Parts are made at the same time: these are of the
    /// first, and the last is the rest of the whole.
    double generate_ms = 0, optimise_ms = 0, emit_ms = 0;
};

/// Generates code for this machine's CPU. Failure is our fault: throws diagnostics::InternalError. A CPU without FMA
/// has no bit-reproducible functions; see kernels::missing_cpu_features.
Generated generate(const plan::Plan& plan, const Options& options = {});

/// `generate`, and the code brought to memory. Throws likewise.
machine::Machine compile(const plan::Plan& plan, const Options& options = {});

/// `generate` as the loadable module offers it, in a variable of the name kGenerate: LLVM takes longer to load than
/// most analyses to check, so the program loads it only when there is code to generate (pipeline/code_generator.h).
using Generate = Generated (*)(const plan::Plan&, const Options&);
inline constexpr char kGenerate[] = "collmc_codegen_generate";

}  // namespace collmc::codegen
