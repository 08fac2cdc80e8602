// Loads the code generator, and with it LLVM, when it is first needed: whoever only checks a program does not wait for
// it.
#pragma once

#include <filesystem>

#include "compiler/codegen/codegen.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"

namespace collmc::pipeline {

/// codegen::generate of the module in that file. It stays loaded; a second call is free. Null, with a diagnostic, for a
/// module that is missing or not ours: the installation is broken.
codegen::Generate code_generator(const std::filesystem::path& module, diagnostics::SourceSet& sources,
                                 diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::pipeline
