// Prints diagnostics to standard error, and ends a command whose program or input is at fault.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::driver {

/// All of them in the order of the file, then a line with their number; on a terminal also which pages tell more.
void print_diagnostics(diagnostics::Diagnostics& diagnostics);
void print_diagnostics_json(diagnostics::Diagnostics& diagnostics);

/// How a command ends that stops because of them: the program's errors, unless the library itself could not be read.
int exit_code_of(const diagnostics::Diagnostics& diagnostics);

/// "collmc: error: TEXT" and "collmc: warning: TEXT".
void print_error(const std::string& text);
void print_warning(const std::string& text);

}  // namespace collmc::driver
