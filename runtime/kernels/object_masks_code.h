// The code behind object_masks.h, compiled for several kinds of processor and chosen when the program runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/abi/ahead.h"

namespace collmc::kernels {

/// Stored integers u with first <= u <= first + span.
struct IntegerSpan {
    std::uint32_t first = 0, span = 0;
    bool is_empty = true;
};

/// A comparison, put in terms of what it reads.
struct MaskTest {
    enum class Into { overwrite, both, either };
    int bytes = 8;  ///< of an element: 1, 2 or 4 of an integer, 8 of a double
    /// Integers that are in the first and not in the second.
    IntegerSpan in, out;
    /// Doubles from low to high, or that have such an absolute value.
    double low = 0, high = 0;
    bool is_absolute = false;
    bool is_inverted = false;
    Into into = Into::overwrite;
    abi::Ahead* ahead = nullptr;  ///< fetched from on the way, if there is any
};

/// The collection of a mask's objects: of each event those in [begin, begin + size), bit 0 being object `segment`.
struct MaskTaking {
    std::int32_t n_events, segment, count;
    const std::int32_t *begin, *size;
    abi::Ahead* ahead = nullptr;
};

struct MaskCode {
    std::string_view name;
    void (*compare)(const MaskTest& test, const void* data, std::size_t count, std::uint64_t* mask);
    /// `begin` and `rows` may be null. Gives the number of rows.
    std::int32_t (*take)(const MaskTaking& taking, const std::uint64_t* mask, std::int32_t* begin, std::int32_t* size,
                         std::int32_t* rows);
    /// Of some events alone.
    void (*take_at)(const MaskTaking& taking, const std::uint64_t* mask, const std::int32_t* events,
                    std::size_t n_events, std::int32_t* begin, std::int32_t* rows);
};
/// Those that this processor can run, the fastest first.
const std::vector<MaskCode>& mask_code();

extern const MaskCode kMasksPortable;
#ifdef __x86_64__
extern const MaskCode kMasksAvx2, kMasksAvx512, kMasksAvx512Bytes;
#endif

}  // namespace collmc::kernels
