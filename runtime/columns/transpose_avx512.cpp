// Compiled for AVX-512 (see CMakeLists.txt): nothing here but transpose_avx512() may have external linkage, and no
// inline function of a shared header may be called, or the linker could give this code to other processors.
#include <immintrin.h>

#include "runtime/columns/transpose.h"

namespace collmc::columns {
namespace {

constexpr std::int32_t kGroup = 8;
constexpr double kPi = 3.141592653589793, kTwoPi = 6.283185307179586;  // as in phi.h

/// phi.h in eight lanes, each operation rounded as there.
__m512d normalised(__m512d phi) {
    const __m512d pi = _mm512_set1_pd(kPi), minus_pi = _mm512_set1_pd(-kPi), two_pi = _mm512_set1_pd(kTwoPi);
    const auto inside = [&](__m512d x) {
        return _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(x, minus_pi, _CMP_GE_OQ), x, pi, _CMP_LT_OQ);
    };
    const __mmask8 kept = inside(phi);
    if (kept == 0xff) return phi;
    const __m512d turns = _mm512_roundscale_pd(_mm512_div_pd(phi, two_pi), _MM_FROUND_TO_NEAREST_INT);
    const __m512d turned = _mm512_sub_pd(phi, _mm512_mul_pd(two_pi, turns));
    return _mm512_mask_blend_pd(kept, _mm512_mask_blend_pd(inside(turned), minus_pi, turned), phi);
}

/// Rows of eight doubles to columns.
void turn(const double* rows, __m512d column[8]) {
    __m512d a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        const __m512d even = _mm512_load_pd(rows + 8 * i), odd = _mm512_load_pd(rows + 8 * i + 8);
        a[i] = _mm512_unpacklo_pd(even, odd);      // columns 0, 2, 4, 6 of two rows
        a[i + 1] = _mm512_unpackhi_pd(even, odd);  // columns 1, 3, 5, 7
    }
    for (int i = 0; i < 2; ++i) {
        b[i] = _mm512_shuffle_f64x2(a[i], a[i + 2], 0x88);      // columns i, i + 4 of rows 0 to 3
        b[i + 2] = _mm512_shuffle_f64x2(a[i], a[i + 2], 0xdd);  // columns i + 2, i + 6
        b[i + 4] = _mm512_shuffle_f64x2(a[i + 4], a[i + 6], 0x88);
        b[i + 6] = _mm512_shuffle_f64x2(a[i + 4], a[i + 6], 0xdd);
    }
    for (int i = 0; i < 4; ++i) {
        column[i] = _mm512_shuffle_f64x2(b[i], b[i + 4], 0x88);
        column[i + 4] = _mm512_shuffle_f64x2(b[i], b[i + 4], 0xdd);
    }
}

void store(double* column, std::int32_t i, __m512d values) {
    if (column) _mm512_store_pd(column + i, values);
}

ColumnPointers behind(ColumnPointers to, std::int32_t rows) {
    double** const columns[] = {&to.eta, &to.phi, &to.pt, &to.jmass, &to.ntrk, &to.btag, &to.hadem};
    for (double** const column : columns) {
        if (*column) *column += rows;
    }
    if (to.event) to.event += rows;
    if (to.row) to.row += rows;
    return to;
}

}  // namespace

void transpose_avx512(const Object* objects, std::int32_t count, const ColumnPointers& to, RowsSeen& seen) {
    // The first rows up to the begin of a cache line: stores across two cost twice.
    const std::int32_t past = to.past % kGroup;
    const std::int32_t begin = past == 0 ? 0 : kGroup - past < count ? kGroup - past : count;
    const std::int32_t end = begin + (count - begin) / kGroup * kGroup;
    if (begin > 0) transpose_portable(objects, begin, to, seen);
    __m512d least = _mm512_set1_pd(seen.least_phi), greatest = _mm512_set1_pd(seen.greatest_phi);
    __m512d pt_before = _mm512_set1_pd(begin > 0 ? objects[begin - 1].pt : 0);
    __m256i event_before = _mm256_set1_epi32(begin > 0 ? objects[begin - 1].event : -1);
    unsigned unordered = 0, half_btags = 0;
    const __m256i one_back = _mm256_setr_epi32(7, 8, 9, 10, 11, 12, 13, 14);
    const __m512d half = _mm512_set1_pd(0.5), two_and_half = _mm512_set1_pd(2.5);
    for (std::int32_t i = begin; i < end; i += kGroup) {
        __m512d column[8];
        turn(&objects[i].eta, column);
        least = _mm512_min_pd(least, column[1]);
        greatest = _mm512_max_pd(greatest, column[1]);
        const __m512i places = _mm512_castpd_si512(column[7]);
        const __m256i event = _mm512_cvtepi64_epi32(places);
        const __m256i row = _mm512_cvtepi64_epi32(_mm512_srli_epi64(places, 32));

        const __m512d pt_left =
            _mm512_castsi512_pd(_mm512_alignr_epi64(_mm512_castpd_si512(column[2]), _mm512_castpd_si512(pt_before), 7));
        const __m256i event_left = _mm256_permutex2var_epi32(event_before, one_back, event);
        unordered |=
            _mm512_mask_cmp_pd_mask(_mm256_cmpeq_epi32_mask(event, event_left), column[2], pt_left, _CMP_GT_OQ);
        half_btags |= _mm512_cmp_pd_mask(column[5], half, _CMP_EQ_OQ);
        half_btags |= _mm512_cmp_pd_mask(column[5], two_and_half, _CMP_EQ_OQ);
        pt_before = column[2];
        event_before = event;

        store(to.eta, i, column[0]);
        if (to.phi) store(to.phi, i, normalised(column[1]));
        store(to.pt, i, column[2]);
        store(to.jmass, i, column[3]);
        store(to.ntrk, i, column[4]);
        store(to.btag, i, column[5]);
        store(to.hadem, i, column[6]);
        if (to.event) _mm256_store_si256(reinterpret_cast<__m256i*>(to.event + i), event);
        if (to.row) _mm256_store_si256(reinterpret_cast<__m256i*>(to.row + i), row);
    }
    seen.least_phi = _mm512_reduce_min_pd(least);
    seen.greatest_phi = _mm512_reduce_max_pd(greatest);
    seen.unordered |= unordered != 0;
    seen.half_btags |= half_btags != 0;
    if (end == count) return;
    if (end > 0) {
        const Object &last = objects[end - 1], &next = objects[end];
        seen.unordered |= last.event == next.event && next.pt > last.pt;
    }
    transpose_portable(objects + end, count - end, behind(to, end), seen);
}

}  // namespace collmc::columns
