// Picks of three objects of a collection whose invariant mass is nearest to a given one: a kernel decides most events,
// and leaves to the pick's own loops those that need the exact masses.
#pragma once

#include <optional>

#include "compiler/codegen/step.h"

namespace collmc::codegen {

struct Trios {
    int lines;    ///< object_lines with the momenta
    double mass;  ///< GeV
};

/// Nothing for other picks, and where lanes are single.
std::optional<Trios> trios_of(const Step& step, const plan::Pick& pick);

/// Finds trios, and gives how many events (i64) are left, which stand where the pick's events would be in order by size.
llvm::Value* emit_trios(Step& step, plan::PickId pick, const Trios& trios);

}  // namespace collmc::codegen
