#include "runtime/results/world_sums.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/results/parts.h"
#include "runtime/results/processor.h"

namespace collmc::results {
namespace {

using namespace parts;
static_assert(kLanes == WorldLine::kWorlds);

/// Adds b, `times` over, where it is fused by the units that multiply: those that add have more than enough to do.
template <bool kFused>
COLLMC_INLINE void add_to(Lanes& a, const Lanes& b, const Lanes& times) {
    if constexpr (kFused) {
        Lanes sum;
        for (std::size_t lane = 0; lane < kLanes; ++lane) sum[lane] = __builtin_fma(b[lane], times[lane], a[lane]);
        a = sum;
    } else {
        a += b;
    }
}

/// Two parts of weights, of their squares and of what rounding those takes away, of eight worlds.
template <bool kFused>
struct LineSums {
    Lanes parts[kLineParts];

    COLLMC_INLINE void add_terms(std::size_t part, const Lanes& terms, double split, const Lanes& times) {
        const Lanes first = (terms + split) - split;
        add_to<kFused>(parts[part], first, times);
        add_to<kFused>(parts[part + 1], terms - first, times);
    }
    COLLMC_INLINE void add(const WorldLine& weights, const WorldSplits& splits) {
        Lanes weight, rest;
        load(weights.worlds, weight);
        const Lanes square = weight * weight;
        rest_of_product(weight, weight, square, rest);
        const Lanes times = Lanes{} + splits.times;
        add_terms(0, weight, splits.weights, times);
        add_terms(2, square, splits.squares, times);
        add_terms(4, rest, splits.rests, times);
    }
    COLLMC_INLINE void load_from(const WorldLine* sums) {
        for (std::size_t part = 0; part < kLineParts; ++part) load(sums[part].worlds, parts[part]);
    }
    COLLMC_INLINE void store_to(WorldLine* sums) const {
        for (std::size_t part = 0; part < kLineParts; ++part) store(parts[part], sums[part].worlds);
    }
};

/// Weights by place, and where they are split.
struct Terms {
    const std::int32_t* places;
    const WorldLine* weights;
    std::size_t lines;
    WorldSplits splits;
};

/// Each entry to the sums of its slot.
template <bool kFused>
COLLMC_INLINE void add_entries(std::span<const std::int32_t> slots, const Terms& terms, WorldLine* sums) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] < 0) continue;
        const WorldLine* weights = terms.weights + static_cast<std::size_t>(terms.places[i]) * terms.lines;
        WorldLine* to = sums + static_cast<std::size_t>(slots[i]) * terms.lines * kLineParts;
        for (std::size_t line = 0; line < terms.lines; ++line, to += kLineParts) {
            LineSums<kFused> slot;
            slot.load_from(to);
            slot.add(weights[line], terms.splits);
            slot.store_to(to);
        }
    }
}

/// One entry splits.times over: a part of a term has kPartBits, so many of them as there is room for fit a double.
COLLMC_INLINE void add_entry(const WorldLine* weights, std::size_t lines, const WorldSplits& splits, WorldLine* sums) {
    for (std::size_t line = 0; line < lines; ++line, sums += kLineParts) {
        LineSums<true> slot;
        slot.load_from(sums);
        slot.add(weights[line], splits);
        slot.store_to(sums);
    }
}

/// All entries to the same sums, which stay in registers.
template <bool kFused>
COLLMC_INLINE void add_all(std::size_t count, const Terms& terms, WorldLine* sums) {
    for (std::size_t line = 0; line < terms.lines; ++line, sums += kLineParts) {
        LineSums<kFused> all;
        all.load_from(sums);
        for (std::size_t i = 0; i < count; ++i)
            all.add(terms.weights[static_cast<std::size_t>(terms.places[i]) * terms.lines + line], terms.splits);
        all.store_to(sums);
    }
}

// Steps of a transposition: each brings lanes of `a` and `b` that stand next to each other, in ones, twos or fours, to
// one place.

COLLMC_INLINE void pair_ones(Lanes& a, Lanes& b) {
    const Lanes first = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
    b = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
    a = first;
}
COLLMC_INLINE void pair_twos(Lanes& a, Lanes& b) {
    const Lanes first = __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
    b = __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    a = first;
}
COLLMC_INLINE void pair_fours(Lanes& a, Lanes& b) {
    const Lanes first = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
    b = __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
    a = first;
}

/// Eight entries of eight worlds, by world, become lines.
COLLMC_INLINE void line_up_eight(const double* const* worlds, std::size_t first, std::size_t stride, WorldLine* lines) {
    Lanes rows[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i) load(worlds[i] + first, rows[i]);
    for (const std::size_t i : {0, 2, 4, 6}) pair_ones(rows[i], rows[i + 1]);
    for (const std::size_t i : {0, 1, 4, 5}) pair_twos(rows[i], rows[i + 2]);
    for (const std::size_t i : {0, 1, 2, 3}) pair_fours(rows[i], rows[i + 4]);
    for (std::size_t i = 0; i < kLanes; ++i) store(rows[i], lines[(first + i) * stride].worlds);
}

/// What line_up makes of the bits of a world and of those before it.
template <class AnyBits>
COLLMC_INLINE void add_to_spread(AnyBits& spread, const AnyBits& bits) {
    constexpr int kTurn = 7;
    spread = (spread << kTurn | spread >> (64 - kTurn)) + bits;
}

COLLMC_INLINE void line_up_all(std::span<const double* const> each, std::size_t count, WorldLine* lines,
                               std::uint64_t* spreads) {
    if (spreads != nullptr) std::fill_n(spreads, count, 0);
    const std::size_t stride = lines_of(each.size());
    for (std::size_t line = 0; line < stride; ++line) {
        const double* worlds[kLanes];
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            worlds[lane] = each[std::min(line * kLanes + lane, each.size() - 1)];
        std::size_t i = 0;
        for (; i + kLanes <= count; i += kLanes) {
            line_up_eight(worlds, i, stride, lines + line);
            if (spreads == nullptr) continue;
            Bits spread, bits;
            std::memcpy(&spread, spreads + i, sizeof spread);
            for (const double* world : worlds) {
                load(world + i, bits);
                add_to_spread(spread, bits);
            }
            std::memcpy(spreads + i, &spread, sizeof spread);
        }
        for (; i < count; ++i) {
            WorldLine& to = lines[i * stride + line];
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                to.worlds[lane] = worlds[lane][i];
                if (spreads != nullptr) add_to_spread(spreads[i], std::bit_cast<std::uint64_t>(worlds[lane][i]));
            }
        }
    }
}

struct Code {
    void (*entries)(std::span<const std::int32_t>, const Terms&, WorldLine*);
    void (*all)(std::size_t, const Terms&, WorldLine*);
    void (*entry)(const WorldLine*, std::size_t, const WorldSplits&, WorldLine*);
    void (*line_up)(std::span<const double* const>, std::size_t, WorldLine*, std::uint64_t*);
};

#define COLLMC_CODE(name, fused, target)                                                                   \
    target void entries_##name(std::span<const std::int32_t> slots, const Terms& terms, WorldLine* sums) { \
        add_entries<fused>(slots, terms, sums);                                                            \
    }                                                                                                      \
    target void all_##name(std::size_t count, const Terms& terms, WorldLine* sums) {                       \
        add_all<fused>(count, terms, sums);                                                                \
    }                                                                                                      \
    target void entry_##name(const WorldLine* weights, std::size_t lines, const WorldSplits& splits,       \
                             WorldLine* sums) {                                                            \
        add_entry(weights, lines, splits, sums);                                                           \
    }                                                                                                      \
    target void line_up_##name(std::span<const double* const> each, std::size_t count, WorldLine* lines,   \
                               std::uint64_t* spreads) {                                                   \
        line_up_all(each, count, lines, spreads);                                                          \
    }                                                                                                      \
    constexpr Code k_##name = {entries_##name, all_##name, entry_##name, line_up_##name}

COLLMC_CODE(plain, false, );
COLLMC_CODE(avx2, true, COLLMC_AVX2);
COLLMC_CODE(avx512, true, COLLMC_AVX512);

const Code& code() {
    static const Code& chosen = best_of(k_plain, k_avx2, k_avx512);
    return chosen;
}

/// Those of weights below 2^most.
WorldSplits splits_below(int most) {
    return {split_below(most), split_of_products(2 * most), split_of_rests(2 * most)};
}

PartSums part_sums(const WorldLine* sums, std::size_t lane) {
    const auto of = [&](std::size_t part) { return sums[part].worlds[lane]; };
    return {{of(0), of(1)}, {of(2), of(3), of(4), of(5)}};
}

}  // namespace

void line_up(std::span<const double* const> each, std::size_t count, WorldLine* lines, std::uint64_t* spreads) {
    code().line_up(each, count, lines, spreads);
}

bool WorldSums::add(std::span<const std::int32_t> slots, const WorldEntries& entries,
                    std::span<WeightSum* const> into) {
    if (!fit(entries.bounds, into)) return false;
    std::size_t first = 0;
    const auto add_until = [&](std::size_t end) {
        const Terms terms{entries.places.data() + first, entries.weights, lines_, splits_};
        code().entries(slots.subspan(first, end - first), terms, sums_.data());
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

bool WorldSums::add_nested(std::span<const std::size_t> own, const WorldEntries& entries,
                           std::span<WeightSum* const> into) {
    if (entries.places.size() > kMostTerms || !fit(entries.bounds, into)) return false;
    const std::size_t length = lines_ * kLineParts;
    nested_.assign(length, WorldLine{});
    std::size_t added = 0;
    for (std::size_t slot = 0; slot < own.size(); ++slot) {
        const Terms terms{entries.places.data() + added, entries.weights, lines_, splits_};
        code().all(own[slot], terms, nested_.data());
        added += own[slot];
        if (static_cast<std::size_t>(fills_[slot]) + added > kMostTerms) flush_slot(slot, into);
        fills_[slot] += static_cast<std::int32_t>(added);
        WorldLine* const sums = sums_.data() + slot * length;
        for (std::size_t i = 0; i < length; ++i) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) sums[i].worlds[lane] += nested_[i].worlds[lane];
        }
    }
    return true;
}

void WorldSums::add_times(std::int64_t n, std::size_t slot, const WorldLine* weights,
                          std::span<WeightSum* const> into) {
    if (!fit(bounds_of({weights->worlds, worlds_}), into)) {
        for (std::size_t world = 0; world < worlds_; ++world)
            into[world][slot].add(weights[world / kLanes].worlds[world % kLanes], n);
        return;
    }
    WorldLine* const sums = sums_.data() + slot * lines_ * kLineParts;
    while (n > 0) {
        if (static_cast<std::size_t>(fills_[slot]) == kMostTerms) flush_slot(slot, into);
        const auto room = static_cast<std::int64_t>(kMostTerms) - fills_[slot];
        WorldSplits splits = splits_;
        splits.times = static_cast<double>(std::min(n, room));
        code().entry(weights, lines_, splits, sums);
        fills_[slot] += static_cast<std::int32_t>(std::min(n, room));
        n -= std::min(n, room);
    }
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
    splits_ = splits_below(both.most);
    return true;
}

void WorldSums::add_slot_to(std::size_t slot, std::span<WeightSum* const> into) const {
    for (std::size_t world = 0; world < worlds_; ++world) {
        const std::size_t line = slot * lines_ + world / WorldLine::kWorlds;
        into[world][slot].add(part_sums(&sums_[line * kLineParts], world % WorldLine::kWorlds));
    }
}

void WorldSums::flush_slot(std::size_t slot, std::span<WeightSum* const> into) {
    add_slot_to(slot, into);
    fills_[slot] = 0;
    const auto begin = sums_.begin() + static_cast<std::ptrdiff_t>(slot * lines_ * kLineParts);
    std::fill(begin, begin + static_cast<std::ptrdiff_t>(lines_ * kLineParts), WorldLine{});
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
