// Decimal numbers in text, read as the nearest double.
#pragma once

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>

namespace collmc::lhco {

/// Blanks inside a line.
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Where a number stands in the text, and how it is written.
struct Decimal {
    const char* begin = nullptr;
    const char* end = nullptr;  ///< after the last character; null if there is no number at `begin`
    const char* dot = nullptr;  ///< the decimal point, if there is one
    bool plain = true;          ///< no exponent and no plus sign
    double value = 0;           ///< infinite where a double cannot hold it; never -0
};

namespace detail {

/// The digits of [begin, end), sign removed, by the library: slow and exact.
inline double convert_exactly(const char* begin, const char* end) {
    double value = 0;
    const auto result = std::from_chars(begin, end, value);
    if (result.ec != std::errc::result_out_of_range) return value;
    // Too large or too small? Find the power of ten of the first digit that is not 0.
    std::int64_t power = 0;
    bool seen_dot = false, seen_digit = false;
    const char* at = begin;
    for (; at < end && (is_digit(*at) || *at == '.'); ++at) {
        if (*at == '.') {
            seen_dot = true;
            continue;
        }
        seen_digit |= *at != '0';
        if (seen_digit && !seen_dot) ++power;
        if (!seen_digit && seen_dot) --power;
    }
    std::int64_t exponent = 0;
    if (at < end) {
        const bool negative = at[1] == '-';
        for (at += at[1] == '-' || at[1] == '+' ? 2 : 1; at < end; ++at) {
            if (exponent < (std::int64_t{1} << 50)) exponent = 10 * exponent + (*at - '0');
        }
        if (negative) exponent = -exponent;
    }
    return seen_digit && power + exponent > 0 ? std::numeric_limits<double>::infinity() : 0;
}

inline constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline constexpr std::uint64_t kEachByte = 0x0101010101010101;

/// The high bits of those bytes of `digits` (text with the bits of '0' flipped) that are no digit.
inline std::uint64_t no_digit_bits(std::uint64_t digits) {
    return (((digits & (kEachByte * 0x7f)) + kEachByte * 0x76) | digits) & (kEachByte * 0x80);
}

/// The number of eight digits (0 to 9 each), the first, most significant one in the lowest byte.
inline std::uint64_t eight_digits(std::uint64_t digits) {
    constexpr std::uint64_t kMask = 0x000000ff000000ff;
    constexpr std::uint64_t kWeights1 = 100 + (std::uint64_t{1000000} << 32);
    constexpr std::uint64_t kWeights2 = 1 + (std::uint64_t{10000} << 32);
    digits = digits * 10 + (digits >> 8);
    return ((digits & kMask) * kWeights1 + ((digits >> 16) & kMask) * kWeights2) >> 32;
}

/// Appends the digits at `p` to `mantissa`, modulo 2^64; returns where they end.
inline const char* read_digits(const char* p, const char* end, std::uint64_t& mantissa) {
    constexpr std::uint64_t kPowers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    static_assert(std::endian::native == std::endian::little, "the first byte of a word is its lowest");
    while (end - p >= 8) {
        std::uint64_t digits;
        std::memcpy(&digits, p, sizeof digits);
        digits ^= kEachByte * '0';
        const int count = std::countr_zero(no_digit_bits(digits)) / 8;
        if (count < 8) digits = digits << (56 - 8 * count) << 8;
        mantissa = mantissa * kPowers[count] + eight_digits(digits);
        p += count;
        if (count < 8) return p;
    }
    for (; p < end && is_digit(*p); ++p) mantissa = 10 * mantissa + static_cast<unsigned>(*p - '0');
    return p;
}

}  // namespace detail

/// The number that begins at `at`: [sign] digits [. digits] [e [sign] digits], digits missing before or after the dot
/// but not both. Never reads at or past `end`.
inline Decimal read_decimal(const char* const at, const char* const end) {
    Decimal result;
    result.begin = at;
    const char* p = at;
    const bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) {
        result.plain = negative;
        ++p;
    }
    const char* const digits = p;
    std::uint64_t mantissa = 0;
    p = detail::read_digits(p, end, mantissa);
    std::int64_t count = p - digits;
    std::int64_t decimals = 0;
    if (p < end && *p == '.') {
        result.dot = p;
        p = detail::read_digits(p + 1, end, mantissa);
        decimals = p - result.dot - 1;
        count += decimals;
    }
    if (count == 0) return result;
    bool has_exponent = false;
    if (p < end && (*p == 'e' || *p == 'E')) {
        const char* q = p + 1;
        if (q < end && (*q == '-' || *q == '+')) ++q;
        if (q < end && is_digit(*q)) {
            has_exponent = true;
            while (q < end && is_digit(*q)) ++q;
            p = q;
        }
    }
    result.end = p;
    result.plain &= !has_exponent;

    // Up to 15 digits and 22 decimals both numbers of the quotient are exact, so it is the nearest double (Clinger
    // 1990).
    double value;
    if (!has_exponent && count <= 15 && decimals <= 22) {
        value = static_cast<double>(mantissa) / detail::kPowersOfTen[decimals];
    } else {
        value = detail::convert_exactly(digits, p);
    }
    result.value = negative && value != 0 ? -value : value;
    return result;
}

}  // namespace collmc::lhco
