// `collmc fix`: makes the edits that the diagnostics of an analysis offer. The repair itself is compiler/repair; here
// files are read and written, and the account is printed.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/snippet.h"
#include "compiler/diagnostics/unified_diff.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/replace_file.h"
#include "compiler/driver/text.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/repair/render_json.h"
#include "compiler/repair/repair.h"

namespace collmc::driver {

namespace {

using diagnostics::EditClass;
constexpr std::int64_t kMostChoices = 40;  ///< that are listed for a person

using repair::Outcome;
using repair::Step;

/// The check of a repair: what is ignored or allowed offers no edits.
repair::Check check_with(const WarningOptions& warnings) {
    return [&warnings](const diagnostics::SourceFile& program, diagnostics::SourceSet& sources,
                       diagnostics::Diagnostics& diagnostics) {
        pipeline::Reports none;
        pipeline::check(program, stdlib_folder(), sources, diagnostics, none);
        settle(warnings, program, diagnostics);
    };
}

/// What is done, and what changes then.
std::string in_words(const std::string& title, const std::string& effect) {
    return diagnostics::printable(effect.empty() ? title : title + ": " + effect);
}

/// How an edit came to be made: nothing where its meaning was certain.
std::string_view reason(const Step& step) {
    if (!step.chosen) return step.applicability == EditClass::likely ? "likely: " : "";
    return step.applicability == EditClass::changes_selection ? "chosen, and changes which events pass: " : "chosen: ";
}

/// "ww.cut:3:17: likely: write 30 GeV (E0301, an energy compared with a bare number)"
std::string describe(const std::string& name, const Step& step) {
    const diagnostics::CodeEntry* entry = diagnostics::find_code(step.code);
    return fmt::format("{}:{}:{}: {}{} ({}{}{})\n", name, step.place.line, step.place.column, reason(step),
                       in_words(step.title, step.effect), step.code, entry ? ", " : "", entry ? entry->title : "");
}

std::string remaining_errors(const Outcome& outcome) {
    const std::size_t errors = outcome.after->diagnostics.error_count();
    return errors == 0 ? "no errors remain" : errors == 1 ? "1 error remains" : fmt::format("{} errors remain", errors);
}

/// One analysis: read, repaired, told, written.
class Fix {
public:
    Fix(const FixArguments& arguments, const std::string& path, Interruption& interruption)
        : arguments_(arguments),
          interruption_(interruption),
          path_(path),
          from_stdin_(path == "-"),
          name_(from_stdin_ ? "<stdin>" : path) {}

    int run() {
        std::string error;
        const std::optional<std::string> text = from_stdin_ ? read_standard_input(error) : read_text_file(path_, error);
        if (!text) {
            print_error(error);
            return kInputUnreadable;
        }
        const Outcome outcome =
            repair::repair(name_, *text, check_with(arguments_.warnings), {arguments_.likely, arguments_.choices});
        const bool writes = outcome.changed() && !from_stdin_ && !arguments_.diff && !arguments_.check;
        std::optional<report::OutputError> unwritten;
        if (interruption_.requested()) return kInterrupted;
        if (writes) unwritten = replace(*text, outcome.after->file->text());
        if (arguments_.json) print_output(repair::render_json(name_, outcome, writes && !unwritten));
        if (unwritten)
            print_error(unwritten->message());
        else if (!arguments_.json && outcome.end != repair::End::refused)
            tell(outcome);
        return exit_code(outcome, unwritten.has_value());
    }

private:
    std::optional<report::OutputError> replace(std::string_view before, std::string_view after) {
        interruption_.protect();
        const auto error = replace_file(path_, before, after);
        interruption_.unprotect();
        return error;
    }

    int exit_code(const Outcome& outcome, bool unwritten) const {
        if (outcome.end == repair::End::refused) {
            print_error(outcome.refusal);
            return kUsage;
        }
        if (unwritten) return kOutputUnwritable;
        if (arguments_.check && outcome.changed()) return kProgramErrors;
        if (fail_as_errors(arguments_.warnings, outcome.after->diagnostics)) return kProgramErrors;
        return exit_code_of(outcome.after->diagnostics);
    }

    void tell(const Outcome& outcome) const {
        // The text itself goes to the standard output where there is no file to put it into.
        const bool prints_text = from_stdin_ && !arguments_.diff && !arguments_.check;
        const auto say = [&](const std::string& text) { prints_text ? print_message(text) : print_output(text); };
        if (prints_text)
            print_output(outcome.after->file->text());
        else if (!arguments_.check || arguments_.diff)
            print_output(diagnostics::unified_diff(
                name_, outcome.before->file->text(), outcome.after->file->text(),
                {.colour = colour_wanted(STDOUT_FILENO), .printable = isatty(STDOUT_FILENO) == 1}));
        for (const Step& step : outcome.steps) say(describe(name_, step));
        for (const repair::Undone& undone : outcome.undone) say(why_undone(undone, outcome));
        say(summary(outcome));
        output_failure();  // flushes, and remembers where that fails
        if (outcome.end == repair::End::circle)
            print_warning(fmt::format("{}: the edits contradict each other; the best text of them was taken", name_));
        if (outcome.end == repair::End::most_rounds)
            print_warning(fmt::format("{}: there is no end of edits; those that repair nothing were not made", name_));
        tell_remaining(outcome);
    }

    std::string why_undone(const repair::Undone& undone, const Outcome& outcome) const {
        const std::size_t now = outcome.after->diagnostics.error_count();
        const std::string why = undone.errors > now
                                    ? fmt::format("there would be {} errors instead of {}", undone.errors, now)
                                    : "its message would stay";
        return fmt::format("not made, since {}: {}", why, describe(name_, undone.step));
    }

    std::string summary(const Outcome& outcome) const {
        const auto edits = static_cast<std::int64_t>(outcome.steps.size());
        const bool only_told = arguments_.diff || arguments_.check;
        if (edits == 0 && !outcome.after->diagnostics.has_errors()) return fmt::format("{}: nothing to fix\n", name_);
        if (edits == 0) return fmt::format("{}: no edit to make; {}\n", name_, remaining_errors(outcome));
        return fmt::format("{}: {} {}; {}\n", name_, counted(edits, "edit"), only_told ? "to make" : "made",
                           remaining_errors(outcome));
    }

    void tell_remaining(const Outcome& outcome) const {
        diagnostics::Diagnostics left = outcome.after->diagnostics;
        print_diagnostics(left);
        if (fail_as_errors(arguments_.warnings, left)) print_message(kCountAsErrors);
        std::string choices;
        std::int64_t guesses = 0, listed = 0;
        for (const diagnostics::Diagnostic& diagnostic : left.all()) {
            if (diagnostic.primary.file != outcome.after->file) continue;
            guesses += !arguments_.likely && repair::has_guess(diagnostic) ? 1 : 0;
            for (std::size_t i = 0; i < diagnostic.fixes.size() && ++listed <= kMostChoices; ++i)
                choices += fmt::format("  --choose {}  {}\n", to_string(repair::choice_of(diagnostic, i + 1, left)),
                                       in_words(diagnostic.fixes[i].title, diagnostic.fixes[i].effect));
        }
        if (!choices.empty()) print_message(fmt::format("\nedits to choose with collmc fix {}:\n{}", path_, choices));
        if (listed > kMostChoices) print_message("  and more; --diagnostics=json has them all\n");
        if (guesses > 0)
            print_message(fmt::format("{} of them would be made with --likely\n", with_thousands(guesses)));
    }

    const FixArguments& arguments_;
    Interruption& interruption_;
    const std::string& path_;
    const bool from_stdin_;
    const std::string name_;
};

}  // namespace

int fix_command(const FixArguments& arguments, Interruption& interruption) {
    int exit_code = kDone;
    for (const std::string& path : arguments.analyses)
        exit_code = std::max(exit_code, Fix(arguments, path, interruption).run());
    return exit_code;
}

}  // namespace collmc::driver
