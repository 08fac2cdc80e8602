#include "runtime/columns/transpose.h"

#include <algorithm>

#include "runtime/columns/phi.h"

namespace collmc::columns {
namespace {

std::vector<TransposeVariant> runnable_variants() {
    std::vector<TransposeVariant> variants;
#ifdef __x86_64__
    const bool has_avx512 =
        __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (has_avx512) variants.push_back({"avx512", transpose_avx512});
    if (__builtin_cpu_supports("avx2")) variants.push_back({"avx2", transpose_avx2});
#endif
    variants.push_back({"portable", transpose_portable});
    return variants;
}

}  // namespace

const std::vector<TransposeVariant>& transpose_variants() {
    static const std::vector<TransposeVariant> kVariants = runnable_variants();
    return kVariants;
}

void transpose_portable(const Object* objects, std::int32_t count, const ColumnPointers& to, RowsSeen& seen) {
    for (std::int32_t i = 0; i < count; ++i) {
        const Object& object = objects[i];
        seen.least_phi = std::min(seen.least_phi, object.phi);
        seen.greatest_phi = std::max(seen.greatest_phi, object.phi);
        if (i > 0) seen.unordered |= object.event == objects[i - 1].event && object.pt > objects[i - 1].pt;
        seen.half_btags |= (object.btag == 0.5) | (object.btag == 2.5);
        if (to.eta) to.eta[i] = object.eta;
        if (to.phi) to.phi[i] = normalised_phi(object.phi);
        if (to.pt) to.pt[i] = object.pt;
        if (to.jmass) to.jmass[i] = object.jmass;
        if (to.ntrk) to.ntrk[i] = object.ntrk;
        if (to.btag) to.btag[i] = object.btag;
        if (to.hadem) to.hadem[i] = object.hadem;
        if (to.event) to.event[i] = object.event;
        if (to.row) to.row[i] = object.row;
    }
}

}  // namespace collmc::columns
