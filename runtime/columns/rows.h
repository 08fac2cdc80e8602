// Object rows and event rows as a reader appends them to a block: plain memory, so that code compiled for one kind of
// processor can write to it. EventBlock owns it, see event_block.h.
#pragma once

#include <cstdint>

namespace collmc::columns {

/// One object row as it waits for EventBlock::finish(): a cache line. Its type is the list it stands in.
struct alignas(64) Object {
    double eta = 0, phi = 0, pt = 0, jmass = 0, ntrk = 0, btag = 0, hadem = 0;
    std::int32_t event = 0;  ///< index in the block
    std::int32_t row = 0;    ///< 1 for the first object row of the event in the file, MET and unknown types included
};
static_assert(sizeof(Object) == 64);

/// Rows stand in lists by their LHCO type: 0 to 4 as abi::Particle, 6 for MET. Of unassigned types the number alone is
/// kept. List 5 stays empty.
inline constexpr int kMetList = 6;
inline constexpr int kUnassignedList = 7;
inline constexpr int kListCount = 8;

/// The lists of a block and the columns of its event rows, with room for what was asked for.
struct Rows {
    Object* objects[kListCount]{};                ///< [list], in the order of events
    alignas(32) std::int32_t size[kListCount]{};  ///< [list]
    std::int32_t (*first)[kListCount] = nullptr;  ///< [event][list]: the event's first row in the list
    const char** text = nullptr;                  ///< [event]: where a reader of text saw it begin; theirs alone
    double* number = nullptr;                     ///< [event]
    double* trigger = nullptr;
    double* weight = nullptr;
    std::int32_t n_events = 0;
};

}  // namespace collmc::columns
