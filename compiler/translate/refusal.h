// The message about a line that was not read.
//
// Internal to translate.
#pragma once

#include "compiler/translate/parser.h"

namespace collmc::translate {

/// Reports why, at the words, and completes the outcome.
void report(Parser& parser, LineOutcome& outcome, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::translate
