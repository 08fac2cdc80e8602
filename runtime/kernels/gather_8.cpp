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

}  // namespace

const Gathers kGathers8 = {reinterpret_cast<const void*>(&gather_f64), reinterpret_cast<const void*>(&gather_i32)};

}  // namespace collmc::kernels
