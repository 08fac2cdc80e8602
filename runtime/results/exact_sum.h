// Sums of doubles without rounding: the value is exact until round(), so no order of adding or merging can change it.
//
// ExactSum is a small superaccumulator (R. M. Neal, "Fast exact summation using small and large superaccumulators",
// arXiv:1505.05571): one long fixed-point number of 32-bit digits, each held in a signed 64-bit limb, so that carries
// are propagated only once in a while.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>

namespace collmc::results {

class ExactSum {
public:
    void add(double x) {
        if (room_ == 0) propagate();
        const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
        const int exponent = static_cast<int>(bits >> 52) & 0x7ff;
        if (exponent == 0x7ff) return add_nonfinite(x, 1);
        const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
        const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | std::uint64_t{1} << 52;
        const int position = exponent == 0 ? 0 : exponent - 1;  // of the mantissa's last bit
        const int limb = position / kDigitBits, shift = position % kDigitBits;
        const auto low = static_cast<std::int64_t>((mantissa << shift) & kDigitMask);
        const auto high = static_cast<std::int64_t>(mantissa >> (kDigitBits - shift));
        const bool negative = bits >> 63;
        limbs_[limb] += negative ? -low : low;
        limbs_[limb + 1] += negative ? -high : high;
        --room_;
    }
    /// Adds n times x, exactly; n >= 0.
    void add(double x, std::int64_t n);
    /// Adds x·y without rounding it; where the product is outside [2^-969, 2^1023] it is a rounded double.
    void add_product(double x, double y) {
        const double product = x * y;
        add(product);
        if (std::isfinite(product)) add(std::fma(x, y, -product));
    }
    void add_square(double x) { add_product(x, x); }
    void add_square(double x, std::int64_t n);

    void merge(const ExactSum& other);

    /// The sum, rounded once, to nearest even. NaN or infinite terms give what IEEE addition would.
    double round() const;

private:
    static constexpr int kDigitBits = 32;
    static constexpr std::uint64_t kDigitMask = 0xffffffff;
    /// Digit 0 counts units of 2^-1074; 2098 bits hold the largest double, the rest 2^63 times as much.
    static constexpr int kLimbs = 69;
    /// A term changes a limb by less than 2^53: so many leave an int64 that began below 2^32 in range.
    static constexpr int kRoom = 1000;

    void add_nonfinite(double x, std::int64_t n);
    /// Brings all limbs but the last into [0, 2^32); the last keeps the sign.
    void propagate();

    std::array<std::int64_t, kLimbs> limbs_{};
    int room_ = kRoom;  ///< additions until carries must be propagated
    std::int64_t nan_ = 0, plus_infinity_ = 0, minus_infinity_ = 0;
};

/// Sum of weights and sum of squared weights; a plain count as long as every weight is 1.
class WeightSum {
public:
    void add_units(std::int64_t n) { units_ += n; }
    void add(double weight) {
        if (weight == 1) return add_units(1);
        Sums& sums = rest();
        sums.weights.add(weight);
        sums.squares.add_square(weight);
    }
    void add(double weight, std::int64_t n);
    void merge(const WeightSum& other);

    double sumw() const;
    double sumw2() const;

private:
    struct Sums {
        ExactSum weights, squares;
    };
    Sums& rest() {
        if (!rest_) rest_ = std::make_unique<Sums>();
        return *rest_;
    }

    std::int64_t units_ = 0;
    std::unique_ptr<Sums> rest_;  ///< weights other than 1
};

}  // namespace collmc::results
