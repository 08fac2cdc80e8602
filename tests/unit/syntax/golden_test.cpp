// The trees of the example programs, and the message for each syntax error, against files under tests/golden/syntax.
#include <fmt/format.h>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/syntax/print.h"
#include "support.h"

namespace collmc::syntax {
namespace {

namespace fs = std::filesystem;

const fs::path golden = fs::path(TESTS_DIR) / "golden" / "syntax";

TEST(Golden, TreesOfTheExamples) {
    const auto examples = files_in(fs::path(SOURCE_DIR) / "examples" / "collm", ".cut");
    ASSERT_GE(examples.size(), 5u);
    for (const auto& path : examples) {
        const Parsed parsed(read_file(path), path.filename());
        EXPECT_EQ(diagnostics::render_text(parsed.diagnostics), "");
        expect_golden(golden / (path.stem().string() + ".outline"), outline(parsed.tree));
    }
}

TEST(Golden, TreesOfTheLanguage) {
    const fs::path path = golden / "language.cut";
    const Parsed parsed(read_file(path), path.filename());
    EXPECT_EQ(diagnostics::render_text(parsed.diagnostics), "");
    expect_golden(golden / "language.outline", outline(parsed.tree));
}

TEST(Golden, StandardLibraryParses) {
    for (const auto& path : files_in(fs::path(SOURCE_DIR) / "stdlib", ".cut"))
        EXPECT_EQ(diagnostics::render_text(Parsed(read_file(path), path.filename()).diagnostics), "");
}

// Each file holds one mistake and ends with `define after = 1`: there must be one message, and what follows must be
// read.
TEST(Golden, ErrorsAreOneMessageAndTheRestIsRead) {
    const auto files = files_in(golden / "errors", ".cut");
    ASSERT_GT(files.size(), 80u);
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename());
        const Parsed parsed(read_file(path), path.filename());
        EXPECT_EQ(parsed.diagnostics.all().size(), 1u);
        expect_golden(golden / "errors" / (path.stem().string() + ".txt"),
                      diagnostics::render_text(parsed.diagnostics));
        EXPECT_NE(outline(parsed.tree).find("define after\n"), std::string::npos);
    }
}

TEST(Golden, EverySyntaxCodeHasAnExample) {
    std::string all;
    for (const auto& path : files_in(golden / "errors", ".txt")) all += read_file(path);
    for (const auto& entry : diagnostics::catalogue()) {
        const bool is_syntax = entry.code.substr(0, 3) == "E00";
        const bool needs_large_file = entry.code == "E0012" || entry.code == "E0016" || entry.code == "E0017";
        const bool is_binary = entry.code == "E0011";
        if (!is_syntax || needs_large_file || is_binary) continue;  // those are in abuse_test.cpp
        EXPECT_NE(all.find(fmt::format("[{}]", entry.code)), std::string::npos) << entry.code;
    }
}

}  // namespace
}  // namespace collmc::syntax
