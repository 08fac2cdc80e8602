// The solvers against computations that share nothing with them, published numbers and identities.
#include "runtime/kernels/solvers.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace collmc::kernels {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
using Wide = long double;

struct Decay {
    double px1, py1, m1, px2, py2, m2, pxmiss, pymiss, chi;

    double mt2() const { return kernels::mt2(px1, py1, m1, px2, py2, m2, pxmiss, pymiss, chi); }
    Decay scaled(double factor) const {
        return {px1 * factor, py1 * factor,    m1 * factor,     px2 * factor, py2 * factor,
                m2 * factor,  pxmiss * factor, pymiss * factor, chi * factor};
    }
    Decay turned(double angle) const {
        const double c = std::cos(angle), s = std::sin(angle);
        return {c * px1 - s * py1,       s * px1 + c * py1,       m1, c * px2 - s * py2, s * px2 + c * py2, m2,
                c * pxmiss - s * pymiss, s * pxmiss + c * pymiss, chi};
    }
    std::string text() const {
        return fmt::format("{} {} {}, {} {} {}, {} {}, {}", px1, py1, m1, px2, py2, m2, pxmiss, pymiss, chi);
    }
};

// ---- mT2 by brute force: the definition, minimised over the split by two nested ternary searches of a convex
// function.

Wide transverse_mass(Wide px, Wide py, Wide m, Wide qx, Wide qy, Wide chi) {
    const Wide ex = std::hypot(px + qx, py + qy);
    const Wide e = std::sqrt(m * m + px * px + py * py) + std::sqrt(chi * chi + qx * qx + qy * qy);
    return std::sqrt(std::max<Wide>(0, (e - ex) * (e + ex)));
}

template <class Function>
Wide least(Wide low, Wide high, Function value) {
    Wide best = std::min(value(low), value(high));
    for (int turn = 0; turn < 150; ++turn) {
        const Wide a = low + (high - low) / 3, b = high - (high - low) / 3;
        const Wide at_a = value(a), at_b = value(b);
        best = std::min({best, at_a, at_b});
        (at_a < at_b ? high : low) = at_a < at_b ? b : a;
    }
    return best;
}

double brute_force(const Decay& d, Wide range = 1e5) {
    return static_cast<double>(least(-range, range, [&](Wide qx) {
        return least(-range, range, [&](Wide qy) {
            return std::max(transverse_mass(d.px1, d.py1, d.m1, qx, qy, d.chi),
                            transverse_mass(d.px2, d.py2, d.m2, d.pxmiss - qx, d.pymiss - qy, d.chi));
        });
    }));
}

Decay random_decay(std::mt19937_64& random, bool massless) {
    const auto number = [&](double low, double high) { return std::uniform_real_distribution<>(low, high)(random); };
    Decay d{number(-200, 200), number(-200, 200), number(0, 150),    number(-200, 200), number(-200, 200),
            number(0, 150),    number(-200, 200), number(-200, 200), number(0, 200)};
    if (massless) d.m1 = 0;
    if (massless && random() % 2) d.m2 = 0;
    if (random() % 3 == 0) d.chi = 0;
    if (random() % 5 == 0) d.m2 = 0.105658;
    if (random() % 7 == 0) d.pxmiss = d.pymiss = 0;
    return d;
}

TEST(Mt2, IsTheMinimumOverTheSplits) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 60; ++i) {
        const Decay d = random_decay(random, i % 2);
        EXPECT_NEAR(d.mt2(), brute_force(d), 1e-9 * (1 + d.mt2())) << d.text();
    }
}

TEST(Mt2, GivesPublishedNumbers) {
    // The example of the authors of arXiv:1411.4312, and the nearly massless event of its figure 5.
    EXPECT_NEAR((Decay{410, 20, 100, -210, -300, 150, -200, 280, 100}.mt2()), 412.627668458219, 1e-9);
    EXPECT_NEAR((Decay{-42.017340486, -146.365340528, 0, -9.625614206, 145.757295514, 0.087252259, -16.692279406,
                       -14.730240471, 0}
                     .mt2()),
                0.09719971, 1e-8);
}

/// Without other momenta in the event (pmiss = -p1 - p2) there is a formula: W.S. Cho, K. Choi, Y.G. Kim, C.B. Park,
/// arXiv:0711.4526, for the balanced case.
TEST(Mt2, FollowsTheFormulaOfNoRecoil) {
    std::mt19937_64 random(2);
    for (int i = 0; i < 2000; ++i) {
        Decay d = random_decay(random, false);
        d.m2 = d.m1;  // surely balanced
        d.pxmiss = -d.px1 - d.px2;
        d.pymiss = -d.py1 - d.py2;
        const double e1 = std::hypot(d.m1, d.px1, d.py1), e2 = std::hypot(d.m2, d.px2, d.py2);
        const double a = e1 * e2 + d.px1 * d.px2 + d.py1 * d.py2;
        const double below = 2 * a - 2 * d.m1 * d.m1;
        const double square =
            d.chi * d.chi + a +
            std::sqrt((1 + 4 * d.chi * d.chi / below) * std::max(0., a * a - d.m1 * d.m1 * d.m1 * d.m1));
        EXPECT_NEAR(d.mt2(), std::sqrt(square), 1e-12 * (1 + d.mt2())) << d.text();
    }
}

/// A parent that emits its visible system along its own motion is at the endpoint: mT2 is the parents' mass.
TEST(Mt2, FindsTheParentsMassWhereAllIsInOneLine) {
    std::mt19937_64 random(5);
    const auto number = [&](double low, double high) { return std::uniform_real_distribution<>(low, high)(random); };
    for (int i = 0; i < 2000; ++i) {
        Decay d{0, 0, number(0, 100), 0, 0, number(0, 100), 0, 0, number(0, 100)};
        const double parent = std::max(d.m1, d.m2) + d.chi + number(1, 100);
        const double angle = number(-3, 3);
        const auto decay = [&](double m, double& px, double& py) {
            const double momentum = number(0, 100), energy = std::hypot(parent, momentum);
            const double inside =
                std::sqrt((parent - m - d.chi) * (parent + m - d.chi) * (parent - m + d.chi) * (parent + m + d.chi)) /
                (2 * parent);
            const auto boosted = [&](double mass, double p) {
                return (energy * p + momentum * std::hypot(mass, p)) / parent;
            };
            px = boosted(m, inside) * std::cos(angle);
            py = boosted(m, inside) * std::sin(angle);
            d.pxmiss += boosted(d.chi, -inside) * std::cos(angle);
            d.pymiss += boosted(d.chi, -inside) * std::sin(angle);
        };
        decay(d.m1, d.px1, d.py1);
        decay(d.m2, d.px2, d.py2);
        EXPECT_NEAR(d.mt2(), parent, 1e-11 * parent) << d.text();
    }
}

TEST(Mt2, IsTheLeastPossibleMassWhereThatCanBe) {
    // One system heavy and at rest, the other one light: the heavy one decides alone.
    EXPECT_DOUBLE_EQ((Decay{0, 0, 500, 10, 0, 1, 5, 5, 50}.mt2()), 550);
    // The missing momentum stands between two massless systems, so that each may have its part in parallel.
    EXPECT_NEAR((Decay{30, 0, 0, 0, 40, 0, 60, 20, 0}.mt2()), 0, 1e-6);
    EXPECT_NEAR((Decay{30, 0, 0, 0, 40, 0, 0, 0, 0}.mt2()), 0, 1e-6);
}

TEST(Mt2, ManagesWhatIsDegenerate) {
    // Nothing at all, only masses, back to back and massless with nothing missing, all in one line.
    EXPECT_EQ((Decay{0, 0, 0, 0, 0, 0, 0, 0, 0}.mt2()), 0);
    EXPECT_EQ((Decay{0, 0, 3, 0, 0, 5, 0, 0, 7}.mt2()), 12);
    EXPECT_NEAR((Decay{50, 0, 0, -50, 0, 0, 0, 0, 0}.mt2()), 0, 1e-6);
    EXPECT_NEAR((Decay{0, 50, 0, 0, -50, 0, 0, 0, 0}.mt2()), 0, 1e-6);
    EXPECT_NEAR((Decay{50, 0, 0, -50, 0, 0, 0, 0, 10}.mt2()), 10, 1e-6) << "the infimum is at infinity";
    EXPECT_NEAR((Decay{0, 50, 0, 0, -50, 0, 0, 0, 10}.mt2()), 10, 1e-6) << "the infimum is at infinity";
    EXPECT_NEAR((Decay{50, 0, 0, 50, 0, 0, -100, 0, 0}.mt2()), 100, 1e-9);
    EXPECT_NEAR((Decay{0, 50, 0, 0, 50, 0, 0, -100, 0}.mt2()), 100, 1e-9);
    EXPECT_NEAR((Decay{0, 0, 0, 50, 0, 0, 10, 20, 0}.mt2()), 0, 1e-6) << "nothing visible on one side";
    EXPECT_EQ((Decay{30, 0, -3, 0, 40, 5, 10, 0, -7}.mt2()), (Decay{30, 0, 3, 0, 40, 5, 10, 0, 7}.mt2()));
}

TEST(Mt2, DoesNotDependOnOrderDirectionOrUnit) {
    std::mt19937_64 random(3);
    for (int i = 0; i < 2000; ++i) {
        const Decay d = random_decay(random, i % 2);
        const double expected = d.mt2(), tolerance = 1e-12 * (1 + expected);
        EXPECT_NEAR((Decay{d.px2, d.py2, d.m2, d.px1, d.py1, d.m1, d.pxmiss, d.pymiss, d.chi}.mt2()), expected,
                    tolerance)
            << d.text();
        for (const double angle : {0.3, 1.570796326794897, 3.0}) {
            EXPECT_NEAR(d.turned(angle).mt2(), expected, tolerance) << d.text();
        }
        EXPECT_EQ(d.scaled(0x1p300).mt2(), std::ldexp(expected, 300));
        EXPECT_EQ(d.scaled(0x1p-300).mt2(), std::ldexp(expected, -300));
        EXPECT_GE(expected, std::max(d.m1, d.m2) + d.chi);
    }
}

TEST(Mt2, OfWhatIsNoNumberIsNone) {
    for (int argument = 0; argument < 9; ++argument) {
        for (const double bad : {kNan, kInfinity, -kInfinity}) {
            std::array<double, 9> a = {410, 20, 100, -210, -300, 150, -200, 280, 100};
            a[static_cast<std::size_t>(argument)] = bad;
            EXPECT_TRUE(std::isnan(mt2(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8])));
        }
    }
}

// ---- eigenvalues

TEST(Eigenvalue3, SolvesTheCharacteristicPolynomial) {
    std::mt19937_64 random(4);
    std::uniform_real_distribution<> number(-10, 10);
    for (int i = 0; i < 2000; ++i) {
        const double xx = number(random), yy = number(random), zz = number(random);
        const double xy = number(random), xz = number(random), yz = number(random);
        std::array<double, 3> e{};
        for (int k = 0; k < 3; ++k) e[static_cast<std::size_t>(k)] = eigenvalue3(k + 1, xx, yy, zz, xy, xz, yz);
        EXPECT_LE(e[0], e[1]);
        EXPECT_LE(e[1], e[2]);
        const double minors = xx * yy - xy * xy + xx * zz - xz * xz + yy * zz - yz * yz;
        const double determinant = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
        EXPECT_NEAR(e[0] + e[1] + e[2], xx + yy + zz, 1e-12);
        EXPECT_NEAR(e[0] * e[1] + e[1] * e[2] + e[2] * e[0], minors, 1e-11);
        EXPECT_NEAR(e[0] * e[1] * e[2], determinant, 1e-10);
    }
}

TEST(Eigenvalue3, OfSimpleMatrices) {
    const auto all = [](double xx, double yy, double zz, double xy, double xz, double yz) {
        return std::array{eigenvalue3(1, xx, yy, zz, xy, xz, yz), eigenvalue3(2, xx, yy, zz, xy, xz, yz),
                          eigenvalue3(3, xx, yy, zz, xy, xz, yz)};
    };
    EXPECT_EQ(all(0, 0, 0, 0, 0, 0), (std::array{0., 0., 0.}));
    EXPECT_EQ(all(3, 1, 2, 0, 0, 0), (std::array{1., 2., 3.}));
    EXPECT_EQ(all(5, 5, 5, 0, 0, 0), (std::array{5., 5., 5.}));
    const auto pencil = all(1, 1, 1, 1, 1, 1);  // a momentum tensor of one direction
    EXPECT_NEAR(pencil[0], 0, 1e-15);
    EXPECT_NEAR(pencil[1], 0, 1e-15);
    EXPECT_NEAR(pencil[2], 3, 1e-15);
    const auto large = all(1e300, -1e300, 1e299, 1e300, 0, 0);
    EXPECT_NEAR(large[2], std::sqrt(2.0) * 1e300, 1e286);
}

TEST(Eigenvalue3, OfWhatIsNoNumberIsNone) {
    for (const double k : {0., 4., 1.5, kNan}) EXPECT_TRUE(std::isnan(eigenvalue3(k, 1, 2, 3, 0, 0, 0)));
    for (std::size_t element = 0; element < 6; ++element) {
        for (const double bad : {kNan, kInfinity}) {
            std::array<double, 6> a = {1, 2, 3, 0.5, 0.25, 0.125};
            a[element] = bad;
            EXPECT_TRUE(std::isnan(eigenvalue3(1, a[0], a[1], a[2], a[3], a[4], a[5])));
        }
    }
}

}  // namespace
}  // namespace collmc::kernels
