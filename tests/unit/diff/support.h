// What the tests of the comparison share.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "compiler/diagnostics/render_text.h"
#include "compiler/diff/compare.h"
#include "compiler/diff/render.h"
#include "compiler/semantics/check.h"
#include "compiler/syntax/parse.h"

namespace collmc::diff {

/// The standard library of the source tree, loaded once.
inline const semantics::Library& library() {
    static diagnostics::SourceSet sources;
    static const auto loaded = [] {
        diagnostics::Diagnostics diagnostics;
        return semantics::load_library(std::filesystem::path(SOURCE_DIR) / "stdlib", sources, diagnostics);
    }();
    return loaded.value();
}

/// A text and its program, if it has no errors.
struct Checked {
    explicit Checked(const std::string& text) : file("test.cut", text) {
        const syntax::Tree tree = syntax::parse(file, diagnostics);
        program = semantics::check(tree, library(), diagnostics);
    }
    std::string errors() const { return diagnostics::render_text(diagnostics); }

    diagnostics::SourceFile file;
    diagnostics::Diagnostics diagnostics;
    std::optional<semantics::Program> program;
};

/// A text without errors fails the test if it has some.
inline Differences differences(const std::string& before, const std::string& after) {
    const Checked old(before), now(after);
    EXPECT_TRUE(old.program) << before << old.errors();
    EXPECT_TRUE(now.program) << after << now.errors();
    return old.program && now.program ? compare(*old.program, *now.program) : Differences();
}

}  // namespace collmc::diff
