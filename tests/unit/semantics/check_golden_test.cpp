// The message for each mistake, the warnings, and the typed programs of the examples, against tests/golden/semantics.
#include <fmt/format.h>

#include <cctype>

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

// Nor does a program break it that has more mistakes: one word less.
TEST(CheckGolden, AWordLessIsNoBreakdown) {
    constexpr std::size_t every = 8;  // all would take long
    std::size_t words = 0;
    for (const fs::path& path : files_in(kGolden / "errors", ".cut")) {
        SCOPED_TRACE(path.filename());
        const std::string text = read_file(path);
        const auto is_word = [&](std::size_t at) {
            return std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_';
        };
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (!is_word(at) || (at > 0 && is_word(at - 1)) || ++words % every != 0) continue;
            std::size_t end = at;
            while (end < text.size() && is_word(end)) ++end;
            for (const diagnostics::Diagnostic& diagnostic :
                 Checked(text.substr(0, at) + text.substr(end)).diagnostics.all())
                EXPECT_TRUE(diagnostic.primary.valid()) << diagnostic.message;
        }
    }
    EXPECT_GT(words, 5000u);
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
