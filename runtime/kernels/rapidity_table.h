// Hyperbolic functions of pseudorapidities that are whole thousandths, as detector simulations write them: looked up,
// in a third of the time that computing takes. The table has what sinh_cosh() gives, to the bit. Included behind
// stored_lanes.h by the files for widths 4 and 8.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "runtime/kernels/stored_lanes.h"

namespace collmc::kernels {

namespace {

class RapidityTable {
public:
    /// Thousandths: beyond any detector. A multiple of the lanes.
    static constexpr std::int32_t kSize = 8192;
    static_assert(kSize < 1000 * kMostGrowing);

    /// Made when it is first asked for.
    static const RapidityTable& get() {
        static const RapidityTable table;
        return table;
    }

    /// Whether a column's values are whole thousandths; if so, the factor that makes these of its integers.
    static std::int32_t thousandths(const abi::StoredColumn& eta) {
        constexpr std::int32_t kFactors[] = {1000, 100, 10, 1};
        constexpr std::int64_t kMostBase = 1 << 17;  // so that the largest one is an int32
        const bool are = eta.data != nullptr && eta.bytes <= 2 && eta.decimals <= 3 && eta.base >= -kMostBase &&
                         eta.base <= kMostBase;
        return are ? kFactors[eta.decimals] : 0;
    }

    /// sinh and cosh of kWidth values, given in thousandths with their signs and as indices.
    Pair look_up(const std::int32_t* whole, const std::int32_t* index) const {
        const F even = pairs_at(index), odd = pairs_at(index + 1);
        const I signs = wider(vector_at<W>(whole)) & sign();
        return {number(bits(even_lanes(even, odd)) ^ signs), odd_lanes(even, odd)};
    }

private:
    RapidityTable() {
        for (std::int32_t first = 0; first < kSize; first += kWidth) {
            double eta[kWidth], sinh[kWidth], cosh[kWidth];
            for (unsigned lane = 0; lane < kWidth; ++lane) eta[lane] = (first + static_cast<int>(lane)) / 1000.0;
            const Pair pair = sinh_cosh(vector_at<F>(eta));
            put(pair.first, sinh);
            put(pair.second, cosh);
            for (unsigned lane = 0; lane < kWidth; ++lane) {
                double* const to = pairs_[first + static_cast<int>(lane)];
                to[0] = sinh[lane];
                to[1] = cosh[lane];
            }
        }
    }

    /// The pairs of every other index, one behind the other.
    F pairs_at(const std::int32_t* index) const {
        const auto two = [&](int first) {
            return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_load_pd(pairs_[index[first]])),
                                        _mm_load_pd(pairs_[index[first + 2]]), 1);
        };
#if COLLMC_WIDTH == 8
        return _mm512_insertf64x4(_mm512_castpd256_pd512(two(0)), two(4), 1);
#else
        return two(0);
#endif
    }

    alignas(64) double pairs_[kSize][2];  ///< sinh and cosh; one cache line has whole ones
};

/// A stretch of pseudorapidities in thousandths.
struct Thousandths {
    alignas(64) std::int32_t whole[kStretch];
    alignas(64) std::int32_t index[kStretch];  ///< their magnitudes

    /// Whether all of them are in the table.
    bool read(const abi::StoredColumn& eta, std::int32_t factor, std::int64_t first, std::int64_t count) {
        W most{};
        const W base = W{} + static_cast<std::int32_t>(eta.base), factors = W{} + factor;
        const auto read = [&](const auto* from) {
            for (std::int64_t i = 0; i < kStretch; i += kWidth) {
                const W thousandths = (wide(from + i) + base) * factors;
                const W magnitudes = thousandths < 0 ? -thousandths : thousandths;
                put(thousandths, whole + i);
                put(magnitudes, index + i);
                most = most > magnitudes ? most : magnitudes;
            }
        };
        if (eta.bytes == 1) {
            with_stretch<std::uint8_t>(eta.data, first, count, read);
        } else {
            with_stretch<std::uint16_t>(eta.data, first, count, read);
        }
        std::int32_t largest = 0;
        for (unsigned lane = 0; lane < kWidth; ++lane) largest = most[lane] > largest ? most[lane] : largest;
        return largest < RapidityTable::kSize;
    }
};

}  // namespace

}  // namespace collmc::kernels
