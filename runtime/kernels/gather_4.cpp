#include "runtime/kernels/gather.h"
#include "runtime/kernels/gather_lanes.h"

namespace collmc::kernels {

namespace {

__m256d gather_f64(const double* array, __m128i indices) { return four(array, indices); }
__m128i gather_i32(const std::int32_t* array, __m128i indices) { return four(array, indices); }

}  // namespace

const Gathers kGathers4 = {reinterpret_cast<const void*>(&gather_f64), reinterpret_cast<const void*>(&gather_i32),
                           reinterpret_cast<const void*>(&gather_i32)};

}  // namespace collmc::kernels
