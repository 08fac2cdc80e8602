#include "runtime/kernels/math.h"

#include <algorithm>
#include <array>
#include <cmath>

// SLEEF's symbols, declared without its header: only their addresses are taken, and naming them here keeps vector types
// (which need compiler flags) out of the project. Each is called through the type that MathFunction states.
#define COLLMC_SLEEF(name, accuracy)                              \
    extern "C" void Sleef_finz_##name##d1_##accuracy##purecfma(); \
    extern "C" void Sleef_finz_##name##d4_##accuracy##avx2();     \
    extern "C" void Sleef_finz_##name##d8_##accuracy##avx512f();

COLLMC_SLEEF(tan, u10)
COLLMC_SLEEF(asin, u10)
COLLMC_SLEEF(acos, u10)
COLLMC_SLEEF(atan, u10)
COLLMC_SLEEF(atan2, u10)
COLLMC_SLEEF(tanh, u10)
COLLMC_SLEEF(asinh, u10)
COLLMC_SLEEF(acosh, u10)
COLLMC_SLEEF(atanh, u10)
COLLMC_SLEEF(exp, u10)
COLLMC_SLEEF(log, u10)
COLLMC_SLEEF(cbrt, u10)
COLLMC_SLEEF(hypot, u05)
#undef COLLMC_SLEEF

// Likewise our own, of elementary_lanes.h.
#define COLLMC_ELEMENTARY(name)          \
    extern "C" void collmc_##name##_1(); \
    extern "C" void collmc_##name##_4(); \
    extern "C" void collmc_##name##_8();

COLLMC_ELEMENTARY(sin)
COLLMC_ELEMENTARY(cos)
COLLMC_ELEMENTARY(sin_cos)
COLLMC_ELEMENTARY(sinh)
COLLMC_ELEMENTARY(cosh)
COLLMC_ELEMENTARY(sinh_cosh)
#undef COLLMC_ELEMENTARY

namespace collmc::kernels {

namespace {

using Address = void (*)();
const void* pointer(Address function) { return reinterpret_cast<const void*>(function); }

#define COLLMC_ENTRY(name, arity, accuracy)                                                                     \
    MathFunction {                                                                                              \
#name, arity, pointer(Sleef_finz_##name##d1_##accuracy##purecfma),                                      \
            pointer(Sleef_finz_##name##d4_##accuracy##avx2), pointer(Sleef_finz_##name##d8_##accuracy##avx512f) \
    }

#define COLLMC_OWN(name) \
    MathFunction { #name, 1, pointer(collmc_##name##_1), pointer(collmc_##name##_4), pointer(collmc_##name##_8) }

// Inside a function, so that other files' constants may be made from it in any order.
const auto& functions() {
    static const std::array table = {
        COLLMC_OWN(sin),
        COLLMC_OWN(cos),
        COLLMC_ENTRY(tan, 1, u10),
        COLLMC_ENTRY(asin, 1, u10),
        COLLMC_ENTRY(acos, 1, u10),
        COLLMC_ENTRY(atan, 1, u10),
        COLLMC_ENTRY(atan2, 2, u10),
        COLLMC_OWN(sinh),
        COLLMC_OWN(cosh),
        COLLMC_ENTRY(tanh, 1, u10),
        COLLMC_ENTRY(asinh, 1, u10),
        COLLMC_ENTRY(acosh, 1, u10),
        COLLMC_ENTRY(atanh, 1, u10),
        COLLMC_ENTRY(exp, 1, u10),
        COLLMC_ENTRY(log, 1, u10),
        COLLMC_ENTRY(cbrt, 1, u10),
        COLLMC_ENTRY(hypot, 2, u05),
    };
    return table;
}

const auto& pairs() {
    static const std::array table = {
        MathPair{"sin", "cos", pointer(collmc_sin_cos_1), pointer(collmc_sin_cos_4), pointer(collmc_sin_cos_8)},
        MathPair{"sinh", "cosh", pointer(collmc_sinh_cosh_1), pointer(collmc_sinh_cosh_4), pointer(collmc_sinh_cosh_8)},
    };
    return table;
}
#undef COLLMC_OWN
#undef COLLMC_ENTRY

}  // namespace

std::span<const MathFunction> math_functions() { return functions(); }
std::span<const MathPair> math_pairs() { return pairs(); }

const MathFunction* find_math_function(std::string_view name) {
    const auto found = std::ranges::find(functions(), name, &MathFunction::name);
    return found == functions().end() ? nullptr : &*found;
}

std::string missing_cpu_features() {
    if (__builtin_cpu_supports("fma")) return "";
    return "This processor has no fused multiply-add (FMA), which the bit-reproducible mathematical functions need: "
           "Intel processors have it since Haswell (2013), AMD's since Piledriver (2012).";
}

double wrap_phi(double x) {
    if (x >= -kPi && x < kPi) return x;
    const double wrapped = x - kTwoPi * std::rint(x / kTwoPi);
    return wrapped < -kPi || wrapped >= kPi ? -kPi : wrapped;
}

}  // namespace collmc::kernels
