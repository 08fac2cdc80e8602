#include "runtime/lhco/layout.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace collmc::lhco {
namespace {

static_assert(std::endian::native == std::endian::little, "the first byte of a window is its lowest");

using Table = RowLayout::Table;

constexpr std::size_t kIndexLane = RowLayout::kLanes - 1;
constexpr std::uint64_t kAll = ~std::uint64_t{0};
using detail::kEachByte;

/// Mask of the last `count` bytes of a word, 0 to 8.
std::uint64_t last_bytes(std::ptrdiff_t count) { return count <= 0 ? 0 : kAll << (8 * (8 - count)); }

std::ptrdiff_t decimals_of(const Decimal& decimal) { return decimal.dot ? decimal.end - decimal.dot - 1 : 0; }

/// True for a number that a lane can read: [-] digits [. digits] in at most 8 bytes.
bool is_learnable(const Decimal& number) {
    const char* const first = *number.begin == '-' ? number.begin + 1 : number.begin;
    return number.plain && number.end - number.begin <= 8 && is_digit(*first) &&
           !(number.dot && decimals_of(number) == 0);
}

/// Learns that the byte at `at` is the same in every row.
void fix(Table& table, const char* row, const char* at) {
    table.fixed[static_cast<std::size_t>(at - row)] = *at;
    table.fixed_mask[static_cast<std::size_t>(at - row)] = -1;
}

/// Learns the lane of one field, whose bytes begin at `field_begin` with the blanks before the number.
void learn_lane(Table& table, std::size_t lane, const char* row, const char* field_begin, const Decimal& number) {
    const std::ptrdiff_t decimals = decimals_of(number);
    const std::ptrdiff_t own = std::min<std::ptrdiff_t>(number.end - field_begin, 8);
    table.window[lane] = number.end - row - 8;
    table.own[lane] = last_bytes(own);
    table.decimals[lane] = number.dot ? last_bytes(decimals) : kAll;
    table.digits[lane] = last_bytes(decimals + 1);
    table.scale[lane] = detail::kPowersOfTen[decimals];
    const std::uint64_t blanks = table.own[lane] & (kEachByte * ' ');
    table.blank[lane] = (blanks & table.decimals[lane]) | ((blanks << 8) & ~table.decimals[lane]);

    // Fixed are the point, the blank that parts this field from the one before, and all that the window leaves out.
    if (number.dot) fix(table, row, number.dot);
    if (field_begin != row) fix(table, row, field_begin);
    for (const char* at = field_begin; at < number.end - own; ++at) fix(table, row, at);
}

bool all_blank(const char* begin, const char* end) {
    return std::all_of(begin, end, [](char c) { return c == ' '; });
}

// Vectors of as many bytes as the target's registers have. Words are lanes: the fields of the row.
#define COLLMC_VECTORS(bytes)                                               \
    struct Vectors##bytes {                                                 \
        using Words = std::uint64_t __attribute__((vector_size(bytes)));    \
        using Quarters = std::uint32_t __attribute__((vector_size(bytes))); \
        using Halves = std::uint16_t __attribute__((vector_size(bytes)));   \
        using Bytes = signed char __attribute__((vector_size(bytes)));      \
        using Doubles = double __attribute__((vector_size(bytes)));         \
    }
COLLMC_VECTORS(16);
COLLMC_VECTORS(32);
COLLMC_VECTORS(64);

#define COLLMC_INLINE [[gnu::always_inline]] inline

template <class Value>
COLLMC_INLINE void load(Value& to, const void* from) {
    std::memcpy(&to, from, sizeof to);
}

/// Sets bits of `wrong` where the row differs from the bytes that every row of the layout has.
template <class Vector>
COLLMC_INLINE void check_fixed_bytes(const Table& table, const char* row, typename Vector::Words& wrong) {
    using Bytes = typename Vector::Bytes;
    Bytes wrong_bytes{};
#pragma GCC unroll 8
    for (std::size_t at = 0; at < RowLayout::kReach; at += sizeof(Bytes)) {
        Bytes text, fixed, fixed_mask, no_newline;
        load(text, row + at);
        load(fixed, table.fixed.data() + at);
        load(fixed_mask, table.fixed_mask.data() + at);
        load(no_newline, table.no_newline.data() + at);
        wrong_bytes |= ((text & fixed_mask) ^ fixed) | (no_newline & (text == '\n'));
    }
    wrong |= (typename Vector::Words)wrong_bytes;
}

/// Reads the lanes from `lane` on, as many as a vector has. Sets bits of `wrong` where a field is not of the layout.
template <class Vector>
COLLMC_INLINE void read_lanes(const Table& table, const char* row, std::size_t lane, typename Vector::Doubles& values,
                              typename Vector::Words& wrong) {
    using Words = typename Vector::Words;
    using Doubles = typename Vector::Doubles;
    Words window, own, decimals, blank, required;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < sizeof(Words) / sizeof(std::uint64_t); ++i) {
        std::uint64_t word;
        load(word, row + table.window[lane + i]);
        window[i] = word;
    }
    load(own, &table.own[lane]);
    load(decimals, &table.decimals[lane]);
    load(blank, &table.blank[lane]);
    load(required, &table.digits[lane]);

    // Take the point out: the bytes before it move up by one, so the digits end the word without a gap.
    window &= own;
    const Words text = (window & decimals) | ((window << 8) & ~decimals);

    // The high bits of the bytes that are no digit.
    const Words digits = text ^ (kEachByte * '0');
    const Words no_digit = (((digits & (kEachByte * 0x7f)) + kEachByte * 0x76) | digits) & (kEachByte * 0x80);
    wrong |= no_digit & required;

    // Before the run of digits that ends the word: blanks, the last of which may be a minus instead, or nothing.
    Words before = no_digit | (no_digit >> 8);
    before |= before >> 16;
    before |= before >> 32;
    before = (before << 1) - (before >> 7);
    const Words last = before ^ (before >> 8);
    const Words sign = (text ^ blank) & before;
    // Blank and minus differ by 00001101: that in the last byte, or no bit at all.
    static_assert((' ' ^ '-') == 0b1101);
    wrong |= sign & ~(last & (kEachByte * 0b1101));
    wrong |= ((sign ^ (sign >> 2)) | (sign ^ (sign >> 3))) & last & kEachByte;

    // Digits to numbers of two, of four, of eight digits; each step is exact.
    const auto ones = (typename Vector::Halves)(digits & ~before);
    const auto pairs = (ones & 0xff) * 10 + (ones >> 8);
    const auto weights = (typename Vector::Halves)(typename Vector::Quarters{} + ((1u << 16) + 100u));
    const auto weighted = (typename Vector::Quarters)(pairs * weights);
    const auto fours = (Words)((weighted & 0xffff) + (weighted >> 16));
    // An integer below 2^52 in the low bits of the double 2^52 is that double plus the integer.
    constexpr double kTwo52 = 4503599627370496.0;
    constexpr auto kTwo52Bits = std::bit_cast<std::uint64_t>(kTwo52);
    const Doubles high = (Doubles)((fours & 0xffffffff) | kTwo52Bits) - kTwo52;
    const Doubles low = (Doubles)((fours >> 32) | kTwo52Bits) - kTwo52;

    // An integer below 2^53 over an exact power of ten: the quotient is the double nearest to the decimal.
    Doubles scale;
    load(scale, &table.scale[lane]);
    const Doubles size = (high * 10000.0 + low) / scale;
    const Words negative = (Words{} - sign) & (std::uint64_t{1} << 63);
    values = (Doubles)((Words)size ^ negative) + 0.0;  // + 0.0 makes a plus of -0
}

/// scan(), to be compiled for several targets.
template <class Vector>
COLLMC_INLINE bool scan_row(const Table& table, const char* row, ObjectRow& result) {
    constexpr std::size_t kPerVector = sizeof(typename Vector::Words) / sizeof(std::uint64_t);
    static_assert(offsetof(ObjectRow, index) == sizeof(double) * kIndexLane);
    typename Vector::Words wrong{};
    check_fixed_bytes<Vector>(table, row, wrong);
#pragma GCC unroll 4
    for (std::size_t lane = 0; lane < RowLayout::kLanes; lane += kPerVector) {
        typename Vector::Doubles values;
        read_lanes<Vector>(table, row, lane, values, wrong);
        std::memcpy(reinterpret_cast<char*>(&result) + lane * sizeof(double), &values, sizeof values);
    }
    std::uint64_t any = 0;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kPerVector; ++i) any |= wrong[i];
    const unsigned typ = static_cast<unsigned char>(row[table.typ]) - unsigned{'0'};
    result.typ = typ;
    return any == 0 && typ <= 9;
}

bool scan_plain(const Table& table, const char* row, ObjectRow& result) {
    return scan_row<Vectors16>(table, row, result);
}

#ifdef __x86_64__
[[gnu::target("avx2")]] bool scan_avx2(const Table& table, const char* row, ObjectRow& result) {
    return scan_row<Vectors32>(table, row, result);
}

#define COLLMC_AVX512 "avx512f,avx512bw,avx512dq,avx512vl"
[[gnu::target(COLLMC_AVX512)]] bool scan_avx512(const Table& table, const char* row, ObjectRow& result) {
    return scan_row<Vectors64>(table, row, result);
}
#endif

std::vector<RowLayout::Variant> runnable_variants() {
    std::vector<RowLayout::Variant> variants;
#ifdef __x86_64__
    const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (has_avx512) variants.push_back({"avx512", scan_avx512});
    if (__builtin_cpu_supports("avx2")) variants.push_back({"avx2", scan_avx2});
#endif
    variants.push_back({"plain", scan_plain});
    return variants;
}

}  // namespace

void RowLayout::learn(const char* begin, const char* line_end, const RowFields& fields) {
    const std::size_t row_size = static_cast<std::size_t>(line_end - begin) + 1;
    const Decimal& typ = fields[kRowTyp];
    if (row_size > kReach || typ.end - typ.begin != 1 || !all_blank(fields[kRowIndex].end, typ.begin)) return;

    if (!std::all_of(fields.begin(), fields.end(), is_learnable)) return;

    Table learned{};
    learn_lane(learned, kIndexLane, begin, begin, fields[kRowIndex]);
    for (const char* at = fields[kRowIndex].end; at < typ.begin; ++at) fix(learned, begin, at);
    learned.typ = typ.begin - begin;
    for (std::size_t f = kRowEta; f < kRowFieldCount; ++f) {
        learn_lane(learned, f - kRowEta, begin, fields[f - 1].end, fields[f]);
    }
    const char* const tail = fields[kRowHadem].end;
    fix(learned, begin, tail);
    fix(learned, begin, line_end);
    for (const char* at = tail; at < line_end; ++at) learned.no_newline[static_cast<std::size_t>(at - begin)] = -1;
    table_ = learned;
    row_size_ = row_size;
}

const std::vector<RowLayout::Variant>& RowLayout::variants() {
    static const std::vector<Variant> kVariants = runnable_variants();
    return kVariants;
}

}  // namespace collmc::lhco
