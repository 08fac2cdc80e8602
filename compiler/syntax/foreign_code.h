// Lines of a program in C++ or Python: conditions, loops, functions, definitions. Internal to syntax: includes ANTLR.
#pragma once

#include <optional>

#include "compiler/syntax/foreign_statement.h"

namespace collmc::syntax {

/// As read_foreign_statement(), which asks it.
std::optional<ForeignStatement> read_foreign_code(const Tokens& tokens, const antlr4::Token* first,
                                                  diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
