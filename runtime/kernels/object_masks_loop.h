// The loops of object_masks.h for one kind of processor, which the file that includes this is compiled for: nothing
// here may have external linkage, and no inline function of a shared header may be called, or the linker could give
// this code to other processors.
//
// `Code` has, for 64 objects, bits_in(const Integer*, Integer first, Integer span) of 1, 2 and 4 bytes, bits_in(const
// double*, const MaskTest&), and write_rows; for 16 objects, write_few; for all events, write_sizes.
#pragma once

#include <cstdint>
#include <cstring>

#include "runtime/kernels/object_masks_code.h"

namespace collmc::kernels {
namespace {

constexpr std::size_t kWord = 64;

// How often a line of what is read next is asked for: half as often as memory answers (abi/ahead.h).
constexpr std::size_t kWordsForALine = 2;
constexpr std::int32_t kEventsForALine = 32, kEventsTakenForALine = 4;

[[gnu::always_inline]] inline std::uint64_t first_bits(std::size_t count) {
    return count >= kWord ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

template <class Code, class Integer>
[[gnu::always_inline]] inline std::uint64_t word_of(const MaskTest& test, const Integer* from) {
    std::uint64_t bits = 0;
    if (!test.in.is_empty)
        bits = Code::bits_in(from, static_cast<Integer>(test.in.first), static_cast<Integer>(test.in.span));
    if (!test.out.is_empty)
        bits &= ~Code::bits_in(from, static_cast<Integer>(test.out.first), static_cast<Integer>(test.out.span));
    return bits;
}
template <class Code>
[[gnu::always_inline]] inline std::uint64_t word_of(const MaskTest& test, const double* from) {
    return Code::bits_in(from, test);
}

template <class Code, class Element>
[[gnu::always_inline]] inline void compare_all(const MaskTest& test, const void* data, std::size_t count,
                                               std::uint64_t* mask) {
    const auto* const from = static_cast<const Element*>(data);
    const std::uint64_t inverted = test.is_inverted ? ~std::uint64_t{0} : 0;
    const auto note = [&](std::size_t i, std::uint64_t bits) {
        std::uint64_t& word = mask[i / kWord];
        word = test.into == MaskTest::Into::overwrite ? bits
               : test.into == MaskTest::Into::both    ? word & bits
                                                      : word | bits;
    };
    std::size_t i = 0;
    for (; i + kWord <= count; i += kWord) {
        if (i % (kWordsForALine * kWord) == 0 && test.ahead != nullptr) test.ahead->fetch(1);
        note(i, word_of<Code>(test, from + i) ^ inverted);
    }
    if (i == count) return;
    // A stored column has no padding.
    Element last[kWord] = {};
    std::memcpy(last, from + i, (count - i) * sizeof(Element));
    note(i, (word_of<Code>(test, last) ^ inverted) & first_bits(count - i));
}

template <class Code>
[[gnu::always_inline]] inline void compare(const MaskTest& test, const void* data, std::size_t count,
                                           std::uint64_t* mask) {
    switch (test.bytes) {
        case 1: return compare_all<Code, std::uint8_t>(test, data, count, mask);
        case 2: return compare_all<Code, std::uint16_t>(test, data, count, mask);
        case 4: return compare_all<Code, std::uint32_t>(test, data, count, mask);
        default: return compare_all<Code, double>(test, data, count, mask);
    }
}

/// How many of `count` bits from bit number `first` on are set.
[[gnu::always_inline]] inline std::int32_t count_bits(const std::uint64_t* mask, std::int32_t first,
                                                      std::int32_t count) {
    const auto* const bytes = reinterpret_cast<const char*>(mask);
    std::int32_t found = 0;
    constexpr std::int32_t kAtOnce =
        56;  // whatever bit of a byte they begin at, they are in the eight bytes from there
    std::uint64_t bits;
    for (; count > kAtOnce; first += kAtOnce, count -= kAtOnce) {
        std::memcpy(&bits, bytes + (first >> 3), sizeof bits);
        found += __builtin_popcountll(bits >> (first & 7) & first_bits(kAtOnce));
    }
    std::memcpy(&bits, bytes + (first >> 3), sizeof bits);
    return found + __builtin_popcountll(bits >> (first & 7) & ((std::uint64_t{1} << count) - 1));
}

/// Events from number `first` on, before which there are `total` objects in the mask; gives the number behind them.
[[gnu::noinline]] inline std::int32_t write_sizes_from(std::int32_t first, std::int32_t last, std::int32_t total,
                                                       const MaskTaking& taking, const std::uint64_t* mask,
                                                       std::int32_t* begin, std::int32_t* size) {
    for (std::int32_t e = first; e < last; ++e) {
        const std::int32_t count = count_bits(mask, taking.begin[e] - taking.segment, taking.size[e]);
        if (begin != nullptr) begin[e] = total;
        size[e] = count;
        total += count;
    }
    return total;
}

template <class Code>
[[gnu::always_inline]] inline std::int32_t take(const MaskTaking& taking, const std::uint64_t* mask,
                                                std::int32_t* begin, std::int32_t* size, std::int32_t* rows) {
    const std::int32_t total = Code::write_sizes(taking, mask, begin, size);
    if (rows == nullptr) return total;
    std::int32_t* to = rows;
    for (std::int32_t first = 0; first < taking.count; first += static_cast<std::int32_t>(kWord))
        to = Code::write_rows(mask[static_cast<std::size_t>(first) / kWord], taking.segment + first, to);
    return total;
}

template <class Code>
[[gnu::always_inline]] inline void take_at(const MaskTaking& taking, const std::uint64_t* mask,
                                           const std::int32_t* events, std::size_t n_events, std::int32_t* begin,
                                           std::int32_t* rows) {
    constexpr std::int32_t kFew = 16;
    const auto* const bytes = reinterpret_cast<const char*>(mask);
    const std::int32_t *const begins_of = taking.begin, *const sizes_of = taking.size;
    const std::int32_t segment = taking.segment;
    std::int32_t* to = rows;
    for (std::size_t i = 0; i < n_events; ++i) {
        const std::int32_t e = events[i];
        if (i % kEventsTakenForALine == 0 && taking.ahead != nullptr) taking.ahead->fetch(1);
        std::int32_t first = begins_of[e], left = sizes_of[e];
        begin[e] = static_cast<std::int32_t>(to - rows);
        // Once in nearly all events, also in those without an object: which these are is not to be foreseen.
        do {
            const std::int32_t bit = first - segment;
            std::uint32_t bits;
            std::memcpy(&bits, bytes + (bit >> 3), sizeof bits);
            const std::uint32_t wanted = (1U << (left < kFew ? left : kFew)) - 1;
            to = Code::write_few(bits >> (bit & 7) & wanted, first, to);
            left -= kFew;
            first += kFew;
        } while (left > 0);
    }
}

template <class Code>
constexpr MaskCode code_of(const char* name) {
    return {name, compare<Code>, take<Code>, take_at<Code>};
}

}  // namespace
}  // namespace collmc::kernels
