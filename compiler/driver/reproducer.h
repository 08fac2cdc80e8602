// What a person can send us when collmc itself is at fault.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/messages.h"

namespace collmc::driver {

/// Tells of the error and writes a file with the command, the version and the analyses' texts to the temporary folder.
void report_internal_error(const std::string& phase, const std::string& what,
                           const std::vector<std::string>& command_line, const std::vector<std::string>& analyses,
                           Messages& messages);

}  // namespace collmc::driver
