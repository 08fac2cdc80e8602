// The code of momenta.h, included behind elementary_lanes.h by the files for widths 4 and 8.
#pragma once

#include <cstring>
#include <type_traits>
#include <utility>

#include "runtime/kernels/angle_tables.h"
#include "runtime/kernels/gather_lanes.h"
#include "runtime/kernels/momenta.h"
#include "runtime/kernels/stored_lanes.h"

namespace collmc::kernels {

namespace {

#if COLLMC_WIDTH == 8
inline F load(const double* from) { return _mm512_loadu_pd(from); }
inline F square_root(F x) { return _mm512_sqrt_pd(x); }
inline F gathered(const double* array, const std::int32_t* rows) {
    const auto half = [&](int first) {
        return four(array, _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows + first)));
    };
    return _mm512_insertf64x4(_mm512_castpd256_pd512(half(0)), half(4), 1);
}
template <int kPair>
inline void store_pair(F x, double* to) {
    _mm_storeu_pd(to, _mm512_extractf64x2_pd(x, kPair));
}
#else
inline F load(const double* from) { return _mm256_loadu_pd(from); }
inline F square_root(F x) { return _mm256_sqrt_pd(x); }
inline F gathered(const double* array, const std::int32_t* rows) {
    return four(array, _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows)));
}
template <int kPair>
inline void store_pair(F x, double* to) {
    _mm_storeu_pd(to, _mm256_extractf128_pd(x, kPair));
}
#endif

/// One line behind the other.
[[gnu::always_inline]] inline void store_lines(F x, F y, F z, F e, double* to) {
    const F even_xy = even_lanes(x, y), odd_xy = odd_lanes(x, y);
    const F even_ze = even_lanes(z, e), odd_ze = odd_lanes(z, e);
#if COLLMC_WIDTH == 8
    const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11),
                  last = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
    // Two lines at once: stores are what this waits for.
    const auto put_four = [to](F even, F odd, int line) {
        _mm512_storeu_pd(to + line * abi::kLine, _mm512_insertf64x4(even, _mm512_castpd512_pd256(odd), 1));
        _mm512_storeu_pd(to + (line + 2) * abi::kLine, _mm512_shuffle_f64x2(even, odd, 0xee));
    };
    put_four(_mm512_permutex2var_pd(even_xy, first, even_ze), _mm512_permutex2var_pd(odd_xy, first, odd_ze), 0);
    put_four(_mm512_permutex2var_pd(even_xy, last, even_ze), _mm512_permutex2var_pd(odd_xy, last, odd_ze), 4);
#else
    const auto put_two = [to](F xy, F ze, int line) {
        _mm256_storeu_pd(to + line * abi::kLine, _mm256_permute2f128_pd(xy, ze, 0x20));
        _mm256_storeu_pd(to + (line + 2) * abi::kLine, _mm256_permute2f128_pd(xy, ze, 0x31));
    };
    put_two(even_xy, even_ze, 0);
    put_two(odd_xy, odd_ze, 1);
#endif
}

/// sinh and cosh of eta, sin and cos of phi: computed, beyond the limits by the functions that take any.
struct ComputedAngles {
    F eta, phi;
    Pair growth() const { return sinh_cosh(eta); }
    Pair turn() const { return sin_cos(phi); }
    bool are_extreme() const {
        return (are_beyond(magnitude(phi), kMostTurning) | are_beyond(magnitude(eta), kMostGrowing)) != 0;
    }
    Pair any_growth() const {
        Pair pair;
        both(sinh_cosh, kMostGrowing, Sleef_finz_sinhd1_u10purecfma, Sleef_finz_coshd1_u10purecfma, eta, &pair.first,
             &pair.second);
        return pair;
    }
    Pair any_turn() const {
        Pair pair;
        both(sin_cos, kMostTurning, Sleef_finz_sind1_u10purecfma, Sleef_finz_cosd1_u10purecfma, phi, &pair.first,
             &pair.second);
        return pair;
    }
};

/// The same, looked up.
struct KnownAngles {
    Pair grown, turned;
    Pair growth() const { return grown; }
    Pair turn() const { return turned; }
    bool are_extreme() const { return false; }
    Pair any_growth() const { return grown; }
    Pair any_turn() const { return turned; }
};

inline F energy_of(F pt, F cosh_eta, F mass_squared) {
    const F momentum = pt * cosh_eta;
    return square_root(momentum * momentum + mass_squared);
}

/// Whatever the angles. By value, so that nothing needs to be in memory where this is not called.
template <class Angles>
[[gnu::noinline, gnu::cold]] void store_extreme_momenta(F pt, Angles angles, F mass_squared, double* to) {
    const Pair grown = angles.any_growth(), turned = angles.any_turn();
    store_lines(pt * turned.second, pt * turned.first, pt * grown.first, energy_of(pt, grown.second, mass_squared), to);
}

template <class Angles>
[[gnu::always_inline]] inline void store_momenta(F pt, Angles angles, F mass_squared, double* to) {
    // The root takes long: the angle in the transverse plane is left until it is on its way.
    const Pair grown = angles.growth();
    const F energy = energy_of(pt, grown.second, mass_squared);
    const Pair turned = angles.turn();
    store_lines(pt * turned.second, pt * turned.first, pt * grown.first, energy, to);
    // Made anew, so that no result waits to be replaced.
    if (angles.are_extreme()) [[unlikely]]
        store_extreme_momenta(pt, angles, mass_squared, to);
}

class Momenta {
public:
    Momenta(const abi::Block& block, const MomentumColumns& columns) : block_(block), columns_(columns) {}

    /// Of consecutive rows, which are all of one type.
    void make(std::int64_t begin, std::int64_t end, double* lines) const {
        if (begin >= end) return;
        int particle = 0;
        while (particle + 1 < abi::kParticleCount && begin >= block_.segment_end[particle]) ++particle;
        const auto column = [&](std::int32_t c) { return ColumnStretches(block_, particle, c); };
        const ColumnStretches pts = column(columns_.pt), etas = column(columns_.eta), phis = column(columns_.phi),
                              masses = column(columns_.mass < 0 ? columns_.pt : columns_.mass);
        Thousandths eta(block_, particle, columns_.eta), phi(block_, particle, columns_.phi);
        const bool are_whole = eta.are_whole() && phi.are_whole();
        const AngleTable* const etas_known = are_whole ? &rapidities() : nullptr;
        const AngleTable* const phis_known = are_whole ? &circle() : nullptr;
        for (std::int64_t row = begin; row < end; row += kStretch) {
            const std::int64_t count = end - row < kStretch ? end - row : kStretch;
            constexpr int kLinesFetched = 8;  // half of what a stretch has, mostly
            if (block_.ahead != nullptr) block_.ahead->fetch(kLinesFetched);
            alignas(F) double made[4][kStretch];
            const double* const pt = pts.values(row, count, made[0]);
            const double* const mass = columns_.mass < 0 ? nullptr : masses.values(row, count, made[1]);
            double* const to = lines + row * abi::kLine;
            if (are_whole && eta.read(row, count, *etas_known) && phi.read(row, count, *phis_known)) {
                store(pt, mass, count, to, [&](std::int64_t i) {
                    return KnownAngles{etas_known->look_up(eta.whole + i, eta.place + i),
                                       phis_known->look_up(phi.whole + i, phi.place + i)};
                });
            } else {
                const double* const etas_here = etas.values(row, count, made[2]);
                const double* const phis_here = phis.values(row, count, made[3]);
                store(pt, mass, count, to, [&](std::int64_t i) {
                    return ComputedAngles{load(etas_here + i), load(phis_here + i)};
                });
            }
        }
    }

    /// Of the sentinel.
    void make_last(double* lines) const {
        const std::int64_t row = block_.n_objects;
        const auto value = [&](std::int32_t column) { return block_.object_columns[column] + row; };
        store(value(columns_.pt), columns_.mass < 0 ? nullptr : value(columns_.mass), 1, lines + row * abi::kLine,
              [&](std::int64_t) {
                  return ComputedAngles{load(value(columns_.eta)), load(value(columns_.phi))};
              });
    }

    void make(const std::int32_t* rows, std::int64_t count, double* lines) const {
        for (std::int64_t i = 0; i < count; i += kWidth) {
            const std::int64_t here = count - i < kWidth ? count - i : kWidth;
            std::int32_t some[kWidth]{};
            for (std::int64_t j = 0; j < here; ++j) some[j] = rows[i + j];
            const auto values = [&](std::int32_t column) { return gathered(block_.object_columns[column], some); };
            const F mass_squared = columns_.mass < 0 ? splat(columns_.mass_squared) : square(values(columns_.mass));
            alignas(F) double made[kWidth * abi::kLine];
            store_momenta(values(columns_.pt), ComputedAngles{values(columns_.eta), values(columns_.phi)}, mass_squared,
                          made);
            for (std::int64_t j = 0; j < here; ++j)
                std::memcpy(lines + std::int64_t{some[j]} * abi::kLine, made + j * abi::kLine,
                            abi::kLine * sizeof(double));
        }
    }

private:
    static F square(F x) { return x * x; }

    /// The lines of `count` objects, whose values may be read up to the end of a vector.
    template <class AnglesAt>
    [[gnu::always_inline]] void store(const double* pt, const double* mass, std::int64_t count, double* lines,
                                      const AnglesAt& angles_at) const {
        alignas(F) double last[kWidth * abi::kLine];  // the lines behind those of the last vector are others'
        const std::int64_t whole = count - count % kWidth;
        for (std::int64_t i = 0; i < count; i += kWidth) {
            const F mass_squared = mass == nullptr ? splat(columns_.mass_squared) : square(load(mass + i));
            store_momenta(load(pt + i), angles_at(i), mass_squared, i < whole ? lines + i * abi::kLine : last);
        }
        std::memcpy(lines + whole * abi::kLine, last,
                    static_cast<std::size_t>(count - whole) * abi::kLine * sizeof(double));
    }

    const abi::Block& block_;
    const MomentumColumns& columns_;
};

}  // namespace

extern "C" void COLLMC_NAME(momenta, COLLMC_WIDTH)(const abi::Block* block, const MomentumColumns* columns,
                                                   const std::int32_t* rows, std::int64_t begin, std::int64_t end,
                                                   double* lines) {
    const Momenta momenta(*block, *columns);
    if (rows == nullptr) {
        momenta.make(begin, end, lines);
    } else {
        momenta.make(rows + begin, end - begin, lines);
    }
    momenta.make_last(lines);
}

}  // namespace collmc::kernels
