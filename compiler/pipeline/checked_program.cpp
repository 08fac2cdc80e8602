#include "compiler/pipeline/checked_program.h"

#include "compiler/semantics/check.h"
#include "compiler/syntax/parse.h"

namespace collmc::pipeline {

std::optional<semantics::Program> checked_program(const diagnostics::SourceFile& source,
                                                  const std::filesystem::path& stdlib, diagnostics::SourceSet& sources,
                                                  diagnostics::Diagnostics& diagnostics) {
    const auto library = semantics::load_library(stdlib, sources, diagnostics, &source);
    if (!library) return std::nullopt;
    if (source.path() == "/dev/null") {
        semantics::Program nothing;
        nothing.schema = library->schema;
        return nothing;
    }
    // What is wrong with one of them must not keep the other from being checked.
    diagnostics::Diagnostics own;
    const auto tree = syntax::parse(source, own);
    auto program = semantics::check(tree, *library, own);
    for (const diagnostics::Diagnostic& it : own.all()) diagnostics.report(it);
    return program;
}

}  // namespace collmc::pipeline
