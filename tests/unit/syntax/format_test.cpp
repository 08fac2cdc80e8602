// The formatter: what it makes of ugly programs, against files; and what must hold for every program of the repository.
#include "compiler/syntax/format.h"

#include <fmt/format.h>

#include "compiler/diagnostics/render_text.h"
#include "compiler/syntax/print.h"
#include "support.h"
#include "tests/unit/syntax/written.h"

namespace collmc::syntax {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> formatted(const std::string& text) {
    const diagnostics::SourceFile file("test.cut", text);
    diagnostics::Diagnostics diagnostics;
    return format(file, diagnostics);
}

/// The programs under a folder, those of the parser's and the checker's mistakes included.
std::vector<fs::path> programs_under(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".cut") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<std::string> documentation(const Tree& tree) {
    std::vector<std::string> all;
    for (const auto& declaration : tree.declarations) {
        if (declaration.function) all.push_back(declaration.function->documentation);
        if (declaration.table) all.push_back(declaration.table->documentation);
    }
    return all;
}

TEST(Format, UglyPrograms) {
    const fs::path folder = fs::path(TESTS_DIR) / "golden" / "syntax" / "format";
    const auto files = files_in(folder, ".cut");
    ASSERT_GE(files.size(), 8u);
    for (const auto& path : files) {
        SCOPED_TRACE(path.filename());
        const Parsed parsed(read_file(path), path.filename());
        EXPECT_EQ(diagnostics::render_text(parsed.diagnostics), "");
        const auto result = formatted(read_file(path));
        ASSERT_TRUE(result);
        expect_golden(folder / (path.stem().string() + ".formatted"), *result);
    }
}

TEST(Format, KeepsWhatWasWritten) {
    std::size_t count = 0;
    for (const char* folder : {"examples", "stdlib", "tests"}) {
        for (const auto& path : programs_under(fs::path(SOURCE_DIR) / folder)) {
            SCOPED_TRACE(path);
            const std::string text = read_file(path);
            const Parsed before(text);
            const auto result = formatted(text);
            EXPECT_EQ(result.has_value(), !before.diagnostics.has_errors());
            if (!result) continue;
            ++count;
            const Parsed after(*result);
            EXPECT_EQ(diagnostics::render_text(after.diagnostics), "");
            EXPECT_EQ(testing::tree_of(after.tree), testing::tree_of(before.tree));
            EXPECT_EQ(testing::comments_of(*result), testing::comments_of(text));
            EXPECT_EQ(documentation(after.tree), documentation(before.tree));
            EXPECT_EQ(formatted(*result), *result);
        }
    }
    EXPECT_GT(count, 300u);
}

// No two programs that differ in white space only, once their statements are on lines of their own, come out different.
TEST(Format, DependsOnNothingButTheProgram) {
    const std::string text = "object jets from Jet\n    select pt > 30 GeV\n\nregion R\n    select size(jets) >= 2\n";
    for (const std::string& other :
         {std::string("object jets from Jet select pt > 30 GeV region R select size(jets) >= 2"),
          std::string("object jets from Jet\nselect pt > 30 GeV\nregion R\nselect size(jets) >= 2"),
          std::string(
              "\xEF\xBB\xBFobject\tjets\r\nfrom Jet\r\n\r\n\r\n\r\nselect\r\npt>30 GeV\r\n\r\n\r\nregion R\r\n\r\n"
              "\tselect size (jets)\r\n>=\r\n2\r\n\r\n"),
          text})
        EXPECT_EQ(formatted(other), text);
}

TEST(Format, RefusesWhatDoesNotParse) {
    for (const char* text :
         {"select", "object jets from Jet\n    select pt > 30 GeV;\n", "define x = 60 < m < 120\n",
          "define a = 1 // no\n", "define a = \xFF\n", "select a > 1\n", "table t(x : Real) -> Real\n"}) {
        const diagnostics::SourceFile file("test.cut", text);
        diagnostics::Diagnostics diagnostics;
        EXPECT_EQ(format(file, diagnostics), std::nullopt) << text;
        EXPECT_TRUE(diagnostics.has_errors()) << text;
    }
}

TEST(Format, MistakesOfMeaningDoNotMatter) {
    EXPECT_EQ(formatted("define a=b+c.d define a=Jet[7]"), "define a = b + c.d\ndefine a = Jet[7]\n");
}

TEST(Format, ATextThatWouldBeTooLargeIsRefused) {
    std::string text = "region R\n";
    while (text.size() < 999'800) text += "# " + std::string(90, 'x') + "\n";
    text += "select a > 1\n";
    const diagnostics::SourceFile file("test.cut", text);
    diagnostics::Diagnostics diagnostics;
    EXPECT_EQ(format(file, diagnostics), std::nullopt);
    ASSERT_EQ(diagnostics.all().size(), 1u);
    EXPECT_EQ(diagnostics.all()[0].code, "E0017");
}

TEST(Format, ManyComments) {
    std::string text = "region R\n";
    for (int i = 0; i < 20'000; ++i) text += fmt::format("    # comment {}\n", i);
    text += "    select a >   # at last\n        1\n";
    EXPECT_EQ(formatted(text), text);
}

// As deep and as long as the parser allows.
TEST(Format, DeepAndLongExpressions) {
    const std::string brackets(490, '(');
    const std::string closing(490, ')');
    EXPECT_EQ(formatted("define a = " + brackets + "x" + closing + "\n"), "define a = (x)\n");
    std::string deep = "x", wide = "define a = x", list = "region R\n    ntuple t : x";
    for (int i = 0; i < 300; ++i) deep = "f(" + deep + ", y)";
    for (int i = 0; i < 900; ++i) wide += " + x";
    for (int i = 0; i < 3000; ++i) list += fmt::format(", x as x{}", i);
    for (const std::string& text : {"define a = " + deep, wide, list}) {
        const auto once = formatted(text);
        ASSERT_TRUE(once);
        EXPECT_EQ(formatted(*once), *once);
    }
}

// Lines end where they may, so only what has no such place is longer.
TEST(Format, LinesFitTheWidth) {
    std::string text = "region R\n";
    for (int length = 1; length < 45; ++length) {
        const std::string name = "n" + std::string(static_cast<std::size_t>(length), 'x');
        text += fmt::format("select {0} > {0} and {0} < 2 * {0} or {0} + {0} == 1 \"{0}\"\n", name);
        text += fmt::format("histo h{0} : f({0}, {0}) for {0} in {0}, 10 bins from 0 to 1 by {0}, edges 0, 1 \"{0}\"\n",
                            name);
        text += fmt::format("ntuple t{0} : {0} as {0}, {0} when {0} else {0} as b\n", name);
    }
    const auto result = formatted(text);
    ASSERT_TRUE(result);
    std::istringstream lines(*result);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 120u) << line;
}

}  // namespace
}  // namespace collmc::syntax
