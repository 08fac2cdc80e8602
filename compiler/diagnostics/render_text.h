// Diagnostics as text for a person: the message, the source lines with the exact places underlined, what was found and
// expected, and each suggested edit with the line as it would read.
//
// Whatever a file or a name holds, the text is UTF-8 without control characters other than line ends, and escapes of
// its own where colours are asked for.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

struct TextOptions {
    bool colour = false;        ///< ANSI escapes, for a terminal
    std::size_t columns = 120;  ///< a longer source line is shown around its places so that it ends here; at least 40
    bool wrap = false;          ///< break messages between words there too; a program that reads them prefers one line
};

/// One diagnostic, ending with a blank line.
std::string render_text(const Diagnostic& diagnostic, const TextOptions& options = {});

/// All of them in their order, then a line with their numbers ("2 errors, 1 warning"); nothing when there are none.
std::string render_text(const Diagnostics& diagnostics, const TextOptions& options = {});

}  // namespace collmc::diagnostics
