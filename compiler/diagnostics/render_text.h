// Diagnostics as text for a person: the message, the source line with the exact place underlined, what was found and
// expected, and each suggested edit with the line as it would read.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

struct TextOptions {
    bool colour = false;        ///< ANSI escapes, for a terminal
    std::size_t columns = 120;  ///< longer source lines are shown around the place, in this many columns
};

/// One diagnostic, ending with a blank line.
std::string render_text(const Diagnostic& diagnostic, const TextOptions& options = {});

/// All of them in their order, then a line with their numbers ("2 errors, 1 warning"); nothing when there are none.
std::string render_text(const Diagnostics& diagnostics, const TextOptions& options = {});

}  // namespace collmc::diagnostics
