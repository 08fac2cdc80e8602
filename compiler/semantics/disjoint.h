// Which regions can share an event.
//
// Two regions are disjoint where their cuts refute each other, by the ranges of values (range_facts.h) or by counting
// objects (the presence proof's solver). Where neither does, nothing is claimed: they may overlap.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

enum class Overlap {
    disjoint,  ///< proved
    inherits,  ///< one is selected from the other
    possible,
};

/// For each region, its relation to each region before it.
std::vector<std::vector<Overlap>> overlaps(const Program& program);

/// The same as a table to read, an event for each of the pairs that share one, as far as some are found, and the grids
/// of bins, which are disjoint by construction.
std::string disjoint_table(const Program& program);

}  // namespace collmc::semantics
