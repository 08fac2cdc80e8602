#include "runtime/kernels/event_lists.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>

namespace collmc::kernels {

extern "C" std::int64_t collmc_unite_events(const abi::Block* block, const EventList* lists, std::int64_t n_lists,
                                            std::int32_t* events, std::int32_t* members) {
    assert(block->n_events <= abi::kMaxBlockEvents);
    constexpr std::int32_t kBits = 64;
    std::array<std::uint64_t, abi::kMaxBlockEvents / kBits> present;
    const std::int32_t words = (block->n_events + kBits - 1) / kBits;
    std::fill_n(present.begin(), words, 0);
    std::fill_n(members, block->n_events, 0);
    for (std::int64_t list = 0; list < n_lists; ++list) {
        const auto bit = static_cast<std::int32_t>(list < kMostToldApart ? std::uint32_t{1} << list : 0);
        for (std::int64_t i = 0; i < lists[list].count; ++i) {
            const std::int32_t event = lists[list].events[i];
            members[event] |= bit;
            present[static_cast<std::size_t>(event / kBits)] |= std::uint64_t{1} << (event % kBits);
        }
    }
    // An event has no later place than its number, so members can move to theirs where they stand.
    std::int64_t count = 0;
    for (std::int32_t word = 0; word < words; ++word) {
        for (std::uint64_t left = present[static_cast<std::size_t>(word)]; left != 0; left &= left - 1) {
            const std::int32_t event = word * kBits + std::countr_zero(left);
            events[count] = event;
            members[count] = members[event];
            ++count;
        }
    }
    return count;
}

}  // namespace collmc::kernels
