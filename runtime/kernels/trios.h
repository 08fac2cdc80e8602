// Of three objects of an event, the ones whose invariant mass is nearest to a given one: found in single precision, for
// 8 or 16 events at once, where that leaves no doubt.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::kernels {

/// Events by how many objects of a collection they have, fewest first, and where these stand in it: as collmc_by_size
/// gives them. Events whose combination is found are taken out; the others stay, in their order.
struct EventsBySize {
    std::int32_t *events, *begins, *sizes;
};

/// What is found, by event: the rows of the three in the order of the collection, or the sentinel where an event has
/// fewer objects, and whether there is a combination (1 or 0; null: nobody asks).
struct TriosFound {
    std::int32_t *found, *first, *second, *third;
};

/// Of `lines` (abi::kLine: px, py, pz, energy) by row, the trios with |sqrt(max(0, E^2 - p^2)) - mass| least, the first
/// of equals. `rows` are those of the collection, null where positions are rows. Gives how many events are left.
/// The mass is from 2^-20 to 2^20 GeV. The first needs AVX2 and FMA, the second AVX-512 F, DQ and VL.
extern "C" std::int64_t collmc_trios_4(const abi::Block* block, const double* lines, const std::int32_t* rows,
                                       double mass, const EventsBySize* by_size, const TriosFound* found);
extern "C" std::int64_t collmc_trios_8(const abi::Block* block, const double* lines, const std::int32_t* rows,
                                       double mass, const EventsBySize* by_size, const TriosFound* found);

}  // namespace collmc::kernels
