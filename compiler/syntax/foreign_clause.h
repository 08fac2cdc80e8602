// Statements of this language with a part in the words of another: `object jets take Jet`, `region "SR"`,
// `histo h, "title", 40, 0, 200, x`, `weight *= 0.95`. Internal to syntax: includes ANTLR.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

/// The statement that begins at `first` cannot go on with `found`: reports the part that this comes from, with what
/// it says in this language as an edit. False where none is known.
bool report_foreign_clause(const Tokens& tokens, const antlr4::Token* first, const antlr4::Token* found,
                           diagnostics::Diagnostics& diagnostics);

/// The same for `ntuple t : pt = x`, which the grammar reads as a comparison; asked of every `=`.
bool report_foreign_column(const Tokens& tokens, const antlr4::Token* token, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
