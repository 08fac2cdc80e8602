#include "runtime/kernels/math.h"

#include <gtest/gtest.h>
#include <immintrin.h>

#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <random>
#include <vector>

namespace collmc::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double call(const MathFunction& f, double a, double b) {
    void* const address = const_cast<void*>(f.scalar);
    return f.arity == 1 ? reinterpret_cast<double (*)(double)>(address)(a)
                        : reinterpret_cast<double (*)(double, double)>(address)(a, b);
}

using Four = std::array<double, 4>;
using Eight = std::array<double, 8>;

__attribute__((target("avx2,fma"))) Four call(const MathFunction& f, const Four& a, const Four& b) {
    const __m256d x = _mm256_loadu_pd(a.data()), y = _mm256_loadu_pd(b.data());
    void* const address = const_cast<void*>(f.wide4);
    Four result;
    _mm256_storeu_pd(result.data(), f.arity == 1 ? reinterpret_cast<__m256d (*)(__m256d)>(address)(x)
                                                 : reinterpret_cast<__m256d (*)(__m256d, __m256d)>(address)(x, y));
    return result;
}

__attribute__((target("avx512f"))) Eight call(const MathFunction& f, const Eight& a, const Eight& b) {
    const __m512d x = _mm512_loadu_pd(a.data()), y = _mm512_loadu_pd(b.data());
    void* const address = const_cast<void*>(f.wide8);
    Eight result;
    _mm512_storeu_pd(result.data(), f.arity == 1 ? reinterpret_cast<__m512d (*)(__m512d)>(address)(x)
                                                 : reinterpret_cast<__m512d (*)(__m512d, __m512d)>(address)(x, y));
    return result;
}

__attribute__((target("avx2,fma"))) void call_wide(void* pair, const Four& x, std::array<Four, 2>& results) {
    __m256d first, second;
    reinterpret_cast<void (*)(__m256d, __m256d*, __m256d*)>(pair)(_mm256_loadu_pd(x.data()), &first, &second);
    _mm256_storeu_pd(results[0].data(), first);
    _mm256_storeu_pd(results[1].data(), second);
}

__attribute__((target("avx512f"))) void call_wide(void* pair, const Eight& x, std::array<Eight, 2>& results) {
    __m512d first, second;
    reinterpret_cast<void (*)(__m512d, __m512d*, __m512d*)>(pair)(_mm512_loadu_pd(x.data()), &first, &second);
    _mm512_storeu_pd(results[0].data(), first);
    _mm512_storeu_pd(results[1].data(), second);
}

bool same_bits(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// Angles, momenta, any bit pattern at all, and the values at which functions change.
std::vector<double> arguments(std::uint64_t seed, std::size_t count) {
    std::mt19937_64 random(seed);
    const auto uniform = [&](double low, double high) {
        return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
    };
    constexpr std::array kSpecial = {0.0,   -0.0,   1.0,   -1.0,   kPi,       -kPi,       kPi / 2, 1e-310,
                                     1e308, -1e308, 709.8, -745.2, kInfinity, -kInfinity, kNan};
    std::vector<double> values;
    for (std::size_t i = 0; i < count; ++i) {
        switch (random() % 6) {
            case 0: values.push_back(uniform(-4, 4)); break;
            case 1: values.push_back(uniform(-1, 1)); break;
            case 2: values.push_back(uniform(0, 1000)); break;
            case 3: values.push_back(std::exp(uniform(-200, 200)) * (random() % 2 ? 1 : -1)); break;
            case 4: values.push_back(kSpecial[random() % kSpecial.size()]); break;
            default: values.push_back(std::bit_cast<double>(random())); break;
        }
    }
    return values;
}

constexpr std::size_t kSamples = 16384;

/// The reproducibility of an analysis on any machine rests on this.
template <class Lanes>
void expect_same_bits_at_width() {
    const std::vector<double> first = arguments(1, kSamples), second = arguments(2, kSamples);
    constexpr std::size_t kWidth = std::tuple_size_v<Lanes>;
    for (const MathFunction& f : math_functions()) {
        for (std::size_t i = 0; i + kWidth <= kSamples; i += kWidth) {
            Lanes a, b;
            std::copy_n(first.begin() + static_cast<long>(i), kWidth, a.begin());
            std::copy_n(second.begin() + static_cast<long>(i), kWidth, b.begin());
            const Lanes wide = call(f, a, b);
            for (std::size_t lane = 0; lane < kWidth; ++lane) {
                const double scalar = call(f, a[lane], b[lane]);
                ASSERT_TRUE(same_bits(scalar, wide[lane]))
                    << f.name << "(" << a[lane] << ", " << b[lane] << "): " << scalar << " and " << wide[lane];
            }
        }
    }
}

TEST(Math, FourLanesGiveTheScalarBits) {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) GTEST_SKIP() << "this CPU has no AVX2";
    expect_same_bits_at_width<Four>();
}

TEST(Math, EightLanesGiveTheScalarBits) {
    if (!__builtin_cpu_supports("avx512dq")) GTEST_SKIP() << "this CPU has no AVX-512";
    expect_same_bits_at_width<Eight>();
}

TEST(Math, EachNameIsTheFunctionItSays) {
    const std::map<std::string_view, std::function<double(double, double)>> reference = {
        {"sin", [](double x, double) { return std::sin(x); }},
        {"cos", [](double x, double) { return std::cos(x); }},
        {"tan", [](double x, double) { return std::tan(x); }},
        {"asin", [](double x, double) { return std::asin(x); }},
        {"acos", [](double x, double) { return std::acos(x); }},
        {"atan", [](double x, double) { return std::atan(x); }},
        {"sinh", [](double x, double) { return std::sinh(x); }},
        {"cosh", [](double x, double) { return std::cosh(x); }},
        {"tanh", [](double x, double) { return std::tanh(x); }},
        {"asinh", [](double x, double) { return std::asinh(x); }},
        {"acosh", [](double x, double) { return std::acosh(x); }},
        {"atanh", [](double x, double) { return std::atanh(x); }},
        {"exp", [](double x, double) { return std::exp(x); }},
        {"log", [](double x, double) { return std::log(x); }},
        {"cbrt", [](double x, double) { return std::cbrt(x); }},
        {"atan2", [](double y, double x) { return std::atan2(y, x); }},
        {"hypot", [](double x, double y) { return std::hypot(x, y); }},
    };
    ASSERT_EQ(math_functions().size(), reference.size());
    for (const MathFunction& f : math_functions()) {
        ASSERT_TRUE(reference.contains(f.name)) << f.name;
        EXPECT_EQ(find_math_function(f.name), &f);
        EXPECT_EQ(f.arity, f.name == "atan2" || f.name == "hypot" ? 2 : 1);
        for (const double x : {-0.9, -0.25, 0.1, 0.5, 0.99, 1.5, 3.0, 20.0}) {
            const double expected = reference.at(f.name)(x, 0.7);
            const double computed = call(f, x, 0.7);
            if (std::isnan(expected)) {
                EXPECT_TRUE(std::isnan(computed)) << f.name << "(" << x << ")";
            } else {
                EXPECT_NEAR(computed, expected, 4e-16 * std::fabs(expected)) << f.name << "(" << x << ")";
            }
        }
    }
    EXPECT_EQ(find_math_function("sqrt"), nullptr);
}

/// Distance from the true value in units of the last place of the nearest double.
double error_in_ulp(double computed, long double exact) {
    int exponent = 0;
    std::frexp(static_cast<double>(exact), &exponent);
    return static_cast<double>(std::fabs(computed - exact) / std::ldexp(1.0L, exponent - 53));
}

/// Our own functions, against the 64 bits of long double.
TEST(Math, SinesAndCosinesAreWithinOneUlp) {
    struct Case {
        std::string_view name;
        long double (*exact)(long double);
        std::vector<double> ranges;
    };
    const std::vector<double> turning = {1e-8, 0.8, 1.6, 3.2, 7, 100, 1e4, 1e6, 1e9},
                              growing = {1e-8, 0.35, 1, 3, 8, 18, 30, 700};
    const std::array cases = {
        Case{"sin", [](long double x) { return std::sin(x); }, turning},
        Case{"cos", [](long double x) { return std::cos(x); }, turning},
        Case{"sinh", [](long double x) { return std::sinh(x); }, growing},
        Case{"cosh", [](long double x) { return std::cosh(x); }, growing},
    };
    constexpr int kPoints = 250'000;
    std::mt19937_64 random(5);
    for (const Case& each : cases) {
        const MathFunction& function = *find_math_function(each.name);
        double most = 0;
        for (const double range : each.ranges) {
            for (int i = 0; i < kPoints; ++i) {
                const double x = range * (static_cast<double>(random() >> 10) * 0x1p-53 - 1);
                const double error = error_in_ulp(call(function, x, 0), each.exact(x));
                most = std::max(most, error);
                ASSERT_LT(error, 1) << each.name << "(" << x << ")";
            }
        }
        RecordProperty(std::string(each.name) + ".ulp", std::to_string(most));
        std::cout << each.name << ": within " << most << " ulp\n";
    }
}

template <class Lanes>
std::array<Lanes, 2> call_pair(const MathPair& pair, const Lanes& x) {
    std::array<Lanes, 2> results;
    void* const address = const_cast<void*>(std::tuple_size_v<Lanes> == 4 ? pair.wide4 : pair.wide8);
    call_wide(address, x, results);
    return results;
}

TEST(Math, PairsGiveTheBitsOfTheirFunctions) {
    const std::vector<double> values = arguments(6, kSamples);
    const bool has_four = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_eight = __builtin_cpu_supports("avx512dq");
    for (const MathPair& pair : math_pairs()) {
        const MathFunction &first = *find_math_function(pair.first), &second = *find_math_function(pair.second);
        for (std::size_t i = 0; i + 8 <= kSamples; i += 8) {
            double one[8], other[8];
            for (std::size_t lane = 0; lane < 8; ++lane) {
                void* const address = const_cast<void*>(pair.scalar);
                reinterpret_cast<void (*)(double, double*, double*)>(address)(values[i + lane], &one[lane],
                                                                              &other[lane]);
                EXPECT_TRUE(same_bits(one[lane], call(first, values[i + lane], 0))) << values[i + lane];
                EXPECT_TRUE(same_bits(other[lane], call(second, values[i + lane], 0))) << values[i + lane];
            }
            const auto expect_same = [&](const auto& wide, std::size_t from) {
                for (std::size_t lane = 0; lane < wide[0].size(); ++lane) {
                    EXPECT_TRUE(same_bits(wide[0][lane], one[from + lane]))
                        << pair.first << " " << values[i + from + lane];
                    EXPECT_TRUE(same_bits(wide[1][lane], other[from + lane]))
                        << pair.second << " " << values[i + from + lane];
                }
            };
            for (const std::size_t from : {0, 4}) {
                Four x;
                std::copy_n(&values[i + from], 4, x.begin());
                if (has_four) expect_same(call_pair(pair, x), from);
            }
            Eight x;
            std::copy_n(&values[i], 8, x.begin());
            if (has_eight) expect_same(call_pair(pair, x), 0);
        }
    }
}

/// The plan leaves out the question "is it NaN?" where these hold (compiler/plan/facts.cpp).
TEST(Math, RangesThatThePlanReliesOn) {
    for (const double x : arguments(3, kSamples)) {
        for (const std::string_view name : {"sin", "cos"}) {
            const double y = call(*find_math_function(name), x, 0);
            EXPECT_TRUE(!std::isfinite(x) || std::fabs(y) <= 1.01) << name << "(" << x << ") = " << y;
        }
        if (std::isnan(x)) continue;
        EXPECT_LE(std::fabs(call(*find_math_function("tanh"), x, 0)), 1.01) << x;
        EXPECT_LE(std::fabs(call(*find_math_function("atan"), x, 0)), 1.58) << x;
        EXPECT_GE(call(*find_math_function("cosh"), x, 0), 0) << x;
        EXPECT_GE(call(*find_math_function("exp"), x, 0), 0) << x;
        for (const std::string_view name : {"sinh", "asinh", "cbrt"})
            EXPECT_FALSE(std::isnan(call(*find_math_function(name), x, 0))) << name << "(" << x << ")";
        for (const double y : {0.0, -0.0, 1.0, -1e300, kInfinity, -kInfinity}) {
            EXPECT_LE(std::fabs(call(*find_math_function("atan2"), x, y)), 3.15) << x << ", " << y;
            EXPECT_GE(call(*find_math_function("hypot"), x, y), 0) << x << ", " << y;
        }
    }
}

TEST(WrapPhi, KeepsWhatIsInside) {
    for (const double x : {-kPi, -3.0, -0.0, 0.0, 1e-300, 3.0, std::nextafter(kPi, 0)})
        EXPECT_TRUE(same_bits(wrap_phi(x), x)) << x;
}

TEST(WrapPhi, HalfTurnIsMinusPi) {
    EXPECT_EQ(wrap_phi(kPi), -kPi);
    EXPECT_EQ(wrap_phi(3 * kPi), -kPi);
}

TEST(WrapPhi, TurnsByFullTurns) {
    EXPECT_DOUBLE_EQ(wrap_phi(3.5), 3.5 - kTwoPi);
    EXPECT_DOUBLE_EQ(wrap_phi(-3.5), kTwoPi - 3.5);
    EXPECT_DOUBLE_EQ(wrap_phi(6.0), 6.0 - kTwoPi);
    EXPECT_NEAR(wrap_phi(1 + 10 * kTwoPi), 1, 1e-13);
}

TEST(WrapPhi, IsInsideForEveryNumber) {
    for (const double x : arguments(4, 100000)) {
        const double wrapped = wrap_phi(x);
        if (std::isfinite(x)) {
            EXPECT_TRUE(wrapped >= -kPi && wrapped < kPi) << x << " gives " << wrapped;
        } else {
            EXPECT_TRUE(std::isnan(wrapped)) << x;
        }
    }
}

}  // namespace
}  // namespace collmc::kernels
