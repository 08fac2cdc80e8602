#include "runtime/results/block_sum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace collmc::results {
namespace {

#define COLLMC_INLINE [[gnu::always_inline]] inline

constexpr std::size_t kLanes = 8;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double)), aligned(8)));

/// Bits of each of the two parts. 2^12 of them need 52.
constexpr int kPartBits = 40;
constexpr std::size_t kMostTerms = std::size_t{1} << 12;
/// Far enough from what is too small or too large for a double, products included.
constexpr int kSafe = 400;

/// The two parts of some terms, added up by lane.
struct Parts {
    Lanes high{}, low{};

    COLLMC_INLINE void add(const Lanes& terms, double split) {
        const Lanes first = (terms + split) - split;
        high += first;
        low += terms - first;
    }
    void flush(ExactSum& sum) const {
        double all_high = 0, all_low = 0;
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            all_high += high[lane];
            all_low += low[lane];
        }
        sum.add(all_high);
        sum.add(all_low);
    }
};

/// That splits terms below 2^most, m in the formula above.
double split_below(int most) { return std::ldexp(1.5, 52 + most - kPartBits); }

/// Zeros where there are fewer terms.
COLLMC_INLINE void load(const double* from, std::size_t count, Lanes& lanes) {
    if (count >= kLanes) {
        std::memcpy(&lanes, from, sizeof lanes);
    } else {
        lanes = Lanes{};
        for (std::size_t lane = 0; lane < count; ++lane) lanes[lane] = from[lane];
    }
}

COLLMC_INLINE void sum_terms(std::span<const double> terms, double split, Parts& parts) {
    for (std::size_t i = 0; i < terms.size(); i += kLanes) {
        Lanes some;
        load(&terms[i], terms.size() - i, some);
        parts.add(some, split);
    }
}

/// What rounding a product takes away is a product of its own, which fits a double.
COLLMC_INLINE void sum_products(std::span<const double> x, std::span<const double> y, double split, double rest_split,
                                Parts& products, Parts& rests) {
    for (std::size_t i = 0; i < x.size(); i += kLanes) {
        Lanes a, b, rest;
        load(&x[i], x.size() - i, a);
        load(&y[i], x.size() - i, b);
        const Lanes product = a * b;
        for (std::size_t lane = 0; lane < kLanes; ++lane) rest[lane] = __builtin_fma(a[lane], b[lane], -product[lane]);
        products.add(product, split);
        rests.add(rest, rest_split);
    }
}

/// Magnitudes are in the order of their bits, and 0 less 1 is the largest of all.
COLLMC_INLINE void find_extremes(std::span<const double> terms, std::uint64_t& least_less_1, std::uint64_t& most) {
    constexpr std::uint64_t kMagnitude = ~(std::uint64_t{1} << 63);
    std::uint64_t low = ~std::uint64_t{0}, high = 0;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const std::uint64_t bits = std::bit_cast<std::uint64_t>(terms[i]) & kMagnitude;
        low = bits - 1 < low ? bits - 1 : low;
        high = bits > high ? bits : high;
    }
    least_less_1 = low;
    most = high;
}

struct Code {
    void (*extremes)(std::span<const double>, std::uint64_t&, std::uint64_t&);
    void (*terms)(std::span<const double>, double, Parts&);
    void (*products)(std::span<const double>, std::span<const double>, double, double, Parts&, Parts&);
};

#define COLLMC_CODE(name, target)                                                                                      \
    target void extremes_##name(std::span<const double> terms, std::uint64_t& low, std::uint64_t& high) {              \
        find_extremes(terms, low, high);                                                                               \
    }                                                                                                                  \
    target void terms_##name(std::span<const double> terms, double split, Parts& parts) {                              \
        sum_terms(terms, split, parts);                                                                                \
    }                                                                                                                  \
    target void products_##name(std::span<const double> x, std::span<const double> y, double split, double rest_split, \
                                Parts& products, Parts& rests) {                                                       \
        sum_products(x, y, split, rest_split, products, rests);                                                        \
    }                                                                                                                  \
    constexpr Code k_##name = {extremes_##name, terms_##name, products_##name}

COLLMC_CODE(plain, );
#ifdef __x86_64__
COLLMC_CODE(avx2, [[gnu::target("avx2,fma")]]);
COLLMC_CODE(avx512, [[gnu::target("avx512f,fma,prefer-vector-width=512")]]);
#endif

/// All give the same bits.
const Code& code() {
#ifdef __x86_64__
    static const Code& chosen = __builtin_cpu_supports("avx512f")                                 ? k_avx512
                                : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? k_avx2
                                                                                                  : k_plain;
    return chosen;
#else
    return k_plain;
#endif
}

bool is_safe(const Bounds& bounds) { return bounds.least >= -kSafe && bounds.most <= kSafe; }

/// Calls add(first, count) for pieces that the parts have room for.
template <class Add>
void in_pieces(std::size_t size, Add add) {
    for (std::size_t first = 0; first < size; first += kMostTerms) add(first, std::min(kMostTerms, size - first));
}

}  // namespace

Bounds bounds_of(std::span<const double> terms) {
    std::uint64_t least, most;
    code().extremes(terms, least, most);
    if (most == 0) return {};
    constexpr int kBias = 1023, kFractionBits = 52;
    return {static_cast<int>((least + 1) >> kFractionBits) - kBias,
            static_cast<int>(most >> kFractionBits) - kBias + 1};
}

void add_terms(std::span<const double> terms, const Bounds& bounds, ExactSum& sum, ExactSum* also) {
    // The last bit of a term is 2^(least - 52) or more: the second part begins kPartBits above it.
    if (!is_safe(bounds) || bounds.most - (bounds.least - 52) > 2 * kPartBits) {
        for (const double term : terms) sum.add(term);
        for (const double term : terms) {
            if (also != nullptr) also->add(term);
        }
        return;
    }
    in_pieces(terms.size(), [&](std::size_t first, std::size_t count) {
        Parts parts;
        code().terms(terms.subspan(first, count), split_below(bounds.most), parts);
        parts.flush(sum);
        if (also != nullptr) parts.flush(*also);
    });
}

void add_products(std::span<const double> x, const Bounds& x_bounds, std::span<const double> y, const Bounds& y_bounds,
                  ExactSum& sum) {
    // A product is below 2^most (or, rounded up, is that), what rounding took below 2^(most - 53); the last bit of both
    // is 2^(least - 104) or more, of the product 2^(least - 52).
    const int least = x_bounds.least + y_bounds.least, most = x_bounds.most + y_bounds.most;
    const int bits = most + 1 - (least - 52);
    if (!is_safe(x_bounds) || !is_safe(y_bounds) || bits > 2 * kPartBits) {
        for (std::size_t i = 0; i < x.size(); ++i) sum.add_product(x[i], y[i]);
        return;
    }
    in_pieces(x.size(), [&](std::size_t first, std::size_t count) {
        Parts products, rests;
        code().products(x.subspan(first, count), y.subspan(first, count), split_below(most + 1), split_below(most - 52),
                        products, rests);
        products.flush(sum);
        rests.flush(sum);
    });
}

}  // namespace collmc::results
