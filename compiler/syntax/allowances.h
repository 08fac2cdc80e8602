// Comments by which an author lets a warning stand: `# allows W0805: the sample holds no loose tags`.
//
// A comment behind something is for the statement that it stands behind; one on a line of its own is for the statement
// that follows, or for the one in which it stands. A statement has its block with it. At the head of the file, above or
// among the lines of `analysis`, or with an empty line between it and the first statement, it is for the whole file.
#pragma once

#include <vector>

#include "compiler/diagnostics/allowance.h"
#include "compiler/syntax/tree.h"

namespace collmc::syntax {

/// Whether a file may have such comments. Cheap; where it says no, there is none.
bool may_allow(const diagnostics::SourceFile& file);

/// Those of the file of a tree, in their order; also what is clearly meant to be one and reads otherwise.
std::vector<diagnostics::Allowance> read_allowances(const Tree& tree);

}  // namespace collmc::syntax
