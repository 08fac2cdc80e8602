#include "runtime/results/weight_sets.h"

#include <bit>

#include "runtime/results/parts.h"
#include "runtime/results/processor.h"

namespace collmc::results {
namespace {

using namespace parts;

COLLMC_INLINE std::size_t place_of(std::uint64_t spread, std::size_t places) {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio
    return (spread * kSpread) >> (64 - std::countr_zero(places));
}

/// Bit by bit.
COLLMC_INLINE bool is_same(const WorldLine* a, const WorldLine* b, std::size_t stride) {
    Bits all{};
    for (std::size_t line = 0; line < stride; ++line) {
        Bits x, y;
        load(a[line].worlds, x);
        load(b[line].worlds, y);
        all |= x ^ y;
    }
    all |= __builtin_shufflevector(all, all, 4, 5, 6, 7, 0, 1, 2, 3);
    all |= __builtin_shufflevector(all, all, 2, 3, 0, 1, 6, 7, 4, 5);
    return (all[0] | all[1]) == 0;
}

struct Known {
    const WorldLine* lines;
    std::span<const std::int32_t> numbers;
    std::size_t stride;
};

/// Numbers of the sets from `first` on that are known; gives the first that is not.
COLLMC_INLINE std::size_t find_known(std::span<const std::uint64_t> spreads, std::size_t first, const WorldLine* lines,
                                     const Known& known, std::int32_t* numbers) {
    for (std::size_t i = first; i < spreads.size(); ++i) {
        std::size_t place = place_of(spreads[i], known.numbers.size());
        std::int32_t number = known.numbers[place];
        while (number >= 0 && !is_same(lines + i * known.stride,
                                       known.lines + static_cast<std::size_t>(number) * known.stride, known.stride)) {
            place = (place + 1) % known.numbers.size();
            number = known.numbers[place];
        }
        if (number < 0) return i;
        numbers[i] = number;
    }
    return spreads.size();
}

struct Code {
    std::size_t (*find)(std::span<const std::uint64_t>, std::size_t, const WorldLine*, const Known&, std::int32_t*);
};

#define COLLMC_CODE(name, target)                                                                                     \
    target std::size_t find_##name(std::span<const std::uint64_t> spreads, std::size_t first, const WorldLine* lines, \
                                   const Known& known, std::int32_t* numbers) {                                       \
        return find_known(spreads, first, lines, known, numbers);                                                     \
    }                                                                                                                 \
    constexpr Code k_##name = {find_##name}

COLLMC_CODE(plain, );
COLLMC_CODE(avx2, COLLMC_AVX2);
COLLMC_CODE(avx512, COLLMC_AVX512);

const Code& code() {
    static const Code& chosen = best_of(k_plain, k_avx2, k_avx512);
    return chosen;
}

}  // namespace

bool WeightSets::find(std::span<const std::uint64_t> spreads, const WorldLine* lines, std::int32_t* numbers) {
    std::size_t found = 0;
    while (!is_full_) {
        found = code().find(spreads, found, lines, {lines_.data(), numbers_, stride_}, numbers);
        if (found == spreads.size()) return true;
        add(spreads[found], lines + found * stride_);
    }
    return false;
}

void WeightSets::add(std::uint64_t spread, const WorldLine* lines) {
    is_full_ = size() == kMost;
    if (is_full_) return;
    std::size_t place = place_of(spread, kPlaces);
    while (numbers_[place] != kNone) place = (place + 1) % kPlaces;
    numbers_[place] = static_cast<std::int32_t>(size());
    lines_.insert(lines_.end(), lines, lines + stride_);
}

}  // namespace collmc::results
