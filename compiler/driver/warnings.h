// Which warnings a command shows, and what they do to its exit code: the one place for `--ignore` and `--warnings`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/allowance.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"

namespace collmc::driver {

struct WarningOptions {
    enum class Mode {
        shown,   ///< and the command ends as without them
        errors,  ///< those about programs count as errors
        none,    ///< not shown
    };
    Mode mode = Mode::shown;
    std::vector<std::string> ignored;  ///< codes that are not shown, wherever they come up

    bool hides(const diagnostics::Diagnostic& diagnostic) const;
};

/// What is wrong with a code that is given to `--ignore`, as a sentence; empty if nothing is. `code` in upper case.
std::string why_not_ignored(const std::string& code);

/// In upper case, as the catalogue has it.
std::string code_as_catalogued(std::string code);

/// "did you mean E0201?", or where there is none near, "`collmc explain` lists them".
std::string nearest_codes(const std::string& code);

/// Leaves of a program's diagnostics what is to be shown: without what the file allows, which is returned, and without
/// what the options hide. `complete`: all checks were made.
std::vector<diagnostics::Allowed> settle(const WarningOptions& options, const diagnostics::SourceFile& source,
                                         diagnostics::Diagnostics& diagnostics, bool complete = true);

/// What is said then, below them.
constexpr std::string_view kCountAsErrors = "collmc: warnings count as errors (--warnings=error)\n";

/// Whether what is left must end a command as an error would, although there is none.
bool fail_as_errors(const WarningOptions& options, const diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::driver
