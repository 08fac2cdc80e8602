// The arithmetic of the shortest decimals of a double, as in R. Giulietti, The Schubfach way to render doubles (2021),
// for numbers so near to 1 that all of it is exact in 128 bits. It is written out twice: number_text.cpp takes one
// number at a time, number_column_avx512.cpp eight.
//
// With a mantissa m of 53 bits, size = m 2^e is m p 2^-u of the units 10^-c, where c = floor(-e log10(2)), p = 5^c and
// u = -e - c; the middles between it and its neighbours are p/2 of those 2^-u away, and so a tenth of a unit to one
// unit apart. If a whole number of units is nearer to size than they are, it is the only one, and the shortest without
// the zeros at its end. Otherwise there is one digit more, of which the nearest is surely near enough. As p is odd, no
// whole number of 2^-u lies on a middle. Halfway between two digits lie only a quarter of a unit and three, where the
// digit is to be even: 2 and 8.
//
// The lower neighbour of a power of two is only half as far. But here such powers are whole numbers of units
// themselves, and are found as such.
//
// No integer is nearer to any other number than its neighbours are, so the decimals leave the digits before the point
// as they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace collmc::results::shortest {

inline constexpr double kFrom = 0x1p-7;  ///< for sizes from here: c is no more than kMostDecimals
inline constexpr double kBelow = 1e5;    ///< and below this, where no exponent is shorter
/// Of c; one more can be written.
inline constexpr int kLeastDecimals = 10, kMostDecimals = 17;

inline constexpr int kMantissaBits = 52;
inline constexpr int kBias = 1075;  ///< of an exponent, for a mantissa that is an integer

/// c is (-e kLog) >> kLogBits.
inline constexpr int kLog = 1233, kLogBits = 12;

constexpr std::array<std::uint64_t, kMostDecimals + 2> powers_of(std::uint64_t base) {
    std::array<std::uint64_t, kMostDecimals + 2> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = base * powers[i - 1];
    return powers;
}
inline constexpr auto kPowersOfFive = powers_of(5), kPowersOfTen = powers_of(10);

}  // namespace collmc::results::shortest
