// Warnings from ranges: cuts that cannot fail or cannot pass, histograms and bins that cannot be filled, closed ends
// that a histogram loses, denominators that can be 0, regions that repeat others.
//
// After the presence proof, whose verdicts on sizes stand: what it has said of a cut is not said again, and below a cut
// that cannot pass nothing is judged.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

void check_ranges(const Program& program, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::semantics
