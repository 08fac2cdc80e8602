// Input that no person would write: it must end soon, in one or a bounded number of messages, never in a crash.
#include <fmt/format.h>

#include <cctype>
#include <random>

#include "compiler/diagnostics/render_json.h"
#include "compiler/diagnostics/render_text.h"
#include "support.h"

namespace collmc::syntax {
namespace {

std::string repeat(std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
}

std::string only_code(const std::string& text) {
    const Parsed parsed(text);
    EXPECT_FALSE(diagnostics::render_text(parsed.diagnostics).empty());
    EXPECT_FALSE(diagnostics::render_json(parsed.diagnostics).empty());
    return fmt::format("{}", fmt::join(parsed.codes(), " "));
}

TEST(Abuse, NestingIsBounded) {
    constexpr std::size_t many = 100'000;
    EXPECT_EQ(only_code("define x = " + repeat("(", many) + "1" + repeat(")", many)), "E0012");
    EXPECT_EQ(only_code("define x = " + repeat("f(", many)), "E0012");
    EXPECT_EQ(only_code("define x = " + repeat("|", many) + "a" + repeat("|", many)), "E0012");
    EXPECT_EQ(only_code("define x = " + repeat("(a[", many)), "E0012");
}

TEST(Abuse, ChainsAreBounded) {
    constexpr std::size_t many = 100'000;
    EXPECT_EQ(only_code("define x = a" + repeat("+a", many)), "E0012");
    EXPECT_EQ(only_code("region r select " + repeat("not ", many) + "a"), "E0012");
    EXPECT_EQ(only_code("define x = " + repeat("- ", many) + "a"), "E0012");
    EXPECT_EQ(only_code("define x = a" + repeat(".b", many)), "E0012");
    EXPECT_EQ(only_code("define x = a" + repeat("[0]", many)), "E0012");
    EXPECT_EQ(only_code("define x = a" + repeat("^2", many)), "E0012");
    EXPECT_EQ(only_code("define x = " + repeat("a when b else ", many / 2) + "c"), "E0012");
    EXPECT_EQ(only_code("define x = " + repeat("a else ", many) + "c"), "E0012");
    EXPECT_EQ(only_code("region r select " + repeat("a < ", many) + "a"), "E0012");
    EXPECT_EQ(only_code("region r bins b by " + repeat("(", many)), "E0012");
    EXPECT_EQ(only_code("regions from r with " + repeat("a + ", many) + "a"), "E0012");
    // Chains in brackets in chains: neither bound alone is broken.
    EXPECT_EQ(only_code("define x = " + repeat("(" + repeat("a + ", 400), 5) + "a" + repeat(")", 5)), "E0012");
}

TEST(Abuse, WhatIsWithinTheBoundsParses) {
    EXPECT_EQ(only_code("define x = " + repeat("(", 499) + "1" + repeat(")", 499) + " +"), "E0001");
    EXPECT_TRUE(Parsed("define x = " + repeat("f(", 499) + "1" + repeat(")", 499)).codes().empty());
    EXPECT_TRUE(Parsed("define x = " + repeat("|", 200) + "a" + repeat("|", 200)).codes().empty());
    EXPECT_TRUE(Parsed("define x = a" + repeat(" + a", 999)).codes().empty());
    EXPECT_TRUE(Parsed("define x = f(a" + repeat(", a + b", 20'000) + ")").codes().empty());
    EXPECT_TRUE(Parsed(repeat("region r\n    select |a| > 1 GeV \"label\"\n", 5'000)).codes().empty());
}

TEST(Abuse, TextThatIsNotUtf8IsRefusedWithItsPlace) {
    for (const std::string bad : {"\xFF", "\xC0\xAF", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) {
        const Parsed parsed("region r " + bad);
        ASSERT_EQ(parsed.codes(), std::vector<std::string>{"E0011"});
        EXPECT_EQ(parsed.diagnostics.all()[0].primary.begin, 9u);
        EXPECT_NE(parsed.diagnostics.all()[0].message.find("byte 9 "), std::string::npos);
        EXPECT_FALSE(diagnostics::render_text(parsed.diagnostics).empty());
    }
}

TEST(Abuse, TooManyErrorsAreCut) {
    for (const std::string line : {"select a >\n", "select a > 1;\n", "\"\n", "closest\n"}) {
        const Parsed parsed("region r\n" + repeat(line, 2'000));
        ASSERT_LE(parsed.codes().size(), most_errors + 1) << line;
        EXPECT_EQ(parsed.codes().back(), "E0016") << line;
    }
}

TEST(Abuse, TenMegabytesOfGarbage) {
    std::mt19937 random(1);
    std::string text;
    while (text.size() < 10'000'000) text += static_cast<char>(' ' + random() % 95);
    EXPECT_EQ(only_code(text), "E0017");
}

// A program that is being written ends anywhere.
TEST(Abuse, ProgramsThatBreakOff) {
    const auto files = files_in(std::filesystem::path(TESTS_DIR) / "golden" / "syntax" / "errors", ".cut");
    ASSERT_GT(files.size(), 80u);
    for (const auto& path : files) {
        const std::string text = read_file(path);
        const std::size_t end = std::min(text.find("define after"), text.size());
        for (std::size_t at = 1; at < end; ++at) {
            const bool in_word = std::isalnum(static_cast<unsigned char>(text[at - 1])) &&
                                 std::isalnum(static_cast<unsigned char>(text[at]));
            if (in_word) continue;
            const std::string begun = text.substr(0, at);
            for (const char* rest : {"", "\ndefine after = 1\n"})
                EXPECT_LE(Parsed(begun + rest).codes().size(), most_errors) << begun;
        }
    }
}

TEST(Abuse, GarbageOfLanguageTokens) {
    const char* words[] = {
        "analysis", "object",  "candidate", "define",   "function",   "intrinsic", "region",    "select",    "reject",
        "closest",  "lowest",  "highest",   "histo",    "ntuple",     "from",      "when",      "else",      "for",
        "in",       "and",     "or",        "not",      "to",         "as",        "bins",      "GeV",       "pi",
        "x",        "jets",    "1",         "2.5",      "\"s\"",      "(",         ")",         "[",         "]",
        "|",        "+",       "-",         "*",        "/",          "^",         "<",         "==",        "=",
        ",",        ":",       ".",         "->",       "weight",     "&&",        ";",         "{",         "\n",
        "then",     "table",   "row",       "outside",  "nearest",    "by",        "variation", "scale",     "regions",
        "with",     "profile", "skim",      "observed", "background", "groups",    "of",        "order",     "first",
        "pad",      "edges",   "above",     "+-",       "is",         "bit",       "-",         "luminosity"};
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
        std::string text;
        for (int i = 0; i < 200; ++i)
            text += std::string(words[random() % std::size(words)]) + (random() % 4 ? " " : "\n");
        const Parsed parsed(text);
        EXPECT_LE(parsed.codes().size(), most_errors + 1);
        EXPECT_FALSE(diagnostics::render_json(parsed.diagnostics).empty());
    }
}

}  // namespace
}  // namespace collmc::syntax
