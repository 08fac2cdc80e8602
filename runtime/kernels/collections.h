// Operations on collections of objects that merge and sort rather than calculate: compiled code calls them once per
// block. Those that make a collection fill `begin` and `size` for every event (unions: for those that are named, in the
// order of the block) and `rows` densely, without gaps between them, and return the number of rows. `rows` needs
// room for one more than stand in the sources (at most the block's n_objects) and for abi::kPadding behind.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::kernels {

/// A collection of a block: event e has the objects at positions [begin[e], begin[e] + size[e]) of `rows`. Where `rows`
/// is null, a position is itself the row in the object table.
struct RowList {
    const std::int32_t* begin;
    const std::int32_t* size;
    const std::int32_t* rows;
};

/// The union of `n_sources` collections, each row once, by pt: highest first, ties by abi::row_of. The sources must be
/// in that order, too. Of `count` events.
extern "C" std::int64_t collmc_unite(const abi::Block* block, const RowList* sources, std::int64_t n_sources,
                                     const std::int32_t* events, std::int64_t count, std::int32_t* begin,
                                     std::int32_t* size, std::int32_t* rows);

/// The same for sources in any order.
extern "C" std::int64_t collmc_unite_unordered(const abi::Block* block, const RowList* sources, std::int64_t n_sources,
                                               const std::int32_t* events, std::int64_t count, std::int32_t* begin,
                                               std::int32_t* size, std::int32_t* rows);

/// The legs of a pick, each row once, by pt. `legs[leg][event]` is a row; where `found[event]` is 0 there is none.
extern "C" std::int64_t collmc_members(const abi::Block* block, const std::int32_t* found,
                                       const std::int32_t* const* legs, std::int64_t n_legs, std::int32_t* begin,
                                       std::int32_t* size, std::int32_t* rows);

/// The objects of a collection by key, lowest or highest first, NaN last; equals stay in the order of the source.
/// keys[position] belongs to the object at that position of the source.
extern "C" std::int64_t collmc_order(const abi::Block* block, const RowList* source, const double* keys,
                                     std::int64_t highest_first, std::int32_t* begin, std::int32_t* size,
                                     std::int32_t* rows);

/// Begin and size of a subset: kept_before[position] tells how many of the source's objects before that position, of
/// all events, are in it. The rows are the caller's.
extern "C" void collmc_subset(const abi::Block* block, const std::int32_t* source_begin,
                              const std::int32_t* source_size, const std::int32_t* kept_before, std::int32_t* begin,
                              std::int32_t* size);

/// 0, 1, ... for each event of the block.
extern "C" void collmc_all_events(const abi::Block* block, std::int32_t* events);

/// The events of the block by how many objects of a collection they have, fewest first, and where these stand in it.
/// Combinations of them are formed in as many turns in neighbouring lanes then. The arrays need room for every event.
extern "C" void collmc_by_size(const abi::Block* block, const std::int32_t* begin, const std::int32_t* size,
                               std::int32_t* events, std::int32_t* begins, std::int32_t* sizes);

}  // namespace collmc::kernels
