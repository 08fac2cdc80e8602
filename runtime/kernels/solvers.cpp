#include "runtime/kernels/solvers.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace collmc::kernels {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPrecision = 1e-15;
constexpr int kMostTurns = 200;

template <class... Numbers>
bool all_finite(Numbers... numbers) {
    return (std::isfinite(numbers) && ...);
}

struct Vector {
    double x, y;
};

/// What mT^2 adds to m^2 + chi^2, halved: E_visible E_invisible - p q; and its gradient in q.
struct Product {
    double value;
    Vector gradient;
};

/// A visible system and the invisible particle that goes with it.
class Side {
public:
    Side(Vector p, double m, double chi) : p_(p), m2_(m * m), chi2_(chi * chi), p2_(p.x * p.x + p.y * p.y) {
        momentum_ = std::sqrt(p2_);
        energy_ = std::sqrt(p2_ + m2_);
    }

    /// Where a difference of nearly equal numbers threatens, it is multiplied out:
    ///     E Eq - p q       = (m^2 Eq^2 + p^2 chi^2 + (p x q)^2) / (E Eq + p q)
    ///     E q.along / Eq - p = (m^2 q.along^2 - p^2 (q.across^2 + chi^2)) / (Eq (E q.along + p Eq))
    Product at(Vector q) const {
        const double e = std::sqrt(chi2_ + q.x * q.x + q.y * q.y);
        const double dot = p_.x * q.x + p_.y * q.y;
        const double cross = p_.x * q.y - p_.y * q.x;
        const double both = energy_ * e;
        if (!(dot > 0)) return {both - dot, e > 0 ? slope(q, e) : Vector{-p_.x, -p_.y}};
        const double along = dot / momentum_, across = cross / momentum_;
        const double value = (m2_ * e * e + p2_ * chi2_ + cross * cross) / (both + dot);
        const double g_along =
            (m2_ * along * along - p2_ * (across * across + chi2_)) / (e * (energy_ * along + momentum_ * e));
        const double g_across = energy_ * across / e;
        const Vector unit{p_.x / momentum_, p_.y / momentum_};
        return {value, {g_along * unit.x - g_across * unit.y, g_along * unit.y + g_across * unit.x}};
    }

    /// The y at which the product is least for this x, within [-limit, limit].
    double lowest_y(double x, double limit) const {
        const double root = std::sqrt(m2_ + p_.x * p_.x);
        const double size = std::sqrt(chi2_ + x * x);
        if (size == 0 || p_.y == 0) return 0;
        return std::clamp(p_.y * (size / root), -limit, limit);
    }

    double squares() const { return m2_ + chi2_; }

private:
    Vector slope(Vector q, double e) const { return {energy_ * q.x / e - p_.x, energy_ * q.y / e - p_.y}; }

    Vector p_;
    double m2_, chi2_, p2_, momentum_ = 0, energy_ = 0;
};

/// The larger one of the two transverse masses squared, minimised in y: a convex function of x.
class Larger {
public:
    /// Nothing is looked for farther away than `limit`.
    Larger(const Side& first, const Side& second, Vector miss, double limit)
        : first_(first), second_(second), miss_(miss), limit_(limit) {}

    struct Point {
        double x;
        double value;  ///< mT^2
        double slope;  ///< in x
    };

    /// One of the two masses rises in y and the other one falls between their own minima, so the minimum is at one of
    /// these or where both are equal.
    Point at(double x) {
        const double low = first_.lowest_y(x, limit_);
        const double high = std::clamp(miss_.y - second_.lowest_y(miss_.x - x, limit_), -limit_, limit_);
        const Both at_low = both({x, low}), at_high = both({x, high});
        if (at_low.excess >= 0) return {x, at_low.first.value, at_low.first.gradient.x};
        if (at_high.excess <= 0) return {x, at_high.second.value, at_high.second.gradient.x};
        return balanced(x, low, high);
    }

private:
    struct Both {
        Product first, second;  ///< values: mT^2; gradients: half of it
        double excess;          ///< of the first one
    };

    Both both(Vector q) const {
        Both both{first_.at(q), second_.at({miss_.x - q.x, miss_.y - q.y}), 0};
        both.first.value = first_.squares() + 2 * both.first.value;
        both.second.value = second_.squares() + 2 * both.second.value;
        both.second.gradient = {-both.second.gradient.x, -both.second.gradient.y};
        both.excess = both.first.value - both.second.value;
        return both;
    }

    /// The excess is below zero at `low` and above at `high` and monotone between them (which may stand either way
    /// round): Newton's steps where they stay inside, else and now and then bisection.
    Point balanced(double x, double low, double high) {
        const auto inside = [&](double y) { return y > std::min(low, high) && y < std::max(low, high); };
        Both here{};
        double y = inside(last_y_) ? last_y_ : 0.5 * (low + high);
        for (int turn = 0; turn < kMostTurns; ++turn) {
            here = both({x, y});
            if (std::abs(here.excess) <= kPrecision * (here.first.value + here.second.value)) break;
            (here.excess < 0 ? low : high) = y;
            const double middle = 0.5 * (low + high);
            if (middle == low || middle == high) break;
            const double newton = y - 0.5 * here.excess / (here.first.gradient.y - here.second.gradient.y);
            y = inside(newton) && turn % 4 != 3 ? newton : middle;
        }
        last_y_ = y;
        // Along the line on which both are equal the slope is that of the mixture whose slope in y is zero.
        const Vector a = here.first.gradient, b = here.second.gradient;
        return {x, std::max(here.first.value, here.second.value), (a.y * b.x - b.y * a.x) / (a.y - b.y)};
    }

    const Side &first_, &second_;
    Vector miss_;
    double limit_, last_y_ = 0;
};

/// The minimum of a convex function, enclosed between values and the crossing of tangents. Without mass the invisible
/// particles' own energies have a kink where they are at rest; it is looked at first.
double minimise(Larger& larger, double scale, double kink) {
    // A bracket in x. The minimum of massless systems may be at infinity.
    constexpr int kDoublings = 40;
    Larger::Point low = larger.at(-scale), high = larger.at(scale);
    for (int i = 0; i < kDoublings && low.slope > 0; ++i) low = larger.at(2 * low.x);
    for (int i = 0; i < kDoublings && high.slope < 0; ++i) high = larger.at(2 * high.x);
    double best = std::min(low.value, high.value);
    for (int turn = 0; turn < kMostTurns && low.slope < 0 && high.slope > 0; ++turn) {
        const double bend = 2 * (high.slope - low.slope);
        const double crossing = (low.value - high.value - 2 * (low.slope * low.x - high.slope * high.x)) / bend;
        const double least = low.value + 2 * low.slope * (crossing - low.x);
        if (best - least <= kPrecision * best) break;
        const double secant = low.x - 2 * low.slope * (high.x - low.x) / bend;
        const double middle = 0.5 * (low.x + high.x);
        double x = turn % 3 == 0 ? crossing : turn % 3 == 1 ? secant : middle;
        if (turn < 2) x = turn == 0 ? 0 : kink;
        if (!(x > low.x && x < high.x)) x = middle;
        if (!(x > low.x && x < high.x)) break;
        const Larger::Point here = larger.at(x);
        best = std::min(best, here.value);
        (here.slope > 0 ? high : low) = here;
        if (here.slope == 0) break;
    }
    return best;
}

}  // namespace

double mt2(double px1, double py1, double m1, double px2, double py2, double m2, double pxmiss, double pymiss,
           double minvisible) {
    if (!all_finite(px1, py1, m1, px2, py2, m2, pxmiss, pymiss, minvisible)) return kNan;
    m1 = std::abs(m1);
    m2 = std::abs(m2);
    minvisible = std::abs(minvisible);
    // In units of a power of two near the largest number, so that no square overflows or vanishes.
    double largest = 0;
    for (const double x : {px1, py1, m1, px2, py2, m2, pxmiss, pymiss, minvisible})
        largest = std::max(largest, std::abs(x));
    if (largest == 0) return 0;
    const int unit = std::ilogb(largest);
    for (double* const x : {&px1, &py1, &m1, &px2, &py2, &m2, &pxmiss, &pymiss, &minvisible})
        *x = std::ldexp(*x, -unit);

    constexpr double kScale = 16, kLimit = 0x1p44;
    const Side first({px1, py1}, m1, minvisible), second({px2, py2}, m2, minvisible);
    const double lowest = std::max(m1, m2) + minvisible;
    Larger larger(first, second, {pxmiss, pymiss}, kLimit);
    return std::ldexp(std::max(lowest, std::sqrt(minimise(larger, kScale, pxmiss))), unit);
}

double eigenvalue3(double k, double xx, double yy, double zz, double xy, double xz, double yz) {
    if (!(k == 1 || k == 2 || k == 3) || !all_finite(xx, yy, zz, xy, xz, yz)) return kNan;
    Eigen::Matrix3d matrix;
    matrix << xx, xy, xz, xy, yy, yz, xz, yz, zz;
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(matrix, Eigen::EigenvaluesOnly);
    return solver.info() == Eigen::Success ? solver.eigenvalues()[static_cast<int>(k) - 1] : kNan;
}

namespace {

/// Calls `function` with each active lane's arguments.
template <std::size_t... Operands>
void call_lanes(double (*function)(decltype(static_cast<double>(Operands))...), std::index_sequence<Operands...>,
                const double* arguments, double* results, std::uint64_t active, std::int64_t lanes) {
    const auto stride = static_cast<std::size_t>(lanes);
    for (std::size_t lane = 0; lane < stride; ++lane) {
        results[lane] = active >> lane & 1 ? function(arguments[Operands * stride + lane]...) : 0;
    }
}

}  // namespace

extern "C" void collmc_mt2(const double* arguments, double* results, std::uint64_t active,
                           std::int64_t lanes) noexcept {
    call_lanes(&mt2, std::make_index_sequence<9>(), arguments, results, active, lanes);
}

extern "C" void collmc_eigenvalue3(const double* arguments, double* results, std::uint64_t active,
                                   std::int64_t lanes) noexcept {
    call_lanes(&eigenvalue3, std::make_index_sequence<7>(), arguments, results, active, lanes);
}

}  // namespace collmc::kernels
