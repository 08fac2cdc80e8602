#include "compiler/pipeline/code_generator.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace collmc::pipeline {

codegen::Generate code_generator(const std::filesystem::path& module, diagnostics::SourceSet& sources,
                                 diagnostics::Diagnostics& diagnostics) {
    void* const loaded = dlopen(module.c_str(), RTLD_LAZY | RTLD_LOCAL);
    const void* const generate = loaded ? dlsym(loaded, codegen::kGenerate) : nullptr;
    if (generate) return *static_cast<const codegen::Generate*>(generate);
    diagnostics.error("E0901", "codegen", {&sources.add(module.string(), ""), 0, 0},
                      fmt::format("collmc is not installed completely: {}", dlerror()));
    return nullptr;
}

}  // namespace collmc::pipeline
