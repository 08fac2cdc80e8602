// Columns to bytes: the narrowest form that holds every value exactly.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "runtime/packed/format.h"
#include "runtime/packed/rows.h"

namespace collmc::packed {

enum class Compression { none, zstd };

/// A block as it will stand in a file, at a multiple of kAlignment: entry.offset is for the writer to set.
struct EncodedBlock {
    BlockEntry entry;
    std::string bytes;  ///< the chunk table, the chunks
};

/// Precondition: rows.n_events() is from 1 to abi::kMaxBlockEvents, there are at most as many objects, and at most
/// kMaxOtherRows of MET and of others.
EncodedBlock encode(const Rows& rows, Compression compression);

/// The form, base and decimals of a chunk for these values: integers over the lowest power of ten at which each value
/// is exactly its integer over that power, in the fewest bits that hold them; doubles where there is none (values of
/// more than 15 decimals, not finite, beyond 2^53 as integers, or too far apart for four bytes; -0).
ChunkEntry form_of(std::span<const double> values);

/// The least number of decimals with which a value is written exactly; kMaxDecimals + 1 where there is none.
int decimals_of(double value);

/// The row numbers of a kind's objects where the kinds stand one behind the other in every event; the file holds by how
/// much a row differs. `before`: for each event, how many rows are before this kind's first; moved behind its last.
std::vector<std::int32_t> expected_rows(std::span<const std::int32_t> sizes, std::span<std::int32_t> before);

}  // namespace collmc::packed
