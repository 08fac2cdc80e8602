#include "compiler/translate/tokens.h"

#include <gtest/gtest.h>

#include <string>

namespace collmc::translate {
namespace {

std::string read(std::string_view text) {
    std::string all;
    for (const Token& token : tokens_of(text)) all += (all.empty() ? "" : " ") + token.text;
    return all;
}

TEST(Tokens, LatexAndUnicodeAreSpellings) {
    EXPECT_EQ(read("$p_{\\mathrm T}^{\\gamma_1} \\geq 25$ GeV/c^2"), "p_t_gamma_1 >= 25 gev");
    EXPECT_EQ(read("|η| ≤ 2.5"), "| eta | <= 2.5");
    EXPECT_EQ(read("Δφ(ℓ, E_T^{miss})"), "delta phi ( l , e_t_miss )");
    EXPECT_EQ(read("m_{γγ}"), "m_gammagamma");
    EXPECT_EQ(read("|cos(theta*)|"), "| cos ( theta * ) |");
    EXPECT_EQ(read("\\cos\\theta^*"), "cos theta *");
}

TEST(Tokens, HyphensJoinWordsAndSeparateNumbers) {
    EXPECT_EQ(read("opposite-sign, b-tagged"), "opposite sign , b tagged");
    EXPECT_EQ(read("30-150 GeV"), "30 - 150 gev");
    EXPECT_EQ(read("105–160 GeV"), "105 - 160 gev");
    EXPECT_EQ(read("-2.5 to 2.5"), "- 2.5 to 2.5");
    EXPECT_EQ(read("40..120"), "40 - 120");
}

TEST(Tokens, Numbers) {
    EXPECT_EQ(read("pT>30GeV"), "pt > 30 gev");
    EXPECT_EQ(read(".5 0.50 007 1e3 2nd"), "0.5 0.50 7 1e3 2nd");
    EXPECT_EQ(read("the jets' pT, lepton's"), "the jets 's pt , lepton 's");
}

TEST(Tokens, SpansAreOfTheFile) {
    const diagnostics::SourceFile file("a", "x\n- MET > 30 GeV\n");
    const auto tokens = tokens_of(Span{&file, 4, 16});
    ASSERT_EQ(tokens.size(), 4u);
    EXPECT_EQ(tokens[2].span.text(), "30");
    EXPECT_EQ(file.place(tokens[2].span.begin).line, 2u);
    EXPECT_EQ(file.place(tokens[2].span.begin).column, 9u);
}

TEST(Tokens, AnyBytesEnd) {
    for (const std::string text : {"\\", "_", "^{", "{{{", "\xff\xfe", "a_", "x^", "$", "'", "\\\\", "p_{T", "..", "+-"})
        EXPECT_NO_THROW(tokens_of(text)) << text;
}

}  // namespace
}  // namespace collmc::translate
