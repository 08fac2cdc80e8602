// What becomes of every edit that the golden programs' diagnostics offer, against tests/golden/edits: one page for each
// folder of programs, with what each edit changes and what is left to say afterwards.
#include <fmt/format.h>

#include "compiler/diagnostics/edit.h"
#include "compiler/diagnostics/unified_diff.h"
#include "compiler/repair/errors.h"
#include "tests/unit/semantics/check_support.h"

namespace collmc::repair {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Fix;
using semantics::Checked;

namespace fs = std::filesystem;

const fs::path kTests = TESTS_DIR;

/// The lines that an edit takes out and puts in.
std::string changed_lines(const std::string& before, const std::string& after) {
    std::string text;
    std::istringstream diff(diagnostics::unified_diff("", before, after, {.context = 0}));
    for (std::string line; std::getline(diff, line);)
        if (!line.starts_with("---") && !line.starts_with("+++") && !line.starts_with("@@"))
            text += "      " + line + "\n";
    return text;
}

/// Checks every edit of the programs in a folder and compares the page about them.
class Edits : public ::testing::Test {
protected:
    /// `whole`: the programs are complete but for their mistake. Those of the syntax are not: names are missing.
    void check_folder(const char* page, const fs::path& folder, bool whole, std::size_t at_least) {
        std::string text;
        for (const fs::path& path : semantics::files_in(folder, ".cut")) {
            SCOPED_TRACE(path.filename());
            text += check_program(path.filename(), semantics::read_file(path), whole);
        }
        EXPECT_GE(edits_, at_least);
        semantics::expect_golden(kTests / "golden/edits" / (std::string(page) + ".txt"), text);
    }

private:
    std::string check_program(const std::string& name, const std::string& text, bool whole) {
        std::string page;
        const Checked before(text, name);
        for (const Diagnostic& diagnostic : before.diagnostics.all()) {
            if (!whole && diagnostic.phase != "syntax") continue;
            for (const Fix& fix : diagnostic.fixes) {
                const auto edited = diagnostics::apply_edits(text, fix.edits);
                EXPECT_TRUE(edited) << fix.title;
                if (!edited) continue;
                const Checked after(*edited, name);
                ++edits_;
                expect_repaired(before, diagnostic, fix, after, whole);
                page += fmt::format("  {} {}: {}{}{}\n{}", diagnostic.code, name_of(fix.applicability), fix.title,
                                    fix.effect.empty() ? "" : ": ", fix.effect, changed_lines(text, *edited));
                if (!after.codes().empty()) page += fmt::format("      then {}\n", fmt::join(after.codes(), ", "));
            }
        }
        return page.empty() ? "" : name + "\n" + page + "\n";
    }

    static void expect_repaired(const Checked& before, const Diagnostic& diagnostic, const Fix& fix,
                                const Checked& after, bool whole) {
        const auto says = [&](const Checked& checked) {
            return std::ranges::count_if(checked.diagnostics.all(), [&](const Diagnostic& other) {
                return other.code == diagnostic.code && other.message == diagnostic.message;
            });
        };
        EXPECT_LT(says(after), says(before)) << fix.title << " leaves the message\n" << after.text();
        const Errors errors = count_errors(after.diagnostics);
        EXPECT_LE(errors, count_errors(before.diagnostics)) << fix.title << " makes errors\n" << after.text();
        if (diagnostic.phase == "syntax" && count_errors(before.diagnostics)[0] <= 1) {
            EXPECT_EQ(errors[0], 0u) << fix.title << "\n" << after.text();
        }
        if (whole && before.diagnostics.error_count() <= 1) {
            EXPECT_FALSE(after.diagnostics.has_errors()) << fix.title << "\n" << after.text();
        }
    }

    std::size_t edits_ = 0;
};

TEST_F(Edits, OfSyntax) { check_folder("syntax", kTests / "golden/syntax/errors", false, 60); }

TEST_F(Edits, OfErrors) { check_folder("errors", kTests / "golden/semantics/errors", true, 60); }

TEST_F(Edits, OfWarnings) { check_folder("warnings", kTests / "golden/semantics/warnings", true, 10); }

TEST_F(Edits, OfPresence) { check_folder("presence", kTests / "golden/semantics/presence", true, 30); }

TEST_F(Edits, OfBadPrograms) { check_folder("bad_programs", kTests / "run/bad_programs", true, 10); }

}  // namespace
}  // namespace collmc::repair
