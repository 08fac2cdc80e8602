// Diagnostics as JSON lines, schema `collmc.diagnostic/1`, for programs: one object a diagnostic, then a summary.
//
// Byte offsets are the truth; line and column are 1-based, the column in code points. An edit carries the text it
// expects to replace. `applicability` is `safe`, `likely` or `changes_selection`; the last is a decision about physics.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

/// One line, with its line end.
std::string render_json(const Diagnostic& diagnostic);

/// A line for each diagnostic, then {"schema":...,"kind":"summary","errors":N,"warnings":M}.
std::string render_json(const Diagnostics& diagnostics);

}  // namespace collmc::diagnostics
