// Phrases of other languages inside of a value: `jets.size()`, `[] 76 106`, `c ? a : b`, `jets[:2]`, `np.sqrt(x)`.
// Internal to syntax: includes ANTLR.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// The statement that begins at `first` cannot go on with `found`: reports the phrase that this comes from, with what
/// it says in this language as an edit. False where no phrase is known.
bool report_foreign_expression(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* found,
                               diagnostics::Diagnostics& diagnostics);

/// The same for a conversion, `static_cast<double>(x)`, which the grammar reads as comparisons; asked of every name.
bool report_foreign_conversion(const Tokens& tokens, const antlr4::Token* token, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
