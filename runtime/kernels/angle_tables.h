// Functions of angles that are whole thousandths, as detector simulations write them: looked up, in less time than
// computing takes. The tables have what sinh_cosh() and sin_cos() give, to the bit. Included behind stored_lanes.h by
// the files for widths 4 and 8.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "runtime/kernels/stored_lanes.h"

namespace collmc::kernels {

namespace {

/// Pairs of an odd function and an even one, for magnitudes of so many thousandths: a multiple of the lanes.
class AngleTable {
public:
    using Pairs = double[2];

    AngleTable(Pair (*pair_of)(F), Pairs* room, std::int32_t size) : numbers_(*room), size_(size) {
        for (std::int32_t first = 0; first < size; first += kWidth) {
            double angles[kWidth], odd[kWidth], even[kWidth];
            for (unsigned lane = 0; lane < kWidth; ++lane) angles[lane] = (first + static_cast<int>(lane)) / 1000.0;
            const Pair pair = pair_of(vector_at<F>(angles));
            put(pair.first, odd);
            put(pair.second, even);
            for (unsigned lane = 0; lane < kWidth; ++lane) {
                double* const to = room[first + static_cast<int>(lane)];
                to[0] = odd[lane];
                to[1] = even[lane];
            }
        }
    }

    std::int32_t size() const { return size_; }

    /// The functions of kWidth angles, given in thousandths with their signs and as their places.
    Pair look_up(const std::int32_t* whole, const std::int32_t* place) const {
        const F even = pairs_at(place), odd = pairs_at(place + 1);
        const I signs = wider(vector_at<W>(whole)) & sign();
        return {number(bits(even_lanes(even, odd)) ^ signs), odd_lanes(even, odd)};
    }

private:
    /// The pairs at every other place, one behind the other.
    F pairs_at(const std::int32_t* place) const {
        const auto two = [&](int first) {
            return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_load_pd(numbers_ + place[first])),
                                        _mm_load_pd(numbers_ + place[first + 2]), 1);
        };
#if COLLMC_WIDTH == 8
        return _mm512_insertf64x4(_mm512_castpd256_pd512(two(0)), two(4), 1);
#else
        return two(0);
#endif
    }

    const double* numbers_;
    std::int32_t size_;
};

/// A table in memory of its own, made when it is first asked for.
template <Pair (*kPairOf)(F), std::int32_t kSize>
const AngleTable& table_of() {
    alignas(64) static AngleTable::Pairs room[kSize];  // a cache line has whole pairs
    static const AngleTable table(kPairOf, room, kSize);
    return table;
}

/// Of pseudorapidities beyond any detector, and of the circle.
inline const AngleTable& rapidities() {
    constexpr std::int32_t kSize = 8192;
    static_assert(kSize < 1000 * kMostGrowing);
    return table_of<sinh_cosh, kSize>();
}
inline const AngleTable& circle() { return table_of<sin_cos, 3200>(); }

// ---- vectors full of integers

using Whole = std::int32_t __attribute__((vector_size(sizeof(F))));
constexpr unsigned kWholes = sizeof(F) / sizeof(std::int32_t);
static_assert(kStretch % kWholes == 0);

#if COLLMC_WIDTH == 8
inline Whole whole_at(const std::uint8_t* from) { return Whole(_mm512_cvtepu8_epi32(vector_at<__m128i>(from))); }
inline Whole whole_at(const std::uint16_t* from) { return Whole(_mm512_cvtepu16_epi32(vector_at<__m256i>(from))); }
inline Whole magnitude(Whole x) { return Whole(_mm512_abs_epi32(__m512i(x))); }
inline Whole greater(Whole x, Whole y) { return Whole(_mm512_max_epi32(__m512i(x), __m512i(y))); }
inline bool are_below(Whole x, std::int32_t limit) {
    return _mm512_cmpge_epi32_mask(__m512i(x), _mm512_set1_epi32(limit)) == 0;
}
#else
inline Whole whole_at(const std::uint8_t* from) { return Whole(_mm256_cvtepu8_epi32(vector_at<__m128i, 8>(from))); }
inline Whole whole_at(const std::uint16_t* from) { return Whole(_mm256_cvtepu16_epi32(vector_at<__m128i>(from))); }
inline Whole magnitude(Whole x) { return Whole(_mm256_abs_epi32(__m256i(x))); }
inline Whole greater(Whole x, Whole y) { return Whole(_mm256_max_epi32(__m256i(x), __m256i(y))); }
inline bool are_below(Whole x, std::int32_t limit) {
    const __m256i are_above = _mm256_cmpgt_epi32(__m256i(x), _mm256_set1_epi32(limit - 1));
    return _mm256_testz_si256(are_above, are_above) != 0;
}
#endif

/// A column of angles in thousandths, by stretches.
class Thousandths {
public:
    alignas(64) std::int32_t whole[kStretch];
    alignas(64) std::int32_t place[kStretch];  ///< where the table has their pairs, in doubles

    Thousandths(const abi::Block& block, int particle, std::int32_t column)
        : angles_(block.stored[particle][column]), begin_(block.segment_begin[particle]) {
        constexpr std::int32_t kFactors[] = {1000, 100, 10, 1};
        constexpr std::int64_t kMostBase = 1 << 17;  // so that the largest one is an int32
        are_whole_ = angles_.data != nullptr && angles_.bytes <= 2 && angles_.decimals <= 3 &&
                     angles_.base >= -kMostBase && angles_.base <= kMostBase;
        if (are_whole_) factor_ = kFactors[angles_.decimals];
    }

    bool are_whole() const { return are_whole_; }

    /// Reads the stretch from `row` on, of which `count` angles are there. Whether the table has all of them.
    /// Precondition: are_whole().
    bool read(std::int64_t row, std::int64_t count, const AngleTable& table) {
        Whole greatest{};
        const Whole base = Whole{} + static_cast<std::int32_t>(angles_.base), factor = Whole{} + factor_;
        const auto read = [&](const auto* from) {
            for (std::int64_t i = 0; i < kStretch; i += kWholes) {
                const Whole thousandths = (whole_at(from + i) + base) * factor;
                const Whole magnitudes = magnitude(thousandths);
                put(thousandths, whole + i);
                put(magnitudes + magnitudes, place + i);
                greatest = greater(greatest, magnitudes);
            }
        };
        if (angles_.bytes == 1) {
            with_stretch<std::uint8_t>(angles_.data, row - begin_, count, read);
        } else {
            with_stretch<std::uint16_t>(angles_.data, row - begin_, count, read);
        }
        return are_below(greatest, table.size());
    }

private:
    const abi::StoredColumn& angles_;
    std::int64_t begin_;  ///< the first row of the type
    bool are_whole_;
    std::int32_t factor_ = 0;
};

}  // namespace

}  // namespace collmc::kernels
