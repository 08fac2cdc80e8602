// The canonical form of a program: what `collmc fmt` writes.
//
// It depends on the statements and their comments, on single empty lines, and on nothing else of what white space there
// was, with one exception: an ntuple whose first column begins a line has one column a line. The program means the same
// after as before, and its comments are the same, in the same order. docs/formatting.md has the rules.
#pragma once

#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"

namespace collmc::syntax {

/// Nothing when the file has syntax errors, which are reported; what only the checker finds does not matter. The result
/// formats to itself. Throws InternalError where it would not hold the same tokens and comments as the file.
std::optional<std::string> format(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
