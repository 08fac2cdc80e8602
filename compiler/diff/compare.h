// What changed in meaning between two analyses.
//
// Comments, layout, names of variables, objects, candidates, functions and defines, where a declaration stands, and
// whether a value is written out or has a name make no difference. A change of a declaration is told once, with the
// regions that it reaches; a statement that only refers to what has changed has not changed itself.
#pragma once

#include "compiler/diff/changes.h"
#include "compiler/semantics/typed.h"

namespace collmc::diff {

/// Of two checked programs over one schema.
Differences compare(const semantics::Program& before, const semantics::Program& after);

}  // namespace collmc::diff
