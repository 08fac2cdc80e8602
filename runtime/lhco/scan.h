// The fast way through rows: reads those that have a known layout straight into the rows of a block, several numbers at
// a time, and stops at the first that has none.
//
// A row is tried with the layout of the last object row, then of the last event row, then with all those of its length.
// Every byte that matters is verified (see layout.h) with a few operations on masks, whose result is known long after
// the next row was begun.
//
// Exactness: the digits of a lane are an integer x of at most eight digits, to be divided by s, a power of ten of at
// most seven zeros; doubles hold both. With r, the double nearest to 1/s, q = x·r lies within 2^-51 of x/s (relatively,
// as all that follows), and so q + r·(x - q·s) within 2^-102, its two steps fused. That is rounded once. A boundary of
// rounding is M·2^e with an integer M below 2^54; unless it is x/s itself, it differs from it by |x·2^-e - M·s|·2^e/s,
// and the first factor is an integer: by 2^-54/s = 2^-78 or more. So both round to the same side, and the result is the
// double nearest to the decimal. A test compares all integers and powers with the quotient.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/columns/rows.h"
#include "runtime/lhco/layout.h"

namespace collmc::lhco {

/// What a scan works on, and how far it came.
struct Scan {
    const char* at = nullptr;            ///< begin of the next row
    const char* end = nullptr;           ///< of the text
    const char* readable_end = nullptr;  ///< bytes up to here may be read
    LayoutTable* layouts = nullptr;
    columns::Rows* rows = nullptr;   ///< with room for the rows that may come; its last event is the one that goes on
    std::int32_t max_events = 0;     ///< in the block
    std::int32_t rows_left = 0;      ///< object rows that may be appended
    std::int32_t row = 0;            ///< object rows of the current event so far
    std::int64_t lines = 0;          ///< read so far
    const char* event_at = nullptr;  ///< where the current event began, and the lines before it
    std::int64_t event_lines = 0;
};

/// Reads rows until one does not have a known layout, the block is full, or the text's end is near.
using ScanFunction = void (*)(Scan& scan);

struct ScanVariant {
    std::string_view name;
    ScanFunction scan;
};
/// Those that this processor can run, the fastest first. All give the same.
const std::vector<ScanVariant>& scan_variants();

void scan_portable(Scan& scan);
#ifdef __x86_64__
void scan_avx2(Scan& scan);
void scan_avx512(Scan& scan);
#endif

}  // namespace collmc::lhco
