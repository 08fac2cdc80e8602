// From rows to columns: what EventBlock::finish() does for each type of object, compiled for several kinds of
// processors. All kinds give the same bits.
#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "runtime/columns/rows.h"

namespace collmc::columns {

/// Where the columns of the rows begin; null for one that is left out. Memory behind the last row is left alone.
struct ColumnPointers {
    double *eta, *phi, *pt, *jmass, *ntrk, *btag, *hadem;
    std::int32_t *event, *row;
    std::int32_t past = 0;  ///< how many elements behind the begin of a cache line of doubles they all begin
};

/// What was seen on the way.
struct RowsSeen {
    double least_phi = std::numeric_limits<double>::infinity();  ///< as the rows have it
    double greatest_phi = -std::numeric_limits<double>::infinity();
    bool unordered = false;   ///< in some event an object follows one of smaller pt
    bool half_btags = false;  ///< a btag is 0.5 or 2.5
};

/// Writes `count` rows to columns, phi brought to [-pi, pi) (see phi.h), and adds to `seen`.
using TransposeFunction = void (*)(const Object* objects, std::int32_t count, const ColumnPointers& to, RowsSeen& seen);

struct TransposeVariant {
    std::string_view name;
    TransposeFunction transpose;
};
/// Those that this processor can run, the fastest first.
const std::vector<TransposeVariant>& transpose_variants();

void transpose_portable(const Object* objects, std::int32_t count, const ColumnPointers& to, RowsSeen& seen);
#ifdef __x86_64__
void transpose_avx2(const Object* objects, std::int32_t count, const ColumnPointers& to, RowsSeen& seen);
void transpose_avx512(const Object* objects, std::int32_t count, const ColumnPointers& to, RowsSeen& seen);
#endif

}  // namespace collmc::columns
