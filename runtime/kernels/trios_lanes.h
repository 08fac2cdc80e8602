// The code of trios.h, included by one file for each kind of processor. All is local to that file, but what is called:
// code for one processor must not be taken for another.
//
// Let c be the mass that is wanted, x the square of a trio's, and y = (x - c^2) / 2, less than 0 for masses below c. Of
// objects i, j, k with momenta v (a metric with the signs + - - - for their products),
//
//     y = u_ij + u_ik + u_jk,   u_ij = v_i v_j + s_i + s_j,   s_i = v_i^2 / 4 - c^2 / 12:
//
// what pairs have is computed once, and a trio takes two additions. All is in single precision. The last bits of y are
// replaced by the trio's number, so that a minimum finds that, too. Compared as integers with a sign, floats below 0
// come first, those nearest to 0 before the others, and behind all numbers infinities and NaN of either sign; compared
// as integers without a sign, the same holds above 0. The best two of each side are kept.
//
// How far off y is, with v = 2^-24, Q the largest E^2 + p^2 of the event's objects, k = c^2 / 6: components are rounded
// to floats, so a product of momenta, at most Q, is off by 2 v Q. s is at most Q / 4 + k / 2 and off by
// v (1.75 Q + k); u is at most 1.5 Q + k, and with its five roundings off by v (12 Q + 7 k). y, with two more, is off
// by v (43.5 Q + 26 k). That, what is of second order, and what the exact x is rounded by itself, in double precision,
// is less than D = 48 v (Q + k), also with 9 v Q + 5 v c^2 for the roundings of p and q below. To replace the last r
// bits takes no more than R |y|, R = 2^(r-23).
//
// Nothing is said of an event
// - if Q, or D beside c^2, is too large for what follows, or no trio gives a number;
// - if the second on the side of the best is within 3 (D + R |y|) of it. What is farther away is so by D at least. And
//   if the best is on the other side of c by an error, D at most, the others are 2 D away, which is farther from c even
//   above it, as long as D < c^2 / 4;
// - if the best is below c and x may be less than 0, where all masses are equal;
// - if it is not clear which side is nearer. With p and q the squares of the masses below and above, above is nearer
//   where sqrt p + sqrt q < 2 c, that is 2 sqrt (p q) < t with t = 4 c^2 - p - q, that is g = 4 p q - t |t| < 0.
//   Errors of p and q are at most E = 2 (D + R (|y below| + |y above|)), and then that of g is at most 4 E (S + 2 E),
//   S = p + q + |t|, and 8 v S^2 for rounding. If one of the two is on the other side of c by an error, g tells as long
//   as p is less than q: for that, they must be 2.1 D apart.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <limits>

#include "runtime/kernels/trios.h"

namespace collmc::kernels {

namespace {

// ---- lanes: one event each

#if COLLMC_EVENTS == 16
using Floats = __m512;
using Ints = __m512i;
using Mask = __mmask16;
inline Floats splat(float x) { return _mm512_set1_ps(x); }
inline Ints splat(std::int32_t x) { return _mm512_set1_epi32(x); }
inline Ints bits(Floats x) { return _mm512_castps_si512(x); }
inline Floats floats(Ints x) { return _mm512_castsi512_ps(x); }
inline Floats fused(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
inline Floats without(Floats a, Floats b, Floats c) { return _mm512_fnmadd_ps(a, b, c); }  // c - a b
inline Floats larger(Floats a, Floats b) { return _mm512_max_ps(a, b); }                   // b if one is NaN
inline Floats magnitude(Floats x) { return _mm512_abs_ps(x); }
inline Mask is_less(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
inline Mask is_at_most(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
inline Mask both(Mask a, Mask b) { return a & b; }
inline Mask either(Mask a, Mask b) { return a | b; }
inline Mask but_not(Mask a, Mask b) { return a & static_cast<Mask>(~b); }
inline Floats choose(Mask mask, Floats a, Floats b) { return _mm512_mask_blend_ps(mask, b, a); }
inline Ints smaller(Ints a, Ints b) { return _mm512_min_epi32(a, b); }
inline Ints larger(Ints a, Ints b) { return _mm512_max_epi32(a, b); }
inline Ints smaller_unsigned(Ints a, Ints b) { return _mm512_min_epu32(a, b); }
inline Ints larger_unsigned(Ints a, Ints b) { return _mm512_max_epu32(a, b); }
inline void store(Ints x, std::int32_t* to) { _mm512_storeu_si512(to, x); }
// Of each four lanes of `a` and of `b`: the first two in turns, the last two in turns; the first two, the last two.
inline Floats firsts_in_turns(Floats a, Floats b) { return _mm512_unpacklo_ps(a, b); }
inline Floats lasts_in_turns(Floats a, Floats b) { return _mm512_unpackhi_ps(a, b); }
inline Floats firsts(Floats a, Floats b) { return _mm512_shuffle_ps(a, b, 0x44); }
inline Floats lasts(Floats a, Floats b) { return _mm512_shuffle_ps(a, b, 0xee); }
/// Four doubles from each of the places of lanes 0, 4, 8 and 12.
template <class Line>
[[gnu::always_inline]] inline Floats every_fourth(const Line& line) {
    const auto two = [&](int lane) {
        return _mm512_cvtpd_ps(_mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(line(lane))),
                                                  _mm256_loadu_pd(line(lane + 4)), 1));
    };
    return _mm512_insertf32x8(_mm512_castps256_ps512(two(0)), two(8), 1);
}
#else
using Floats = __m256;
using Ints = __m256i;
struct Mask {
    Floats lanes;
};
inline Floats splat(float x) { return _mm256_set1_ps(x); }
inline Ints splat(std::int32_t x) { return _mm256_set1_epi32(x); }
inline Ints bits(Floats x) { return _mm256_castps_si256(x); }
inline Floats floats(Ints x) { return _mm256_castsi256_ps(x); }
inline Floats fused(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
inline Floats without(Floats a, Floats b, Floats c) { return _mm256_fnmadd_ps(a, b, c); }  // c - a b
inline Floats larger(Floats a, Floats b) { return _mm256_max_ps(a, b); }                   // b if one is NaN
inline Floats magnitude(Floats x) { return _mm256_andnot_ps(splat(-0.0F), x); }
inline Mask is_less(Floats a, Floats b) { return {_mm256_cmp_ps(a, b, _CMP_LT_OQ)}; }
inline Mask is_at_most(Floats a, Floats b) { return {_mm256_cmp_ps(a, b, _CMP_LE_OQ)}; }
inline Mask both(Mask a, Mask b) { return {_mm256_and_ps(a.lanes, b.lanes)}; }
inline Mask either(Mask a, Mask b) { return {_mm256_or_ps(a.lanes, b.lanes)}; }
inline Mask but_not(Mask a, Mask b) { return {_mm256_andnot_ps(b.lanes, a.lanes)}; }
inline Floats choose(Mask mask, Floats a, Floats b) { return _mm256_blendv_ps(b, a, mask.lanes); }
inline Ints smaller(Ints a, Ints b) { return _mm256_min_epi32(a, b); }
inline Ints larger(Ints a, Ints b) { return _mm256_max_epi32(a, b); }
inline Ints smaller_unsigned(Ints a, Ints b) { return _mm256_min_epu32(a, b); }
inline Ints larger_unsigned(Ints a, Ints b) { return _mm256_max_epu32(a, b); }
inline void store(Ints x, std::int32_t* to) { _mm256_storeu_si256(reinterpret_cast<Ints*>(to), x); }
inline Floats firsts_in_turns(Floats a, Floats b) { return _mm256_unpacklo_ps(a, b); }
inline Floats lasts_in_turns(Floats a, Floats b) { return _mm256_unpackhi_ps(a, b); }
inline Floats firsts(Floats a, Floats b) { return _mm256_shuffle_ps(a, b, 0x44); }
inline Floats lasts(Floats a, Floats b) { return _mm256_shuffle_ps(a, b, 0xee); }
template <class Line>
[[gnu::always_inline]] inline Floats every_fourth(const Line& line) {
    const auto one = [&](int lane) { return _mm256_cvtpd_ps(_mm256_loadu_pd(line(lane))); };
    return _mm256_insertf128_ps(_mm256_castps128_ps256(one(0)), one(4), 1);
}
#endif
constexpr int kEvents = sizeof(Floats) / sizeof(float);

/// Of more objects the trios are too many for their numbers.
constexpr std::int32_t kMostObjects = 16;
/// Of so many objects the loops are unrolled, and what pairs have is kept in registers.
constexpr std::int32_t kMostUnrolled = 8;

constexpr std::int32_t pairs_of(std::int32_t n) { return n * (n - 1) / 2; }
constexpr std::int32_t trios_of(std::int32_t n) { return n * (n - 1) * (n - 2) / 6; }
/// Bits that the numbers of the trios of n objects need.
constexpr int bits_of(std::int32_t n) {
    int bits = 0;
    while ((1 << bits) < trios_of(n)) ++bits;
    return bits;
}

/// The objects of each trio by its number, the first in the last byte: trios of the first objects come first, so that
/// the numbers are the same for any count of objects.
struct Numbering {
    std::uint32_t trios[trios_of(kMostObjects)]{};

    constexpr Numbering() {
        std::uint32_t number = 0;
        for (std::uint32_t k = 2; k < kMostObjects; ++k) {
            for (std::uint32_t j = 1; j < k; ++j) {
                for (std::uint32_t i = 0; i < j; ++i) trios[number++] = i | j << 8 | k << 16;
            }
        }
    }
};
constexpr Numbering kNumbering;

/// What is wanted.
struct Target {
    explicit Target(double mass)
        : c2(splat(static_cast<float>(mass * mass))),
          share(splat(static_cast<float>(-mass * mass / 12))),
          k(splat(static_cast<float>(mass * mass / 6))) {}
    Floats c2, share, k;
};

/// The momenta at one position of the events.
struct Momenta {
    Floats x, y, z, energy;

    /// `line(lane)`: where that of an event is.
    template <class Line>
    [[gnu::always_inline]] explicit Momenta(const Line& line) {
        const auto from = [&](int lane) { return every_fourth([&](int four) { return line(lane + four); }); };
        const Floats a = from(0), b = from(1), c = from(2), d = from(3);
        const Floats xy_ab = firsts_in_turns(a, b), xy_cd = firsts_in_turns(c, d);
        const Floats ze_ab = lasts_in_turns(a, b), ze_cd = lasts_in_turns(c, d);
        x = firsts(xy_ab, xy_cd);
        y = lasts(xy_ab, xy_cd);
        z = firsts(ze_ab, ze_cd);
        energy = lasts(ze_ab, ze_cd);
    }
    Momenta() = default;
};

/// The best two below c and above, as the bits of y with the trio's number in its last ones.
struct Best {
    Ints below = splat(std::numeric_limits<std::int32_t>::max()), below_second = below;
    Ints above = splat(std::int32_t{-1}), above_second = above;

    void consider(Ints y) {
        below_second = smaller(below_second, larger(below, y));
        below = smaller(below, y);
        above_second = smaller_unsigned(above_second, larger_unsigned(above, y));
        above = smaller_unsigned(above, y);
    }
};

/// The numbers of the trios, or -1 where that is not clear. `greatest`: Q; R = 2^(number_bits - 23).
[[gnu::always_inline]] inline Ints decide(const Best& best, const Target& target, Floats greatest, int number_bits) {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    constexpr float kGreatestQ = 0x1p40F;
    const Floats zero = splat(0.0F);
    // 0 of the other sign is on either side, and unclear then.
    const Mask has_below = both(is_at_most(floats(best.below), zero), is_less(splat(-kInfinity), floats(best.below)));
    const Mask has_above = both(is_at_most(zero, floats(best.above)), is_less(floats(best.above), splat(kInfinity)));
    // A side without a trio takes no part in the errors.
    const Floats below = choose(has_below, magnitude(floats(best.below)), zero);
    const Floats above = choose(has_above, floats(best.above), zero);

    const Floats D = (greatest + target.k) * splat(48 * 0x1p-24F);
    const float R = static_cast<float>(1 << number_bits) * 0x1p-23F;
    const Floats E = fused(splat(R), below + above, D) * splat(2.0F);
    const Floats least = without(splat(2.0F), below, target.c2);
    const Floats p = larger(least, zero), q = fused(splat(2.0F), above, target.c2);
    const Floats t = target.c2 * splat(4.0F) - (p + q);
    const Floats g = without(t, magnitude(t), p * q * splat(4.0F));
    const Floats S = p + q + magnitude(t);
    const Floats error = fused(E * splat(4.2F), fused(splat(2.0F), E, S), S * S * splat(8 * 0x1p-24F));
    const Mask is_told = both(is_less(error, magnitude(g)), is_less(D * splat(2.1F), below + above));
    const Mask is_close = but_not(both(has_below, has_above), is_told);
    const Mask is_above = but_not(has_above, but_not(has_below, is_less(g, zero)));

    const Floats nearest = choose(is_above, above, below);
    const Floats second = magnitude(choose(is_above, floats(best.above_second), floats(best.below_second)));
    const Mask is_near = is_at_most(second, nearest + fused(splat(R), nearest, D) * splat(3.0F));
    const Mask is_zero = but_not(is_at_most(least, E), is_above);
    const Mask is_fit = both(is_less(greatest, splat(kGreatestQ)), is_less(D, target.c2 * splat(0.25F)));
    const Mask is_said = both(either(has_below, has_above), is_fit);
    const Ints chosen = bits(choose(is_above, floats(best.above), floats(best.below)));
    const Mask is_clear = but_not(is_said, either(either(is_close, is_near), is_zero));
    const Ints numbers = chosen & splat(std::int32_t{(1 << number_bits) - 1});
    return bits(choose(is_clear, floats(numbers), floats(splat(std::int32_t{-1}))));
}

/// Of events of n objects each; `momenta(position)` gives theirs. Where n is constant, the loops are unrolled.
template <class Read>
[[gnu::always_inline]] inline Ints search(std::int32_t n, int number_bits, const Target& target, const Read& momenta) {
    constexpr std::int32_t kMost = kMostObjects;
    Momenta v[kMost];
    Floats shares[kMost], pairs[pairs_of(kMost)];
    Floats greatest = splat(0.0F);
#pragma GCC unroll 8
    for (std::int32_t i = 0; i < n; ++i) {
        v[i] = momenta(i);
        const Floats energy = v[i].energy * v[i].energy;
        const Floats momentum = fused(v[i].z, v[i].z, fused(v[i].y, v[i].y, v[i].x * v[i].x));
        shares[i] = fused(energy - momentum, splat(0.25F), target.share);
        // The second operand where the first is no number: no trio with that object is one.
        greatest = larger(energy + momentum, greatest);
    }
#pragma GCC unroll 8
    for (std::int32_t j = 1; j < n; ++j) {
#pragma GCC unroll 8
        for (std::int32_t i = 0; i < j; ++i) {
            const Floats space =
                without(v[i].x, v[j].x, without(v[i].y, v[j].y, without(v[i].z, v[j].z, shares[i] + shares[j])));
            pairs[pairs_of(j) + i] = fused(v[i].energy, v[j].energy, space);
        }
    }
    Best best;
    const Ints kept = splat(std::int32_t{-1 << number_bits});
    std::int32_t number = 0;
#pragma GCC unroll 8
    for (std::int32_t k = 2; k < n; ++k) {
#pragma GCC unroll 8
        for (std::int32_t j = 1; j < k; ++j) {
#pragma GCC unroll 8
            for (std::int32_t i = 0; i < j; ++i, ++number) {
                const Floats y = pairs[pairs_of(j) + i] + pairs[pairs_of(k) + i] + pairs[pairs_of(k) + j];
                best.consider((bits(y) & kept) | splat(number));
            }
        }
    }
    return decide(best, target, greatest, number_bits);
}

/// An event, and where its objects begin in the collection.
struct Event {
    std::int32_t number, begin;
};

/// Momenta by position, where an event's objects are consecutive rows.
class OfRows {
public:
    OfRows(const double* lines, const std::int32_t*, const Event* events) {
        for (int lane = 0; lane < kEvents; ++lane) from_[lane] = lines + std::int64_t{events[lane].begin} * abi::kLine;
    }
    [[gnu::always_inline]] Momenta operator()(std::int32_t position) const {
        return Momenta([&](int lane) { return from_[lane] + std::int64_t{position} * abi::kLine; });
    }

private:
    const double* from_[kEvents];
};

/// The same, where rows are listed.
class OfList {
public:
    OfList(const double* lines, const std::int32_t* rows, const Event* events)
        : lines_(lines), rows_(rows), events_(events) {}
    [[gnu::always_inline]] Momenta operator()(std::int32_t position) const {
        return Momenta(
            [&](int lane) { return lines_ + std::int64_t{rows_[events_[lane].begin + position]} * abi::kLine; });
    }

private:
    const double* lines_;
    const std::int32_t* rows_;
    const Event* events_;
};

/// Events of one number of objects.
struct Run {
    const double* lines;
    const std::int32_t* rows;
    const Event* events;
    std::int64_t n_events;
    std::int32_t* numbers;  ///< what is found out, with room for kEvents more
};

/// `kObjects`, or 0 if any number `n`.
template <std::int32_t kObjects, class Read>
void search_run(std::int32_t n, const Target& target, const Run& run) {
    const Target wanted = target;
    for (std::int64_t i = 0; i < run.n_events; i += kEvents) {
        // Lanes behind the last event have that one, too.
        const Event* events = run.events + i;
        Event some[kEvents];
        if (const std::int64_t count = run.n_events - i; count < kEvents) {
            for (std::int64_t lane = 0; lane < kEvents; ++lane) some[lane] = events[lane < count ? lane : count - 1];
            events = some;
        }
        const Read momenta(run.lines, run.rows, events);
        if constexpr (kObjects > 0) {
            store(search(kObjects, bits_of(kObjects), wanted, momenta), run.numbers + i);
        } else {
            store(search(n, bits_of(kMostObjects), wanted, momenta), run.numbers + i);
        }
    }
}

template <class Read>
void search_run(std::int32_t n, const Target& target, const Run& run) {
    static_assert(kMostUnrolled == 8);
    switch (n) {
        case 3: return search_run<3, Read>(n, target, run);
        case 4: return search_run<4, Read>(n, target, run);
        case 5: return search_run<5, Read>(n, target, run);
        case 6: return search_run<6, Read>(n, target, run);
        case 7: return search_run<7, Read>(n, target, run);
        case 8: return search_run<8, Read>(n, target, run);
        default: return search_run<0, Read>(n, target, run);
    }
}

class TrioFinder {
public:
    TrioFinder(const RowList& objects, const double* lines, std::int32_t sentinel, double mass, const EventsLeft& left,
               const TriosFound& found)
        : objects_(objects), lines_(lines), sentinel_(sentinel), target_(mass), left_(left), found_(found) {}

    std::int64_t run(std::int32_t n_events) {
        const std::int32_t *const begins = objects_.begin, *const sizes = objects_.size;
        for (std::int32_t event = 0; event < n_events; ++event) {
            const std::int32_t n = sizes[event];
            if (n < 3 || n > kMostObjects) [[unlikely]] {
                pass(event, n);
                continue;
            }
            std::int32_t& count = counts_[n];
            waiting_[n][count] = {event, begins[event]};
            if (++count == kTogether) [[unlikely]]
                find(n);
        }
        for (std::int32_t n = 3; n <= kMostObjects; ++n) find(n);
        return n_left_;
    }

private:
    /// Events of one number of objects wait for each other: they are as many turns in neighbouring lanes, and all that
    /// they need is still near. What is found out waits for its use: what is unclear cannot be foreseen, and what
    /// follows would begin anew.
    static constexpr std::int32_t kTogether = 128;

    /// Of an event with so few or many objects that there is nothing to search.
    void pass(std::int32_t event, std::int32_t n) {
        if (n < 3) {
            write_none(event);
        } else {
            leave(event, objects_.begin[event], n);
        }
    }

    /// Those of n objects.
    void find(std::int32_t n) {
        std::int32_t numbers[kTogether + kEvents];
        const Run run{lines_, objects_.rows, waiting_[n], counts_[n], numbers};
        if (objects_.rows == nullptr) {
            search_run<OfRows>(n, target_, run);
            write_found(run, n, [](std::int32_t at) { return at; });
        } else {
            search_run<OfList>(n, target_, run);
            write_found(run, n, [rows = objects_.rows](std::int32_t at) { return rows[at]; });
        }
        counts_[n] = 0;
    }

    template <class RowAt>
    void write_found(const Run& run, std::int32_t n, const RowAt& row_at) {
        const TriosFound to = found_;  // what is written might be this finder's, for all the compiler knows
        for (std::int64_t i = 0; i < run.n_events; ++i) {
            const auto [event, begin] = run.events[i];
            const std::int32_t number = run.numbers[i];
            if (number < 0) [[unlikely]] {
                leave(event, begin, n);
                continue;
            }
            const std::uint32_t trio = kNumbering.trios[number];
            const auto row = [&, first = begin](std::uint32_t position) {
                return row_at(first + static_cast<std::int32_t>(position & 0xffU));
            };
            if (to.found != nullptr) to.found[event] = 1;
            to.first[event] = row(trio);
            to.second[event] = row(trio >> 8);
            to.third[event] = row(trio >> 16);
        }
    }

    void write_none(std::int32_t event) const {
        if (found_.found != nullptr) found_.found[event] = 0;
        found_.first[event] = found_.second[event] = found_.third[event] = sentinel_;
    }

    void leave(std::int32_t event, std::int32_t begin, std::int32_t n) {
        left_.events[n_left_] = event;
        left_.begins[n_left_] = begin;
        left_.sizes[n_left_] = n;
        ++n_left_;
    }

    const RowList objects_;
    const double* lines_;
    std::int32_t sentinel_;
    Target target_;
    const EventsLeft left_;
    const TriosFound found_;
    std::int64_t n_left_ = 0;
    std::int32_t counts_[kMostObjects + 1]{};  ///< of those that wait, by the number of objects
    Event waiting_[kMostObjects + 1][kTogether];
};

}  // namespace

extern "C" std::int64_t COLLMC_TRIOS(const abi::Block* block, const RowList* objects, const double* lines, double mass,
                                     const EventsLeft* left, const TriosFound* found) {
    return TrioFinder(*objects, lines, block->n_objects, mass, *left, *found).run(block->n_events);
}

}  // namespace collmc::kernels
