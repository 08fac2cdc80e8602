#include "runtime/abi/block.h"
#include "runtime/kernels/gather.h"
#include "runtime/kernels/gather_lanes.h"

namespace collmc::kernels {

namespace {

__m512d gather_f64(const double* array, __m256i indices) {
    return _mm512_insertf64x4(_mm512_castpd256_pd512(four(array, _mm256_castsi256_si128(indices))),
                              four(array, _mm256_extracti128_si256(indices, 1)), 1);
}

__m256i gather_i32(const std::int32_t* array, __m256i indices) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(four(array, _mm256_castsi256_si128(indices))),
                                   four(array, _mm256_extracti128_si256(indices, 1)), 1);
}

__m256i gather_near_i32(const std::int32_t* array, __m256i indices) {
    constexpr int kWindow = 16;
    static_assert(kWindow <= abi::kPadding);
    const __m256i distances = _mm256_sub_epi32(indices, _mm256_broadcastd_epi32(_mm256_castsi256_si128(indices)));
    if (_mm256_cmpge_epu32_mask(distances, _mm256_set1_epi32(kWindow)) != 0) return gather_i32(array, indices);
    const __m512i window = _mm512_loadu_si512(array + _mm_cvtsi128_si32(_mm256_castsi256_si128(indices)));
    return _mm512_castsi512_si256(_mm512_permutexvar_epi32(_mm512_castsi256_si512(distances), window));
}

}  // namespace

const Gathers kGathers8 = {reinterpret_cast<const void*>(&gather_f64), reinterpret_cast<const void*>(&gather_i32),
                           reinterpret_cast<const void*>(&gather_near_i32)};

}  // namespace collmc::kernels
