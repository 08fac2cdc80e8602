// The text form, letter by letter, and the place of the carets in lines that make it hard.
#include "compiler/diagnostics/render_text.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace collmc::diagnostics {
namespace {

Diagnostic at(const SourceFile& file, std::string_view what, std::string message = "message") {
    const auto begin = static_cast<std::uint32_t>(file.text().find(what));
    Diagnostic diagnostic;
    diagnostic.code = "E0001";
    diagnostic.phase = "test";
    diagnostic.message = std::move(message);
    diagnostic.primary = {&file, begin, begin + static_cast<std::uint32_t>(what.size())};
    return diagnostic;
}

Span span_of(const SourceFile& file, std::string_view what) { return at(file, what).primary; }

TEST(RenderText, EverythingADiagnosticCanSay) {
    const SourceFile file("ww.cut",
                          "object jets from Jet\n\nregion WW\n    select jets[1].pt > 30 GeV\n    histo m : x\n");
    Diagnostic diagnostic = at(file, "jets[1]", "`jets[1]` may be missing");
    diagnostic.code = "E0201";
    diagnostic.primary_label = "needs two jets";
    diagnostic.labels.push_back({span_of(file, "jets"), "`jets` is defined here"});
    diagnostic.labels.push_back({span_of(file, "30 GeV"), "this is compared"});
    diagnostic.context = {"region WW", "select 1"};
    diagnostic.expected = "size(jets) >= 2";
    diagnostic.found = "nothing about jets";
    diagnostic.notes = {"an index counts from 0"};
    diagnostic.counterexample = {{"size(jets)", 1}, {"size(leptons)", 0}};
    diagnostic.candidates = {"bjets", "light"};
    const std::uint32_t line = file.line_start(4);
    diagnostic.fixes.push_back(
        {"require two jets", EditClass::changes_selection, {{{&file, line, line}, "    select size(jets) >= 2\n"}}});
    diagnostic.fixes.push_back(
        {"only where there are two jets",
         EditClass::likely,
         {{{&file, span_of(file, "30 GeV").end, span_of(file, "30 GeV").end}, " when size(jets) >= 2"},
          {span_of(file, "30"), "40"}}});
    EXPECT_EQ(render_text(diagnostic), R"(error[E0201]: `jets[1]` may be missing
 --> ww.cut:4:12
  |
1 | object jets from Jet
  |        ---- `jets` is defined here
...
4 |     select jets[1].pt > 30 GeV
  |            ^^^^^^^ needs two jets
  |                         ------ this is compared
  = in region WW, select 1
  = expected: size(jets) >= 2
  = found:    nothing about jets
  = note: an index counts from 0
help: require two jets (this changes which events pass)
  |
4 |     select size(jets) >= 2
  |     ++++++++++++++++++++++
help: only where there are two jets
  |
4 |     select jets[1].pt > 40 GeV when size(jets) >= 2
  |                         ~~     ++++++++++++++++++++

)");
}

TEST(RenderText, NamesWithoutAFix) {
    const SourceFile file("f.cut", "define x = jest");
    Diagnostic diagnostic = at(file, "jest", "unknown name");
    diagnostic.candidates = {"jets"};
    EXPECT_EQ(render_text(diagnostic), R"(error[E0001]: unknown name
 --> f.cut:1:12
  |
1 | define x = jest
  |            ^^^^
  = help: did you mean `jets`?

)");
}

TEST(RenderText, APlaceInAnotherFile) {
    const SourceFile file("f.cut", "define x = f(1)");
    const SourceFile library("stdlib/f.cut", "\n\n\n\n\n\n\n\n\n\nfunction f(a : Energy) -> Energy = a");
    Diagnostic diagnostic = at(file, "1");
    diagnostic.severity = Severity::warning;
    diagnostic.labels.push_back({span_of(library, "Energy"), "declared here"});
    EXPECT_EQ(render_text(diagnostic), R"(warning[E0001]: message
  --> f.cut:1:14
   |
 1 | define x = f(1)
   |              ^
  ::: stdlib/f.cut:11:16
   |
11 | function f(a : Energy) -> Energy = a
   |                ------ declared here

)");
}

TEST(RenderText, WithoutAPlace) {
    Diagnostic diagnostic;
    diagnostic.code = "E0001";
    diagnostic.message = "no file";
    EXPECT_EQ(render_text(diagnostic), "error[E0001]: no file\n\n");
}

TEST(RenderText, Summary) {
    const SourceFile file("f", "a");
    Diagnostics none, some;
    EXPECT_EQ(render_text(none), "");
    some.error("E0001", "test", {&file, 0, 1}, "x");
    some.warning("W0801", "test", {&file, 0, 1}, "y");
    some.warning("W0802", "test", {&file, 0, 1}, "z");
    const std::string text = render_text(some);
    EXPECT_EQ(text.substr(text.rfind("\n\n") + 2), "1 error, 2 warnings\n");
}

struct Drawn {
    std::string source, carets;
    explicit Drawn(const Diagnostic& diagnostic, TextOptions options = {}) {
        const std::string text = render_text(diagnostic, options);
        std::vector<std::string> rows;
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
            rows.push_back(text.substr(at, text.find('\n', at) - at));
        source = rows.at(3).substr(4);
        carets = rows.at(4).substr(4);
    }
    std::size_t first() const { return carets.find('^'); }
    std::size_t length() const { return static_cast<std::size_t>(std::count(carets.begin(), carets.end(), '^')); }
};

TEST(Carets, TabsAreFourColumns) {
    const SourceFile file("f", "\tselect\tx > 1");
    const Drawn drawn(at(file, "x"));
    EXPECT_EQ(drawn.source, "    select    x > 1");
    EXPECT_EQ(drawn.carets, "              ^");
}

TEST(Carets, WideAndCombiningCharacters) {
    const SourceFile file("f", "漢e\xCC\x81 = 字 + x");
    EXPECT_EQ(Drawn(at(file, "字")).carets, "      ^^");
    EXPECT_EQ(Drawn(at(file, "x")).carets, "           ^");
}

TEST(Carets, LineEndsAreNotShown) {
    const SourceFile file("f", "one\r\ntwo\r\n");
    const Drawn drawn(at(file, "two\r\n"));
    EXPECT_EQ(drawn.source, "two");
    EXPECT_EQ(drawn.carets, "^^^");
}

TEST(Carets, TheEndOfTheFile) {
    const SourceFile file("f", "one");
    Diagnostic diagnostic = at(file, "one");
    diagnostic.primary = {&file, 3, 3};
    EXPECT_EQ(Drawn(diagnostic).carets, "   ^");
    diagnostic.primary = {&file, 50, 60};
    EXPECT_EQ(Drawn(diagnostic).carets, "   ^");
}

TEST(Carets, AByteOrderMarkTakesNoColumn) {
    const SourceFile file("f", "\xEF\xBB\xBFselect x");
    const Drawn drawn(at(file, "x"));
    EXPECT_EQ(drawn.source, "select x");
    EXPECT_EQ(drawn.carets, "       ^");
    EXPECT_NE(render_text(at(file, "x")).find("f:1:8"), std::string::npos);
}

TEST(Carets, InvisibleCharactersAreShown) {
    const SourceFile file("f", "a\xE2\x80\x8B + b");
    const Drawn drawn(at(file, "\xE2\x80\x8B"));
    EXPECT_EQ(drawn.source, "a\xEF\xBF\xBD + b");
    EXPECT_EQ(drawn.carets, " ^");
}

/// The rows below the header, without the line end of the last.
std::string rows_of(const Diagnostic& diagnostic, TextOptions options = {}) {
    const std::string text = render_text(diagnostic, options);
    const std::size_t begin = text.find("|\n") + 2;
    return text.substr(begin, text.size() - begin - 2);
}

TEST(Blocks, APlaceOfSeveralLinesHasABar) {
    const SourceFile file("f", "one\na + (b\n    + c) + d\n");
    Diagnostic diagnostic = at(file, "(b\n    + c)");
    diagnostic.primary_label = "label";
    EXPECT_EQ(rows_of(diagnostic), R"(2 |   a + (b
  |  _____^
3 | |     + c) + d
  | |________^ label)");
}

TEST(Blocks, FromTheBeginningOfALine) {
    const SourceFile file("f", "region R\n    select a and\n        b\n    select c\n");
    Diagnostic diagnostic = at(file, "select a and\n        b\n");
    diagnostic.primary_label = "both";
    diagnostic.labels = {{span_of(file, "region"), "in here"}, {span_of(file, "a and"), "first"}};
    EXPECT_EQ(rows_of(diagnostic), R"(1 |   region R
  |   ------ in here
2 | /     select a and
  | |            ----- first
3 | |         b
  | |_________^ both)");
}

TEST(Blocks, TheMiddleOfALongOneIsLeftOut) {
    const SourceFile file("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
    Diagnostic diagnostic = at(file, "2\n3\n4\n5\n6\n7\n8\n9\n10\n");
    EXPECT_EQ(rows_of(diagnostic), R"( 2 | / 2
 3 | | 3
 4 | | 4
...  |
 9 | | 9
10 | | 10
   | |__^)");
    diagnostic.labels = {{span_of(file, "6"), "six"}};
    EXPECT_NE(rows_of(diagnostic).find("...  |\n 6 | | 6\n   | | - six\n...  |\n"), std::string::npos)
        << rows_of(diagnostic);
}

TEST(Blocks, TwoStandBelowEachOther) {
    const SourceFile file("f", "a\nb\nc\n");
    Diagnostic diagnostic = at(file, "a\nb");
    diagnostic.labels = {{span_of(file, "b\nc"), "the other"}};
    EXPECT_EQ(rows_of(diagnostic), R"(1 | / a
2 | | b
  | |_^
...
2 | / b
3 | | c
  | |_- the other)");
}

TEST(Narrow, WordsAreBrokenWhereAsked) {
    const SourceFile file("f.cut", "select size(jets) >= 2 and MET.pt > 100 GeV\n");
    Diagnostic diagnostic = at(file, "MET.pt", "a message that is too long for a narrow terminal");
    diagnostic.primary_label = "a label that is too long as well";
    diagnostic.notes = {"a note that does not fit into a row of forty columns"};
    diagnostic.fixes.push_back({"a title of some length", EditClass::likely, {{span_of(file, "100"), "200"}}});
    TextOptions narrow;
    narrow.columns = 44;
    narrow.wrap = true;
    EXPECT_EQ(render_text(diagnostic, narrow), R"(error[E0001]: a message that is too long for
    a narrow terminal
 --> f.cut:1:28
  |
1 | …t size(jets) >= 2 and MET.pt > 100 GeV
  |                        ^^^^^^
  |              a label that is too long as
  |              well
  = note: a note that does not fit into a
      row of forty columns
help: a title of some length
  |
1 | …t size(jets) >= 2 and MET.pt > 200 GeV
  |                                 ~~~

)");
    narrow.wrap = false;
    EXPECT_NE(render_text(diagnostic, narrow).find("^^^^^^ a label that is too long as well\n"), std::string::npos);
}

TEST(Narrow, NothingIsNarrowerThanFortyColumns) {
    const SourceFile file("f.cut", std::string(30, ' ') + "x");
    TextOptions narrow;
    narrow.columns = 1;
    EXPECT_EQ(Drawn(at(file, "x"), narrow).first(), 30u);
}

TEST(Carets, NothingInAFileReachesTheTerminal) {
    const SourceFile file("f", "a\x1b[31m\x07 \xFF\x80 x\xE2\x80\xAE");
    Diagnostic diagnostic = at(file, "x", "a \x1b[0m message\nof two lines");
    const std::string text = render_text(diagnostic);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
    EXPECT_EQ(text.find('\xFF'), std::string::npos);
    EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
    EXPECT_NE(text.find("message of two lines"), std::string::npos);
    // a, ESC, [31m, BEL, space, two bad bytes, space: eleven columns before x
    EXPECT_EQ(Drawn(diagnostic).first(), 11u);
}

// In a line that is too long, a window around the place is shown, and the carets stand under the very same text.
TEST(Carets, LongLines) {
    for (const std::size_t place : {0u, 10u, 60u, 119u, 120u, 121u, 480u, 5'000u, 9'900u, 9'990u, 9'994u}) {
        std::string line(10'000, '.');
        for (std::size_t i = 0; i < line.size(); i += 7) line[i] = static_cast<char>('a' + i % 26);
        line.replace(place, 6, "TARGET");
        const SourceFile file("f", line);
        const Drawn drawn(at(file, "TARGET"));
        const std::string marker = "\xE2\x80\xA6";
        const bool cut = drawn.source.substr(0, marker.size()) == marker;
        EXPECT_EQ(cut, place > 40) << place;
        const std::size_t byte = drawn.first() + (cut ? marker.size() - 1 : 0);
        EXPECT_EQ(drawn.source.substr(byte, drawn.length()), "TARGET") << place;
        EXPECT_LE(drawn.source.size(), 120u + 2 * marker.size());
    }
}

TEST(Carets, LongLinesOfWideCharacters) {
    std::string line;
    for (int i = 0; i < 4'000; ++i) line += "漢";
    line += "x";
    for (int i = 0; i < 4'000; ++i) line += "é";
    const SourceFile file("f", line);
    const Drawn drawn(at(file, "x"));
    const std::size_t byte = drawn.source.find('x');
    ASSERT_NE(byte, std::string::npos);
    EXPECT_EQ(drawn.first(), 1 + 2 * ((byte - 3) / 3));
}

TEST(Carets, EveryLabelOfALongLineIsShown) {
    std::string line = "FIRST" + std::string(1'000, ' ') + "SECOND" + std::string(1'000, ' ') + "THIRD";
    const SourceFile file("f", line);
    Diagnostic diagnostic = at(file, "SECOND");
    diagnostic.labels.push_back({span_of(file, "FIRST"), "one"});
    diagnostic.labels.push_back({span_of(file, "THIRD"), "three"});
    const std::string text = render_text(diagnostic);
    for (const char* word : {"FIRST", "SECOND", "THIRD", "----- one", "----- three", "^^^^^^"})
        EXPECT_NE(text.find(word), std::string::npos) << word << "\n" << text;
}

TEST(Colour, IsOnlyAdded) {
    const SourceFile file("f.cut", "define x = jest");
    Diagnostic diagnostic = at(file, "jest");
    diagnostic.fixes.push_back({"write `jets`", EditClass::likely, {{diagnostic.primary, "jets"}}});
    diagnostic.notes = {"note"};
    TextOptions coloured;
    coloured.colour = true;
    std::string text = render_text(diagnostic, coloured);
    EXPECT_NE(text.find("\x1b[1;31merror[E0001]\x1b[0m"), std::string::npos);
    for (std::size_t at; (at = text.find('\x1b')) != std::string::npos;) text.erase(at, text.find('m', at) - at + 1);
    EXPECT_EQ(text, render_text(diagnostic));
}

TEST(Fixes, DeletionsAndSeveralLines) {
    const SourceFile file("f", "a;\nb\nc;\n");
    Diagnostic diagnostic = at(file, "b");
    diagnostic.fixes.push_back({"remove them", EditClass::safe, {{{&file, 1, 2}, ""}, {{&file, 6, 7}, ""}}});
    EXPECT_NE(render_text(diagnostic).find("help: remove them\n  |\n1 - a;\n1 + a\n...\n3 - c;\n3 + c\n"),
              std::string::npos)
        << render_text(diagnostic);
}

TEST(Fixes, AWholeLineGoesAndTheNextStays) {
    const SourceFile file("f", "a\r\nb\r\nc\r\n");
    Diagnostic diagnostic = at(file, "b");
    diagnostic.fixes.push_back({"delete it", EditClass::safe, {{span_of(file, "b\r\n"), ""}}});
    EXPECT_NE(render_text(diagnostic).find("help: delete it\n  |\n2 - b\n\n"), std::string::npos)
        << render_text(diagnostic);
}

TEST(Fixes, LinesThatMove) {
    const SourceFile file("f", "a\nb\nc\n");
    Diagnostic diagnostic = at(file, "b");
    diagnostic.fixes.push_back(
        {"move it", EditClass::safe, {{{&file, 0, 0}, "c\nd\n"}, {span_of(file, "c\n"), ""}, {{&file, 3, 3}, "!"}}});
    EXPECT_NE(
        render_text(diagnostic).find("help: move it\n  |\n1 | c\n  | +\n2 | d\n  | +\n...\n4 | b!\n  |  +\n3 - c\n\n"),
        std::string::npos)
        << render_text(diagnostic);
}

TEST(Fixes, ALongOneIsCut) {
    const SourceFile file("f", "a\n");
    std::string lines;
    for (int i = 0; i < 100; ++i) lines += "line\n";
    Diagnostic diagnostic = at(file, "a");
    diagnostic.fixes.push_back({"write it", EditClass::safe, {{{&file, 0, 0}, lines}}});
    const std::string text = render_text(diagnostic);
    EXPECT_NE(text.find("12 | line\n   | ++++\n...\n\n"), std::string::npos) << text;
}

TEST(Fixes, EditsOfSeveralFilesShowTheirTitleOnly) {
    const SourceFile file("f", "abc"), other("g", "abc");
    Diagnostic diagnostic = at(file, "b");
    diagnostic.fixes.push_back({"both", EditClass::safe, {{{&file, 0, 2}, "x"}, {{&other, 0, 1}, "y"}}});
    const std::string text = render_text(diagnostic);
    EXPECT_EQ(text.substr(text.find("help")), "help: both\n\n");
}

TEST(Fixes, ContradictingEditsShowTheirTitleOnly) {
    const SourceFile file("f", "abc");
    Diagnostic diagnostic = at(file, "b");
    diagnostic.fixes.push_back({"both", EditClass::safe, {{{&file, 0, 2}, "x"}, {{&file, 1, 3}, "y"}}});
    const std::string text = render_text(diagnostic);
    EXPECT_EQ(text.substr(text.find("help")), "help: both\n\n");
}

}  // namespace
}  // namespace collmc::diagnostics
