// Compiled for AVX2 with FMA (see CMakeLists.txt); nothing here but scan_avx2() may have external linkage.
#include <immintrin.h>

#include "runtime/lhco/scan_loop.h"

namespace collmc::lhco {
namespace {

constexpr int kHalf = 32;  ///< bytes of a register

std::uint64_t bits_of(__m256i first, __m256i second) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(first)) |
           static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(second))) << kHalf;
}

__m256i bytes_at(const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); }

template <int kBytes>
struct Avx2 {
    struct Values {
        __m256d low, high;  ///< lanes 0 to 3, 4 to 7
    };

    struct Constants {};
    struct Layout {
        explicit Layout(const RowLayout& layout) : row(layout) {}
        const RowLayout& row;  // more than there are registers for
    };

    /// Bytes of two lanes, in the low or the high halves of two windows.
    static __m256i pair(const RowLayout& layout, const char* row, int lane, int other) {
        const auto window = [&](int of) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + layout.window[of]));
        };
        const auto pick = [&](int of) { return _mm_load_si128(reinterpret_cast<const __m128i*>(layout.pick[of])); };
        return _mm256_shuffle_epi8(_mm256_setr_m128i(window(lane), window(other)),
                                   _mm256_setr_m128i(pick(lane), pick(other)));
    }

    static __m256i is_digit(__m256i text) {
        const __m256i digits = _mm256_sub_epi8(text, _mm256_set1_epi8('0'));
        return _mm256_cmpeq_epi8(_mm256_min_epu8(digits, _mm256_set1_epi8(9)), digits);
    }

    static std::uint64_t equal(const char* row, const std::uint8_t* expected) {
        return bits_of(_mm256_cmpeq_epi8(bytes_at(row), bytes_at(expected)),
                       _mm256_cmpeq_epi8(bytes_at(row + kHalf), bytes_at(expected + kHalf)));
    }

    /// The numbers of four lanes.
    static __m256d numbers(__m256i text, const double* scale, const double* inverse) {
        // By the low four bits: digits are those, blank and minus are 0. The minus alone has 13 there.
        const __m256i value_of =
            _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0));
        const __m256i is_minus =
            _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0));
        const __m256i ones = _mm256_shuffle_epi8(value_of, text);
        const __m256i twos = _mm256_maddubs_epi16(ones, _mm256_set1_epi16(1 << 8 | 10));
        const __m256i fours = _mm256_madd_epi16(twos, _mm256_set1_epi32(1 << 16 | 100));
        const __m256i eights =
            _mm256_add_epi64(_mm256_mul_epu32(fours, _mm256_set1_epi64x(10000)), _mm256_srli_epi64(fours, kHalf));
        const __m256i none = _mm256_setzero_si256();
        const __m256i is_zero = _mm256_cmpeq_epi64(eights, none);
        const __m256i positive = _mm256_cmpeq_epi64(_mm256_shuffle_epi8(is_minus, text), none);

        // An integer below 2^52 in the low bits of the double 2^52 is that double plus the integer.
        const __m256d two_52 = _mm256_set1_pd(4503599627370496.0);
        const __m256d size =
            _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(eights, _mm256_castpd_si256(two_52))), two_52);
        // The sign, but not of zero.
        const __m256i negative =
            _mm256_andnot_si256(_mm256_or_si256(positive, is_zero), _mm256_castpd_si256(_mm256_set1_pd(-0.0)));
        const __m256d x = _mm256_or_pd(size, _mm256_castsi256_pd(negative));
        const __m256d s = _mm256_loadu_pd(scale), r = _mm256_loadu_pd(inverse);
        const __m256d q = _mm256_mul_pd(x, r);
        return _mm256_fmadd_pd(_mm256_fnmadd_pd(q, s, x), r, q);
    }

    static Values read(const Constants&, const Layout& of, const char* row, bool& fits) {
        const RowLayout& layout = of.row;
        LaneMasks is;
        const __m256i low = _mm256_or_si256(pair(layout, row, 0, 2), pair(layout, row, 1, 3));
        const __m256i high = _mm256_or_si256(pair(layout, row, 4, 6), pair(layout, row, 5, 7));
        is.expected[0] = equal(row, layout.expected);
        if constexpr (kBytes <= 3 * kHalf) {
            const __m256i same = _mm256_cmpeq_epi8(bytes_at(row + 2 * kHalf), bytes_at(layout.expected + 2 * kHalf));
            is.expected[1] = static_cast<std::uint32_t>(_mm256_movemask_epi8(same));
        } else {
            is.expected[1] = equal(row + 2 * kHalf, layout.expected + 2 * kHalf);
        }
        const __m256i blank = _mm256_set1_epi8(' '), minus = _mm256_set1_epi8('-');
        is.digit = bits_of(is_digit(low), is_digit(high));
        is.blank = bits_of(_mm256_cmpeq_epi8(low, blank), _mm256_cmpeq_epi8(high, blank)) | ~layout.own;
        is.minus = bits_of(_mm256_cmpeq_epi8(low, minus), _mm256_cmpeq_epi8(high, minus));
        fits = misfits(layout, is) == 0;
        return {numbers(low, layout.scale, layout.inverse), numbers(high, layout.scale + 4, layout.inverse + 4)};
    }

    static void store(const Values& values, double* eight) {
        _mm256_store_pd(eight, values.low);
        _mm256_store_pd(eight + 4, values.high);
    }

    static int newline(const char* row) {
        const __m256i newlines = _mm256_set1_epi8('\n');
        for (int at = 0; at < RowLayout::kReach; at += kHalf) {
            const int found = _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes_at(row + at), newlines));
            if (found != 0) return at + __builtin_ctz(static_cast<unsigned>(found));
        }
        return RowLayout::kReach;
    }
};

}  // namespace

void scan_avx2(Scan& scan) { RowScanner<Avx2>(scan).run(); }

}  // namespace collmc::lhco
