// Compiled for AVX-512 with VBMI (see CMakeLists.txt); nothing here but scan_avx512() may have external linkage.
#include <immintrin.h>

#include "runtime/lhco/scan_loop.h"

namespace collmc::lhco {
namespace {

/// A constant in a register: GCC would make it anew for each row.
__m512i keep(__m512i constant) {
    asm("" : "+v"(constant));
    return constant;
}

struct Avx512 {
    using Values = __m512d;

    struct Constants {
        __m512i zeros = keep(_mm512_set1_epi8('0')), ten = keep(_mm512_set1_epi8(10));
        __m512i blanks = keep(_mm512_set1_epi8(' ')), minuses = keep(_mm512_set1_epi8('-'));
        // By the low four bits: digits are those, blank and minus are 0; and the minus alone has 13 there.
        __m512i value_of = keep(_mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0)));
        __m512i is_minus = keep(_mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0)));
        __m512i tens = keep(_mm512_set1_epi16(1 << 8 | 10)), hundreds = keep(_mm512_set1_epi32(1 << 16 | 100));
        __m512i ten_thousands = keep(_mm512_set1_epi64(10000));
    };

    struct Layout {
        explicit Layout(const RowLayout& layout)
            : take(_mm512_load_si512(layout.take)),
              first(_mm512_load_si512(layout.expected)),
              second(_mm512_load_si512(layout.expected + 64)),
              scale(_mm512_load_pd(layout.scale)),
              inverse(_mm512_load_pd(layout.inverse)) {}
        __m512i take, first, second;
        __m512d scale, inverse;
    };

    static Values read(const Constants& constants, const Layout& layout, const char* row, LaneMasks& is) {
        const __m512i first = _mm512_loadu_si512(row), second = _mm512_loadu_si512(row + 64);
        const __m512i text = _mm512_permutex2var_epi8(first, layout.take, second);
        is.expected[0] = _mm512_cmpeq_epi8_mask(first, layout.first);
        is.expected[1] = _mm512_cmpeq_epi8_mask(second, layout.second);
        is.digit = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(text, constants.zeros), constants.ten);
        is.blank = _mm512_cmpeq_epi8_mask(text, constants.blanks);
        is.minus = _mm512_cmpeq_epi8_mask(text, constants.minuses);

        const __m512i ones = _mm512_shuffle_epi8(constants.value_of, text);
        const __m512i signs = _mm512_shuffle_epi8(constants.is_minus, text);
        const __m512i twos = _mm512_maddubs_epi16(ones, constants.tens);
        const __m512i fours = _mm512_madd_epi16(twos, constants.hundreds);
        const __m512i eights =
            _mm512_add_epi64(_mm512_mul_epu32(fours, constants.ten_thousands), _mm512_srli_epi64(fours, 32));
        is.zero = _mm512_testn_epi64_mask(eights, eights);
        const __m512i number =
            _mm512_mask_sub_epi64(eights, _mm512_test_epi64_mask(signs, signs), _mm512_setzero_si512(), eights);

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
