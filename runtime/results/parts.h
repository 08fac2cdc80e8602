// Terms of a known range split into two parts that add up in doubles without rounding (see block_sum.h for the
// arithmetic): what the sums of many terms share. For the files that are compiled for several kinds of processors.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "runtime/results/block_sum.h"

/// Of what is called inside of a function for a processor, which has to become part of it.
#define COLLMC_INLINE [[gnu::always_inline]] inline

namespace collmc::results::parts {

inline constexpr std::size_t kLanes = 8;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double)), aligned(8)));
using Bits = std::uint64_t __attribute__((vector_size(kLanes * sizeof(double)), aligned(8)));  ///< of doubles

/// Bits of each of the two parts. 2^12 of them need 52.
inline constexpr int kPartBits = 40;
inline constexpr std::size_t kMostTerms = std::size_t{1} << 12;
/// Far enough from what is too small or too large for a double, products included.
inline constexpr int kSafe = 400;

inline bool is_safe(const Bounds& bounds) { return bounds.least >= -kSafe && bounds.most <= kSafe; }

/// That splits terms below 2^most: m in the formula of block_sum.h.
inline double split_below(int most) { return std::ldexp(1.5, 52 + most - kPartBits); }

/// Whether the squares or products of terms in these ranges, and what rounding them takes away, fit two parts each. A
/// product is below 2^most (or, rounded up, is that), what rounding took below 2^(most - 53); the last bit of both is
/// 2^(least - 104) or more, of the product 2^(least - 52).
inline bool products_fit(const Bounds& x, const Bounds& y) {
    const int bits = (x.most + y.most) + 1 - (x.least + y.least - 52);
    return is_safe(x) && is_safe(y) && bits <= 2 * kPartBits;
}
/// The splits of such products below 2^most, and of what rounding takes away.
inline double split_of_products(int most) { return split_below(most + 1); }
inline double split_of_rests(int most) { return split_below(most - 52); }

COLLMC_INLINE void load(const double* from, Lanes& lanes) { std::memcpy(&lanes, from, sizeof lanes); }
COLLMC_INLINE void load(const double* from, Bits& lanes) { std::memcpy(&lanes, from, sizeof lanes); }
COLLMC_INLINE void store(const Lanes& lanes, double* to) { std::memcpy(to, &lanes, sizeof lanes); }

/// What rounding a·b to `product` takes away, which is a double.
COLLMC_INLINE void rest_of_product(const Lanes& a, const Lanes& b, const Lanes& product, Lanes& rest) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) rest[lane] = __builtin_fma(a[lane], b[lane], -product[lane]);
}

}  // namespace collmc::results::parts
