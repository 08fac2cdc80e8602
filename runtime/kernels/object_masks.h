// Subsets of one type's objects as bits, from comparisons of columns with constants: compiled code calls these once per
// block. Columns are read in the form in which they are stored where there is one, so many objects are compared at once
// and their values need not be decoded.
//
// Bit i of a mask, counted through its words, stands for object segment_begin[particle] + i. A mask has whole words, as
// many as the objects of the type need, and zeros behind the last object.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::kernels {

/// How a comparison is meant, and what becomes of the mask: bits to be added up. Without kAnd or kOr it is overwritten.
enum Comparing : std::int64_t { kAbsolute = 1, kInverted = 2, kAnd = 4, kOr = 8 };

/// The objects with low <= value <= high, with kAbsolute those with low <= |value| <= high; with kInverted the others.
/// A NaN is in no interval.
extern "C" void collmc_compare(const abi::Block* block, std::int64_t particle, std::int64_t column, double low,
                               double high, std::int64_t how, std::uint64_t* mask);

/// mask = mask & other (kAnd), mask | other (kOr), or `other`; with kInverted of the objects that are not in `other`.
extern "C" void collmc_combine(const abi::Block* block, std::int64_t particle, const std::uint64_t* other,
                               std::int64_t how, std::uint64_t* mask);

/// The collection of the objects in a mask: `size` and, unless null, `begin` for every event, and `rows`, unless null,
/// densely; their padding may be written. Returns the number of objects.
extern "C" std::int64_t collmc_take(const abi::Block* block, std::int64_t particle, const std::uint64_t* mask,
                                    std::int32_t* begin, std::int32_t* size, std::int32_t* rows);

/// `begin` and `rows` of that collection alone, for `count` events, in the order of the block; `rows` without gaps
/// between them.
extern "C" void collmc_take_at(const abi::Block* block, std::int64_t particle, const std::uint64_t* mask,
                               const std::int32_t* events, std::int64_t count, std::int32_t* begin, std::int32_t* rows);

/// Brings columns (1 << ObjectColumn) of these events' objects of a type to the block, where they are not there.
extern "C" void collmc_decode(const abi::Block* block, std::int64_t particle, std::int64_t columns,
                              const std::int32_t* events, std::int64_t count);

}  // namespace collmc::kernels
