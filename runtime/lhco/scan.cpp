#include "runtime/lhco/scan.h"

namespace collmc::lhco {
namespace {

std::vector<ScanVariant> runnable_variants() {
    std::vector<ScanVariant> variants;
#ifdef __x86_64__
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                            __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512ifma");
    if (has_avx512) variants.push_back({"avx512", scan_avx512});
    if (has_avx2) variants.push_back({"avx2", scan_avx2});
#endif
    variants.push_back({"portable", scan_portable});
    return variants;
}

}  // namespace

const std::vector<ScanVariant>& scan_variants() {
    static const std::vector<ScanVariant> kVariants = runnable_variants();
    return kVariants;
}

}  // namespace collmc::lhco
