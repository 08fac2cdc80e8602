#include <immintrin.h>

#include "runtime/kernels/object_masks_loop.h"

namespace collmc::kernels {
namespace {

struct Avx512 {
    static std::uint64_t bits_in(const std::uint8_t* from, std::uint8_t first, std::uint8_t span) {
        const __m512i over = _mm512_sub_epi8(_mm512_loadu_si512(from), _mm512_set1_epi8(static_cast<char>(first)));
        return _mm512_cmple_epu8_mask(over, _mm512_set1_epi8(static_cast<char>(span)));
    }
    static std::uint64_t bits_in(const std::uint16_t* from, std::uint16_t first, std::uint16_t span) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < kWord; i += 32) {
            const __m512i u = _mm512_loadu_si512(from + i);
            const __m512i over = _mm512_sub_epi16(u, _mm512_set1_epi16(static_cast<short>(first)));
            bits |= std::uint64_t{_mm512_cmple_epu16_mask(over, _mm512_set1_epi16(static_cast<short>(span)))} << i;
        }
        return bits;
    }
    static std::uint64_t bits_in(const std::uint32_t* from, std::uint32_t first, std::uint32_t span) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < kWord; i += 16) {
            const __m512i u = _mm512_loadu_si512(from + i);
            const __m512i over = _mm512_sub_epi32(u, _mm512_set1_epi32(static_cast<int>(first)));
            bits |= std::uint64_t{_mm512_cmple_epu32_mask(over, _mm512_set1_epi32(static_cast<int>(span)))} << i;
        }
        return bits;
    }
    static std::uint64_t bits_in(const double* from, const MaskTest& test) {
        const __m512d low = _mm512_set1_pd(test.low), high = _mm512_set1_pd(test.high);
        const __m512i kept = _mm512_set1_epi64(test.is_absolute ? 0x7fff'ffff'ffff'ffff : -1);
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < kWord; i += 8) {
            const __m512d x = _mm512_castsi512_pd(_mm512_and_si512(_mm512_loadu_si512(from + i), kept));
            const __mmask8 is_in = _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(x, low, _CMP_GE_OQ), x, high, _CMP_LE_OQ);
            bits |= std::uint64_t{is_in} << i;
        }
        return bits;
    }
    /// Eight events at a time: nearly always their objects' bits are in one word from the first one's byte on.
    static std::int32_t write_sizes(const MaskTaking& taking, const std::uint64_t* mask, std::int32_t* begin,
                                    std::int32_t* size) {
        constexpr std::int32_t kEvents = 8, kLast = kEvents - 1, kSure = 57;
        const auto* const bytes = reinterpret_cast<const char*>(mask);
        const __m512i ones = _mm512_set1_epi64(-1);
        std::int32_t total = 0, e = 0;
        for (; e + kEvents <= taking.n_events; e += kEvents) {
            const std::int32_t first = taking.begin[e] - taking.segment;
            const std::int32_t behind = taking.begin[e + kLast] + taking.size[e + kLast] - taking.segment;
            if (behind - first > kSure) [[unlikely]] {
                total = write_sizes_from(e, e + kEvents, total, taking, mask, begin, size);
                continue;
            }
            std::uint64_t word;
            std::memcpy(&word, bytes + (first >> 3), sizeof word);
            const __m256i begins = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(taking.begin + e));
            const __m256i sizes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(taking.size + e));
            // Bit 0 of a lane is the event's first object.
            const __m256i shifts = _mm256_sub_epi32(begins, _mm256_set1_epi32(taking.segment + (first & ~7)));
            const __m512i own =
                _mm512_srlv_epi64(_mm512_set1_epi64(static_cast<std::int64_t>(word)), _mm512_cvtepu32_epi64(shifts));
            const __m512i bits = _mm512_andnot_si512(_mm512_sllv_epi64(ones, _mm512_cvtepu32_epi64(sizes)), own);
            const __m256i counts = _mm512_cvtepi64_epi32(popcounts(bits));
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(size + e), counts);
            const __m256i behinds = sums(counts);
            if (begin != nullptr) {
                const __m256i befores = _mm256_add_epi32(_mm256_sub_epi32(behinds, counts), _mm256_set1_epi32(total));
                _mm256_storeu_si256(reinterpret_cast<__m256i*>(begin + e), befores);
            }
            total += _mm256_extract_epi32(behinds, kLast);
        }
        return write_sizes_from(e, taking.n_events, total, taking, mask, begin, size);
    }
    static std::int32_t* write_rows(std::uint64_t bits, std::int32_t first, std::int32_t* to, const std::int32_t* end) {
        const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        __m512i rows = _mm512_add_epi32(_mm512_set1_epi32(first), steps);
        for (; bits != 0; bits >>= 16) {
            const auto sixteen = static_cast<__mmask16>(bits);
            const int count = __builtin_popcount(sixteen);
            const __m512i taken = _mm512_maskz_compress_epi32(sixteen, rows);
            if (end - to >= 16)
                _mm512_storeu_si512(to, taken);
            else
                _mm512_mask_storeu_epi32(to, static_cast<__mmask16>((1U << count) - 1), taken);
            to += count;
            rows = _mm512_add_epi32(rows, _mm512_set1_epi32(16));
        }
        return to;
    }

private:
    /// Of each lane the number of bits that are set.
    static __m512i popcounts(__m512i bits) {
        const __m512i nibble = _mm512_set1_epi8(15);
        const __m512i table = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
        const __m512i low = _mm512_shuffle_epi8(table, _mm512_and_si512(bits, nibble));
        const __m512i high = _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(bits, 4), nibble));
        return _mm512_sad_epu8(_mm512_add_epi8(low, high), _mm512_setzero_si512());
    }
    /// Lane i: the sum of lanes 0 to i.
    static __m256i sums(__m256i lanes) {
        const __m256i zero = _mm256_setzero_si256();
        lanes = _mm256_add_epi32(lanes, _mm256_alignr_epi32(lanes, zero, 7));
        lanes = _mm256_add_epi32(lanes, _mm256_alignr_epi32(lanes, zero, 6));
        return _mm256_add_epi32(lanes, _mm256_alignr_epi32(lanes, zero, 4));
    }
};

void compare_words(const MaskTest& test, const void* data, std::size_t count, std::uint64_t* mask) {
    compare<Avx512>(test, data, count, mask);
}
std::int32_t take_rows(const MaskTaking& taking, const std::uint64_t* mask, std::int32_t* begin, std::int32_t* size,
                       std::int32_t* rows) {
    return take<Avx512>(taking, mask, begin, size, rows);
}

}  // namespace

const MaskCode kMasksAvx512 = {"avx512", compare_words, take_rows};

}  // namespace collmc::kernels
