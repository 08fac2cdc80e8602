#include "runtime/results/block_sum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "runtime/results/parts.h"
#include "runtime/results/processor.h"

namespace collmc::results {
namespace {

using namespace parts;

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

/// Zeros behind the last of fewer terms than there are lanes.
COLLMC_INLINE void load_some(const double* from, std::size_t count, Lanes& lanes) {
    lanes = Lanes{};
    for (std::size_t lane = 0; lane < count; ++lane) lanes[lane] = from[lane];
}

// The sums are locals, so that they stay in registers: behind a reference each term would wait for the memory of the
// one before.

COLLMC_INLINE void sum_terms(std::span<const double> terms, double split, Parts& parts) {
    Parts sums = parts;
    Lanes some;
    std::size_t i = 0;
    for (; i + kLanes <= terms.size(); i += kLanes) {
        load(&terms[i], some);
        sums.add(some, split);
    }
    if (i < terms.size()) {
        load_some(&terms[i], terms.size() - i, some);
        sums.add(some, split);
    }
    parts = sums;
}

/// Products, and what rounding them takes away.
struct ProductParts {
    Parts products, rests;

    COLLMC_INLINE void add(const Lanes& a, const Lanes& b, double split, double rest_split) {
        const Lanes product = a * b;
        Lanes rest;
        rest_of_product(a, b, product, rest);
        products.add(product, split);
        rests.add(rest, rest_split);
    }
};

COLLMC_INLINE void sum_products(std::span<const double> x, std::span<const double> y, double split, double rest_split,
                                ProductParts& parts) {
    ProductParts sums = parts;
    Lanes a, b;
    std::size_t i = 0;
    for (; i + kLanes <= x.size(); i += kLanes) {
        load(&x[i], a);
        load(&y[i], b);
        sums.add(a, b, split, rest_split);
    }
    if (i < x.size()) {
        load_some(&x[i], x.size() - i, a);
        load_some(&y[i], x.size() - i, b);
        sums.add(a, b, split, rest_split);
    }
    parts = sums;
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
    void (*products)(std::span<const double>, std::span<const double>, double, double, ProductParts&);
};

#define COLLMC_CODE(name, target)                                                                                      \
    target void extremes_##name(std::span<const double> terms, std::uint64_t& low, std::uint64_t& high) {              \
        find_extremes(terms, low, high);                                                                               \
    }                                                                                                                  \
    target void terms_##name(std::span<const double> terms, double split, Parts& parts) {                              \
        sum_terms(terms, split, parts);                                                                                \
    }                                                                                                                  \
    target void products_##name(std::span<const double> x, std::span<const double> y, double split, double rest_split, \
                                ProductParts& parts) {                                                                 \
        sum_products(x, y, split, rest_split, parts);                                                                  \
    }                                                                                                                  \
    constexpr Code k_##name = {extremes_##name, terms_##name, products_##name}

COLLMC_CODE(plain, );
COLLMC_CODE(avx2, COLLMC_AVX2);
COLLMC_CODE(avx512, COLLMC_AVX512);

const Code& code() {
    static const Code& chosen = best_of(k_plain, k_avx2, k_avx512);
    return chosen;
}

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
    if (!products_fit(x_bounds, y_bounds)) {
        for (std::size_t i = 0; i < x.size(); ++i) sum.add_product(x[i], y[i]);
        return;
    }
    const int most = x_bounds.most + y_bounds.most;
    in_pieces(x.size(), [&](std::size_t first, std::size_t count) {
        ProductParts parts;
        code().products(x.subspan(first, count), y.subspan(first, count), split_of_products(most), split_of_rests(most),
                        parts);
        parts.products.flush(sum);
        parts.rests.flush(sum);
    });
}

}  // namespace collmc::results
