// `collmc fmt`: writes programs in canonical form. The form is compiler/syntax/format.h; here files are read and
// written.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "compiler/diagnostics/unified_diff.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/replace_file.h"
#include "compiler/driver/text.h"
#include "compiler/syntax/format.h"

namespace collmc::driver {

namespace {

/// One program: read, formatted, told, written.
int format_file(const FormatArguments& arguments, const std::string& path) {
    const bool from_stdin = path == "-";
    const std::string name = from_stdin ? "<stdin>" : path;
    std::string error;
    const std::optional<std::string> before = from_stdin ? read_standard_input(error) : read_text_file(path, error);
    if (!before) {
        print_error(error);
        return kInputUnreadable;
    }
    const diagnostics::SourceFile file(name, *before);
    diagnostics::Diagnostics diagnostics;
    const std::optional<std::string> after = syntax::format(file, diagnostics);
    if (!after) {
        print_diagnostics(diagnostics);
        return kProgramErrors;
    }
    const bool changes = *after != *before;
    if (arguments.diff) {
        print_output(diagnostics::unified_diff(
            name, *before, *after, {.colour = colour_wanted(STDOUT_FILENO), .printable = isatty(STDOUT_FILENO) == 1}));
    } else if (arguments.check) {
        if (changes) print_output(fmt::format("{}: would change\n", name));
    } else if (from_stdin) {
        print_output(*after);
    } else if (changes) {
        if (const auto unwritten = replace_file(path, *before, *after)) {
            print_error(unwritten->message());
            return kOutputUnwritable;
        }
        print_output(fmt::format("{}: formatted\n", name));
    }
    return arguments.check && changes ? kProgramErrors : kDone;
}

}  // namespace

int format_command(const FormatArguments& arguments) {
    int exit_code = kDone;
    for (const std::string& path : arguments.files) exit_code = std::max(exit_code, format_file(arguments, path));
    return exit_code;
}

}  // namespace collmc::driver
