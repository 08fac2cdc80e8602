// The arithmetic of the shortest decimals of a double, as in R. Giulietti, The Schubfach way to render doubles (2021),
// for numbers so near to 1 that all of it is exact in 128 bits. It is written out twice: number_text.cpp takes one
// number at a time, number_column_avx512.cpp eight.
//
// With a mantissa m of 53 bits, size = m 2^e is m h 2^-s of the units 10^-d, where d = ceil(-e log10(2)), h = 5^d and
// s = -e - d; the middle between it and its neighbours is h/2 of those 2^-s away. From 1 to 10 units lie between two
// such middles, so some whole number of units is surely nearer to size than they are, and of multiples of ten at most
// one: that is the shortest then, without the zeros at its end. If there is none, it is the nearest whole number, of
// two the even one. As h is odd, nothing that is counted here lies on a middle.
//
// The lower neighbour of a power of two is only half as far. But here such powers are multiples of ten themselves, and
// are found as such.
//
// No integer is nearer to any other number than its neighbours are, so the decimals leave the digits before the point
// as they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace collmc::results::shortest {

inline constexpr double kFrom = 0x1p-7;  ///< for sizes from here: no more than kMostDecimals
inline constexpr double kBelow = 1e5;    ///< and below this, where no exponent is shorter
inline constexpr int kLeastDecimals = 11, kMostDecimals = 18;

inline constexpr int kMantissaBits = 52;
inline constexpr int kBias = 1075;  ///< of an exponent, for a mantissa that is an integer

/// d is ((-e kLog) >> kLogBits) + 1.
inline constexpr int kLog = 1233, kLogBits = 12;

constexpr std::array<std::uint64_t, kMostDecimals + 1> powers_of(std::uint64_t base) {
    std::array<std::uint64_t, kMostDecimals + 1> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = base * powers[i - 1];
    return powers;
}
inline constexpr auto kPowersOfFive = powers_of(5), kPowersOfTen = powers_of(10);

}  // namespace collmc::results::shortest
