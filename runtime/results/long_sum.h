// A sum of any doubles without rounding, whatever their exponents.
//
// LongSum is a small superaccumulator (R. M. Neal, "Fast exact summation using small and large superaccumulators",
// arXiv:1505.05571): one long fixed-point number of 32-bit digits, each held in a signed 64-bit limb, so that carries
// are propagated only once in a while.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace collmc::results {

class LongSum {
public:
    /// Adds n times x, exactly; n >= 0.
    void add(double x, std::int64_t n = 1);
    /// Adds a whole number of units of 2^exponent: two's complement, lowest word first. -1074 <= exponent, and no more
    /// than 2^960 in all.
    void add_fixed(std::span<const std::uint64_t> words, int exponent);
    void merge(const LongSum& other);

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

}  // namespace collmc::results
