// What the property tests share.
#pragma once

#include <cstdlib>
#include <filesystem>

#include "compiler/semantics/check.h"

namespace collmc::property {

/// A number from the environment.
inline long asked(const char* variable, long otherwise) {
    const char* value = std::getenv(variable);
    return value ? std::atol(value) : otherwise;
}

/// The standard library, loaded once.
inline const semantics::Library& library() {
    static diagnostics::SourceSet sources;
    static const auto loaded = [] {
        diagnostics::Diagnostics diagnostics;
        return semantics::load_library(std::filesystem::path(SOURCE_DIR) / "stdlib", sources, diagnostics);
    }();
    return *loaded;
}

}  // namespace collmc::property
