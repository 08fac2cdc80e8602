#include "runtime/results/number_text.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace collmc::results {

namespace {

constexpr double kLargestExactInteger = 9007199254740992;  // 2^53

/// What an event file has, a number with few decimals, is its own shortest form; other numbers give null. Below 10^5
/// no exponent is shorter.
char* write_decimal(double x, char* to) {
    constexpr int kDecimals = 3;
    constexpr double kUnits = 1000, kMost = 1e5;
    const double units = std::nearbyint(x * kUnits);
    if (!(std::abs(x) < kMost) || units / kUnits != x || (units == 0 && std::signbit(x))) return nullptr;
    char digits[kLongestNumber];
    char* const end = digits + sizeof digits;
    char* begin = end;
    auto rest = static_cast<std::uint64_t>(std::abs(units));
    bool is_needed = false;  // zeros at the end are not
    for (int decimal = 0; decimal < kDecimals; ++decimal, rest /= 10) {
        is_needed = is_needed || rest % 10 != 0;
        if (is_needed) *--begin = static_cast<char>('0' + rest % 10);
    }
    if (is_needed) *--begin = '.';
    do {
        *--begin = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (units < 0) *--begin = '-';
    std::memcpy(to, begin, static_cast<std::size_t>(end - begin));
    return to + (end - begin);
}

}  // namespace

char* write_number(double x, char* to) {
    if (std::isnan(x)) {
        std::memcpy(to, "nan", 3);
        return to + 3;
    }
    if (char* const end = write_decimal(x, to)) return end;
    return std::to_chars(to, to + kLongestNumber, x).ptr;
}

char* write_event_number(double number, char* to) {
    if (std::abs(number) > kLargestExactInteger || number != std::trunc(number)) return write_number(number, to);
    return std::to_chars(to, to + kLongestNumber, static_cast<std::int64_t>(number)).ptr;
}

char* RecurringNumbers::write(double x, char* to) {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio
    const auto bits = std::bit_cast<std::uint64_t>(x);
    Text& text = known_[(bits * kSpread) >> (64 - kBits)];
    if (text.bits != bits || text.length == 0) {
        text.bits = bits;
        text.length = static_cast<std::uint32_t>(write_number(x, text.digits) - text.digits);
    }
    std::memcpy(to, text.digits, sizeof text.digits);
    return to + text.length;
}

}  // namespace collmc::results
