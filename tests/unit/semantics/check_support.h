// What the tests of the checker share.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/diagnostics/render_text.h"
#include "compiler/semantics/check.h"
#include "compiler/syntax/parse.h"

namespace collmc::semantics {

namespace fs = std::filesystem;

inline const fs::path kGolden = fs::path(TESTS_DIR) / "golden" / "semantics";

/// The standard library of the source tree, loaded once. Its paths are relative, so that messages are the same
/// everywhere.
inline const Library& standard_library() {
    static diagnostics::SourceSet sources;
    static const std::optional<Library> library = [] {
        fs::current_path(SOURCE_DIR);
        diagnostics::Diagnostics problems;
        std::optional<Library> loaded = load_library("stdlib", sources, problems);
        EXPECT_EQ(diagnostics::render_text(problems), "");
        return loaded;
    }();
    return library.value();
}

/// A text with what the checker says of it.
struct Checked {
    explicit Checked(std::string text, const std::string& path = "test.cut") {
        const diagnostics::SourceFile& file = sources.add(path, std::move(text));
        const syntax::Tree tree = syntax::parse(file, diagnostics);
        program = check(tree, standard_library(), diagnostics);
        diagnostics.sort();
    }

    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    std::optional<Program> program;

    std::string text() const { return diagnostics::render_text(diagnostics); }
    std::vector<std::string> codes() const {
        std::vector<std::string> codes;
        for (const diagnostics::Diagnostic& diagnostic : diagnostics.all()) codes.push_back(diagnostic.code);
        return codes;
    }
};

/// The value and type of one expression; jets, leptons and a candidate Z may be used in it.
inline Checked check_value(const std::string& expression) {
    return Checked(
        "object jets from Jet\n"
        "object leptons from Electron, Muon\n"
        "candidate Z from l1, l2 in leptons\n"
        "    closest mass to 91.1876 GeV\n"
        "define value = " +
        expression +
        "\n"
        "region R\n"
        "    select size(jets) >= 4 and size(leptons) >= 2 and exists(Z)\n"
        "    histo all when size(jets) >= 9 : 1, 1 bins from 0 to 2\n");
}

/// The type of a define, as the language writes it; the messages where it has none.
inline std::string type_of(const std::string& expression) {
    const Checked checked = check_value(expression);
    if (!checked.program) return checked.text();
    return to_string(checked.program->defines.back().value->type, *checked.program->schema);
}

inline std::string read_file(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
}

/// The files of a folder with an extension, sorted.
inline std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == extension) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// Compares with a golden file, or rewrites it when COLLMC_UPDATE_GOLDEN is set.
inline void expect_golden(const fs::path& golden, const std::string& actual) {
    if (std::getenv("COLLMC_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(golden, std::ios::binary) << actual;
        return;
    }
    EXPECT_EQ(read_file(golden), actual) << "differs from " << golden << "; COLLMC_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace collmc::semantics
