// What gather_4.cpp, gather_8.cpp and momenta_lanes.h need, compiled in each file for its processors.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace collmc::kernels {

namespace {

/// Two indices that share a word.
inline std::int32_t low(std::int64_t indices) { return static_cast<std::int32_t>(indices); }
inline std::int64_t high(std::int64_t indices) { return indices >> 32; }

inline __m128d pair(const double* array, std::int64_t indices) {
    return _mm_loadh_pd(_mm_load_sd(array + low(indices)), array + high(indices));
}

inline __m256d four(const double* array, __m128i indices) {
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(pair(array, _mm_cvtsi128_si64(indices))),
                                pair(array, _mm_extract_epi64(indices, 1)), 1);
}

inline __m128i four(const std::int32_t* array, __m128i indices) {
    const std::int64_t first = _mm_cvtsi128_si64(indices), second = _mm_extract_epi64(indices, 1);
    __m128i lanes = _mm_cvtsi32_si128(array[low(first)]);
    lanes = _mm_insert_epi32(lanes, array[high(first)], 1);
    lanes = _mm_insert_epi32(lanes, array[low(second)], 2);
    return _mm_insert_epi32(lanes, array[high(second)], 3);
}

}  // namespace

}  // namespace collmc::kernels
