// For AVX-512 with instructions for single bytes: sizes of 64 events at a time.
#include "runtime/kernels/object_masks_avx512.h"

namespace collmc::kernels {
namespace {

struct Avx512Bytes : Avx512 {
    static std::int32_t write_sizes(const MaskTaking& taking, const std::uint64_t* mask, std::int32_t* begin,
                                    std::int32_t* size) {
        if (begin != nullptr) return write_begins(taking, mask, begin, size);
        std::int32_t e = 0;
        for (; e + kEvents <= taking.n_events; e += kEvents) {
            if (taking.ahead != nullptr) taking.ahead->fetch(kEvents / kEventsForALine);
            if (!write_64_sizes(e, taking, mask, size)) [[unlikely]]
                write_sizes_of(e, e + kEvents, taking, mask, size);
        }
        write_sizes_of(e, taking.n_events, taking, mask, size);
        return count_all(taking, mask);
    }

private:
    static constexpr std::int32_t kEvents = 64;
    static constexpr std::int32_t kMost = 15;  ///< objects of an event

    /// The bits of eight events' objects in a word; by event, where its objects begin there, and how many it has.
    struct Events {
        __m512i words, begins, sizes;
    };

    /// False where events have too many objects for that.
    static bool write_64_sizes(std::int32_t e, const MaskTaking& taking, const std::uint64_t* mask,
                               std::int32_t* size) {
        const Events events = events_from(e, taking, mask);
        const auto above = [](__m512i bytes, std::int32_t most) {
            return _mm512_cmpgt_epu8_mask(bytes, _mm512_set1_epi8(static_cast<char>(most)));
        };
        if ((above(events.sizes, kMost) | above(_mm512_adds_epu8(events.begins, events.sizes), kSure)) != 0)
            return false;
        // Of each event the bits of its first eight objects, and of those behind them.
        const __m512i first_masks = table_of(0, 1, 3, 7, 15, 31, 63, 127, 255, 255, 255, 255, 255, 255, 255, 255);
        const __m512i other_masks = table_of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 15, 31, 63, 127);
        const auto counts = [&](__m512i begins, __m512i masks) {
            const __m512i bits = _mm512_multishift_epi64_epi8(begins, events.words);
            return _mm512_popcnt_epi8(_mm512_and_si512(bits, _mm512_shuffle_epi8(masks, events.sizes)));
        };
        const __m512i behind_eight = _mm512_add_epi8(events.begins, _mm512_set1_epi8(8));
        store(_mm512_add_epi8(counts(events.begins, first_masks), counts(behind_eight, other_masks)), size + e);
        return true;
    }

    static Events events_from(std::int32_t e, const MaskTaking& taking, const std::uint64_t* mask) {
        __m512i begins[4], sizes[4];
        for (int i = 0; i < 4; ++i) begins[i] = _mm512_loadu_si512(taking.begin + e + 16 * i);
        for (int i = 0; i < 4; ++i) sizes[i] = _mm512_loadu_si512(taking.size + e + 16 * i);
        // The first begin of each eight.
        const __m512i firsts_of_two = _mm512_setr_epi32(0, 8, 16, 24, 0, 8, 16, 24, 0, 0, 0, 0, 0, 0, 0, 0);
        const __m512i four = _mm512_permutex2var_epi32(begins[0], firsts_of_two, begins[1]);
        const __m512i others = _mm512_permutex2var_epi32(begins[2], firsts_of_two, begins[3]);
        const __m256i firsts = _mm512_castsi512_si256(_mm512_mask_blend_epi32(0xf0, four, others));
        const __m256i bits = _mm256_sub_epi32(firsts, _mm256_set1_epi32(taking.segment));
        const __m512i words = _mm512_i32gather_epi64(_mm256_srai_epi32(bits, 3), mask, 1);
        const __m512i shifts = _mm512_cvtepu32_epi64(_mm256_and_si256(bits, _mm256_set1_epi32(7)));
        const __m512i first_of_eight = _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8);
        for (__m512i& some : begins) some = _mm512_sub_epi32(some, _mm512_permutexvar_epi32(first_of_eight, some));
        return {_mm512_srlv_epi64(words, shifts), bytes_of(begins), bytes_of(sizes)};
    }

    /// 255 for what is larger.
    static __m512i bytes_of(const __m512i (&integers)[4]) {
        __m512i bytes = _mm512_castsi128_si512(_mm512_cvtusepi32_epi8(integers[0]));
        bytes = _mm512_inserti32x4(bytes, _mm512_cvtusepi32_epi8(integers[1]), 1);
        bytes = _mm512_inserti32x4(bytes, _mm512_cvtusepi32_epi8(integers[2]), 2);
        return _mm512_inserti32x4(bytes, _mm512_cvtusepi32_epi8(integers[3]), 3);
    }

    static void store(__m512i bytes, std::int32_t* to) {
        _mm512_storeu_si512(to, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes)));
        _mm512_storeu_si512(to + 16, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, 1)));
        _mm512_storeu_si512(to + 32, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, 2)));
        _mm512_storeu_si512(to + 48, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, 3)));
    }

    template <class... Bytes>
    static __m512i table_of(Bytes... bytes) {
        return _mm512_broadcast_i32x4(_mm_setr_epi8(static_cast<char>(bytes)...));
    }
};

}  // namespace

const MaskCode kMasksAvx512Bytes = code_of<Avx512Bytes>("avx512 bytes");

}  // namespace collmc::kernels
