// Lines that are no statement of the language and say something in another: `auto m = ...`, `if (x > 3) return;`,
// `for j in jets:`, `plot MET 40 0 200`, `import numpy`. Internal to syntax: includes ANTLR.
//
// Such a line is reported once, with what it says in this language as an edit where that is known; what it declares is
// declared, so that what follows has its names and blocks.
#pragma once

#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/flat.h"
#include "compiler/syntax/tokens.h"

namespace collmc::syntax {

struct ForeignStatement {
    const antlr4::Token* last = nullptr;    ///< what was read ends with it
    Span replaced;                          ///< what the edit rewrites: slips inside of it need no message of their own
    std::optional<FlatStatement> declares;  ///< an unreadable statement with the name that is declared
};

/// Reads the line that begins at `first`, which begins no statement. Nothing where the line is not known.
std::optional<ForeignStatement> read_foreign_statement(const Tokens& tokens, const antlr4::Token* first,
                                                       diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
