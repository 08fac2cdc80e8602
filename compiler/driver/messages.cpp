#include "compiler/driver/messages.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/render_json.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

namespace {

/// Where to read on, for a person at a terminal; other readers find the page in the record ("hint").
std::string where_to_read_on(const diagnostics::Diagnostics& diagnostics) {
    constexpr std::size_t kMost = 3;
    std::vector<std::string> codes;
    for (const diagnostics::Diagnostic& diagnostic : diagnostics.all()) {
        const bool seen = std::ranges::find(codes, diagnostic.code) != codes.end();
        if (!seen && codes.size() < kMost && !diagnostics::hint_page(diagnostic.code).empty())
            codes.push_back(diagnostic.code);
    }
    return codes.empty() ? "" : fmt::format("more about it: collmc explain {}\n", fmt::join(codes, " "));
}

}  // namespace

void print_diagnostics(diagnostics::Diagnostics& diagnostics) {
    diagnostics.sort();
    diagnostics::TextOptions options;
    options.colour = colour_wanted(STDERR_FILENO);
    print_message(diagnostics::render_text(diagnostics, options));
    if (isatty(STDERR_FILENO) == 1) print_message(where_to_read_on(diagnostics));
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
