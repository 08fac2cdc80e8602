// Lists of events that are put together: what several selections have.
#pragma once

#include <cstdint>

#include "runtime/abi/block.h"

namespace collmc::kernels {

/// Events of a block (their indices), ascending.
struct EventList {
    const std::int32_t* events;
    std::int64_t count;
};

/// Members are bits of an int32.
inline constexpr int kMostToldApart = 32;

/// The events that any of the lists has, ascending, and for each of them which: bit i of its `members` stands for
/// lists[i]; of more lists than there are bits the others are not told. Returns how many the events are. Both arrays
/// need room for all events of the block.
extern "C" std::int64_t collmc_unite_events(const abi::Block* block, const EventList* lists, std::int64_t n_lists,
                                            std::int32_t* events, std::int32_t* members);

}  // namespace collmc::kernels
