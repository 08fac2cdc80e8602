// Where the rows of each event begin and how many they are: from what a reader noted event by event, a column for each
// list.
#pragma once

#include <cstdint>

#include "runtime/columns/rows.h"

namespace collmc::columns {

/// Writes, for each list whose `begin` is not null, begin[list][i] = first[i][list] + segment[list] for i < `count`.
void turn_firsts(const std::int32_t (*first)[kListCount], std::int32_t count, const std::int32_t (&segment)[kListCount],
                 std::int32_t* const (&begin)[kListCount]);

/// size[i] = begin[i + 1] - begin[i] for i < `count`.
void sizes_of(const std::int32_t* begin, std::int32_t count, std::int32_t* size);

}  // namespace collmc::columns
