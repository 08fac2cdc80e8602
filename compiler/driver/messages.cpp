#include "compiler/driver/messages.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "compiler/diagnostics/render_json.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

void print_diagnostics(diagnostics::Diagnostics& diagnostics) {
    diagnostics.sort();
    diagnostics::TextOptions options;
    options.colour = colour_wanted(STDERR_FILENO);
    print_message(diagnostics::render_text(diagnostics, options));
}

void print_diagnostics_json(diagnostics::Diagnostics& diagnostics) {
    diagnostics.sort();
    print_output(diagnostics::render_json(diagnostics));
}

int exit_code_of(const diagnostics::Diagnostics& diagnostics) {
    const bool installation = std::ranges::any_of(diagnostics.all(), [](const diagnostics::Diagnostic& diagnostic) {
        return diagnostic.code.starts_with("E09");
    });
    if (installation) return kInputUnreadable;
    return diagnostics.has_errors() ? kProgramErrors : kDone;
}

void print_error(const std::string& text) { print_message(fmt::format("collmc: error: {}\n", text)); }

void print_warning(const std::string& text) { print_message(fmt::format("collmc: warning: {}\n", text)); }

}  // namespace collmc::driver
