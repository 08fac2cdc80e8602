// Which comments allow something, and for which statements.
#include "compiler/syntax/allowances.h"

#include "support.h"

namespace collmc::syntax {
namespace {

using diagnostics::Allowance;
using diagnostics::Diagnostics;

constexpr const char* kProgram =
    "object jets from Jet\n"         // 1
    "    select pt > 30 GeV\n"       // 2
    "\n"                             // 3
    "region SR\n"                    // 4
    "    select size(jets) >= 2\n"   // 5
    "    ntuple n : MET.pt,\n"       // 6
    "        size(jets) as n\n"      // 7
    "region CR\n"                    // 8
    "    select size(jets) >= 1\n";  // 9

/// The program with a text put in front of a line, or behind it.
std::string with(int line, const std::string& text, bool behind = false) {
    std::string result;
    std::istringstream lines(kProgram);
    std::string content;
    for (int number = 1; std::getline(lines, content); ++number) {
        if (number == line && !behind) result += text;
        result += content + (number == line && behind ? " " + text : "") + "\n";
    }
    return result;
}

/// The lines for which the only allowance of a text is: "4-7", "file", "none".
std::string scope_of(const std::string& text) {
    const Parsed parsed(text);
    EXPECT_EQ(parsed.codes(), std::vector<std::string>());
    const std::vector<Allowance> found = read_allowances(parsed.tree);
    if (found.size() != 1) return std::to_string(found.size()) + " allowances";
    if (found[0].whole_file) return "file";
    if (!found[0].scope.valid()) return "none";
    const auto line = [&](std::uint32_t offset) { return std::to_string(parsed.file->line_of(offset)); };
    return line(found[0].scope.begin) + "-" + line(found[0].scope.end);
}

TEST(Allowances, OnALineOfItsOwnItIsForTheStatementBelow) {
    EXPECT_EQ(scope_of(with(5, "    # allows W0801: why\n")), "6-6");
    EXPECT_EQ(scope_of(with(5, "    # allows W0801: why\n\n    # and more\n")), "8-8");
    EXPECT_EQ(scope_of(with(4, "# allows W0801: why\n")), "5-8") << "with its block";
    EXPECT_EQ(scope_of(with(8, "    # allows W0801: why\n")), "9-10") << "indentation means nothing";
    EXPECT_EQ(scope_of(with(7, "        # allows W0801: why\n")), "6-8") << "in a statement it is for that one";
    EXPECT_EQ(scope_of(std::string(kProgram) + "# allows W0801: why\n"), "none");
}

TEST(Allowances, BehindSomethingItIsForItsStatement) {
    EXPECT_EQ(scope_of(with(5, "# allows W0801: why", true)), "5-5");
    EXPECT_EQ(scope_of(with(4, "# allows W0801: why", true)), "4-7") << "with its block";
    EXPECT_EQ(scope_of(with(6, "# allows W0801: why", true)), "6-7");
    EXPECT_EQ(scope_of(with(7, "# allows W0801: why", true)), "6-7");
}

TEST(Allowances, AtTheHeadItIsForTheFile) {
    EXPECT_EQ(scope_of(with(1, "# allows W0801: why\n\n")), "file");
    EXPECT_EQ(scope_of(with(1, "# what it is\n# allows W0801: why\n \n# jets\n")), "file");
    EXPECT_EQ(scope_of(with(1, "# allows W0801: why\n")), "2-3") << "it touches the first statement";
    EXPECT_EQ(scope_of(with(1, "# allows W0801: why\nanalysis \"A\"\n")), "file");
    EXPECT_EQ(scope_of(with(1, "analysis \"A\"   # allows W0801: why\n")), "file");
    EXPECT_EQ(scope_of(with(1, "analysis \"A\"\n# allows W0801: why\nexperiment \"CMS\"\n")), "file");
    EXPECT_EQ(scope_of(with(1, "analysis \"A\"\n# allows W0801: why\n")), "3-4");
    EXPECT_EQ(scope_of(with(1, "analysis \"A\"\n# allows W0801: why\n\n")), "file");
}

TEST(Allowances, WhatTheySay) {
    const Parsed parsed(with(5, "    # allows W0801, w0802 and W0805:  both, see table 3  \n"));
    const std::vector<Allowance> found = read_allowances(parsed.tree);
    ASSERT_EQ(found.size(), 1U);
    ASSERT_EQ(found[0].codes.size(), 3U);
    EXPECT_EQ(found[0].codes[1].text, "w0802");
    EXPECT_EQ(found[0].codes[1].span.text(), "w0802");
    EXPECT_EQ(found[0].reason, "both, see table 3");
    EXPECT_EQ(found[0].lines.text().back(), '\n');
    EXPECT_TRUE(found[0].rewritten.empty());
}

TEST(Allowances, OtherCommentsAreNone) {
    for (const char* comment : {"# allows two jets", "# allows b2 tags", "# W0801: why", "# the cut allows W0801: why",
                                "# allows", "# allows:", "# ignore 2018 data", "#", "# disable b1"})
        EXPECT_TRUE(read_allowances(Parsed(with(5, std::string(comment) + "\n")).tree).empty()) << comment;
    const Parsed in_a_string("region SR\n    select MET.pt > 3 GeV \"# allows W0801: why\"\n");
    EXPECT_TRUE(read_allowances(in_a_string.tree).empty());
    EXPECT_TRUE(read_allowances(Parsed("\xff # allows W0801: why\n").tree).empty()) << "no text";
}

TEST(Allowances, OtherSpellingsAreRewritten) {
    for (const auto& [written, meant] :
         {std::pair("# allow W0801: why", "# allows W0801: why"), std::pair("# noqa: W0801 why", "# allows W0801: why"),
          std::pair("#ignores W0801, W0802: why", "#allows W0801, W0802: why"),
          std::pair("# allows W0801 because", "# allows W0801: because")}) {
        const Parsed parsed(with(5, std::string(written) + "\n"));
        const std::vector<Allowance> found = read_allowances(parsed.tree);
        ASSERT_EQ(found.size(), 1U) << written;
        ASSERT_EQ(found[0].rewritten.size(), 1U) << written;
        std::string text(parsed.file->text());
        auto edits = found[0].rewritten[0].edits;
        for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
            text.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->insert);
        EXPECT_EQ(text, with(5, std::string(meant) + "\n"));
    }
}

// ---- taking out what is allowed ----

/// Codes that are left, then those that are allowed.
std::string outcome(const std::string& text, std::initializer_list<std::pair<const char*, const char*>> warnings,
                    bool complete = true) {
    const Parsed parsed(text);
    Diagnostics all;
    for (const auto& [code, at] : warnings) {
        const auto begin = static_cast<std::uint32_t>(text.find(at));
        all.warning(code, "semantics", {parsed.file.get(), begin, begin + 1}, "a warning");
    }
    const auto allowed = diagnostics::take_allowed(read_allowances(parsed.tree), all, complete);
    std::string result;
    for (const auto& diagnostic : all.all()) result += diagnostic.code + " ";
    result += "|";
    for (const auto& one : allowed) result += " " + one.diagnostic.code + " (" + one.reason + ")";
    return result;
}

TEST(Allowances, TakeOutWhatTheyAreFor) {
    const std::string program = with(5, "    # allows W0801: as in the paper\n");
    EXPECT_EQ(outcome(program, {{"W0801", "size(jets) >= 2"}}), "| W0801 (as in the paper)");
    EXPECT_EQ(outcome(program, {{"W0801", "size(jets) >= 1"}}), "W0801 W0835 |") << "of another statement";
    EXPECT_EQ(outcome(program, {{"W0802", "size(jets) >= 2"}}), "W0802 W0835 |") << "of another code";
    EXPECT_EQ(outcome(program, {}, false), "|") << "nobody knows yet";
}

TEST(Allowances, TheInnermostCounts) {
    const std::string program = "# allows W0801: everywhere\n\n" + with(5, "# allows W0801: here\n");
    EXPECT_EQ(outcome(program, {{"W0801", "size(jets) >= 2"}, {"W0801", "size(jets) >= 1"}}),
              "| W0801 (here) W0801 (everywhere)");
    EXPECT_EQ(outcome(program, {{"W0801", "size(jets) >= 2"}}), "W0835 | W0801 (here)");
}

TEST(Allowances, WhatIsWrongWithThem) {
    for (const char* comment : {"# allows W0801", "# allows W0801:", "# allows E0801: why", "# allows E0301: why",
                                "# allows W1105: why", "# allows W0835: why", "# noqa W0801: why"})
        EXPECT_EQ(outcome(with(5, std::string(comment) + "\n"), {{"W0801", "size(jets) >= 2"}}, true), "W0801 W0836 |")
            << comment;
}

TEST(Allowances, EditsDeleteWhatAllowsNothing) {
    const auto repaired = [](const std::string& text, bool one_is_used) {
        const Parsed parsed(text);
        Diagnostics all;
        const auto begin = static_cast<std::uint32_t>(text.find("size(jets) >= 2"));
        if (one_is_used) all.warning("W0801", "semantics", {parsed.file.get(), begin, begin + 1}, "a warning");
        diagnostics::take_allowed(read_allowances(parsed.tree), all, true);
        EXPECT_FALSE(all.all().empty());
        std::string result = text;
        for (const auto& diagnostic : all.all()) {
            for (const auto& fix : diagnostic.fixes) {
                const auto& edit = fix.edits.at(0);
                result.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.insert);
            }
        }
        return result;
    };
    EXPECT_EQ(repaired(with(5, "    # allows W0801: why\n"), false), kProgram);
    EXPECT_EQ(repaired(with(5, "    # allows W0801, W0802: why\n"), false), kProgram);
    EXPECT_EQ(repaired(with(5, "    # allows W0801, W0802: why\n"), true), with(5, "    # allows W0801: why\n"));
    EXPECT_EQ(repaired(with(5, "    # allows W0802, W0801: why\n"), true), with(5, "    # allows W0801: why\n"));
}

}  // namespace
}  // namespace collmc::syntax
