// Places in a text, edits of it, suggestions of names, and the table of codes.
#include "compiler/diagnostics/source.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/edit.h"
#include "compiler/diagnostics/internal_error.h"
#include "compiler/diagnostics/nearest.h"
#include "gtest/gtest.h"

namespace collmc::diagnostics {
namespace {

TEST(Source, PlacesCountCodePointsAndEveryKindOfLineEnd) {
    const SourceFile file("f", "ab\r\ncé漢x\n\ry");
    EXPECT_EQ(file.line_count(), 5u - 1u);
    const auto place = [&](std::uint32_t offset) {
        return std::pair(file.place(offset).line, file.place(offset).column);
    };
    EXPECT_EQ(place(0), std::pair(1u, 1u));
    EXPECT_EQ(place(1), std::pair(1u, 2u));
    EXPECT_EQ(place(4), std::pair(2u, 1u));
    EXPECT_EQ(place(5), std::pair(2u, 2u));   // é
    EXPECT_EQ(place(7), std::pair(2u, 3u));   // 漢
    EXPECT_EQ(place(10), std::pair(2u, 4u));  // x
    EXPECT_EQ(place(13), std::pair(4u, 1u));  // y
    EXPECT_EQ(place(99), std::pair(4u, 2u));
    EXPECT_EQ(file.line(1), "ab");
    EXPECT_EQ(file.line(2), "cé漢x");
    EXPECT_EQ(file.line(3), "");
    EXPECT_EQ(file.line(4), "y");
}

TEST(Source, AByteOrderMarkIsNoCharacter) {
    const SourceFile file("f",
                          "\xEF\xBB\xBF"
                          "ab\ncd");
    EXPECT_EQ(file.place(0).column, 1u);
    EXPECT_EQ(file.place(3).column, 1u);
    EXPECT_EQ(file.place(4).column, 2u);
    EXPECT_EQ(file.place(6).column, 1u);
    EXPECT_EQ(file.characters_before(6), 3u);
}

// The places of a long line are found without counting it.
TEST(Source, CharactersOfLongTexts) {
    std::string text;
    std::vector<std::uint32_t> begins;
    for (int i = 0; i < 5'000; ++i) {
        begins.push_back(static_cast<std::uint32_t>(text.size()));
        text += i % 3 == 0 ? "é" : i % 3 == 1 ? "x" : "漢";
    }
    const SourceFile file("f", text);
    for (std::uint32_t i = 0; i < begins.size(); ++i) ASSERT_EQ(file.characters_before(begins[i]), i);
    EXPECT_EQ(file.place(begins[4'321]).column, 4'322u);
    EXPECT_EQ(file.characters_before(1'000'000), 5'000u);
}

TEST(Source, AnEmptyFileHasOneEmptyLine) {
    const SourceFile file("f", "");
    EXPECT_EQ(file.line_count(), 1u);
    EXPECT_EQ(file.line(1), "");
    EXPECT_EQ(file.place(0).line, 1u);
}

TEST(Source, SpansAreClampedAndCover) {
    const SourceFile file("f", "hello world");
    EXPECT_EQ((Span{&file, 6, 11}).text(), "world");
    EXPECT_EQ((Span{&file, 6, 99}).text(), "world");
    EXPECT_EQ((Span{&file, 50, 99}).text(), "");
    EXPECT_EQ(Span::cover({&file, 0, 2}, {&file, 6, 8}).text(), "hello wo");
    EXPECT_EQ(Span::cover({}, {&file, 6, 8}).text(), "wo");
}

TEST(Edits, ApplyInAnyOrder) {
    const SourceFile file("f", "a && b");
    EXPECT_EQ(apply_edits(file.text(), {{{&file, 5, 6}, "c"}, {{&file, 2, 4}, "and"}}), "a and c");
    EXPECT_EQ(apply_edits(file.text(), {{{&file, 0, 0}, "x"}, {{&file, 0, 0}, "y"}}), "xya && b");
    EXPECT_EQ(apply_edits(file.text(), {{{&file, 6, 6}, "!"}}), "a && b!");
    EXPECT_EQ(apply_edits(file.text(), {}), "a && b");
}

TEST(Edits, RefuseWhatContradicts) {
    const SourceFile file("f", "a && b");
    EXPECT_EQ(apply_edits(file.text(), {{{&file, 0, 3}, "x"}, {{&file, 2, 4}, "y"}}), std::nullopt);
    EXPECT_EQ(apply_edits(file.text(), {{{&file, 5, 7}, "x"}}), std::nullopt);
}

TEST(Nearest, OrdersBySlips) {
    const std::vector<std::string> known = {"electrons", "Electron", "muons", "leptons", "jets", "bjets", "MET"};
    EXPECT_EQ(nearest("electron", known), (std::vector<std::string>{"Electron", "electrons"}));
    EXPECT_EQ(nearest("jest", known), std::vector<std::string>{"jets"});  // a swap is one slip
    EXPECT_EQ(nearest("lepton", known).at(0), "leptons");
    EXPECT_EQ(nearest("met", known), std::vector<std::string>{"MET"});
    EXPECT_EQ(nearest("xyz", known), std::vector<std::string>{});
    EXPECT_EQ(nearest("a", {"b", "c"}), std::vector<std::string>{});
    EXPECT_EQ(nearest("jet", {"jets", "jeta", "jetb", "jetc"}, 2).size(), 2u);
    EXPECT_EQ(nearest(std::string(100'000, 'a'), known), std::vector<std::string>{});
}

TEST(Nearest, ASlipOfTheHandIsCertain) {
    const auto certain = [](std::string_view wanted, std::vector<std::string> known) {
        return is_certain(wanted, nearest(wanted, known));
    };
    // Case, a letter too many or too few, a swap, a wrong letter inside a long word; where no other name is near.
    EXPECT_TRUE(certain("met", {"MET", "jets"}));
    EXPECT_TRUE(certain("pT", {"pt", "p", "px", "phi"}));
    EXPECT_TRUE(certain("jetss", {"jets", "leptons"}));
    EXPECT_TRUE(certain("electrns", {"electrons", "muons"}));
    EXPECT_TRUE(certain("lepton", {"leptons"}));
    EXPECT_TRUE(certain("leptosn", {"leptons"}));
    EXPECT_TRUE(certain("leptonss", {"leptons", "lepton"}));
    EXPECT_TRUE(certain("regoin", {"region", "regions"}));
    EXPECT_TRUE(certain("elecyrons", {"electrons"}));
    EXPECT_TRUE(certain("dphi_jet_met", {"dphijet_met"}));
    // Another name about as near.
    EXPECT_FALSE(certain("jet", {"Jet", "jets"}));
    EXPECT_FALSE(certain("leptonn", {"leptons", "lepton"}));
    // What tells names of the field apart.
    EXPECT_FALSE(certain("bjets", {"jets"}));
    EXPECT_FALSE(certain("jjets", {"jets"}));
    EXPECT_FALSE(certain("jet1", {"jet2"}));
    EXPECT_FALSE(certain("mT_W", {"mT_Z"}));
    EXPECT_FALSE(certain("dphi", {"dphij"}));
    EXPECT_FALSE(certain("jetB", {"jetA"}));
    EXPECT_FALSE(certain("leptonA", {"leptonB"}));
    EXPECT_FALSE(certain("ST", {"HT"}));
    EXPECT_FALSE(certain("HT", {"MHT"}));
    EXPECT_FALSE(certain("light", {"tight"}));
    // Nothing near, and two slips.
    EXPECT_FALSE(certain("leptons", {"jets"}));
    EXPECT_FALSE(certain("elecrns", {"electrons"}));
}

TEST(Catalogue, IsSortedAndEveryLetterIsItsSeverity) {
    for (std::size_t i = 0; i < catalogue().size(); ++i) {
        const auto& entry = catalogue()[i];
        const std::string page = "hints/" + std::string(entry.code) + ".md";
        EXPECT_EQ(hint_page(entry.code), page);
        EXPECT_TRUE(std::filesystem::exists(std::string(SOURCE_DIR "/") + page)) << page;
        EXPECT_TRUE(i == 0 || catalogue()[i - 1].code < entry.code) << entry.code;
        EXPECT_EQ(entry.code.size(), 5u);
        const char letter = "EWWNI"[static_cast<std::size_t>(entry.severity)];
        EXPECT_EQ(entry.code[0], letter) << entry.code;
        EXPECT_FALSE(entry.title.empty());
        EXPECT_EQ(find_code(entry.code), &entry);
    }
    EXPECT_EQ(find_code("E9999"), nullptr);
    EXPECT_EQ(hint_page("E9999"), "");
}

/// Every quoted code in the compiler's sources, the catalogue itself left out.
std::set<std::string> codes_in_sources() {
    std::set<std::string> codes;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(SOURCE_DIR) / "compiler")) {
        if (entry.path().extension() != ".cpp" || entry.path().filename() == "catalogue.cpp") continue;
        std::ifstream stream(entry.path());
        std::stringstream content;
        content << stream.rdbuf();
        const std::string text = content.str();
        for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
            const std::string code = text.substr(at + 1, 5);
            const bool quoted =
                at + 6 < text.size() && text[at + 6] == '"' && (code[0] == 'E' || code[0] == 'W' || code[0] == 'N');
            if (quoted && std::all_of(code.begin() + 1, code.end(), [](unsigned char c) { return std::isdigit(c); }))
                codes.insert(code);
        }
    }
    return codes;
}

TEST(Catalogue, HoldsEveryCodeThatIsReported) {
    const auto used = codes_in_sources();
    EXPECT_GT(used.size(), 15u);
    for (const auto& code : used) EXPECT_TRUE(find_code(code)) << code << " is reported but not in catalogue.cpp";
}

TEST(Diagnostics, AnUnknownCodeOrAnotherSeverityIsOurMistake) {
    Diagnostics diagnostics;
    EXPECT_THROW(diagnostics.error("E9999", "test", {}, "what"), InternalError);
    EXPECT_THROW(diagnostics.error("W0801", "test", {}, "what"), InternalError);
}

TEST(Diagnostics, SortKeepsWhatFollowsFromWhat) {
    const SourceFile file("file", "0123456789");
    Diagnostics diagnostics;
    diagnostics.error("E0101", "test", {&file, 7, 8}, "cause");
    diagnostics.error("E0101", "test", {&file, 7, 8}, "repetition");
    diagnostics.warning("W0809", "test", {&file, 1, 2}, "consequence").caused_by = 1;
    diagnostics.sort();
    ASSERT_EQ(diagnostics.all().size(), 2u);
    EXPECT_EQ(diagnostics.all()[0].message, "consequence");
    EXPECT_EQ(diagnostics.all()[0].caused_by, 1u);
    EXPECT_EQ(diagnostics.all()[1].message, "cause");

    diagnostics.error("E0101", "test", {&file, 0, 1}, "nonsense").caused_by = 9;
    EXPECT_THROW(diagnostics.sort(), InternalError);
}

TEST(Diagnostics, SortByPlaceAndDropRepetitions) {
    const SourceFile first("first", "0123456789"), second("second", "0123456789");
    Diagnostics diagnostics;
    diagnostics.error("E0001", "test", {&first, 5, 6}, "b");
    diagnostics.warning("W0801", "test", {&second, 0, 1}, "d");
    diagnostics.error("E0001", "test", {&first, 5, 6}, "b again");
    diagnostics.error("E0002", "test", {&first, 5, 6}, "c");
    diagnostics.error("E0001", "test", {&first, 1, 2}, "a");
    diagnostics.sort();
    std::string order;
    for (const auto& diagnostic : diagnostics.all()) order += diagnostic.message;
    EXPECT_EQ(order, "abcd");
    EXPECT_EQ(diagnostics.error_count(), 3u);
    EXPECT_EQ(diagnostics.warning_count(), 1u);
    EXPECT_TRUE(diagnostics.has_errors());
}

}  // namespace
}  // namespace collmc::diagnostics
