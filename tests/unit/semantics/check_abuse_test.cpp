// Programs that nobody meant to write: the checker always ends, and it gives a program exactly when it reports no
// error.
#include <random>

#include "check_support.h"
#include "compiler/diagnostics/internal_error.h"

namespace collmc::semantics {
namespace {

/// Words, numbers and signs, each with the white space behind it.
std::vector<std::string> pieces_of(const std::string& text) {
    std::vector<std::string> pieces;
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        if (is_word(text[at]))
            while (end < text.size() && is_word(text[end])) ++end;
        while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end])) != 0) ++end;
        pieces.push_back(text.substr(at, end - at));
        at = end;
    }
    return pieces;
}

// Words of all examples are moved into each other's places, so that most results parse and few make sense.
TEST(Abuse, MutatedProgramsAreCheckedToTheEnd) {
    std::vector<std::vector<std::string>> programs;
    std::vector<std::string> words;
    std::vector<fs::path> files = files_in(fs::path(SOURCE_DIR) / "examples" / "collm", ".cut");
    files.push_back(kGolden / "typed" / "language.cut");
    for (const fs::path& path : files) {
        programs.push_back(pieces_of(read_file(path)));
        words.insert(words.end(), programs.back().begin(), programs.back().end());
    }
    std::mt19937_64 random(7);
    std::size_t accepted = 0, refused = 0;
    for (int round = 0; round < 400; ++round) {
        std::vector<std::string> pieces = programs[random() % programs.size()];
        const std::size_t changes = 1 + random() % 4;
        for (std::size_t i = 0; i < changes; ++i) {
            const std::size_t at = random() % pieces.size();
            switch (random() % 3) {
                case 0: pieces[at] = words[random() % words.size()]; break;
                case 1: pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(at)); break;
                default: std::swap(pieces[at], pieces[random() % pieces.size()]);
            }
        }
        std::string text;
        for (const std::string& piece : pieces) text += piece;
        const Checked checked(text);
        EXPECT_EQ(checked.program.has_value(), !checked.diagnostics.has_errors()) << text << checked.text();
        if (checked.program) {
            EXPECT_FALSE(print(*checked.program).empty());
        }
        ++(checked.program ? accepted : refused);
    }
    EXPECT_GT(accepted, 20u);
    EXPECT_GT(refused, 100u);
}

TEST(Abuse, LongChainsOfDefinitionsEnd) {
    std::string text = "define d0 = 1\n";
    for (int i = 1; i < 20000; ++i) text += "define d" + std::to_string(i) + " = d" + std::to_string(i - 1) + " + 1\n";
    text += "region R\n    select d19999 > 3\n";
    const Checked checked(text);
    EXPECT_EQ(checked.codes(), std::vector<std::string>{"E0012"});
}

TEST(Abuse, WideProgramsAreQuick) {
    std::string text = "object jets from Jet\nregion R\n    select size(jets) >= 2\n";
    for (int i = 0; i < 2000; ++i)
        text += "    define d" + std::to_string(i) + " = jets[0].pt - " + std::to_string(i) + " GeV\n    select d" +
                std::to_string(i) + " > 30 GeV\n";
    const Checked checked(text);
    EXPECT_EQ(checked.text(), "");
}

}  // namespace
}  // namespace collmc::semantics
