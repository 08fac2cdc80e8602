// `--explain-event N`: what the analysis sees in one event, and where the event fails.
#pragma once

#include "compiler/driver/arguments.h"
#include "compiler/driver/messages.h"
#include "compiler/pipeline/pipeline.h"

namespace collmc::driver {

/// Prints the event's collections and candidates and, for each region, every cut with what it compares, in the nominal
/// world. `analysis` was compiled for explanation. Returns the exit code.
int explain_event(const RunArguments& arguments, const pipeline::Analysis& analysis, Messages& messages);

}  // namespace collmc::driver
