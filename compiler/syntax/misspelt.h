// Tokens in a spelling that is not the language's: `&&`, `≥`, `1,000`, “quotes”. Internal to syntax: includes ANTLR.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// Reports each with the right spelling as an edit. The parser reads such a token as if it were spelt right, so the
/// rest of its statement is checked all the same.
void report_misspelt(Tokens& tokens, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
