// Of three objects of an event, the ones whose invariant mass is nearest to a given one: found in single precision, for
// 8 or 16 events at once, where that leaves no doubt.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"
#include "runtime/kernels/collections.h"

namespace collmc::kernels {

/// The events that are left to be decided, in any order: their numbers, and where their objects stand in the
/// collection.
struct EventsLeft {
    std::int32_t *events, *begins, *sizes;
};

/// What is found, by event: the rows of the three in the order of the collection, or the sentinel where an event has
/// fewer objects, and whether there is a combination (1 or 0; null: nobody asks).
struct TriosFound {
    std::int32_t *found, *first, *second, *third;
};

/// Of the objects of a collection, whose `lines` (abi::kLine: px, py, pz, energy) are by row, the trios with
/// |sqrt(max(0, E^2 - p^2)) - mass| least, the first of equals. Gives how many events are left. The mass is from 2^-20
/// to 2^20 GeV. The first needs AVX2 and FMA, the second AVX-512 F, DQ and VL.
extern "C" std::int64_t collmc_trios_4(const abi::Block* block, const RowList* objects, const double* lines,
                                       double mass, const EventsLeft* left, const TriosFound* found);
extern "C" std::int64_t collmc_trios_8(const abi::Block* block, const RowList* objects, const double* lines,
                                       double mass, const EventsLeft* left, const TriosFound* found);

}  // namespace collmc::kernels
