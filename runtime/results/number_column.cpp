#include "runtime/results/number_column.h"

namespace collmc::results {
namespace {

template <auto kWriteOne>
void write_column(const double* column, const std::int32_t* which, std::size_t count, NumberTexts& texts) {
    for (std::size_t i = 0; i < count; ++i) texts.set(i, kWriteOne, column[which[i]]);
}

std::vector<ColumnVariant> runnable_variants() {
    std::vector<ColumnVariant> variants;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512ifma"))
        variants.push_back(kColumnAvx512);
#endif
    variants.push_back(kColumnPortable);
    return variants;
}

}  // namespace

const std::vector<ColumnVariant>& column_variants() {
    static const std::vector<ColumnVariant> kVariants = runnable_variants();
    return kVariants;
}

void NumberTexts::set(std::size_t i, char* (*write)(double, char*), double x) {
    places_[i] = {0, static_cast<std::uint8_t>(write(x, slot(i)) - slot(i))};
}

const ColumnVariant kColumnPortable = {"portable", write_column<write_number>, write_column<write_event_number>};

}  // namespace collmc::results
