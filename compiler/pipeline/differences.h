// Two analyses, checked and compared.
#pragma once

#include <filesystem>
#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/diff/changes.h"

namespace collmc::pipeline {

/// What changed in meaning. Nothing when one of them has errors, which are in the diagnostics. `/dev/null`, which git
/// gives for a file that is not there, is an analysis without anything.
std::optional<diff::Differences> differences(const diagnostics::SourceFile& before,
                                             const diagnostics::SourceFile& after, const std::filesystem::path& stdlib,
                                             diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::pipeline
