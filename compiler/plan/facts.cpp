#include "compiler/plan/facts.h"

#include <algorithm>
#include <cmath>

#include "runtime/kernels/math.h"

namespace collmc::plan {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kMostObjects = 0x1p31;
constexpr double kAngle = 3.15;     // a little above pi
constexpr double kCircular = 1.01;  // a little above the largest sine: the kernels are accurate to 1 ulp

/// A bound on a computed result, given one on the exact result: rounding adds less than that.
double rounded_up(double bound) { return bound * (1 + 0x1p-50); }

Facts finite(double bound) { return {true, false, bound}; }
Facts non_negative(double bound = kInfinity) { return {true, true, bound}; }
Facts number(bool non_negative = false) { return {true, non_negative, kInfinity}; }

Facts of_constant(double value) {
    if (std::isnan(value)) return {};
    return {true, value >= 0, std::fabs(value)};
}

Facts of_column(bool angle) { return finite(angle ? kAngle : kLargest); }

/// inf - inf is the only sum of numbers that is NaN.
Facts of_sum(const Facts& a, const Facts& b, bool difference) {
    const bool non_negative = !difference && a.non_negative && b.non_negative;
    if (!a.never_nan || !b.never_nan || !(a.is_finite() || b.is_finite() || non_negative)) return {};
    return {true, non_negative, rounded_up(a.bound + b.bound)};
}

/// 0 * inf is the only product of numbers that is NaN.
Facts of_product(const Facts& a, const Facts& b, bool square) {
    if (square && a.never_nan) return {true, true, a.is_finite() ? rounded_up(a.bound * a.bound) : kInfinity};
    if (!a.is_finite() || !b.is_finite()) return {};
    return {true, a.non_negative && b.non_negative, rounded_up(a.bound * b.bound)};
}

Facts of_either(const Facts& a, const Facts& b) {
    return {a.never_nan && b.never_nan, a.non_negative && b.non_negative, std::max(a.bound, b.bound)};
}

Facts of_maximum(const Facts& a, const Facts& b) {
    Facts facts = of_either(a, b);
    facts.non_negative = facts.never_nan && (a.non_negative || b.non_negative);
    return facts;
}

bool is_nonzero_constant(const Node& node) {
    return node.op == Op::constant && node.value != 0 && std::isfinite(node.value);
}

/// Scaling by a finite number other than zero makes no NaN.
Facts of_scaled(const Facts& a, double factor) {
    if (!a.never_nan) return {};
    return {true, a.non_negative && factor > 0, a.is_finite() ? rounded_up(a.bound * std::fabs(factor)) : kInfinity};
}

Facts of_reduction(const Node& node, const Facts& body) {
    switch (node.op) {
        case Op::count: return non_negative(kMostObjects);
        case Op::least:
        case Op::greatest: return body;
        case Op::sum:
            // Once a sum of finite numbers has overflowed it stays infinite; it never meets the other infinity.
            if (!body.is_finite() && !body.non_negative) return {};
            return {true, body.non_negative, rounded_up(body.bound * kMostObjects)};
        case Op::product: return body.is_finite() && body.bound <= 1 ? Facts{true, body.non_negative, 1} : Facts{};
        default: return {};
    }
}

Facts of_function(Op op, const Facts& x) {
    if (!x.never_nan) return {};
    const double root_bound = x.is_finite() ? std::max(1.0, x.bound) : kInfinity;
    switch (op) {
        case Op::negate: return {true, false, x.bound};
        case Op::absolute: return non_negative(x.bound);
        case Op::floor: return {true, x.non_negative, rounded_up(x.bound + 1)};
        case Op::square_root: return x.non_negative ? non_negative(root_bound) : Facts{};
        case Op::cbrt: return {true, x.non_negative, root_bound};
        case Op::sign: return {true, x.non_negative, 1};
        case Op::wrap_phi: return x.is_finite() ? finite(kAngle) : Facts{};
        case Op::sin:
        case Op::cos: return x.is_finite() ? finite(kCircular) : Facts{};
        case Op::atan: return {true, x.non_negative, kAngle};
        case Op::sinh:
        case Op::asinh: return number(x.non_negative);
        case Op::tanh: return {true, x.non_negative, kCircular};
        case Op::cosh:
        case Op::exp: return number(true);
        default: return {};
    }
}

}  // namespace

Facts facts_of(const Node& node, const std::vector<Node>& nodes, const std::vector<Facts>& known) {
    if (node.elem != Elem::f64) return {};
    const auto in = [&](std::size_t i) -> const Facts& { return known[static_cast<std::size_t>(node.in[i])]; };
    switch (node.op) {
        case Op::constant: return of_constant(node.value);
        case Op::event_column: return of_column(node.index == abi::kMetPhi);
        case Op::object_column: return of_column(node.index == abi::kPhi);
        case Op::size: return non_negative(kMostObjects);
        case Op::event_random:
        case Op::object_random: return non_negative(1);
        case Op::add: return of_sum(in(0), in(1), false);
        case Op::subtract: return of_sum(in(0), in(1), true);
        case Op::multiply: {
            for (const int constant : {0, 1}) {
                const Node& factor = nodes[static_cast<std::size_t>(node.in[constant])];
                if (is_nonzero_constant(factor)) return of_scaled(in(1 - constant), factor.value);
            }
            return of_product(in(0), in(1), node.in[0] == node.in[1]);
        }
        case Op::divide: {
            const Node& divisor = nodes[static_cast<std::size_t>(node.in[1])];
            return is_nonzero_constant(divisor) ? of_scaled(in(0), 1 / divisor.value) : Facts{};
        }
        case Op::minimum: return of_either(in(0), in(1));
        case Op::maximum: return of_maximum(in(0), in(1));
        case Op::atan2: return in(0).never_nan && in(1).never_nan ? finite(kAngle) : Facts{};
        case Op::hypot: return in(0).never_nan && in(1).never_nan ? number(true) : Facts{};
        case Op::eigenvalue3:
        case Op::mt2: return {};
        case Op::select: return of_either(in(1), in(2));
        case Op::sum:
        case Op::product:
        case Op::least:
        case Op::greatest:
        case Op::count: return of_reduction(node, in(0));
        default: return of_function(node.op, in(0));
    }
}

}  // namespace collmc::plan
