#include "compiler/pipeline/code_generator.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace collmc::pipeline {

codegen::Compile code_generator(const std::filesystem::path& module, diagnostics::SourceSet& sources,
                                diagnostics::Diagnostics& diagnostics) {
    void* const loaded = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    const void* const compile = loaded ? dlsym(loaded, codegen::kCompile) : nullptr;
    if (compile) return *static_cast<const codegen::Compile*>(compile);
    diagnostics.error("E0901", "codegen", {&sources.add(module.string(), ""), 0, 0},
                      fmt::format("collmc is not installed completely: {}", dlerror()));
    return nullptr;
}

}  // namespace collmc::pipeline
