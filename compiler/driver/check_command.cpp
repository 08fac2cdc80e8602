// `collmc check`: the checks of an analysis, without events.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/driver/watch.h"
#include "compiler/pipeline/pipeline.h"

namespace collmc::driver {

namespace {

/// ", 2 warnings allowed": nothing where there are none.
std::string in_words(const std::vector<diagnostics::Allowed>& allowed) {
    if (allowed.empty()) return "";
    return fmt::format(", {} allowed", counted(static_cast<std::int64_t>(allowed.size()), "warning"));
}

int check_once(const CheckArguments& arguments, Messages& messages) {
    int exit_code = kDone;
    for (const std::string& path : arguments.analyses) {
        std::string error;
        std::optional<std::string> text = read_text_file(path, error);
        if (!text) {
            messages.show({"E0902", error, {{"file", path}}});
            exit_code = kInputUnreadable;
            continue;
        }
        diagnostics::SourceSet sources;
        diagnostics::Diagnostics diagnostics;
        const diagnostics::SourceFile& source = sources.add(path, std::move(*text));
        pipeline::Reports reports{arguments.cost, arguments.disjoint, {}};
        const bool good = pipeline::check(source, stdlib_folder(), sources, diagnostics, reports);
        const auto allowed = settle(arguments.warnings, source, diagnostics);
        messages.show(diagnostics, allowed);
        const bool fails = fail_as_errors(arguments.warnings, diagnostics);
        if (good && !fails && !messages.for_programs())
            print_output(fmt::format("{}: no errors{}\n{}", path, in_words(allowed), reports.text));
        exit_code = std::max(exit_code, fails ? kProgramErrors : exit_code_of(diagnostics));
    }
    return exit_code;
}

}  // namespace

int check_command(const CheckArguments& arguments, Interruption& interruption, Messages& messages) {
    const auto round = [&] {
        const int exit_code = check_once(arguments, messages);
        messages.finish(exit_code);
        return exit_code;
    };
    if (!arguments.watch) return round();
    return watch({.files = arguments.analyses, .for_programs = messages.for_programs()}, interruption, round);
}

}  // namespace collmc::driver
