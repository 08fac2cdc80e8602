#include "compiler/pipeline/differences.h"

#include "compiler/diff/compare.h"
#include "compiler/pipeline/checked_program.h"

namespace collmc::pipeline {

std::optional<diff::Differences> differences(const diagnostics::SourceFile& before,
                                             const diagnostics::SourceFile& after, const std::filesystem::path& stdlib,
                                             diagnostics::SourceSet& sources, diagnostics::Diagnostics& diagnostics) {
    const auto old = checked_program(before, stdlib, sources, diagnostics);
    const auto now = checked_program(after, stdlib, sources, diagnostics);
    if (!old || !now || diagnostics.has_errors()) return std::nullopt;
    return diff::compare(*old, *now);
}

}  // namespace collmc::pipeline
