// The mathematical functions of the language: bit-reproducible ones (1.0 ulp, fused operations inside), whose scalar,
// 4-wide and 8-wide variants give the same bits. They are SLEEF's `finz` family (hypot: 0.5 ulp), but for those of
// elementary_lanes.h. The reference interpreter calls the scalar ones; compiled code calls the variant of its width by
// address.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace collmc::kernels {

struct MathFunction {
    std::string_view name;  ///< as the plan's operation: "sin", "atan2"
    int arity;              ///< 1 or 2
    const void* scalar;     ///< double (*)(double[, double])
    const void* wide4;      ///< __m256d; needs AVX2 and FMA
    const void* wide8;      ///< __m512d; needs AVX-512 F and DQ
};

/// Two functions of one argument that cost together little more than one.
struct MathPair {
    std::string_view first, second;  ///< names of functions, whose bits it gives
    const void* scalar;              ///< void (*)(double, double* first, double* second)
    const void* wide4;               ///< of __m256d; needs AVX2 and FMA
    const void* wide8;               ///< of __m512d; needs AVX-512 F and DQ
};

/// sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp log cbrt hypot
std::span<const MathFunction> math_functions();
/// sin with cos, sinh with cosh
std::span<const MathPair> math_pairs();
/// Null if there is none of that name.
const MathFunction* find_math_function(std::string_view name);

/// Empty, or a sentence that names what this processor lacks for them.
std::string missing_cpu_features();

/// The angles as binary64 has them: kPi is the double nearest to pi, kTwoPi is twice that.
inline constexpr double kPi = 3.141592653589793;
inline constexpr double kTwoPi = 6.283185307179586;

/// An angle brought to [-pi, pi): x if it is inside already; else r = x - 2 pi rint(x / (2 pi)), or -pi where r is
/// still outside (pi and -pi are one angle). NaN for infinite x.
double wrap_phi(double x);

}  // namespace collmc::kernels
