// collmc_by_size for 16 events at once: a pass over all events for each number of objects that occurs, which are few.
#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#include "runtime/kernels/collections.h"

namespace collmc::kernels {

namespace {

using Ints = __m512i;
constexpr std::int32_t kLanes = 16;
/// Events with more objects than that are few: they stand at the end in any order of their sizes.
constexpr std::int32_t kMost = 31;
constexpr std::uint32_t kMany = std::uint32_t{1} << kMost;

inline Ints ints_at(const std::int32_t* from) { return _mm512_loadu_si512(from); }

class SizeSorter {
public:
    SizeSorter(const std::int32_t* begin, const std::int32_t* size, std::int32_t n_events)
        : begin_(begin), size_(size), n_events_(n_events) {}

    void sort_into(std::int32_t* events, std::int32_t* begins, std::int32_t* sizes) const {
        std::int32_t end = 0;
        // Behind those taken stands what the next ones replace, at last in the padding.
        const auto put = [&end](Ints lanes, __mmask16 taken, std::int32_t* to) {
            _mm512_storeu_si512(to + end, _mm512_maskz_compress_epi32(taken, lanes));
        };
        const auto take = [&](Ints index, std::int32_t first, __mmask16 taken) {
            put(index, taken, events);
            put(ints_at(begin_ + first), taken, begins);
            end += std::popcount(static_cast<std::uint32_t>(taken));
        };
        const std::uint32_t there = sizes_there();
        for (std::uint32_t left = there & ~kMany; left != 0; left &= left - 1) {
            const std::int32_t n = std::countr_zero(left), before = end;
            for_each_lanes([&](Ints index, std::int32_t first, __mmask16 active) {
                take(index, first, _mm512_mask_cmpeq_epi32_mask(active, ints_at(size_ + first), _mm512_set1_epi32(n)));
            });
            std::fill(sizes + before, sizes + end, n);
        }
        if ((there & kMany) == 0) return;
        for_each_lanes([&](Ints index, std::int32_t first, __mmask16 active) {
            const Ints here = ints_at(size_ + first);
            const __mmask16 taken = _mm512_mask_cmpge_epi32_mask(active, here, _mm512_set1_epi32(kMost));
            put(here, taken, sizes);
            take(index, first, taken);
        });
    }

private:
    /// Calls use(events, the first of them, those that there are).
    template <class Use>
    [[gnu::always_inline]] void for_each_lanes(const Use& use) const {
        Ints index = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        for (std::int32_t first = 0; first < n_events_; first += kLanes) {
            use(index, first, _mm512_cmplt_epi32_mask(index, _mm512_set1_epi32(n_events_)));
            index = _mm512_add_epi32(index, _mm512_set1_epi32(kLanes));
        }
    }

    /// As bits: the numbers of objects that events have, where kMost stands for any from it on.
    std::uint32_t sizes_there() const {
        Ints there = _mm512_setzero_si512();
        for_each_lanes([&](Ints, std::int32_t first, __mmask16 active) {
            const Ints n = _mm512_min_epi32(ints_at(size_ + first), _mm512_set1_epi32(kMost));
            there = _mm512_mask_or_epi32(there, active, there, _mm512_sllv_epi32(_mm512_set1_epi32(1), n));
        });
        return static_cast<std::uint32_t>(_mm512_reduce_or_epi32(there));
    }

    const std::int32_t *begin_, *size_;
    std::int32_t n_events_;
};

}  // namespace

extern "C" void collmc_by_size_8(const abi::Block* block, const std::int32_t* begin, const std::int32_t* size,
                                 std::int32_t* events, std::int32_t* begins, std::int32_t* sizes) {
    SizeSorter(begin, size, block->n_events).sort_into(events, begins, sizes);
}

}  // namespace collmc::kernels
