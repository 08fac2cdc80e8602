// The unified diff, letter by letter, and that it leads from one text to the other.
#include "compiler/diagnostics/unified_diff.h"

#include <random>

#include "gtest/gtest.h"

namespace collmc::diagnostics {
namespace {

TEST(UnifiedDiff, EqualTextsHaveNone) {
    EXPECT_EQ(unified_diff("a.cut", "", ""), "");
    EXPECT_EQ(unified_diff("a.cut", "one\ntwo", "one\ntwo"), "");
}

TEST(UnifiedDiff, OneLineWithItsContext) {
    EXPECT_EQ(unified_diff("a.cut", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n"), R"(--- a.cut
+++ a.cut
@@ -2,7 +2,7 @@
 2
 3
 4
-5
+five
 6
 7
 8
)");
}

TEST(UnifiedDiff, DistantChangesAreHunksOfTheirOwn) {
    EXPECT_EQ(unified_diff("a.cut", "a\n1\n2\n3\n4\n5\nb\n", "A\n1\n2\n3\n4\n5\nb\nc\n", {.context = 1}), R"(--- a.cut
+++ a.cut
@@ -1,2 +1,2 @@
-a
+A
 1
@@ -7 +7,2 @@
 b
+c
)");
}

TEST(UnifiedDiff, EmptyTextsAndMissingLineEnds) {
    EXPECT_EQ(unified_diff("a", "", "x\n"), "--- a\n+++ a\n@@ -0,0 +1 @@\n+x\n");
    EXPECT_EQ(unified_diff("a", "x\n", ""), "--- a\n+++ a\n@@ -1 +0,0 @@\n-x\n");
    EXPECT_EQ(unified_diff("a", "x", "x\n"), "--- a\n+++ a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n");
}

TEST(UnifiedDiff, ColoursAndControlCharacters) {
    const std::string escape = "\x1b[2J";
    EXPECT_EQ(unified_diff("a", "", escape + "\n", {.colour = true, .printable = true}),
              "\x1b[1m--- a\x1b[0m\n\x1b[1m+++ a\x1b[0m\n\x1b[36m@@ -0,0 +1 @@\x1b[0m\n"
              "\x1b[32m+\xEF\xBF\xBD[2J\x1b[0m\n");
    EXPECT_NE(unified_diff("a", "", escape).find(escape), std::string::npos) << "a patch keeps every byte";
}

/// Both texts, read off a diff that shows all lines.
std::pair<std::string, std::string> texts_of(const std::string& diff) {
    std::string before, after;
    std::size_t begin = 0;
    for (int row = 0; begin < diff.size(); ++row) {
        const std::size_t end = diff.find('\n', begin);
        const std::string line = diff.substr(begin + 1, end - begin);
        if (row > 2 && diff[begin] != '+') before += line;
        if (row > 2 && diff[begin] != '-') after += line;
        begin = end + 1;
    }
    return {before, after};
}

TEST(UnifiedDiff, LeadsFromOneTextToTheOther) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string texts[2];
        for (std::string& text : texts)
            for (unsigned lines = random() % 12; lines > 0; --lines) text += std::string(1, 'a' + random() % 4) + "\n";
        const std::string diff = unified_diff("a", texts[0], texts[1], {.context = 100});
        if (texts[0] == texts[1])
            EXPECT_EQ(diff, "");
        else
            EXPECT_EQ(texts_of(diff), std::pair(texts[0], texts[1])) << diff;
    }
}

TEST(UnifiedDiff, OfManyChangedLinesIsOneChange) {
    std::string before, after;
    for (int i = 0; i < 5000; ++i) before += "b\n", after += "a\n";
    EXPECT_EQ(texts_of(unified_diff("a", before, after)), std::pair(before, after));
}

}  // namespace
}  // namespace collmc::diagnostics
