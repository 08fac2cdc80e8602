#include "compiler/plan/scalar.h"

#include <array>
#include <cmath>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/plan/op_info.h"
#include "runtime/kernels/math.h"
#include "runtime/kernels/solvers.h"

namespace collmc::plan {

namespace {

const kernels::MathFunction& kernel_of(Op op) {
    static const auto table = [] {
        std::array<const kernels::MathFunction*, kOpCount> kernels{};
        for (const OpInfo& info : kOps)
            kernels[static_cast<std::size_t>(info.op)] = kernels::find_math_function(info.name);
        return kernels;
    }();
    const kernels::MathFunction* kernel = table[static_cast<std::size_t>(op)];
    if (!kernel)
        throw diagnostics::InternalError("plan", "no kernel computes the operation " + std::string(op_info(op).name));
    return *kernel;
}

double call_kernel(Op op, double a, double b) {
    const kernels::MathFunction& kernel = kernel_of(op);
    void* const function = const_cast<void*>(kernel.scalar);
    if (kernel.arity == 1) return reinterpret_cast<double (*)(double)>(function)(a);
    return reinterpret_cast<double (*)(double, double)>(function)(a, b);
}

}  // namespace

bool is_arithmetic(Op op) { return op >= Op::add && op <= Op::hypot; }
bool is_comparison(Op op) { return op >= Op::less && op <= Op::not_equal; }

double minimum(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return std::nan("");
    if (a == b) return std::signbit(a) ? a : b;
    return a < b ? a : b;
}

double maximum(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return std::nan("");
    if (a == b) return std::signbit(a) ? b : a;
    return a > b ? a : b;
}

double arithmetic(Op op, double a, double b) {
    switch (op) {
        case Op::add: return a + b;
        case Op::subtract: return a - b;
        case Op::multiply: return a * b;
        case Op::divide: return a / b;
        case Op::negate: return -a;
        case Op::absolute: return std::fabs(a);
        case Op::minimum: return minimum(a, b);
        case Op::maximum: return maximum(a, b);
        case Op::square_root: return std::sqrt(a);
        case Op::sign: return a > 0 ? 1 : a < 0 ? -1 : 0;
        case Op::wrap_phi: return kernels::wrap_phi(a);
        case Op::floor: return std::floor(a);
        default: return call_kernel(op, a, b);
    }
}

double solve(Op op, const std::vector<double>& x) {
    switch (op) {
        case Op::eigenvalue3: return kernels::eigenvalue3(x[0], x[1], x[2], x[3], x[4], x[5], x[6]);
        case Op::mt2: return kernels::mt2(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8]);
        default: throw diagnostics::InternalError("plan", std::string(op_info(op).name) + " is no solver");
    }
}

bool compare(Op op, double a, double b) {
    switch (op) {
        case Op::less: return a < b;
        case Op::less_equal: return a <= b;
        case Op::equal: return a == b;
        default: return a != b;
    }
}

}  // namespace collmc::plan
