// The message for each mistake, the warnings, and the typed programs of the examples, against tests/golden/semantics.
#include <fmt/format.h>

#include "check_support.h"
#include "compiler/diagnostics/catalogue.h"

namespace collmc::semantics {
namespace {

// Each file holds one mistake: there is one message, and it carries the code that the file is named after.
void expect_one_message(const fs::path& folder, std::size_t at_least) {
    const std::vector<fs::path> files = files_in(folder, ".cut");
    ASSERT_GE(files.size(), at_least);
    for (const fs::path& path : files) {
        SCOPED_TRACE(path.filename());
        const Checked checked(read_file(path), path.filename());
        EXPECT_EQ(checked.codes(), std::vector<std::string>{path.stem().string().substr(0, 5)});
        expect_golden(folder / (path.stem().string() + ".txt"), checked.text());
    }
}

TEST(CheckGolden, EveryMistakeIsOneMessage) { expect_one_message(kGolden / "errors", 130); }

TEST(CheckGolden, EveryWarningIsOneMessage) { expect_one_message(kGolden / "warnings", 15); }

TEST(CheckGolden, ExamplesAreClean) {
    const std::vector<fs::path> examples = files_in(fs::path(SOURCE_DIR) / "examples" / "collm", ".cut");
    ASSERT_GE(examples.size(), 5u);
    for (const fs::path& path : examples) {
        const Checked checked(read_file(path), path.filename());
        EXPECT_EQ(checked.text(), "");
        ASSERT_TRUE(checked.program);
        expect_golden(kGolden / "typed" / (path.stem().string() + ".txt"), print(*checked.program));
    }
}

TEST(CheckGolden, LanguageOfTheTypedProgram) {
    const std::vector<fs::path> files = files_in(kGolden / "typed", ".cut");
    ASSERT_GE(files.size(), 7u);
    for (const fs::path& path : files) {
        SCOPED_TRACE(path.filename());
        const Checked checked(read_file(path), path.filename());
        EXPECT_EQ(checked.text(), "");
        ASSERT_TRUE(checked.program);
        expect_golden(kGolden / "typed" / (path.stem().string() + ".txt"), print(*checked.program));
    }
}

// No code without an example of what raises it.
TEST(CheckGolden, EveryCodeOfTheCheckerHasAnExample) {
    std::string sources;
    for (const fs::path& path : files_in(fs::path(SOURCE_DIR) / "compiler" / "semantics", ".cpp"))
        if (path.stem().string().substr(0, 8) != "presence") sources += read_file(path);
    for (const diagnostics::CodeEntry& entry : diagnostics::catalogue()) {
        const bool installation = entry.code == "E0901";  // check_schema_test.cpp
        if (installation || sources.find(fmt::format("\"{}\"", entry.code)) == std::string::npos) continue;
        const char* folder = entry.severity == diagnostics::Severity::error ? "errors" : "warnings";
        const std::vector<fs::path> files = files_in(kGolden / folder, ".txt");
        const bool found = std::any_of(files.begin(), files.end(), [&](const fs::path& path) {
            return read_file(path).find(fmt::format("[{}]", entry.code)) != std::string::npos;
        });
        EXPECT_TRUE(found) << entry.code;
    }
}

}  // namespace
}  // namespace collmc::semantics
