// An analysis as a typed program, for what compares programs instead of running them.
#pragma once

#include <filesystem>
#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/semantics/typed.h"

namespace collmc::pipeline {

/// Nothing when it has errors, which are added to the diagnostics. `/dev/null`, which git gives for a file that is not
/// there, is an analysis without anything. The program points into `source` and the library's `sources`.
std::optional<semantics::Program> checked_program(const diagnostics::SourceFile& source,
                                                  const std::filesystem::path& stdlib, diagnostics::SourceSet& sources,
                                                  diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::pipeline
