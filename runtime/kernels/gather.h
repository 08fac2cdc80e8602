// Elements of an array by their indices, a lane each, read one by one: about as fast as the processor's own instruction
// where that is fast, and several times faster where it is microcode or held up by a mitigation.
#pragma once

namespace collmc::kernels {

/// By address, for code of one width: the indices are 32-bit lanes, as many as the result has.
struct Gathers {
    const void* f64;       ///< f64 lanes (*)(const double* array, i32 lanes indices)
    const void* i32;       ///< i32 lanes (*)(const std::int32_t* array, i32 lanes indices)
    const void* near_i32;  ///< the same, in less time where indices ascend by little; the array has padding
};

extern const Gathers kGathers4;  ///< __m256d and __m128i; needs AVX2
extern const Gathers kGathers8;  ///< __m512d and __m256i; needs AVX-512 F and DQ

}  // namespace collmc::kernels
