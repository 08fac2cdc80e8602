#include "runtime/results/world_sums.h"

#include <algorithm>

#include "runtime/results/parts.h"

namespace collmc::results {
namespace {

using namespace parts;
static_assert(kLanes == WorldLine::kWorlds);

COLLMC_INLINE void add_terms_to(WorldLine* sums, const Lanes& terms, double split) {
    const Lanes first = (terms + split) - split;
    Lanes high, low;
    load(sums[0].worlds, high);
    load(sums[1].worlds, low);
    high += first;
    low += terms - first;
    store(high, sums[0].worlds);
    store(low, sums[1].worlds);
}

COLLMC_INLINE void add_entries(std::span<const std::int32_t> slots, const WorldLine* weights, std::size_t lines,
                               const double* splits, std::size_t parts, WorldLine* sums) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] < 0) continue;
        WorldLine* to = sums + static_cast<std::size_t>(slots[i]) * lines * parts;
        for (std::size_t line = 0; line < lines; ++line, to += parts) {
            Lanes weight, rest;
            load(weights[i * lines + line].worlds, weight);
            const Lanes square = weight * weight;
            rest_of_product(weight, weight, square, rest);
            add_terms_to(to, weight, splits[0]);
            add_terms_to(to + 2, square, splits[1]);
            add_terms_to(to + 4, rest, splits[2]);
        }
    }
}

using Add = void (*)(std::span<const std::int32_t>, const WorldLine*, std::size_t, const double*, std::size_t,
                     WorldLine*);

#define COLLMC_CODE(name, target)                                                                            \
    target void add_##name(std::span<const std::int32_t> slots, const WorldLine* weights, std::size_t lines, \
                           const double* splits, std::size_t parts, WorldLine* sums) {                       \
        add_entries(slots, weights, lines, splits, parts, sums);                                             \
    }

COLLMC_CODE(plain, )
#ifdef __x86_64__
COLLMC_CODE(avx2, [[gnu::target("avx2,fma")]])
COLLMC_CODE(avx512, [[gnu::target("avx512f,fma,prefer-vector-width=512")]])
#endif

/// All give the same bits.
Add code() {
#ifdef __x86_64__
    static const Add chosen = __builtin_cpu_supports("avx512f")                                 ? add_avx512
                              : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? add_avx2
                                                                                                : add_plain;
    return chosen;
#else
    return add_plain;
#endif
}

}  // namespace

bool WorldSums::add(std::span<const std::int32_t> slots, const WorldLine* weights, const Bounds& bounds,
                    std::span<WeightSum* const> into) {
    if (!fit(bounds, into)) return false;
    std::size_t first = 0;
    const auto add_until = [&](std::size_t end) {
        code()(slots.subspan(first, end - first), weights + first * lines_, lines_, splits_, kParts, sums_.data());
        first = end;
    };
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] < 0) continue;
        const auto slot = static_cast<std::size_t>(slots[i]);
        if (static_cast<std::size_t>(fills_[slot]) == kMostTerms) {
            add_until(i);
            flush_slot(slot, into);
        }
        ++fills_[slot];
    }
    add_until(slots.size());
    return true;
}

/// Makes room for terms in `bounds` beside those that are here, or instead of them.
bool WorldSums::fit(const Bounds& bounds, std::span<WeightSum* const> into) {
    Bounds both = bounds;
    if (!is_empty_) {
        if (bounds.least >= bounds_.least && bounds.most <= bounds_.most) return true;
        both = {std::min(bounds.least, bounds_.least), std::max(bounds.most, bounds_.most)};
    }
    if (!products_fit(both, both)) both = bounds;
    if (!products_fit(both, both)) return false;
    flush(into);
    // As much room as there is, shared between smaller and larger weights that may come.
    while (products_fit({both.least - 1, both.most + 1}, {both.least - 1, both.most + 1})) --both.least, ++both.most;
    bounds_ = both;
    is_empty_ = false;
    splits_[0] = split_below(both.most);
    splits_[1] = split_of_products(2 * both.most);
    splits_[2] = split_of_rests(2 * both.most);
    return true;
}

void WorldSums::add_slot_to(std::size_t slot, std::span<WeightSum* const> into) const {
    for (std::size_t world = 0; world < worlds_; ++world) {
        const WorldLine* sums = &sums_[(slot * lines_ + world / WorldLine::kWorlds) * kParts];
        const std::size_t lane = world % WorldLine::kWorlds;
        into[world][slot].add_sums(
            {sums[0].worlds[lane], sums[1].worlds[lane]},
            {sums[2].worlds[lane], sums[3].worlds[lane], sums[4].worlds[lane], sums[5].worlds[lane]});
    }
}

void WorldSums::flush_slot(std::size_t slot, std::span<WeightSum* const> into) {
    add_slot_to(slot, into);
    fills_[slot] = 0;
    const auto begin = sums_.begin() + static_cast<std::ptrdiff_t>(slot * lines_ * kParts);
    std::fill(begin, begin + static_cast<std::ptrdiff_t>(lines_ * kParts), WorldLine{});
}

void WorldSums::add_to(std::span<WeightSum* const> into) const {
    for (std::size_t slot = 0; slot < fills_.size(); ++slot) {
        if (fills_[slot] > 0) add_slot_to(slot, into);
    }
}

void WorldSums::flush(std::span<WeightSum* const> into) {
    for (std::size_t slot = 0; slot < fills_.size(); ++slot) {
        if (fills_[slot] > 0) flush_slot(slot, into);
    }
    is_empty_ = true;
}

}  // namespace collmc::results
