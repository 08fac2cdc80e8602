// A comparison as text for people and as JSON for programs.
#pragma once

#include <string>

#include "runtime/comparison/comparison.h"

namespace collmc::comparison {

/// Tables of the regions and of the histograms that are not wholly the same, what is on one side only, and in the last
/// line the summary. `colour` adds ANSI escapes.
std::string render_text(const Comparison& comparison, const RunResults& first, const RunResults& second, bool colour);

/// One object, schema collmc.compare/1, as docs/comparing.md describes it. Numbers read back to the same double; null
/// stands for what has no value, and for an infinite pull.
std::string render_json(const Comparison& comparison, const RunResults& first, const RunResults& second);

}  // namespace collmc::comparison
