#include "runtime/results/number_column.h"

namespace collmc::results {
namespace {

std::vector<ColumnVariant> runnable_variants() {
    std::vector<ColumnVariant> variants;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512ifma"))
        variants.push_back({"avx512", write_column_avx512});
#endif
    variants.push_back({"portable", write_column_portable});
    return variants;
}

}  // namespace

const std::vector<ColumnVariant>& column_variants() {
    static const std::vector<ColumnVariant> kVariants = runnable_variants();
    return kVariants;
}

void NumberTexts::set(std::size_t i, double x) {
    places_[i] = {0, static_cast<std::uint8_t>(write_number(x, slot(i)) - slot(i))};
}

void write_column_portable(const double* numbers, std::size_t count, NumberTexts& texts) {
    for (std::size_t i = 0; i < count; ++i) texts.set(i, numbers[i]);
}

}  // namespace collmc::results
