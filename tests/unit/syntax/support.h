// What the tests of the parser share.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/parse.h"
#include "gtest/gtest.h"

namespace collmc::syntax {

/// A text with its tree and diagnostics.
struct Parsed {
    explicit Parsed(std::string text, std::string path = "test.cut")
        : file(std::make_unique<diagnostics::SourceFile>(std::move(path), std::move(text))),
          tree(parse(*file, diagnostics)) {}

    std::unique_ptr<diagnostics::SourceFile> file;
    diagnostics::Diagnostics diagnostics;
    Tree tree;

    std::vector<std::string> codes() const {
        std::vector<std::string> codes;
        for (const auto& diagnostic : diagnostics.all()) codes.push_back(diagnostic.code);
        return codes;
    }
};

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
}

/// The files of a folder with an extension, sorted.
inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, const std::string& extension) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == extension) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// Compares with a golden file, or rewrites it when COLLMC_UPDATE_GOLDEN is set.
inline void expect_golden(const std::filesystem::path& golden, const std::string& actual) {
    if (std::getenv("COLLMC_UPDATE_GOLDEN")) {
        std::ofstream(golden, std::ios::binary) << actual;
        return;
    }
    EXPECT_EQ(read_file(golden), actual) << "differs from " << golden << "; COLLMC_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace collmc::syntax
