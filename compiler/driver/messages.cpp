#include "compiler/driver/messages.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "compiler/diagnostics/render_json.h"
#include "compiler/diagnostics/render_text.h"
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

void print_error(const std::string& text) { print_message(fmt::format("collmc: error: {}\n", text)); }

void print_warning(const std::string& text) { print_message(fmt::format("collmc: warning: {}\n", text)); }

}  // namespace collmc::driver
