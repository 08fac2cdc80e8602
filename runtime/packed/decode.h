// Chunks back to values, by code that is compiled for several kinds of processor and chosen when the program runs. All
// kinds give the same bits: a value is the double nearest to its integer over its power of ten. While they are at it,
// the longer loops fetch what comes next (ahead.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/abi/ahead.h"
#include "runtime/packed/format.h"

namespace collmc::packed {

using abi::Ahead;

/// A chunk's entry with its bytes, as they are before compression.
struct ChunkView {
    const ChunkEntry* entry = nullptr;
    const char* data = nullptr;  ///< may be null for Form::constant
};

inline constexpr std::int32_t kRunOverlap = 16;

/// The objects of some events: event e has those from begin[e] - segment on, of a type whose first is `segment`.
struct EventRuns {
    const std::int32_t* events;
    std::int64_t count;
    const std::int32_t *begin, *size;
    std::int32_t segment;
};

struct Decoders {
    std::string_view name;
    /// Values [first, first + count) of a chunk.
    void (*values)(const ChunkView& chunk, std::size_t first, std::size_t count, Ahead& ahead, double* to);
    /// Of rows [first, first + rows) of a chunk of integers those of some events, each to its place behind `to`; others
    /// of these rows may be written too.
    void (*values_of)(const ChunkView& chunk, std::size_t first, std::size_t rows, const EventRuns& events,
                      Ahead& ahead, double* to);
    /// As `values`, of a chunk of whole numbers.
    void (*integers)(const ChunkView& chunk, std::size_t first, std::size_t count, std::int32_t* to);
    /// Counts, and for each the sum of those before it from `begin_at` on; returns the sum behind the last. Modulo
    /// 2^32.
    std::int32_t (*counts)(const ChunkView& chunk, std::size_t first, std::size_t count, std::int32_t begin_at,
                           Ahead& ahead, std::int32_t* begin, std::int32_t* size);
    /// The sum of a chunk of counts, each taken modulo 2^32.
    std::uint64_t (*sum)(const ChunkView& chunk, std::size_t count);
    /// to[begin[event]] ... = event, for size[event] objects of each event; writes up to kRunOverlap elements more.
    void (*event_runs)(const std::int32_t* begin, const std::int32_t* size, std::int32_t events, std::int32_t* to);
    /// Likewise the numbers that follow on before[event], which then are moved behind them.
    void (*row_runs)(const std::int32_t* begin, const std::int32_t* size, std::int32_t events, std::int32_t* before,
                     std::int32_t* to);
    /// Integers of 1, 2 or 4 bits, in `size` bytes, to one byte each.
    void (*bits)(const char* from, std::size_t size, unsigned bits, char* to);
    /// Brings angles to [-pi, pi), as columns/phi.h says.
    void (*normalise_phi)(double* phi, std::size_t count);
};

/// Those that this processor can run, the fastest first.
const std::vector<Decoders>& decoders();

}  // namespace collmc::packed
