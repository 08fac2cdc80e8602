// Sine and cosine, hyperbolic sine and cosine: our own, since momenta need both of a pair and one reduction of the
// argument serves both. Each is within 0.9 ulp; all widths give the same bits, and a pair those of its functions.
// Arguments that are huge, infinite or NaN are left to SLEEF's scalar functions, lane by lane.
//
// Written once, and included by one file for each width, which is compiled for its processors: all but what is called
// is local to that file, since code for one processor must not be taken for another. Operations that are fused are
// written `fused`; the compiler fuses none by itself (-ffp-contract=off), so each width rounds at the same places. The
// coefficients are minimax polynomials (Remez), the constants heads and tails of pi/2 and ln 2.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

extern "C" {
double Sleef_finz_sind1_u10purecfma(double);
double Sleef_finz_cosd1_u10purecfma(double);
double Sleef_finz_sinhd1_u10purecfma(double);
double Sleef_finz_coshd1_u10purecfma(double);
}

namespace collmc::kernels {

namespace {

// ---- lanes: what the languages' operators do not have

#if COLLMC_WIDTH == 8
using F = __m512d;
using I = std::int64_t __attribute__((vector_size(64)));
using U = std::uint64_t __attribute__((vector_size(64)));
inline F splat(double x) { return _mm512_set1_pd(x); }
inline F fused(F a, F b, F c) { return _mm512_fmadd_pd(a, b, c); }
inline unsigned are_beyond(F x, double limit) { return _mm512_cmp_pd_mask(x, splat(limit), _CMP_NLE_UQ); }
inline F if_odd(I integer, F yes, F no) {
    return _mm512_mask_blend_pd(_mm512_test_epi64_mask(__m512i(integer), _mm512_set1_epi64(1)), no, yes);
}
inline F even_lanes(F a, F b) { return _mm512_unpacklo_pd(a, b); }
inline F odd_lanes(F a, F b) { return _mm512_unpackhi_pd(a, b); }
#elif COLLMC_WIDTH == 4
using F = __m256d;
using I = std::int64_t __attribute__((vector_size(32)));
using U = std::uint64_t __attribute__((vector_size(32)));
inline F splat(double x) { return _mm256_set1_pd(x); }
inline F fused(F a, F b, F c) { return _mm256_fmadd_pd(a, b, c); }
inline unsigned are_beyond(F x, double limit) {
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_cmp_pd(x, splat(limit), _CMP_NLE_UQ)));
}
inline F if_odd(I integer, F yes, F no) { return _mm256_blendv_pd(no, yes, __builtin_bit_cast(F, integer << 63)); }
inline F even_lanes(F a, F b) { return _mm256_unpacklo_pd(a, b); }
inline F odd_lanes(F a, F b) { return _mm256_unpackhi_pd(a, b); }
#else
using F = double;
using I = std::int64_t;
using U = std::uint64_t;
inline F splat(double x) { return x; }
inline F fused(F a, F b, F c) { return __builtin_fma(a, b, c); }
inline unsigned are_beyond(F x, double limit) { return !(x <= limit); }
inline F if_odd(I integer, F yes, F no) {
    const I mask = -(integer & 1);
    return __builtin_bit_cast(F, (__builtin_bit_cast(I, yes) & mask) | (__builtin_bit_cast(I, no) & ~mask));
}
#endif
constexpr unsigned kWidth = sizeof(F) / sizeof(double);

inline I bits(F x) { return __builtin_bit_cast(I, x); }
inline F number(I x) { return __builtin_bit_cast(F, x); }

inline I sign() { return bits(splat(-0.0)); }
inline F magnitude(F x) { return number(bits(x) & ~sign()); }

/// The polynomial c[0] + c[1] z + c[2] z^2 ...
template <std::size_t N>
inline F polynomial(F z, const double (&c)[N]) {
    F sum = splat(c[N - 1]);
    for (std::size_t i = N - 1; i-- > 0;) sum = fused(sum, z, splat(c[i]));
    return sum;
}

/// Added to a number below 2^51, and taken away again, leaves the nearest integer; the sum's last bits are that
/// integer.
constexpr double kRound = 0x1.8p52;

/// y with those lanes replaced by function(x) of the scalar function.
[[gnu::noinline, gnu::cold]] F replaced(unsigned lanes, double (*function)(double), F x, F y) {
    double from[kWidth], to[kWidth];
    __builtin_memcpy(from, &x, sizeof x);
    __builtin_memcpy(to, &y, sizeof y);
    for (unsigned lane = 0; lane < kWidth; ++lane) {
        if (lanes >> lane & 1) to[lane] = function(from[lane]);
    }
    __builtin_memcpy(&y, to, sizeof y);
    return y;
}

/// The same for two functions, in memory.
[[gnu::noinline, gnu::cold]] void replace(unsigned lanes, double (*f)(double), double (*g)(double), F x, F* first,
                                          F* second) {
    *first = replaced(lanes, f, x, *first);
    *second = replaced(lanes, g, x, *second);
}

struct Pair {
    F first, second;
};

// ---- sine and cosine

/// Beyond it the reduction would need more of pi than three doubles.
constexpr double kMostTurning = 0x1p20;

inline Pair sin_cos(F x) {
    // |x| = -k pi/2 + r + tail, |r| <= pi/4; -k pi/2 has its leading part taken away without an error.
    const F far = magnitude(x);
    const F rounded = fused(far, splat(0x1.45f306dc9c883p-1), splat(kRound));
    const F k = kRound - rounded;  // less than 0, or 0
    const F head = fused(k, splat(0x1.921fb54442d18p+0), far);
    const F r = fused(k, splat(0x1.1a62633145c07p-54), head);
    const F tail = fused(k, splat(-0x1.f1976b7ed8fbcp-110), fused(k, splat(0x1.1a62633145c07p-54), head - r));
    const F z = r * r;

    const F odd = polynomial(z, {-0x1.5555555555548p-3, 0x1.111111110f7d0p-7, -0x1.a01a019bfdee9p-13,
                                 0x1.71de3567d221cp-19, -0x1.ae5e5a903837fp-26, 0x1.5d8fd1376cb94p-33});
    const F sine = r + fused(r * z, odd, tail);

    const F even = polynomial(z, {0x1.555555555554bp-5, -0x1.6c16c16c14f91p-10, 0x1.a01a019c844c8p-16,
                                  -0x1.27e4f7eac2699p-22, 0x1.1ee9d7b32a621p-29, -0x1.8fa49915e1fa6p-37});
    // 1 - z/2 with what its rounding lost.
    const F near = fused(z, splat(-0.5), splat(1));
    const F lost = fused(-r, tail, fused(z, splat(-0.5), 1 - near));
    const F cosine = near + fused(z * z, even, lost);

    // By quadrant: swapped in the odd ones, with the signs of the circle.
    const I quadrant = bits(rounded);
    const F first = if_odd(quadrant, cosine, sine), second = if_odd(quadrant, sine, cosine);
    return {number(bits(first) ^ (((quadrant << 62) ^ bits(x)) & sign())),
            number(bits(second) ^ (((quadrant << 62) ^ (quadrant << 63)) & sign()))};
}

// ---- hyperbolic sine and cosine

/// Beyond it 2^k +- 2^-k are no doubles. No particle is so far forward.
constexpr double kMostGrowing = 18;

inline Pair sinh_cosh(F x) {
    // |x| = -k ln 2 + r + tail, |r| <= ln 2 / 2;
    // cosh |x| = C cosh r + S sinh r and sinh |x| = S cosh r + C sinh r with C, S = (2^-k +- 2^k) / 2.
    const F far = magnitude(x);
    const F rounded = fused(far, splat(0x1.71547652b82fep+0), splat(kRound));
    const F k = kRound - rounded;  // less than 0, or 0
    const F head = fused(k, splat(0x1.62e42fefa39efp-1), far);
    const F r = fused(k, splat(0x1.abc9e3b39803fp-56), head);
    const F tail = fused(k, splat(0x1.abc9e3b39803fp-56), head - r);
    const U exponent = U(bits(rounded)) << 52;  // nonsense beyond the limit
    constexpr std::uint64_t kHalf = std::uint64_t{1022} << 52;
    const F growing = number(I(kHalf + exponent)), falling = number(I(kHalf - exponent));
    const F C = growing + falling, S = growing - falling;

    const F z = r * r;
    const F odd = polynomial(z, {0x1.5555555555559p-3, 0x1.111111110f6d3p-7, 0x1.a01a01afd6950p-13,
                                 0x1.71ddf8786f21cp-19, 0x1.af5e7ee6e967ap-26});
    const F sine = fused(r * z, odd, tail);  // sinh (r + tail) - r
    const F even = polynomial(z, {0x1.000000000000bp-1, 0x1.55555555500ccp-5, 0x1.6c16c18583be4p-10,
                                  0x1.a01996f3f0a9fp-16, 0x1.28aff1f05c902p-22});
    const F cosine = even * z;  // cosh r - 1

    // The large terms with what their rounding lost, then the small ones.
    const F first = fused(C, r, S);
    const F second = fused(S, r, C);
    const F sinh = first + (fused(C, r, S - first) + fused(S, cosine, C * sine));
    const F cosh = second + (fused(S, r, C - second) + fused(C, cosine, S * sine));
    return {number(bits(sinh) | (bits(x) & sign())), cosh};
}

// ---- what is called

inline F only_first(Pair (*pair)(F), double limit, double (*function)(double), F x) {
    F y = pair(x).first;
    if (const unsigned beyond = are_beyond(magnitude(x), limit)) [[unlikely]]
        return replaced(beyond, function, x, y);
    return y;
}

inline F only_second(Pair (*pair)(F), double limit, double (*function)(double), F x) {
    F y = pair(x).second;
    if (const unsigned beyond = are_beyond(magnitude(x), limit)) [[unlikely]]
        return replaced(beyond, function, x, y);
    return y;
}

inline void both(Pair (*pair)(F), double limit, double (*f)(double), double (*g)(double), F x, F* first, F* second) {
    const Pair results = pair(x);
    *first = results.first;
    *second = results.second;
    if (const unsigned beyond = are_beyond(magnitude(x), limit)) [[unlikely]]
        replace(beyond, f, g, x, first, second);
}

}  // namespace

}  // namespace collmc::kernels

// collmc_sin_8 and so on, as math.h says: F (*)(F), and of pairs void (*)(F, F*, F*).
#define COLLMC_NAME(name, width) COLLMC_JOIN(name, width)
#define COLLMC_JOIN(name, width) collmc_##name##_##width
#define COLLMC_PAIR(f, g, limit)                                                                                 \
    extern "C" {                                                                                                 \
    collmc::kernels::F COLLMC_NAME(f, COLLMC_WIDTH)(collmc::kernels::F x) {                                      \
        return collmc::kernels::only_first(collmc::kernels::f##_##g, limit, Sleef_finz_##f##d1_u10purecfma, x);  \
    }                                                                                                            \
    collmc::kernels::F COLLMC_NAME(g, COLLMC_WIDTH)(collmc::kernels::F x) {                                      \
        return collmc::kernels::only_second(collmc::kernels::f##_##g, limit, Sleef_finz_##g##d1_u10purecfma, x); \
    }                                                                                                            \
    void COLLMC_NAME(f##_##g, COLLMC_WIDTH)(collmc::kernels::F x, collmc::kernels::F* first,                     \
                                            collmc::kernels::F* second) {                                        \
        collmc::kernels::both(collmc::kernels::f##_##g, limit, Sleef_finz_##f##d1_u10purecfma,                   \
                              Sleef_finz_##g##d1_u10purecfma, x, first, second);                                 \
    }                                                                                                            \
    }

COLLMC_PAIR(sin, cos, collmc::kernels::kMostTurning)
COLLMC_PAIR(sinh, cosh, collmc::kernels::kMostGrowing)
