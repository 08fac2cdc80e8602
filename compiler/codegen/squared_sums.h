// Of what a combination is judged by: a signed sum of squares of sums over its objects, as the square of an invariant
// mass is. It is also a sum over the combination's pairs.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/codegen/step.h"

namespace collmc::codegen {

/// Plus or minus the square of a sum that has one term of each leg, which depends on that leg alone.
struct SquaredSum {
    bool is_subtracted = false;
    std::vector<plan::NodeId> terms;  ///< by leg
};

/// The squares that make x, in any order. Nothing if it is anything else.
std::optional<std::vector<SquaredSum>> squared_sums(const Unit& unit, std::span<const plan::BinderId> legs,
                                                    plan::NodeId x);

}  // namespace collmc::codegen
