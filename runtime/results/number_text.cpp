#include "runtime/results/number_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "runtime/results/shortest_decimals.h"

namespace collmc::results {

namespace {

constexpr double kLargestExactInteger = 9007199254740992;  // 2^53

static_assert(std::endian::native == std::endian::little, "digits are put together as words");

/// Eight digits of a number below 10^8, from the first byte on, 0 to 9 each.
[[gnu::always_inline]] inline std::uint64_t eight_digits(std::uint32_t number) {
    // Two numbers of four digits, four of two, eight of one: each quotient beside its remainder.
    constexpr std::uint64_t kFours = 0x0000'007f'0000'007f, kTwos = 0x000f'000f'000f'000f;
    const std::uint64_t fours = number / 10000 | std::uint64_t{number % 10000} << 32;
    const std::uint64_t hundreds = (fours * 10486 >> 20) & kFours;
    const std::uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
    const std::uint64_t tens = (twos * 103 >> 10) & kTwos;
    return tens | (twos - 10 * tens) << 8;
}

constexpr std::uint64_t kZeros = 0x3030'3030'3030'3030;  ///< eight times '0'

[[gnu::always_inline]] inline char* write_word(std::uint64_t word, char* to) {
    std::memcpy(to, &word, sizeof word);
    return to + sizeof word;
}

constexpr double kWholeBelow = 1e8;

/// The first so many of eight digits, without zeros in front. Writes eight bytes.
template <int kCount>
[[gnu::always_inline]] inline char* write_first(std::uint64_t digits, char* to) {
    const int zeros = std::countr_zero(digits | std::uint64_t{1} << (8 * (kCount - 1))) / 8;  // the last digit stays
    write_word((digits + kZeros) >> (8 * zeros), to);
    return to + (kCount - zeros);
}

/// What an event file has, a number with few decimals, is its own shortest form; other numbers give null.
char* write_decimal(double x, char* to) {
    constexpr double kUnits = 1000;
    constexpr double kToWhole = 3 * (std::uint64_t{1} << 51);  // what is added to this becomes a whole number
    const double units = x * kUnits + kToWhole - kToWhole;
    if (!(std::abs(x) < shortest::kBelow) || units / kUnits != x || (units == 0 && std::signbit(x))) return nullptr;
    // Five digits, then three decimals.
    const std::uint64_t digits = eight_digits(static_cast<std::uint32_t>(std::abs(units)));
    *to = '-';
    to = write_first<5>(digits, to + (units < 0 ? 1 : 0));
    const std::uint64_t decimals = digits >> 40;
    write_word((decimals + kZeros) << 8 | '.', to);
    return to + (decimals == 0 ? 0 : 4 - std::countl_zero(decimals << 40) / 8);
}

/// As in shortest_decimals.h; null for numbers of another size.
char* write_shortest(double x, char* to) {
    using namespace shortest;
    const double size = std::abs(x);
    if (!(size >= kFrom && size < kBelow)) return nullptr;
    const auto bits = std::bit_cast<std::uint64_t>(size);
    constexpr std::uint64_t kFirstBit = std::uint64_t{1} << kMantissaBits;
    const std::uint64_t m = (bits & (kFirstBit - 1)) | kFirstBit;
    const int minus_e = kBias - static_cast<int>(bits >> kMantissaBits);
    const int c = minus_e * kLog >> kLogBits;
    const int u = minus_e - c;
    using Wide = unsigned __int128;
    const std::uint64_t p = kPowersOfFive[static_cast<std::size_t>(c)];
    const Wide w = Wide{m} * p;
    const auto high = static_cast<std::uint64_t>(w >> 64), low = static_cast<std::uint64_t>(w);
    const std::uint64_t whole = high << (64 - u) | low >> u;
    const std::uint64_t unit = std::uint64_t{1} << u, half = unit / 2, rest = low & (unit - 1);
    // Without branches: which one it is, is not to be foreseen.
    std::uint64_t digit = (10 * rest + half - (rest < half ? 1 : 0)) >> u;
    digit = unit - rest <= p / 2 ? 10 : digit;
    digit = rest <= p / 2 ? 0 : digit;

    const auto before = static_cast<std::uint32_t>(size);
    const std::uint64_t behind = ((whole - before * kPowersOfTen[static_cast<std::size_t>(c)]) * 10 + digit) *
                                 kPowersOfTen[static_cast<std::size_t>(kMostDecimals - c)];
    *to = '-';
    to = write_first<8>(eight_digits(before), to + (x < 0 ? 1 : 0));
    *to++ = '.';
    const auto first = static_cast<std::uint32_t>(behind / kPowersOfTen[16]);
    const auto sixteen = behind % kPowersOfTen[16];
    const std::uint64_t middle = eight_digits(static_cast<std::uint32_t>(sixteen / kPowersOfTen[8]));
    const std::uint64_t end = eight_digits(static_cast<std::uint32_t>(sixteen % kPowersOfTen[8]));
    *to++ = static_cast<char>('0' + first / 10);
    *to++ = static_cast<char>('0' + first % 10);
    to = write_word(middle + kZeros, to);
    to = write_word(end + kZeros, to);
    if (end != 0) return to - std::countl_zero(end) / 8;
    while (to[-1] == '0') --to;
    return to;
}

}  // namespace

char* write_number(double x, char* to) {
    if (std::isnan(x)) {
        std::memcpy(to, "nan", 3);
        return to + 3;
    }
    if (char* const end = write_decimal(x, to)) return end;
    if (char* const end = write_shortest(x, to)) return end;
    return std::to_chars(to, to + kLongestNumber, x).ptr;
}

char* write_event_number(double number, char* to) {
    if (number >= 0 && number < kWholeBelow && number == std::trunc(number))
        return write_first<8>(eight_digits(static_cast<std::uint32_t>(number)), to);
    if (std::abs(number) > kLargestExactInteger || number != std::trunc(number)) return write_number(number, to);
    return std::to_chars(to, to + kLongestNumber, static_cast<std::int64_t>(number)).ptr;
}

RecurringNumbers::RecurringNumbers(std::size_t count)
    : count_(count),
      numbers_(kPlaces * count),
      lengths_(kPlaces),
      texts_(std::make_unique_for_overwrite<char[]>(kPlaces * text_size())) {}

char* RecurringNumbers::write(const double* numbers, char* to) {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio
    std::uint64_t spread = 0;
    for (std::size_t i = 0; i < count_; ++i) spread += std::bit_cast<std::uint64_t>(numbers[i]) * (kSpread + 2 * i);
    const std::size_t place = spread >> (64 - kBits);
    double* const known = numbers_.data() + place * count_;
    char* const text = texts_.get() + place * text_size();
    const auto is_same = [](double a, double b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    };
    if (lengths_[place] == 0 || !std::equal(known, known + count_, numbers, is_same)) {
        std::copy(numbers, numbers + count_, known);
        char* end = write_number(numbers[0], text);
        for (std::size_t i = 1; i < count_; ++i) {
            *end++ = ',';
            end = write_number(numbers[i], end);
        }
        lengths_[place] = static_cast<std::uint32_t>(end - text);
    }
    return TextBuffer::copy(text, lengths_[place], to);
}

}  // namespace collmc::results
