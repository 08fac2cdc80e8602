#include "compiler/syntax/lexer.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/diagnostics/utf8.h"

namespace collmc::syntax {
namespace {

using std::filesystem::path;

std::string text_of(const path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

/// All that a lexer says of a text, a token each.
template <class AnyLexer>
std::vector<std::string> tokens_of(const std::string& text) {
    antlr4::ANTLRInputStream input(text);
    AnyLexer lexer(&input);
    lexer.removeErrorListeners();
    std::vector<std::string> tokens;
    for (bool more = true; more;) {
        const auto token = lexer.nextToken();
        more = token->getType() != antlr4::Token::EOF;
        std::ostringstream said;
        said << token->getType() << " channel " << token->getChannel() << " from " << token->getStartIndex() << " to "
             << token->getStopIndex() << " line " << token->getLine() << ':' << token->getCharPositionInLine() << ' '
             << token->getText();
        tokens.push_back(said.str());
    }
    return tokens;
}

void expect_the_grammars_tokens(const std::string& text) {
    ASSERT_EQ(tokens_of<Lexer>(text), tokens_of<CutLexer>(text));
}

TEST(Lexer, ProgramsOfAllKinds) {
    std::size_t programs = 0;
    for (const char* folder : {SOURCE_DIR "/examples", SOURCE_DIR "/stdlib", TESTS_DIR})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            const auto kind = entry.path().extension();
            if (kind != ".cut" && kind != ".adl") continue;
            const std::string text = text_of(entry.path());
            if (!diagnostics::is_utf8(text)) continue;  // refused before it is read
            SCOPED_TRACE(entry.path());
            expect_the_grammars_tokens(text);
            ++programs;
        }
    EXPECT_GT(programs, 100U);
}

/// Whatever the grammar says in quotes: words and signs, also in front of and behind others.
TEST(Lexer, SpellingsOfTheGrammar) {
    std::istringstream grammar(text_of(SOURCE_DIR "/grammar/Cut.g4"));
    std::size_t spellings = 0;
    for (std::string line; std::getline(grammar, line);) {
        if (line.empty() || line[0] < 'A' || line[0] > 'Z') continue;  // tokens have capitals
        for (std::size_t open = line.find('\''); open != std::string::npos; open = line.find('\'', open + 1)) {
            const std::size_t close = line.find('\'', open + 1);
            if (close == std::string::npos) break;
            const std::string spelling = line.substr(open + 1, close - open - 1);
            open = close;
            for (const char* frame : {"", " ", "a", "1", "=", ".", "é"})
                expect_the_grammars_tokens(frame + spelling + frame + " x " + spelling);
            ++spellings;
        }
    }
    EXPECT_GT(spellings, 100U);
}

TEST(Lexer, AnyPiecesInAnyOrder) {
    constexpr std::array kPieces = {
        "a",    "e",    "E5", "_",  "in",     "pi",     "select", "GeV",    "0",  "7",   "12",  "007", ",000",
        ",500", ".5",   ".",  "..", ",",      "e3",     "e-3",    "e+",     "+-", "+/-", "+",   "-",   "->",
        "*",    "**",   "/",  "//", "/*",     "*/",     "<",      ">",      "=",  "==",  "===", "!",   "!==",
        "!=",   "&",    "&&", "|",  "(",      ")",      "[",      "]",      ":",  ":=",  ";",   "#",   "\"",
        "'",    "“",    "”",  "α",  "π",      "≥",      "±",      "\u0301", " ",  "  ",  "\t",  "\n",  "\r",
        "\f",   "\r\n", "@",  "\\", "\u00a0", "\ufeff", "\v",     "~",      "{",  "𝛼"};
    std::mt19937 random(3);
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (auto pieces = random() % 8; pieces-- > 0;) text += kPieces[random() % kPieces.size()];
        SCOPED_TRACE(text);
        expect_the_grammars_tokens(text);
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace collmc::syntax
