// Phase 1: `.cut` text -> tree. The only folder that includes ANTLR.
//
// Errors are reported and the rest of the file is parsed all the same: recovery is at the next statement word that
// stands first on its line. The tree holds what could be read.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/syntax/tree.h"

namespace collmc::syntax {

/// After so many errors the rest of a file is not read.
constexpr std::size_t most_errors = 100;

/// Parses a whole file. Never throws; text that is not UTF-8, larger than 1 MB, or nested deeper than 500 brackets or
/// 1000 operators is a diagnostic and gives an empty tree, so whoever walks a tree may recurse.
Tree parse(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics);

/// Parses one expression (a formula of the schema). Null when it has errors.
ExprPtr parse_expression(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
