// Columns of consecutive objects by stretches, from where they are: doubles of the block, or whole numbers that become
// doubles here, close to where they are used. Included behind elementary_lanes.h by the files for widths 4 and 8.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/abi/block.h"
#include "runtime/abi/decimals.h"

namespace collmc::kernels {

namespace {

/// Objects of a stretch: what is made of them stays in the first-level cache.
constexpr std::int64_t kStretch = 128;

/// Vectors with whole numbers of four bytes for as many lanes.
using W = std::int32_t __attribute__((vector_size(4 * kWidth)));

/// A vector of which so many bytes are read.
template <class Vector, std::size_t kBytes = sizeof(Vector), class Element>
inline Vector vector_at(const Element* from) {
    Vector vector{};
    std::memcpy(&vector, from, kBytes);
    return vector;
}
template <class Vector, class Element>
inline void put(Vector vector, Element* to) {
    std::memcpy(to, &vector, sizeof vector);
}

#if COLLMC_WIDTH == 8
inline W wide(const std::uint8_t* from) { return W(_mm256_cvtepu8_epi32(vector_at<__m128i, 8>(from))); }
inline W wide(const std::uint16_t* from) { return W(_mm256_cvtepu16_epi32(vector_at<__m128i>(from))); }
inline F doubles_of(W integers) { return _mm512_cvtepi32_pd(__m256i(integers)); }
inline I wider(W integers) { return I(_mm512_cvtepi32_epi64(__m256i(integers))); }
#else
inline W wide(const std::uint8_t* from) { return W(_mm_cvtepu8_epi32(vector_at<__m128i, 4>(from))); }
inline W wide(const std::uint16_t* from) { return W(_mm_cvtepu16_epi32(vector_at<__m128i, 8>(from))); }
inline F doubles_of(W integers) { return _mm256_cvtepi32_pd(__m128i(integers)); }
inline I wider(W integers) { return I(_mm256_cvtepi32_epi64(__m128i(integers))); }
#endif

/// A vector of unsigned integers in doubles, which are made of integers of four bytes with a sign, or of eight.
template <class Integer>
inline F doubles_of(const Integer* from) {
    if constexpr (sizeof(Integer) < sizeof(std::int32_t)) {
        return doubles_of(wide(from));
    } else {
        typedef Integer Integers __attribute__((vector_size(kWidth * sizeof(Integer))));
        return __builtin_convertvector(__builtin_convertvector(vector_at<Integers>(from), I), F);
    }
}

/// Calls use(integers) with a whole stretch of a stored column, of which `count` are there and the others 0: it has no
/// padding.
template <class Integer, class Use>
inline void with_stretch(const void* data, std::int64_t first, std::int64_t count, const Use& use) {
    const Integer* const from = static_cast<const Integer*>(data) + first;
    if (count == kStretch) return use(from);
    Integer last[kStretch]{};
    std::memcpy(last, from, static_cast<std::size_t>(count) * sizeof(Integer));
    use(static_cast<const Integer*>(last));
}

template <class Use>
inline void with_stretch(const abi::StoredColumn& column, std::int64_t first, std::int64_t count, const Use& use) {
    switch (column.bytes) {
        case 1: return with_stretch<std::uint8_t>(column.data, first, count, use);
        case 2: return with_stretch<std::uint16_t>(column.data, first, count, use);
        default: return with_stretch<std::uint32_t>(column.data, first, count, use);
    }
}

/// One column of the objects of a type.
class ColumnStretches {
public:
    ColumnStretches(const abi::Block& block, int particle, std::int32_t column)
        : stored_(block.stored[particle][column]),
          begin_(block.segment_begin[particle]),
          values_(block.object_columns[column]) {}

    /// The values of the stretch from `row` on, of which `count` are there: in the block or, made now, at `to`.
    const double* values(std::int64_t row, std::int64_t count, double* to) const {
        if (stored_.data == nullptr) return values_ + row;
        const F base = splat(static_cast<double>(stored_.base));
        const double power = abi::kPowersOfTen[stored_.decimals];
        const auto make = [&](const auto& quotient) {
            with_stretch(stored_, row - begin_, count, [&](const auto* from) {
                for (std::int64_t i = 0; i < kStretch; i += kWidth) put(quotient(doubles_of(from + i) + base), to + i);
            });
        };
        if (stored_.decimals == 0) {
            make([](F x) { return x; });
        } else if (abi::has_corrected_quotients(stored_.decimals, stored_.base)) {
            const F divisor = splat(power), reciprocal = splat(1 / power);
            make([=](F x) {
                const F q = x * reciprocal;
                return fused(fused(-q, divisor, x), reciprocal, q);
            });
        } else {
            make([divisor = splat(power)](F x) { return x / divisor; });
        }
        return to;
    }

private:
    const abi::StoredColumn& stored_;
    std::int64_t begin_;  ///< the first row of the type
    const double* values_;
};

}  // namespace

}  // namespace collmc::kernels
