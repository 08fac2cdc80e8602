// For AVX-512, with its instruction that counts bits where the file that includes this is compiled for that.
#pragma once

#include <immintrin.h>

#include "runtime/kernels/object_masks_loop.h"

namespace collmc::kernels {
namespace {

struct Avx512 {
    /// So many neighbouring bits are in one word, whatever bit of its first byte they begin at.
    static constexpr std::int32_t kSure = 57;

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
    static std::int32_t write_sizes(const MaskTaking& taking, const std::uint64_t* mask, std::int32_t* begin,
                                    std::int32_t* size) {
        if (begin != nullptr) return write_begins(taking, mask, begin, size);
        write_sizes_of(0, taking.n_events, taking, mask, size);
        return count_all(taking, mask);
    }
    static std::int32_t count_all(const MaskTaking& taking, const std::uint64_t* mask) {
        std::int32_t total = 0;
        for (std::int32_t i = 0; i < taking.count; i += static_cast<std::int32_t>(kWord))
            total += __builtin_popcountll(mask[static_cast<std::size_t>(i) / kWord]);
        return total;
    }
    /// Of events [first, last); eight at a time: nearly always their objects' bits are in one word from the first one's
    /// byte on.
    [[gnu::noinline]] static void write_sizes_of(std::int32_t first, std::int32_t last, const MaskTaking& taking,
                                                 const std::uint64_t* mask, std::int32_t* size) {
        constexpr std::int32_t kEvents = 8, kLast = kEvents - 1, kNarrow = 32;
        const auto* const bytes = reinterpret_cast<const char*>(mask);
        const std::int32_t *const begins_of = taking.begin, *const sizes_of = taking.size;
        const std::int32_t segment = taking.segment;
        std::int32_t e = first;
        for (; e + kEvents <= last; e += kEvents) {
            if (e % kEventsForALine == 0 && taking.ahead != nullptr) taking.ahead->fetch(1);
            const std::int32_t bit = begins_of[e] - segment;
            const std::int32_t count = begins_of[e + kLast] + sizes_of[e + kLast] - begins_of[e];
            if (count > kSure) [[unlikely]] {
                write_sizes_from(e, e + kEvents, 0, taking, mask, nullptr, size);
                continue;
            }
            std::uint64_t word;
            std::memcpy(&word, bytes + (bit >> 3), sizeof word);
            word >>= bit & 7;
            // In each lane the bits of its event.
            const __m256i firsts =
                _mm256_castps_si256(_mm256_broadcast_ss(reinterpret_cast<const float*>(begins_of + e)));
            const __m256i begins = _mm256_sub_epi32(load_eight(begins_of + e), firsts),
                          sizes = load_eight(sizes_of + e);
            __m256i counts;
            if (count <= kNarrow) {
                const __m256i bits = _mm256_srlv_epi32(_mm256_set1_epi32(static_cast<int>(word)), begins);
                counts = popcounts(_mm256_andnot_si256(_mm256_sllv_epi32(_mm256_set1_epi32(-1), sizes), bits));
            } else {
                const __m512i words = _mm512_set1_epi64(static_cast<std::int64_t>(word));
                const __m512i bits = _mm512_srlv_epi64(words, _mm512_cvtepu32_epi64(begins));
                const __m512i others = _mm512_sllv_epi64(_mm512_set1_epi64(-1), _mm512_cvtepu32_epi64(sizes));
                counts = _mm512_cvtepi64_epi32(popcounts(_mm512_andnot_si512(others, bits)));
            }
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(size + e), counts);
        }
        write_sizes_from(e, last, 0, taking, mask, nullptr, size);
    }
    /// The same, and how many objects the events before have.
    [[gnu::noinline]] static std::int32_t write_begins(const MaskTaking& taking, const std::uint64_t* mask,
                                                       std::int32_t* begin, std::int32_t* size) {
        constexpr std::int32_t kEvents = 8, kLast = kEvents - 1;
        const auto* const bytes = reinterpret_cast<const char*>(mask);
        const __m512i ones = _mm512_set1_epi64(-1);
        const std::int32_t *const begins_of = taking.begin, *const sizes_of = taking.size;
        const std::int32_t n_events = taking.n_events, segment = taking.segment;
        std::int32_t total = 0, e = 0;
        for (; e + kEvents <= n_events; e += kEvents) {
            if (e % kEventsForALine == 0 && taking.ahead != nullptr) taking.ahead->fetch(1);
            const std::int32_t first = begins_of[e];
            const std::int32_t count = begins_of[e + kLast] + sizes_of[e + kLast] - first;
            const std::int32_t bit = first - segment;
            if (count > kSure) [[unlikely]] {
                total = write_sizes_from(e, e + kEvents, total, taking, mask, begin, size);
                continue;
            }
            std::uint64_t word;
            std::memcpy(&word, bytes + (bit >> 3), sizeof word);
            word = word >> (bit & 7) & first_bits(static_cast<std::size_t>(count));
            // In each lane the bits of the events before.
            const __m256i begins = load_eight(begins_of + e);
            const __m512i shifts = _mm512_cvtepu32_epi64(_mm256_sub_epi32(begins, _mm256_set1_epi32(first)));
            const __m512i before = _mm512_andnot_si512(_mm512_sllv_epi64(ones, shifts),
                                                       _mm512_set1_epi64(static_cast<std::int64_t>(word)));
            const __m256i befores = _mm512_cvtepi64_epi32(popcounts(before));
            const int all = __builtin_popcountll(word);
            const __m256i behinds = _mm256_alignr_epi32(_mm256_set1_epi32(all), befores, 1);
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(size + e), _mm256_sub_epi32(behinds, befores));
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(begin + e),
                                _mm256_add_epi32(befores, _mm256_set1_epi32(total)));
            total += all;
        }
        return write_sizes_from(e, n_events, total, taking, mask, begin, size);
    }
    static std::int32_t* write_rows(std::uint64_t bits, std::int32_t first, std::int32_t* to) {
        // Always four times: how many are needed is not to be foreseen.
        for (std::int32_t i = 0; i < static_cast<std::int32_t>(kWord); i += 16, bits >>= 16)
            to = write_few(static_cast<std::uint16_t>(bits), first + i, to);
        return to;
    }
    static std::int32_t* write_few(std::uint32_t bits, std::int32_t first, std::int32_t* to) {
        const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        const __m512i rows = _mm512_add_epi32(_mm512_set1_epi32(first), steps);
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), rows));
        return to + __builtin_popcount(bits);
    }

private:
    static __m256i load_eight(const std::int32_t* from) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }
    /// Of each lane the number of bits that are set.
    static __m512i popcounts(__m512i bits) {
#ifdef __AVX512VPOPCNTDQ__
        return _mm512_popcnt_epi64(bits);
#else
        const __m512i nibble = _mm512_set1_epi8(15);
        const __m512i table = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
        const __m512i low = _mm512_shuffle_epi8(table, _mm512_and_si512(bits, nibble));
        const __m512i high = _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(bits, 4), nibble));
        return _mm512_sad_epu8(_mm512_add_epi8(low, high), _mm512_setzero_si512());
#endif
    }
    static __m256i popcounts(__m256i bits) {
#ifdef __AVX512VPOPCNTDQ__
        return _mm256_popcnt_epi32(bits);
#else
        const __m512i wide = _mm512_cvtepu32_epi64(bits);
        return _mm512_cvtepi64_epi32(popcounts(wide));
#endif
    }
};

}  // namespace
}  // namespace collmc::kernels
