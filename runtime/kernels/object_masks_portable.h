// Loops that the compiler turns into vector code: see CMakeLists.txt for the processors it does so for.
#pragma once

#include "runtime/kernels/object_masks_loop.h"

namespace collmc::kernels {
namespace {

struct Portable {
    template <class Integer>
    [[gnu::always_inline]] static std::uint64_t bits_in(const Integer* from, Integer first, Integer span) {
        std::uint8_t is_in[kWord];
        for (std::size_t i = 0; i < kWord; ++i) is_in[i] = static_cast<Integer>(from[i] - first) <= span ? 1 : 0;
        return gather(is_in);
    }
    [[gnu::always_inline]] static std::uint64_t bits_in(const double* from, const MaskTest& test) {
        std::uint8_t is_in[kWord];
        for (std::size_t i = 0; i < kWord; ++i) {
            const double x = test.is_absolute ? __builtin_fabs(from[i]) : from[i];
            is_in[i] = static_cast<std::uint8_t>((x >= test.low ? 1 : 0) & (x <= test.high ? 1 : 0));
        }
        return gather(is_in);
    }
    [[gnu::always_inline]] static std::int32_t write_sizes(const MaskTaking& taking, const std::uint64_t* mask,
                                                           std::int32_t* begin, std::int32_t* size) {
        return write_sizes_from(0, taking.n_events, 0, taking, mask, begin, size);
    }
    /// Writes first + i for each bit i to `to`; gives the place behind.
    [[gnu::always_inline]] static std::int32_t* write_rows(std::uint64_t bits, std::int32_t first, std::int32_t* to) {
        for (; bits != 0; bits &= bits - 1) *to++ = first + __builtin_ctzll(bits);
        return to;
    }
    [[gnu::always_inline]] static std::int32_t* write_few(std::uint32_t bits, std::int32_t first, std::int32_t* to) {
        return write_rows(bits, first, to);
    }

private:
    /// The bits of 64 bytes that are 0 or 1.
    [[gnu::always_inline]] static std::uint64_t gather(const std::uint8_t* bytes) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < kWord; i += 8) {
            std::uint64_t eight;
            std::memcpy(&eight, bytes + i, sizeof eight);
            bits |= (eight * 0x0102040810204080 >> 56) << i;
        }
        return bits;
    }
};

}  // namespace
}  // namespace collmc::kernels
