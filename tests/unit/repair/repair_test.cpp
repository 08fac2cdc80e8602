// The rounds of a repair, with checks made up for it and with the compiler's own.
#include "compiler/repair/repair.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/repair/errors.h"
#include "compiler/repair/render_json.h"
#include "tests/unit/semantics/check_support.h"

namespace collmc::repair {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Diagnostics;
using diagnostics::EditClass;
using diagnostics::SourceFile;
using diagnostics::SourceSet;
using diagnostics::Span;

namespace fs = std::filesystem;

/// The compiler's check, with the library of the source tree.
void compiler(const SourceFile& program, SourceSet&, Diagnostics& diagnostics) {
    const syntax::Tree tree = syntax::parse(program, diagnostics);
    semantics::check(tree, semantics::standard_library(), diagnostics);
}

/// A check that finds a word wherever it stands and offers others in its place.
struct Rule {
    std::string word;
    std::vector<std::pair<std::string, EditClass>> others;
    std::string code = "E0101";
    std::string hidden_by = {};  ///< found only where this does not stand
};

Check rules(std::vector<Rule> rules) {
    return [rules = std::move(rules)](const SourceFile& program, SourceSet&, Diagnostics& diagnostics) {
        for (const Rule& rule : rules) {
            if (!rule.hidden_by.empty() && program.text().find(rule.hidden_by) != std::string_view::npos) continue;
            for (std::size_t at = program.text().find(rule.word); at != std::string_view::npos;
                 at = program.text().find(rule.word, at + 1)) {
                const auto begin = static_cast<std::uint32_t>(at);
                const Span span{&program, begin, begin + static_cast<std::uint32_t>(rule.word.size())};
                Diagnostic diagnostic;
                diagnostic.code = rule.code;
                diagnostic.severity =
                    rule.code[0] == 'W' ? diagnostics::Severity::warning : diagnostics::Severity::error;
                diagnostic.phase = "semantics";
                diagnostic.message = rule.word;
                diagnostic.primary = span;
                for (const auto& [other, applicability] : rule.others)
                    diagnostic.fixes.push_back({"write " + other, applicability, {{span, other}}});
                diagnostics.report(std::move(diagnostic));
            }
        }
    };
}

std::string text_of(const Outcome& outcome) { return std::string(outcome.after->file->text()); }

Outcome repaired(std::string text, std::vector<Rule> all, Options options = {}) {
    return repair("test.cut", std::move(text), rules(std::move(all)), options);
}

TEST(Repair, MakesSafeEditsAndLikelyOnesOnRequest) {
    const std::vector<Rule> all = {{"a", {{"A", EditClass::safe}}},
                                   {"b", {{"B", EditClass::likely}}},
                                   {"c", {{"C", EditClass::changes_selection}}}};
    EXPECT_EQ(text_of(repaired("a b c", all)), "A b c");
    const Outcome outcome = repaired("a b c", all, {.likely = true});
    EXPECT_EQ(text_of(outcome), "A B c");
    EXPECT_EQ(outcome.end, End::nothing_left);
    ASSERT_EQ(outcome.steps.size(), 2u);
    EXPECT_EQ(outcome.steps[1].title, "write B");
    EXPECT_EQ(outcome.steps[1].place.column, 3u);
    EXPECT_EQ(outcome.steps[1].replacements[0].expect, "b");
    EXPECT_EQ(outcome.after->diagnostics.error_count(), 1u);
}

TEST(Repair, OfWarningsMakesSafeEditsOnly) {
    const std::vector<Rule> all = {{"a", {{"A", EditClass::safe}}, "W0801"},
                                   {"b", {{"B", EditClass::likely}}, "W0801"}};
    EXPECT_EQ(text_of(repaired("a b", all, {.likely = true})), "A b");
}

TEST(Repair, TakesNoneOfTwoGuesses) {
    const std::vector<Rule> all = {{"a", {{"A", EditClass::likely}, {"B", EditClass::likely}}}};
    EXPECT_EQ(text_of(repaired("a", all, {.likely = true})), "a");
}

TEST(Repair, EditsThatTouchWaitForTheNextRound) {
    const std::vector<Rule> all = {{"ab", {{"x", EditClass::safe}}}, {"bc", {{"y", EditClass::safe}}}, {"xc", {}}};
    const Outcome outcome = repaired("abc bc", all);
    EXPECT_EQ(text_of(outcome), "xc y");
    EXPECT_EQ(outcome.steps.size(), 2u);
}

TEST(Repair, GoesOnUntilNothingIsLeft) {
    const Outcome outcome = repaired("a", {{"a", {{"b", EditClass::safe}}}, {"b", {{"c", EditClass::safe}}}});
    EXPECT_EQ(text_of(outcome), "c");
    EXPECT_EQ(outcome.steps.back().round, 2);
}

TEST(Repair, UndoesWhatMakesMoreErrorsAndKeepsTheRest) {
    const Outcome outcome =
        repaired("a b", {{"a", {{"zzz", EditClass::safe}}}, {"b", {{"B", EditClass::safe}}}, {"z", {}}});
    EXPECT_EQ(text_of(outcome), "a B");
    ASSERT_EQ(outcome.undone.size(), 1u);
    EXPECT_EQ(outcome.undone[0].step.title, "write zzz");
    EXPECT_EQ(outcome.undone[0].errors, 3u);
}

TEST(Repair, UndoesWhatIsInVain) {
    const Outcome outcome = repaired("a", {{"a", {{"a ", EditClass::safe}}}});
    EXPECT_EQ(text_of(outcome), "a");
    ASSERT_EQ(outcome.undone.size(), 1u);
    EXPECT_EQ(outcome.undone[0].errors, 1u);
}

TEST(Repair, UndoesWhatOnlyMovesItsMessage) {
    const Outcome outcome = repair("test.cut", "region SR\n    select MET1.5phi > 1\n", compiler);
    EXPECT_FALSE(outcome.changed()) << text_of(outcome);
    EXPECT_EQ(text_of(repaired("a", {{"a", {{"xa", EditClass::safe}}}})), "a");
}

TEST(Repair, RemovesRepeatedSignsOneByOne) {
    const Outcome outcome = repaired("x;;; y", {{";", {{"", EditClass::safe}}}});
    EXPECT_EQ(text_of(outcome), "x y");
    EXPECT_TRUE(outcome.undone.empty());
}

TEST(Repair, FollowsAnEditWhoseErrorsAreRepairedLater) {
    const std::vector<Rule> all = {{"a", {{"b b", EditClass::safe}}}, {"b", {{"B", EditClass::safe}}}};
    EXPECT_EQ(text_of(repaired("a", all)), "B B");
    const std::vector<Rule> guess = {{"a", {{"b b", EditClass::safe}}}, {"b", {{"B", EditClass::likely}}}};
    EXPECT_EQ(text_of(repaired("a", guess)), "a") << "without the guesses there would be more errors";
    EXPECT_EQ(text_of(repaired("a", guess, {.likely = true})), "B B");
}

TEST(Repair, ErrorsOfALaterStageWereThereBefore) {
    const std::vector<Rule> all = {{"a", {{"A", EditClass::safe}}}, {"x", {}, "E0201", "a"}};
    const Outcome outcome = repaired("a x x x", all);
    EXPECT_EQ(text_of(outcome), "A x x x");
    EXPECT_EQ(outcome.after->diagnostics.error_count(), 3u);
}

TEST(Repair, ACircleEndsWithTheSameTextFromEverywhere) {
    const std::vector<Rule> all = {
        {"a", {{"c", EditClass::safe}}}, {"b", {{"a", EditClass::safe}}}, {"c", {{"b", EditClass::safe}}}};
    for (const char* text : {"a", "b", "c"}) {
        const Outcome outcome = repaired(text, all);
        EXPECT_EQ(text_of(outcome), "a") << text;
        EXPECT_EQ(outcome.end, End::circle);
    }
    EXPECT_TRUE(repaired("a", all).steps.empty());
    EXPECT_EQ(repaired("c", all).steps.size(), 2u);
}

TEST(Repair, RoundsHaveABound) {
    const Check endless = [](const SourceFile& program, SourceSet&, Diagnostics& diagnostics) {
        Diagnostic diagnostic;
        diagnostic.code = "E0101";
        diagnostic.message = fmt::format("{} letters", program.text().size());
        diagnostic.primary = {&program, 0, 0};
        diagnostic.fixes.push_back({"more", EditClass::safe, {{diagnostic.primary, "a"}}});
        diagnostics.report(std::move(diagnostic));
    };
    const Outcome outcome = repair("test.cut", "", endless, {.most_rounds = 7});
    EXPECT_EQ(outcome.end, End::most_rounds);
    EXPECT_EQ(text_of(outcome), "");
    EXPECT_TRUE(outcome.steps.empty());
}

TEST(Repair, LeavesOtherFilesAlone) {
    const Check check = [](const SourceFile&, SourceSet& sources, Diagnostics& diagnostics) {
        const SourceFile& library = sources.add("library.cut", "text");
        Diagnostic diagnostic;
        diagnostic.code = "E0101";
        diagnostic.primary = {&library, 0, 4};
        diagnostic.fixes.push_back({"write", EditClass::safe, {{diagnostic.primary, "other"}}});
        diagnostics.report(std::move(diagnostic));
    };
    EXPECT_FALSE(repair("test.cut", "text", check).changed());
}

TEST(Choice, ReadsAndWritesItsForm) {
    for (const char* text : {"34:2", "34:12:2", "E0205:34:2", "E0205:34:12:2"}) {
        const auto choice = parse_choice(text);
        ASSERT_TRUE(choice) << text;
        EXPECT_EQ(to_string(*choice), text);
    }
    for (const char* text :
         {"", "34", "0:1", "34:0", "1:2:3:4", "a:1", "E02:34:1", "34:1 ", "E0205:34", ":1:2", "-1:2"})
        EXPECT_FALSE(parse_choice(text)) << text;
}

Options choosing(const std::vector<const char*>& choices) {
    Options options;
    for (const char* choice : choices) options.choices.push_back(parse_choice(choice).value());
    return options;
}

const std::vector<Rule> offered = {{"a", {{"A", EditClass::changes_selection}, {"B", EditClass::changes_selection}}}};

TEST(Choice, TakesWhatTheAuthorMeans) {
    const Outcome outcome = repaired("a\na", offered, choosing({"E0101:2:2"}));
    EXPECT_EQ(text_of(outcome), "a\nB");
    ASSERT_EQ(outcome.steps.size(), 1u);
    EXPECT_TRUE(outcome.steps[0].chosen);
    EXPECT_EQ(text_of(repaired("a\na", offered, choosing({"1:1", "2:2"}))), "A\nB");
    EXPECT_EQ(text_of(repaired("a a", offered, choosing({"1:3:1"}))), "a A");
}

TEST(Choice, MayMeanWhatComesToLightLater) {
    std::vector<Rule> all = offered;
    all[0].hidden_by = "x";
    all.push_back({"x", {{"X", EditClass::safe}}});
    EXPECT_EQ(text_of(repaired("x a", all, choosing({"1:2"}))), "X B");
}

TEST(Choice, IsRefusedWhereItMeansNothing) {
    const auto refusal = [](std::string text, std::vector<const char*> choices) {
        const Outcome outcome = repaired(std::move(text), offered, choosing(choices));
        EXPECT_EQ(outcome.end, End::refused);
        EXPECT_FALSE(outcome.changed());
        EXPECT_TRUE(outcome.steps.empty());
        return outcome.refusal;
    };
    EXPECT_EQ(refusal("a", {"2:1"}), "2:1: no message at line 2 offers an edit; there are E0101:1:1 to 2");
    EXPECT_EQ(refusal("", {"2:1"}), "2:1: no message at line 2 offers an edit; there is none to choose");
    EXPECT_EQ(refusal("a", {"E0301:1:1"}), "E0301:1:1: no E0301 at line 1 offers an edit; there are E0101:1:1 to 2");
    EXPECT_EQ(refusal("a", {"1:3"}), "1:3: the message offers 2 edits");
    EXPECT_EQ(refusal("a a", {"1:1"}),
              "1:1: more than one message there offers edits; say which: E0101:1:1:1 to 2, E0101:1:3:1 to 2");
    EXPECT_EQ(refusal("a", {"1:1", "1:2"}), "1:2: it changes what another choice changes; take one of them");
    EXPECT_NE(refusal("a\nb", {"1:1", "2:1"}), "");
}

TEST(Choice, CountsOnWhereMessagesOfOneCodeBeginAtOnePlace) {
    const std::vector<Rule> all = {{"a", {{"A", EditClass::changes_selection}, {"B", EditClass::changes_selection}}},
                                   {"ab", {{"C", EditClass::changes_selection}}}};
    EXPECT_EQ(text_of(repaired("ab", all, choosing({"1:2"}))), "Bb");
    EXPECT_EQ(text_of(repaired("ab", all, choosing({"1:3"}))), "C");
    const Outcome outcome = repaired("ab", all);
    const auto& diagnostics = outcome.after->diagnostics;
    EXPECT_EQ(to_string(choice_of(diagnostics.all()[0], 2, diagnostics)), "E0101:1:2");
    EXPECT_EQ(to_string(choice_of(diagnostics.all()[1], 1, diagnostics)), "E0101:1:3");
}

constexpr const char* kProgram = R"(object jets from Jet
    select pt ≥ 30
    select |eta| < 2.5;

region SR
    select size(jetss) > 0 && MET.pt > 100
    histo pt_j2 : jets[1].pt, 40 bins from 0 to 200 GeV
)";

TEST(Repair, AProgramInStages) {
    EXPECT_EQ(text_of(repair("test.cut", kProgram, compiler)), R"(object jets from Jet
    select pt >= 30
    select |eta| < 2.5

region SR
    select size(jets) > 0 and MET.pt > 100
    histo pt_j2 : jets[1].pt, 40 bins from 0 to 200 GeV
)");
    Options options{.likely = true};
    options.choices = {parse_choice("E0201:7:2").value()};
    const Outcome outcome = repair("test.cut", kProgram, compiler, options);
    EXPECT_EQ(outcome.refusal, "");
    EXPECT_FALSE(outcome.after->diagnostics.has_errors());
    EXPECT_EQ(text_of(outcome), R"(object jets from Jet
    select pt >= 30 GeV
    select |eta| < 2.5

region SR
    select size(jets) > 0 and MET.pt > 100 GeV
    histo pt_j2 when size(jets) >= 2 : jets[1].pt, 40 bins from 0 to 200 GeV
)");
}

TEST(Repair, AsJson) {
    const Outcome outcome = repair("test.cut", kProgram, compiler, {.likely = true});
    const auto json = nlohmann::json::parse(render_json("test.cut", outcome, true));
    EXPECT_EQ(json["schema"], "collmc.fix/1");
    EXPECT_EQ(json["text"], text_of(outcome));
    EXPECT_EQ(json["changed"], true);
    EXPECT_EQ(json["written"], true);
    EXPECT_EQ(json["end"], "nothing_left");
    EXPECT_EQ(json["errors"], 1);
    EXPECT_EQ(json["steps"].size(), outcome.steps.size());
    EXPECT_EQ(json["steps"][0]["code"], "E0002");
    EXPECT_EQ(json["steps"][0]["edits"][0]["insert"], ">=");
    const auto& fixes = json["remaining"][0]["fixes"];
    EXPECT_EQ(fixes[0]["choose"], "E0201:7:1");
    EXPECT_EQ(fixes[1]["choose"], "E0201:7:2");
    const auto refused =
        nlohmann::json::parse(render_json("test.cut", repaired("", offered, choosing({"1:1"})), false));
    EXPECT_EQ(refused["end"], "refused");
    EXPECT_EQ(refused["refusal"], "1:1: no message at line 1 offers an edit; there is none to choose");
}

// Every golden program: repaired again it stays as it is, and it never has more errors than before.
TEST(Repair, IsDoneAtOnceAndMakesNothingWorse) {
    const fs::path tests = TESTS_DIR;
    for (const char* folder : {"golden/syntax/errors", "golden/semantics/errors", "golden/semantics/presence",
                               "golden/semantics/warnings", "run/bad_programs"})
        for (const fs::path& path : semantics::files_in(tests / folder, ".cut"))
            for (const bool likely : {false, true}) {
                SCOPED_TRACE(path.filename());
                const Outcome once = repair("test.cut", semantics::read_file(path), compiler, {.likely = likely});
                EXPECT_NE(once.end, End::most_rounds);
                EXPECT_LE(count_errors(once.after->diagnostics), count_errors(once.before->diagnostics));
                const Outcome twice = repair("test.cut", text_of(once), compiler, {.likely = likely});
                EXPECT_EQ(text_of(twice), text_of(once));
            }
}

}  // namespace
}  // namespace collmc::repair
