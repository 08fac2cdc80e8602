// The code of momenta.h, included behind elementary_lanes.h by the files for widths 4 and 8.
#pragma once

#include <cstring>
#include <type_traits>
#include <utility>

#include "runtime/kernels/gather_lanes.h"
#include "runtime/kernels/momenta.h"

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
inline F even_lanes(F a, F b) { return _mm512_unpacklo_pd(a, b); }
inline F odd_lanes(F a, F b) { return _mm512_unpackhi_pd(a, b); }
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
inline F even_lanes(F a, F b) { return _mm256_unpacklo_pd(a, b); }
inline F odd_lanes(F a, F b) { return _mm256_unpackhi_pd(a, b); }
template <int kPair>
inline void store_pair(F x, double* to) {
    _mm_storeu_pd(to, _mm256_extractf128_pd(x, kPair));
}
#endif

/// One line behind the other. They are stored by halves: to put them together first would take more shuffles than there
/// is time for beside the functions.
inline void store_lines(F x, F y, F z, F e, double* to) {
    const F even_xy = even_lanes(x, y), odd_xy = odd_lanes(x, y);
    const F even_ze = even_lanes(z, e), odd_ze = odd_lanes(z, e);
    const auto store_two = [&]<int kPair>(std::integral_constant<int, kPair>) {
        double* const lines = to + 2 * kPair * abi::kLine;
        store_pair<kPair>(even_xy, lines);
        store_pair<kPair>(even_ze, lines + 2);
        store_pair<kPair>(odd_xy, lines + 4);
        store_pair<kPair>(odd_ze, lines + 6);
    };
    const auto store_all = [&]<int... kPairs>(std::integer_sequence<int, kPairs...>) {
        (store_two(std::integral_constant<int, kPairs>{}), ...);
    };
    store_all(std::make_integer_sequence<int, kWidth / 2>{});
}

class Momenta {
public:
    Momenta(const abi::Block& block, const MomentumColumns& columns)
        : pt_(block.object_columns[columns.pt]),
          eta_(block.object_columns[columns.eta]),
          phi_(block.object_columns[columns.phi]),
          mass_(columns.mass < 0 ? nullptr : block.object_columns[columns.mass]),
          mass_squared_(columns.mass_squared) {}

    /// Of consecutive rows.
    void make(std::int64_t begin, std::int64_t end, double* lines) const {
        const auto from = [&](std::int64_t row) { return [row](const double* column) { return load(column + row); }; };
        std::int64_t row = begin;
        for (; row + kWidth <= end; row += kWidth) store(from(row), lines + row * abi::kLine);
        if (row == end) return;
        // Columns may be read behind their end, but the lines there are others'.
        alignas(F) double rest[kWidth * abi::kLine];
        store(from(row), rest);
        std::memcpy(lines + row * abi::kLine, rest, static_cast<std::size_t>(end - row) * abi::kLine * sizeof(double));
    }

    void make(const std::int32_t* rows, std::int64_t count, double* lines) const {
        for (std::int64_t i = 0; i < count; i += kWidth) {
            const std::int64_t here = count - i < kWidth ? count - i : kWidth;
            std::int32_t some[kWidth]{};
            for (std::int64_t j = 0; j < here; ++j) some[j] = rows[i + j];
            alignas(F) double made[kWidth * abi::kLine];
            store([&](const double* column) { return gathered(column, some); }, made);
            for (std::int64_t j = 0; j < here; ++j)
                std::memcpy(lines + std::int64_t{some[j]} * abi::kLine, made + j * abi::kLine,
                            abi::kLine * sizeof(double));
        }
    }

private:
    template <class Read>
    void store(const Read& read, double* to) const {
        const F pt = read(pt_), eta = read(eta_), phi = read(phi_);
        const F mass = mass_ == nullptr ? F{} : read(mass_);
        const F mass_squared = mass_ == nullptr ? splat(mass_squared_) : mass * mass;
        // The root takes long: the angle in the transverse plane is left until it is on its way.
        const Pair grown = sinh_cosh(eta);
        const F energy = energy_of(pt, grown.second, mass_squared);
        const Pair turned = sin_cos(phi);
        store_lines(pt * turned.second, pt * turned.first, pt * grown.first, energy, to);
        // Made anew, so that no result waits to be replaced.
        if ((are_beyond(magnitude(phi), kMostTurning) | are_beyond(magnitude(eta), kMostGrowing)) != 0) [[unlikely]]
            store_extreme(pt, eta, phi, mass_squared, to);
    }

    [[gnu::noinline, gnu::cold]] static void store_extreme(F pt, F eta, F phi, F mass_squared, double* to) {
        Pair turned, grown;
        both(sin_cos, kMostTurning, Sleef_finz_sind1_u10purecfma, Sleef_finz_cosd1_u10purecfma, phi, &turned.first,
             &turned.second);
        both(sinh_cosh, kMostGrowing, Sleef_finz_sinhd1_u10purecfma, Sleef_finz_coshd1_u10purecfma, eta, &grown.first,
             &grown.second);
        store_lines(pt * turned.second, pt * turned.first, pt * grown.first, energy_of(pt, grown.second, mass_squared),
                    to);
    }

    static F energy_of(F pt, F cosh_eta, F mass_squared) {
        const F momentum = pt * cosh_eta;
        return square_root(momentum * momentum + mass_squared);
    }

    const double *pt_, *eta_, *phi_;
    const double* mass_;  ///< null: all have mass_squared_
    double mass_squared_;
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
    momenta.make(block->n_objects, block->n_objects + 1, lines);
}

}  // namespace collmc::kernels
