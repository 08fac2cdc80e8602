// Operations on collections of objects that are merges rather than arithmetic: compiled code calls them once per block.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::kernels {

/// A collection of a block: event e has the objects at positions [begin[e], begin[e] + size[e]) of `rows`, ordered by
/// pt (highest first, ties by object_row). Where `rows` is null, a position is itself the row in the object table.
struct RowList {
    const std::int32_t* begin;
    const std::int32_t* size;
    const std::int32_t* rows;
};

/// The union of `n_sources` collections: each row once, in a collection's order. Fills begin and size for every event
/// and `rows` densely, without gaps between events; returns the number of rows. `rows` needs room for every object that
/// stands in a source (at most the block's n_objects).
extern "C" std::int64_t collmc_unite(const abi::Block* block, const RowList* sources, std::int64_t n_sources,
                                     std::int32_t* begin, std::int32_t* size, std::int32_t* rows);

}  // namespace collmc::kernels
