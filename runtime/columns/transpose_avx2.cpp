// Compiled for AVX2 (see CMakeLists.txt): nothing here but transpose_avx2() may have external linkage, and no inline
// function of a shared header may be called, or the linker could give this code to other processors.
#include <immintrin.h>

#include "runtime/columns/transpose.h"

namespace collmc::columns {
namespace {

constexpr std::int32_t kGroup = 4;
constexpr double kPi = 3.141592653589793, kTwoPi = 6.283185307179586;  // as in phi.h

/// phi.h in four lanes, each operation rounded as there.
__m256d normalised(__m256d phi) {
    const __m256d pi = _mm256_set1_pd(kPi), minus_pi = _mm256_set1_pd(-kPi), two_pi = _mm256_set1_pd(kTwoPi);
    const auto inside = [&](__m256d x) {
        return _mm256_and_pd(_mm256_cmp_pd(x, minus_pi, _CMP_GE_OQ), _mm256_cmp_pd(x, pi, _CMP_LT_OQ));
    };
    const __m256d kept = inside(phi);
    if (_mm256_movemask_pd(kept) == 0xf) return phi;
    const __m256d turns = _mm256_round_pd(_mm256_div_pd(phi, two_pi), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const __m256d turned = _mm256_sub_pd(phi, _mm256_mul_pd(two_pi, turns));
    return _mm256_blendv_pd(_mm256_blendv_pd(minus_pi, turned, inside(turned)), phi, kept);
}

/// Four columns of four rows, the rows eight doubles apart.
void turn(const double* rows, __m256d column[4]) {
    const __m256d r0 = _mm256_load_pd(rows), r1 = _mm256_load_pd(rows + 8), r2 = _mm256_load_pd(rows + 16),
                  r3 = _mm256_load_pd(rows + 24);
    const __m256d even01 = _mm256_unpacklo_pd(r0, r1), odd01 = _mm256_unpackhi_pd(r0, r1);
    const __m256d even23 = _mm256_unpacklo_pd(r2, r3), odd23 = _mm256_unpackhi_pd(r2, r3);
    column[0] = _mm256_permute2f128_pd(even01, even23, 0x20);
    column[1] = _mm256_permute2f128_pd(odd01, odd23, 0x20);
    column[2] = _mm256_permute2f128_pd(even01, even23, 0x31);
    column[3] = _mm256_permute2f128_pd(odd01, odd23, 0x31);
}

void store(double* column, std::int32_t i, __m256d values) {
    if (column) _mm256_store_pd(column + i, values);
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

void transpose_avx2(const Object* objects, std::int32_t count, const ColumnPointers& to, RowsSeen& seen) {
    // The first rows up to where stores are aligned: those across two cache lines cost twice.
    const std::int32_t past = to.past % kGroup;
    const std::int32_t begin = past == 0 ? 0 : kGroup - past < count ? kGroup - past : count;
    const std::int32_t end = begin + (count - begin) / kGroup * kGroup;
    if (begin > 0) transpose_portable(objects, begin, to, seen);
    __m256d least = _mm256_set1_pd(seen.least_phi), greatest = _mm256_set1_pd(seen.greatest_phi);
    bool unordered = false;
    __m256d half_btags = _mm256_setzero_pd();
    const __m256d half = _mm256_set1_pd(0.5), two_and_half = _mm256_set1_pd(2.5);
    // Events (low half of each lane) and rows (high half), parted.
    const __m256i part = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);
    for (std::int32_t i = begin; i < end; i += kGroup) {
        __m256d column[4], rest[4];
        turn(&objects[i].eta, column);
        turn(&objects[i].ntrk, rest);
        least = _mm256_min_pd(least, column[1]);
        greatest = _mm256_max_pd(greatest, column[1]);
        const __m256i places = _mm256_permutevar8x32_epi32(_mm256_castpd_si256(rest[3]), part);
        for (std::int32_t k = i == 0; k < kGroup; ++k) {
            const Object &object = objects[i + k], &left = objects[i + k - 1];
            unordered |= (object.event == left.event) & (object.pt > left.pt);
        }
        half_btags = _mm256_or_pd(half_btags, _mm256_cmp_pd(rest[1], half, _CMP_EQ_OQ));
        half_btags = _mm256_or_pd(half_btags, _mm256_cmp_pd(rest[1], two_and_half, _CMP_EQ_OQ));
        store(to.eta, i, column[0]);
        if (to.phi) store(to.phi, i, normalised(column[1]));
        store(to.pt, i, column[2]);
        store(to.jmass, i, column[3]);
        store(to.ntrk, i, rest[0]);
        store(to.btag, i, rest[1]);
        store(to.hadem, i, rest[2]);
        if (to.event) _mm_store_si128(reinterpret_cast<__m128i*>(to.event + i), _mm256_castsi256_si128(places));
        if (to.row) _mm_store_si128(reinterpret_cast<__m128i*>(to.row + i), _mm256_extracti128_si256(places, 1));
    }
    double least_of[kGroup], greatest_of[kGroup];
    _mm256_storeu_pd(least_of, least);
    _mm256_storeu_pd(greatest_of, greatest);
    for (int k = 0; k < kGroup; ++k) {
        if (least_of[k] < seen.least_phi) seen.least_phi = least_of[k];
        if (greatest_of[k] > seen.greatest_phi) seen.greatest_phi = greatest_of[k];
    }
    seen.unordered |= unordered;
    seen.half_btags |= _mm256_movemask_pd(half_btags) != 0;
    if (end == count) return;
    if (end > 0) {
        const Object &last = objects[end - 1], &next = objects[end];
        seen.unordered |= last.event == next.event && next.pt > last.pt;
    }
    transpose_portable(objects + end, count - end, behind(to, end), seen);
}

}  // namespace collmc::columns
