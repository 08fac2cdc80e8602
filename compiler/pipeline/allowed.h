// What of the checker's findings the author of a file allows in it.
#pragma once

#include <vector>

#include "compiler/diagnostics/allowance.h"
#include "compiler/diagnostics/source.h"

namespace collmc::pipeline {

/// Takes out of the diagnostics of a file what its comments allow (syntax/allowances.h), and reports comments that are
/// wrong. `complete`: all checks were made, so that a comment that allows nothing is known to.
std::vector<diagnostics::Allowed> take_allowed(const diagnostics::SourceFile& source,
                                               diagnostics::Diagnostics& diagnostics, bool complete);

}  // namespace collmc::pipeline
