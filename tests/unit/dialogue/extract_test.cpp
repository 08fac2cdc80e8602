#include "compiler/dialogue/extract.h"

#include <gtest/gtest.h>

#include "compiler/dialogue/sha256.h"

namespace collmc::dialogue {
namespace {

const std::string kProgram = "object jets from Jet\n    select pt > 30 GeV\n\nregion SR\n    select size(jets) >= 2\n";

std::string found(const std::string& answer) { return extract_program(answer, false).program; }

TEST(Extract, Alone) { EXPECT_EQ(found(kProgram), kProgram); }

TEST(Extract, Fences) {
    EXPECT_EQ(found("```cut\n" + kProgram + "```"), kProgram);
    EXPECT_EQ(found("text\n~~~\n" + kProgram + "~~~\ntext\n"), kProgram);
    EXPECT_EQ(found("```cut\n" + kProgram), kProgram);  // not closed
    EXPECT_EQ(found("```sh\nls\n```\n```\n" + kProgram + "```\n```cut\nregion SR\n```\n"), kProgram);
    EXPECT_EQ(found("```cut\n" + kProgram + "```\n```cut\n" + kProgram + "    select MET.pt > 3 GeV\n```\n"),
              kProgram + "    select MET.pt > 3 GeV\n");
}

TEST(Extract, NoLineBetweenStatementsIsLost) {
    const std::string misspelt =
        "objct jets from Jet\n    select pt > 30 GeV\n    hist a : b\n\nregin SR\n    select size(jets) >= 2\n    "
        "sellect x\n";
    EXPECT_EQ(found(misspelt), misspelt);
    EXPECT_EQ(found("Here it is:\n" + misspelt + "\nI hope that helps.\n"), misspelt);
}

TEST(Extract, CommentsAroundBelongToIt) {
    const std::string text =
        "# request 1 not translated: no charge\n\n" + kProgram + "\n# request 6 not translated: no vertex\n";
    EXPECT_EQ(found(text), text);
    EXPECT_FALSE(extract_program(text, false).refusal);
    EXPECT_TRUE(extract_program("# request 1 not translated: no charge\n", false).refusal);
    EXPECT_TRUE(extract_program("Sorry.\n\n# request 1 not translated: no charge\n", false).refusal);
    EXPECT_TRUE(extract_program("# a heading\n", false).program.empty());
}

TEST(Extract, Thoughts) {
    EXPECT_EQ(found("<think>\nregion X\n</think>\n" + kProgram), kProgram);
    EXPECT_EQ(found("region X\n</think>\n" + kProgram), kProgram);
    const Extracted endless = extract_program("<think>\nregion X\n", false);
    EXPECT_TRUE(endless.program.empty());
    EXPECT_TRUE(endless.truncated);
}

TEST(Extract, Truncated) {
    const Extracted cut = extract_program(kProgram + "    select MET.p", true);
    EXPECT_TRUE(cut.truncated);
    EXPECT_EQ(cut.program, kProgram);
    EXPECT_TRUE(extract_program("```cut\n" + kProgram + "    sel", true).truncated);
    EXPECT_FALSE(extract_program("```cut\n" + kProgram + "```\nThis program sel", true).truncated);
}

TEST(Extract, Nothing) {
    for (const char* text : {"", "\n", "I cannot.", "```\n```", "[]", "{\"a\": 1}"}) EXPECT_EQ(found(text), "") << text;
}

TEST(Extract, NestedArrays) {
    EXPECT_EQ(found(R"(["", [["region ", "SR", "\n"], [["    select ", "MET", ".pt", " > ", "3", " GeV", "\n"]]]])"),
              "region SR\n    select MET.pt > 3 GeV\n");
}

TEST(Extract, Bounded) {
    std::string text = kProgram;
    while (text.size() < 1 << 20) text += "    select MET.pt > 3 GeV\n";
    EXPECT_LE(found(text).size(), 256U << 10);
}

TEST(Sha256, KnownValues) {  // FIPS 180-4, examples
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace collmc::dialogue
