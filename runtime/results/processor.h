// Loops that are compiled for several kinds of processors, of which one is chosen when the program runs.
//
// A function whose variants share an inlined body is defined once for each kind: without an attribute, with COLLMC_AVX2
// and with COLLMC_AVX512; best_of() gives the variant for this processor. All must give the same bits. On processors of
// other families the attributes are empty and the first variant is chosen.
#pragma once

#ifdef __x86_64__
#define COLLMC_AVX2 [[gnu::target("avx2,fma")]]
#define COLLMC_AVX512 [[gnu::target("avx512f,avx512dq,avx512vl,fma,prefer-vector-width=512")]]
#else
#define COLLMC_AVX2
#define COLLMC_AVX512
#endif

namespace collmc::results {

template <class Variant>
const Variant& best_of(const Variant& plain, [[maybe_unused]] const Variant& avx2,
                       [[maybe_unused]] const Variant& avx512) {
#ifdef __x86_64__
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                            __builtin_cpu_supports("avx512vl");
    if (has_avx512) return avx512;
    if (has_avx2) return avx2;
#endif
    return plain;
}

}  // namespace collmc::results
