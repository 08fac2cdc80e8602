// Prints a tree: as an indented outline (`--emit=tree`), and single expressions in the spelling of the language.
#pragma once

#include <string>

#include "compiler/syntax/tree.h"

namespace collmc::syntax {

/// One node a line, children indented; for reading and golden files.
std::string outline(const Tree& tree);

/// The expression in canonical spelling, parentheses only where needed or written, doubled ones once.
std::string to_source(const Expr& expr);

}  // namespace collmc::syntax
