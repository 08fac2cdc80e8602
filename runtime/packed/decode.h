// Chunks back to values, by code that is compiled for several kinds of processor and chosen when the program runs. All
// kinds give the same bits: a value is the double nearest to its integer over its power of ten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/packed/format.h"

namespace collmc::packed {

/// A chunk's entry with its bytes, as they are before compression.
struct ChunkView {
    const ChunkEntry* entry = nullptr;
    const char* data = nullptr;  ///< may be null for Form::constant
};

struct Decoders {
    std::string_view name;
    /// Values [first, first + count) of a chunk.
    void (*values)(const ChunkView& chunk, std::size_t first, std::size_t count, double* to);
    /// Likewise of a chunk of whole numbers.
    void (*integers)(const ChunkView& chunk, std::size_t first, std::size_t count, std::int32_t* to);
    /// Brings angles to [-pi, pi), as lhco/phi.h says.
    void (*normalise_phi)(double* phi, std::size_t count);
};

/// Those that this processor can run, the fastest first.
const std::vector<Decoders>& decoders();

}  // namespace collmc::packed
