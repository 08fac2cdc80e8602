// Compiled for AVX-512 with VBMI and IFMA (see CMakeLists.txt); nothing here but scan_avx512() may have external
// linkage.
#include <immintrin.h>

#include "runtime/lhco/scan_loop.h"

namespace collmc::lhco {
namespace {

/// A constant in a register: GCC would make it anew for each row.
__m512i keep(__m512i constant) {
    asm("" : "+v"(constant));
    return constant;
}

/// The class of each byte below 128 and, in the low four bits, the value of a digit.
struct ClassOf {
    alignas(64) std::uint8_t of[128];
    constexpr ClassOf() : of() {
        for (std::uint8_t& bytes : of) bytes = RowLayout::kNoDigit | RowLayout::kNoBlank | RowLayout::kOther;
        for (int digit = 0; digit <= 9; ++digit)
            of['0' + digit] = static_cast<std::uint8_t>(RowLayout::kNoBlank | digit);
        of[' '] = RowLayout::kNoDigit;
        of['-'] = RowLayout::kNoDigit | RowLayout::kNoBlank | RowLayout::kMinus;
    }
};
constexpr ClassOf kClassOf;

/// What holds the bytes behind the first 64 of a row.
template <bool kIsShort>
struct SecondOf {
    using Type = __m256i;
};
template <>
struct SecondOf<false> {
    using Type = __m512i;
};

template <int kBytes>
struct Avx512 {
    using Values = __m512d;
    using Second = typename SecondOf<kBytes <= RowLayout::kShort>::Type;

    static Second load_second(const char* row) {
        if constexpr (kBytes <= RowLayout::kShort) {
            return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(row + 64));
        } else {
            return _mm512_loadu_si512(row + 64);
        }
    }
    static __m512i whole(__m256i second) { return _mm512_castsi256_si512(second); }
    static __m512i whole(__m512i second) { return second; }

    /// The bytes that are not in their ranges.
    static __mmask64 outside(__m256i bytes, __m256i least, __m256i range) {
        return _mm256_cmpgt_epu8_mask(_mm256_sub_epi8(bytes, least), range);
    }
    static __mmask64 outside(__m512i bytes, __m512i least, __m512i range) {
        return _mm512_cmpgt_epu8_mask(_mm512_sub_epi8(bytes, least), range);
    }

    struct Constants {
        // Classes of bytes below 128 (see RowLayout::ByteClass), with the value of a digit in the low four bits.
        __m512i low_classes = keep(_mm512_load_si512(kClassOf.of));
        __m512i high_classes = keep(_mm512_load_si512(kClassOf.of + 64));
        __m512i high_bit = keep(_mm512_set1_epi8(static_cast<char>(0x80))), values = keep(_mm512_set1_epi8(0x0f));
        __m512i no_blank = keep(_mm512_set1_epi8(RowLayout::kNoBlank)),
                minus = keep(_mm512_set1_epi8(RowLayout::kMinus));
        __m512i tens = keep(_mm512_set1_epi16(1 << 8 | 10)), hundreds = keep(_mm512_set1_epi32(1 << 16 | 100));
        __m512i ten_thousands = keep(_mm512_set1_epi64(10000)), two_20 = keep(_mm512_set1_epi64(1 << 20));
    };

    struct Layout {
        explicit Layout(const RowLayout& layout)
            : take(_mm512_load_si512(layout.take)),
              forbidden(_mm512_load_si512(layout.forbidden)),
              first_least(_mm512_load_si512(layout.least)),
              first_range(_mm512_load_si512(layout.range)),
              second_least(load_second(layout.least)),
              second_range(load_second(layout.range)),
              scale(_mm512_load_pd(layout.scale)),
              inverse(_mm512_load_pd(layout.inverse)) {}
        static Second load_second(const std::uint8_t* row) {
            return Avx512::load_second(reinterpret_cast<const char*>(row));
        }
        __m512i take, forbidden, first_least, first_range;
        Second second_least, second_range;
        __m512d scale, inverse;
    };

    static Values read(const Constants& constants, const Layout& layout, const char* row, bool& fits) {
        constexpr int kAOrBAndC = 0xf8;
        const __m512i first = _mm512_loadu_si512(row);
        const Second second = load_second(row);
        const __m512i text = _mm512_permutex2var_epi8(first, layout.take, whole(second));
        const __m512i looked_up = _mm512_permutex2var_epi8(constants.low_classes, text, constants.high_classes);
        const __m512i classes = _mm512_ternarylogic_epi64(looked_up, text, constants.high_bit, kAOrBAndC);
        // kNoDigit of the next byte in the place of kNoBlank: behind all but a blank, in the lane, stand digits.
        const __m512i next = _mm512_srli_epi64(classes, 7);
        const __m512i wrong = _mm512_ternarylogic_epi64(layout.forbidden, next, constants.no_blank, kAOrBAndC);
        const __mmask64 misfits = _mm512_test_epi8_mask(classes, wrong);
        const __mmask64 unexpected = _kor_mask64(outside(first, layout.first_least, layout.first_range),
                                                 outside(second, layout.second_least, layout.second_range));
        fits = _kortestz_mask64_u8(misfits, unexpected) != 0;

        const __m512i ones = _mm512_and_si512(classes, constants.values);
        const __m512i twos = _mm512_maddubs_epi16(ones, constants.tens);
        const __m512i fours = _mm512_madd_epi16(twos, constants.hundreds);
        // The high 52 of 104 bits of fours * 2^20 are its upper half, which is added.
        const __m512i eights =
            _mm512_madd52hi_epu64(_mm512_mul_epu32(fours, constants.ten_thousands), fours, constants.two_20);
        const __m512i number = _mm512_mask_sub_epi64(eights, _mm512_test_epi64_mask(classes, constants.minus),
                                                     _mm512_setzero_si512(), eights);

        const __m512d x = _mm512_cvtepi64_pd(number);
        const __m512d q = _mm512_mul_pd(x, layout.inverse);
        return _mm512_fmadd_pd(_mm512_fnmadd_pd(q, layout.scale, x), layout.inverse, q);
    }

    static void store(Values values, double* eight) { _mm512_store_pd(eight, values); }

    static int newline(const char* row) {
        const __m512i newlines = _mm512_set1_epi8('\n');
        const std::uint64_t first = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(row), newlines);
        if (first != 0) return __builtin_ctzll(first);
        const std::uint64_t second = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(row + 64), newlines);
        return second != 0 ? 64 + __builtin_ctzll(second) : RowLayout::kReach;
    }
};

}  // namespace

void scan_avx512(Scan& scan) { RowScanner<Avx512>(scan).run(); }

}  // namespace collmc::lhco
