// From a plan to code: taken from the cache, or generated and kept there.
#pragma once

#include <optional>
#include <string>

#include "compiler/pipeline/pipeline.h"

namespace collmc::pipeline {

/// The plan as code that can be called. Phases: "cache" (looking for it, and bringing what was found to memory), else
/// also "load" (the code generator), "generate", "optimise", "emit", "link" and "keep". Empty, with a diagnostic, for a
/// broken installation.
std::optional<machine::Machine> machine_code(const plan::Plan& plan, const CompileOptions& options,
                                             diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics,
                                             Timings& timings);

/// The text of the stage llvm or assembly, always generated anew. Empty, with a diagnostic, for a broken installation.
std::string code_text(const plan::Plan& plan, const CompileOptions& options, diagnostics::SourceSet& sources,
                      diagnostics::Diagnostics& diagnostics, Timings& timings);

}  // namespace collmc::pipeline
