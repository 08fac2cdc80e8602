#include "runtime/results/long_sum.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

namespace collmc::results {

namespace {

using Wide = unsigned __int128;

constexpr int kLeastExponent = -1074;  // of the last bit of digit 0

int bit_length(Wide value) {
    const auto high = static_cast<std::uint64_t>(value >> 64);
    return high != 0 ? 128 - std::countl_zero(high) : 64 - std::countl_zero(static_cast<std::uint64_t>(value));
}

/// value · 2^(position - 1074) to nearest even; `more` says that something below the last bit is not zero.
double rounded(Wide value, bool more, int position) {
    const int excess = bit_length(value) - std::numeric_limits<double>::digits;
    if (excess <= 0) {
        // `more` cannot be set: it takes four digits, and then the highest has more than 96 bits above it.
        assert(!more);
        return std::ldexp(static_cast<double>(static_cast<std::uint64_t>(value)), position + kLeastExponent);
    }
    auto kept = static_cast<std::uint64_t>(value >> excess);
    const Wide rest = value & ((Wide{1} << excess) - 1), half = Wide{1} << (excess - 1);
    const bool odd = (kept & 1) != 0;
    if (rest > half || (rest == half && (more || odd))) ++kept;
    return std::ldexp(static_cast<double>(kept), position + excess + kLeastExponent);
}

}  // namespace

void LongSum::add(double x, std::int64_t n) {
    assert(n >= 0);
    if (n == 0) return;
    if (!std::isfinite(x)) return add_nonfinite(x, n);
    if (room_ == 0) propagate();
    const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
    const int exponent = static_cast<int>(bits >> 52) & 0x7ff;
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
    const std::uint64_t mantissa = exponent == 0 ? fraction : fraction | std::uint64_t{1} << 52;
    const int position = std::max(exponent - 1, 0);
    const std::int64_t sign = bits >> 63 ? -1 : 1;
    const int shift = position % kDigitBits;
    // 53 + 63 bits of product; the shift is done digit by digit so that nothing is lost at the top.
    Wide product = Wide{mantissa} * static_cast<std::uint64_t>(n);
    Wide digit = (product << shift) & kDigitMask;
    product >>= kDigitBits - shift;
    for (int limb = position / kDigitBits; digit != 0 || product != 0; ++limb) {
        limbs_[limb] += sign * static_cast<std::int64_t>(digit);
        digit = product & kDigitMask;
        product >>= kDigitBits;
    }
    --room_;
}

void LongSum::add_fixed(std::span<const std::uint64_t> words, int exponent) {
    if (room_ == 0) propagate();
    const bool negative = words.back() >> 63 != 0;
    const int position = exponent - kLeastExponent, shift = position % kDigitBits;
    int limb = position / kDigitBits;
    std::uint64_t carry = negative ? 1 : 0;  // the negative of a number is its complement and 1
    for (const std::uint64_t word : words) {
        std::uint64_t digits = negative ? ~word + carry : word;
        carry &= digits == 0 ? 1 : 0;
        for (int half = 0; half < 2; ++half, digits >>= kDigitBits, ++limb) {
            const std::uint64_t digit = (digits & kDigitMask) << shift;
            const auto low = static_cast<std::int64_t>(digit & kDigitMask);
            const auto high = static_cast<std::int64_t>(digit >> kDigitBits);
            limbs_[limb] += negative ? -low : low;
            limbs_[limb + 1] += negative ? -high : high;
        }
    }
    --room_;
}

void LongSum::add_nonfinite(double x, std::int64_t n) {
    (std::isnan(x) ? nan_ : x > 0 ? plus_infinity_ : minus_infinity_) += n;
}

void LongSum::propagate() {
    std::int64_t carry = 0;
    for (int i = 0; i < kLimbs - 1; ++i) {
        const std::int64_t limb = limbs_[i] + carry;
        carry = limb >> kDigitBits;  // floor: the digit left is not negative
        limbs_[i] = limb & static_cast<std::int64_t>(kDigitMask);
    }
    limbs_[kLimbs - 1] += carry;
    room_ = kRoom;
}

void LongSum::merge(const LongSum& other) {
    // Both stay below 2^63 if their limbs are brought into range first; the copy keeps `other` as it is.
    LongSum addend = other;
    addend.propagate();
    propagate();
    for (int i = 0; i < kLimbs; ++i) limbs_[i] += addend.limbs_[i];
    propagate();
    nan_ += other.nan_;
    plus_infinity_ += other.plus_infinity_;
    minus_infinity_ += other.minus_infinity_;
}

double LongSum::round() const {
    if (nan_ > 0 || (plus_infinity_ > 0 && minus_infinity_ > 0)) return std::numeric_limits<double>::quiet_NaN();
    if (plus_infinity_ > 0) return std::numeric_limits<double>::infinity();
    if (minus_infinity_ > 0) return -std::numeric_limits<double>::infinity();

    LongSum sum = *this;
    sum.propagate();
    const bool negative = sum.limbs_[kLimbs - 1] < 0;
    if (negative) {
        for (std::int64_t& limb : sum.limbs_) limb = -limb;
        sum.propagate();
    }
    int top = kLimbs - 1;
    while (top > 0 && sum.limbs_[top] == 0) --top;
    // The four highest digits have at least 97 bits where there are more below them.
    const int lowest = std::max(top - 3, 0);
    Wide value = 0;
    for (int i = top; i >= lowest; --i) value = value << kDigitBits | static_cast<std::uint64_t>(sum.limbs_[i]);
    const bool more = std::any_of(sum.limbs_.begin(), sum.limbs_.begin() + lowest, [](auto limb) { return limb != 0; });
    const double magnitude = rounded(value, more, lowest * kDigitBits);
    return negative ? -magnitude : magnitude;
}

}  // namespace collmc::results
