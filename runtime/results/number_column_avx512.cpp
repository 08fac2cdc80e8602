// Compiled for AVX-512 with IFMA (see CMakeLists.txt); nothing here but kColumnAvx512 may have external linkage.
//
// Eight numbers go the same way side by side, without a branch; the few that it does not fit are written alone. The
// arithmetic is that of shortest_decimals.h; products of two factors of 52 bits come in two halves of 52 bits. With
// five digits before the point, eighteen behind it and a zero in its place, a number is three times eight digits.
#include <immintrin.h>

#include "runtime/results/number_column.h"
#include "runtime/results/shortest_decimals.h"

namespace collmc::results {
namespace {

using namespace shortest;

constexpr std::size_t kLanes = 8;
static_assert(NumberTexts::kMost % kLanes == 0 && NumberTexts::kSlot == 32 && sizeof(NumberTexts::Place) == 2);

constexpr int kHalf = 52;  ///< bits of half a product, of whose factors no more are looked at
constexpr std::uint64_t kHalfMask = (std::uint64_t{1} << kHalf) - 1;

/// A constant that is read from memory: GCC would move it there from a general register, and multiply by it in many
/// steps.
template <std::uint64_t kValue>
__m512i all() {
    static constexpr std::uint64_t kInMemory = kValue;
    __m512i value;
    asm("vpbroadcastq %1, %0" : "=v"(value) : "m"(kInMemory));
    return value;
}
/// The same in 16 bits.
template <std::uint16_t kValue>
__m512i all_words() {
    return all<0x0001'0001'0001'0001 * kValue>();
}
__m512i zero() { return _mm512_setzero_si512(); }
__m512i high_half(__m512i a, __m512i b) { return _mm512_madd52hi_epu64(zero(), a, b); }
__m512i low_half(__m512i a, __m512i b) { return _mm512_madd52lo_epu64(zero(), a, b); }

/// Of numbers below kBelow.
template <std::uint64_t kDivisor, std::uint64_t kBelow, int kShift = 0>
__m512i quotient(__m512i numbers) {
    using Wide = unsigned __int128;
    constexpr Wide kOne = Wide{1} << (kHalf + kShift), kInverse = (kOne + kDivisor - 1) / kDivisor;
    // As the inverse is rounded up, the product is more than the quotient, but less than a kDivisor-th.
    static_assert(kBelow * (kInverse * kDivisor - kOne) <= kOne);
    static_assert(kInverse <= kHalfMask && kBelow <= kHalfMask);
    const __m512i product = high_half(numbers, all<static_cast<std::uint64_t>(kInverse)>());
    return kShift == 0 ? product : _mm512_srli_epi64(product, kShift);
}

/// numbers - quotients kDivisor in the low 52 bits; what stands above them means nothing.
template <std::uint64_t kDivisor>
__m512i remainder(__m512i numbers, __m512i quotients) {
    return _mm512_madd52lo_epu64(numbers, quotients, all<kHalfMask + 1 - kDivisor>());
}

/// By c, modulo 8.
struct Powers {
    alignas(64) std::uint64_t fives[kLanes];  ///< p
    alignas(64) std::uint64_t unit[kLanes];   ///< 10^-c in 10^-18
    alignas(64) std::uint64_t digit[kLanes];  ///< a tenth of that
    constexpr Powers() : fives(), unit(), digit() {
        static_assert(kMostDecimals - kLeastDecimals + 1 == kLanes);
        for (std::size_t c = kLeastDecimals; c <= kMostDecimals; ++c) {
            fives[c % kLanes] = kPowersOfFive[c];
            unit[c % kLanes] = kPowersOfTen[kMostDecimals + 1 - c];
            digit[c % kLanes] = kPowersOfTen[kMostDecimals - c];
        }
    }
};
constexpr Powers kPowers;
__m512i power(const std::uint64_t* of, __m512i c) { return _mm512_permutexvar_epi64(c, _mm512_load_si512(of)); }

/// Whole numbers of 10^-18: the shortest decimals of the sizes, without the integers before the point. Of the numbers
/// not in `fits`, 0.
__m512i shortest_decimals(__m512i bits, __m512i before, __mmask8 fits) {
    const __m512i minus_e = _mm512_sub_epi64(all<kBias>(), _mm512_srli_epi64(bits, kMantissaBits));
    const __m512i c = high_half(minus_e, all<std::uint64_t{kLog} << (kHalf - kLogBits)>());
    const __m512i u = _mm512_sub_epi64(minus_e, c);
    const __m512i p = power(kPowers.fives, c);

    // The first bit of m is not among the low 52.
    static_assert(kMantissaBits == kHalf);
    const __m512i high = _mm512_madd52hi_epu64(p, bits, p), low = low_half(bits, p);
    const __m512i whole =
        _mm512_or_si512(_mm512_sllv_epi64(high, _mm512_sub_epi64(all<kHalf>(), u)), _mm512_srlv_epi64(low, u));
    const __m512i unit = _mm512_sllv_epi64(all<1>(), u), half = _mm512_srli_epi64(unit, 1);
    const __m512i rest = _mm512_and_si512(_mm512_sub_epi64(unit, all<1>()), low);
    const __m512i to_next = _mm512_sub_epi64(unit, rest), reach = _mm512_srli_epi64(p, 1);
    // The whole number itself, the next one, or a digit between them; each where it is to count.
    const __mmask8 is_next = _mm512_cmple_epi64_mask(to_next, reach);
    const __mmask8 is_far = _mm512_mask_cmpgt_epi64_mask(fits, rest, reach);
    const __mmask8 is_between = _mm512_mask_cmpgt_epi64_mask(is_far, to_next, reach);
    const __mmask8 is_low = _mm512_testn_epi64_mask(rest, half);
    const __m512i rounding = _mm512_mask_sub_epi64(half, is_low, half, all<1>());
    const __m512i digit = _mm512_maskz_srlv_epi64(is_between, _mm512_madd52lo_epu64(rounding, rest, all<10>()), u);

    const __m512i integers = _mm512_sllv_epi64(low_half(before, p), c);  // 10^c = 5^c 2^c
    const __m512i units = _mm512_sub_epi64(_mm512_mask_add_epi64(whole, is_next, whole, all<1>()), integers);
    const __m512i without_digit = _mm512_maskz_mullo_epi64(fits, units, power(kPowers.unit, c));
    return _mm512_madd52lo_epu64(without_digit, digit, power(kPowers.digit, c));
}

/// Eight digits of each number below 10^8 in the low 52 bits, from the first byte on, 0 to 9 each.
__m512i eight_digits(__m512i numbers) {
    const __m512i kUpTwo = _mm512_set4_epi32(0x0d0c'0d0c, 0x0908'0908, 0x0504'0504, 0x0100'0100);
    const __m512i kUpOne = _mm512_set4_epi32(0x0e0e'0c0c, 0x0a0a'0808, 0x0606'0404, 0x0202'0000);
    // Two numbers of four digits, four of two, eight of one: each quotient beside its remainder, which is brought there
    // together with other bytes that mean nothing. Divisors are 2^19/100 and 2^16/10, rounded up.
    const __m512i first = quotient<10000, kPowersOfTen[8]>(numbers);
    const __m512i fours = _mm512_mask_shuffle_epi32(first, 0xaaaa, remainder<10000>(numbers, first), _MM_PERM_CCAA);
    const __m512i hundreds = _mm512_srli_epi16(_mm512_mulhi_epu16(fours, all_words<5243>()), 3);
    const __m512i ones = _mm512_sub_epi16(fours, _mm512_mullo_epi16(hundreds, all_words<100>()));
    const __m512i twos = _mm512_mask_shuffle_epi8(hundreds, 0xcccc'cccc'cccc'cccc, ones, kUpTwo);
    const __m512i tens = _mm512_mulhi_epu16(twos, all_words<6554>());
    const __m512i last = _mm512_sub_epi16(twos, _mm512_mullo_epi16(tens, all_words<10>()));
    return _mm512_mask_shuffle_epi8(tens, 0xaaaa'aaaa'aaaa'aaaa, last, kUpOne);
}

/// The numbers by their digits: bbbbb.dd dddddddd dddddddd.
constexpr int kIntegerDigits = 5;
struct Digits {
    __m512i head, middle, end;
};

Digits digits_of(__m512i before, __m512i decimals) {
    // 10^8 is 2^8 5^8.
    constexpr std::uint64_t kFives = kPowersOfFive[8], kTens = kPowersOfTen[8];
    const __m512i ten = quotient<kFives, (kPowersOfTen[18] >> 8), 18>(_mm512_srli_epi64(decimals, 8));
    const __m512i two = quotient<kFives, (kPowersOfTen[10] >> 8)>(_mm512_srli_epi64(ten, 8));
    return {eight_digits(_mm512_madd52lo_epu64(two, before, all<1000>())), eight_digits(remainder<kTens>(ten, two)),
            eight_digits(remainder<kTens>(decimals, ten))};
}

constexpr std::uint64_t kEachByte = 0x0101'0101'0101'0101;
constexpr std::uint64_t kEachZero = '0' * kEachByte;
constexpr int kByte = 8;

/// All bits of the zeros before the first digit that is not 0; number kLast is a digit in any case.
template <int kLast>
__m512i zeros_before(__m512i digits) {
    // A bit for each byte that is not 0; what is below the first.
    const __m512i not_zero = _mm512_srli_epi64(_mm512_add_epi64(digits, all<0x7f * kEachByte>()), 7);
    constexpr int kAAndBOrC = 0xea;
    const __m512i marks =
        _mm512_ternarylogic_epi64(not_zero, all<kEachByte>(), all<std::uint64_t{1} << (kByte * kLast)>(), kAAndBOrC);
    return _mm512_andnot_si512(marks, _mm512_sub_epi64(marks, all<1>()));
}
/// Where they end in a slot whose digits begin at kBegin.
template <std::uint64_t kBegin>
__m512i end_of_zeros(__m512i zeros) {
    return _mm512_sub_epi64(all<kBegin + 8>(), _mm512_srli_epi64(_mm512_lzcnt_epi64(zeros), 3));
}
/// Where the text ends in a slot of eight bytes and the digits: without zeros at its end, or the point before them.
__m512i end_of(const Digits& digits) {
    const __mmask8 has_middle = _mm512_test_epi64_mask(digits.middle, digits.middle);
    const __mmask8 has_end = _mm512_test_epi64_mask(digits.end, digits.end);
    __m512i word = _mm512_or_si512(digits.head, all<std::uint64_t{1} << (kByte * kIntegerDigits - 1)>());
    __m512i end = all<16>();
    word = _mm512_mask_mov_epi64(word, has_middle, digits.middle);
    end = _mm512_mask_mov_epi64(end, has_middle, all<24>());
    word = _mm512_mask_mov_epi64(word, has_end, digits.end);
    end = _mm512_mask_mov_epi64(end, has_end, all<32>());
    return _mm512_sub_epi64(end, _mm512_srli_epi64(_mm512_lzcnt_epi64(word), 3));
}

/// Of texts from `begin` to `end` in their slots.
void store_places(__m512i begin, __m512i end, NumberTexts::Place* places) {
    const __m512i both = _mm512_or_si512(begin, _mm512_slli_epi64(_mm512_sub_epi64(end, begin), kByte));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(places), _mm512_cvtepi64_epi16(both));
}

/// Writes eight texts and gives the mask of those numbers that it cannot write.
[[gnu::always_inline]] inline __mmask8 write_eight(__m512d numbers, char* slots, NumberTexts::Place* places) {
    const __m512d sizes = _mm512_abs_pd(numbers);
    const __mmask8 fits = _mm512_cmp_pd_mask(sizes, _mm512_set1_pd(kBelow), _CMP_LT_OQ) &
                          _mm512_cmp_pd_mask(sizes, _mm512_set1_pd(kFrom), _CMP_GE_OQ);
    const __mmask8 is_zero = _mm512_cmp_pd_mask(sizes, _mm512_setzero_pd(), _CMP_EQ_OQ);
    const __m512i before = _mm512_cvttpd_epu64(sizes);
    const Digits digits = digits_of(before, shortest_decimals(_mm512_castpd_si512(sizes), before, fits));

    const __m512i zeros = zeros_before<kIntegerDigits - 1>(digits.head);
    const __m512i negative = _mm512_srli_epi64(_mm512_castpd_si512(numbers), 63);
    store_places(_mm512_sub_epi64(end_of_zeros<8>(zeros), negative), end_of(digits), places);

    // Signs stand before the first digit, where some texts begin.
    constexpr std::uint64_t kPoint = std::uint64_t{'0' - '.'} << (kByte * kIntegerDigits), kSigns = '-' * kEachByte;
    constexpr int kAThenBElseC = 0xca;
    const __m512i head = _mm512_ternarylogic_epi64(
        zeros, all<kSigns>(), _mm512_add_epi64(digits.head, all<kEachZero - kPoint>()), kAThenBElseC);
    const __m512i middle = _mm512_add_epi64(digits.middle, all<kEachZero>());
    const __m512i end = _mm512_add_epi64(digits.end, all<kEachZero>());
    const __m512i pairs[] = {_mm512_permutex2var_epi64(head, _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), middle),
                             _mm512_permutex2var_epi64(head, _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15), middle)};
    for (int i = 0; i < 4; ++i) {
        // The first word of a slot is not moved to it: it stands among the indices.
        constexpr auto kFirst = static_cast<long long>(kSigns);
        constexpr __mmask8 kMoved = 0xee;
        const int pair = 4 * (i % 2), ends = 8 + 2 * i;
        const __m512i from = _mm512_setr_epi64(kFirst, pair, pair + 1, ends, kFirst, pair + 2, pair + 3, ends + 1);
        _mm512_storeu_si512(slots + 64 * i, _mm512_mask2_permutex2var_epi64(pairs[i / 2], from, kMoved, end));
    }
    return static_cast<__mmask8>(~(fits | is_zero));
}

/// Likewise of event numbers.
[[gnu::always_inline]] inline __mmask8 write_eight_event_numbers(__m512d numbers, char* slots,
                                                                 NumberTexts::Place* places) {
    constexpr auto kEightDigits = static_cast<double>(kPowersOfTen[8]);
    const __m512i whole = _mm512_cvttpd_epu64(numbers);
    const __mmask8 fits = _mm512_cmp_pd_mask(numbers, _mm512_set1_pd(kEightDigits), _CMP_LT_OQ) &
                          _mm512_cmp_pd_mask(numbers, _mm512_cvtepu64_pd(whole), _CMP_EQ_OQ);
    const __m512i digits = eight_digits(whole);
    store_places(end_of_zeros<0>(zeros_before<7>(digits)), all<8>(), places);
    const __m512i text = _mm512_add_epi64(digits, all<kEachZero>());
    for (int i = 0; i < 4; ++i) {
        const int a = 2 * i, b = a + 1;
        _mm512_storeu_si512(slots + 64 * i, _mm512_permutexvar_epi64(_mm512_setr_epi64(a, a, a, a, b, b, b, b), text));
    }
    return static_cast<__mmask8>(~fits);
}

template <auto kWriteEight, auto kWriteOne>
void write_column(const double* column, const std::int32_t* which, std::size_t count, NumberTexts& texts) {
    std::uint32_t alone = 0;
    static_assert(NumberTexts::kMost <= 32);
    for (std::size_t i = 0; i < count; i += kLanes) {
        const auto lanes = static_cast<__mmask8>(count - i < kLanes ? (1 << (count - i)) - 1 : 0xff);
        const __m256i indices = _mm256_maskz_loadu_epi32(lanes, which + i);
        const __m512d numbers = _mm512_mask_i32gather_pd(_mm512_setzero_pd(), lanes, indices, column, sizeof *column);
        const __mmask8 left = kWriteEight(numbers, texts.slot(i), texts.place(i));
        alone |= static_cast<std::uint32_t>(left) << i;
    }
    for (; alone != 0; alone &= alone - 1) {
        const auto i = static_cast<std::size_t>(__builtin_ctz(alone));
        texts.set(i, kWriteOne, column[which[i]]);
    }
}

}  // namespace

constexpr ColumnVariant kColumnAvx512 = {"avx512", write_column<write_eight, write_number>,
                                         write_column<write_eight_event_numbers, write_event_number>};

}  // namespace collmc::results
