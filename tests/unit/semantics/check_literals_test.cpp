// Literals are rounded once from their exact value. Oracles: strtod, which rounds decimals correctly, and constants
// computed with 120 digits.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

#include "compiler/semantics/literals.h"

namespace collmc::semantics {
namespace {

std::optional<syntax::Unit> unit(const char* name, long numerator = 1, long denominator = 1) {
    syntax::Unit unit;
    unit.name = name;
    if (numerator != 1 || denominator != 1) unit.power = syntax::Power{numerator, denominator, {}};
    return unit;
}

syntax::Bound bound(std::string digits, bool negative = false) {
    syntax::Bound bound;
    bound.negative = negative;
    bound.is_pi = digits == "pi";
    bound.digits = bound.is_pi ? "" : std::move(digits);
    return bound;
}

TEST(Literals, DecimalsRoundAsStrtodDoes) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 20000; ++i) {
        std::string digits = std::to_string(random() >> (random() % 64));
        if (random() % 2) digits += "." + std::to_string(random() >> (random() % 64));
        const int exponent = static_cast<int>(random() % 600) - 320;
        if (random() % 2) digits += "e" + std::to_string(exponent);
        const double expected = std::strtod(digits.c_str(), nullptr);
        if (!std::isfinite(expected)) continue;
        ASSERT_EQ(literal_value(digits, std::nullopt), expected) << digits;
    }
}

TEST(Literals, UnitsAreAppliedBeforeRounding) {
    EXPECT_EQ(literal_value("0.9", unit("MeV")), 9e-4);
    EXPECT_NE(0.9 * 0.001, 9e-4);  // what rounding twice gives
    std::mt19937_64 random(2);
    for (int i = 0; i < 5000; ++i) {
        const std::string digits = std::to_string(random() % 100000) + "." + std::to_string(random() % 10000);
        ASSERT_EQ(literal_value(digits, unit("MeV")), std::strtod((digits + "e-3").c_str(), nullptr)) << digits;
        ASSERT_EQ(literal_value(digits, unit("TeV")), std::strtod((digits + "e3").c_str(), nullptr)) << digits;
        ASSERT_EQ(literal_value(digits, unit("MeV", 2)), std::strtod((digits + "e-6").c_str(), nullptr)) << digits;
        ASSERT_EQ(literal_value(digits, unit("TeV", -1)), std::strtod((digits + "e-3").c_str(), nullptr)) << digits;
    }
}

TEST(Literals, AnglesAreExact) {
    EXPECT_EQ(pi_value(), 0x1.921fb54442d18p+1);
    EXPECT_EQ(literal_value("30", unit("deg")), 0x1.0c152382d7366p-1);
    EXPECT_EQ(literal_value("1", unit("deg")), 0x1.1df46a2529d39p-6);
    EXPECT_EQ(literal_value("7", unit("deg")), 0x1.f46bb9c109324p-4);
    EXPECT_EQ(literal_value("180", unit("deg")), pi_value());
    EXPECT_EQ(literal_value("0.4", unit("rad")), 0.4);
}

TEST(Literals, RootsOfUnitsAreExact) {
    EXPECT_EQ(literal_value("8.5", unit("GeV", 1, 2)), 8.5);
    EXPECT_EQ(literal_value("8.5", unit("MeV", 1, 2)), 0x1.133ea138a3e19p-2);
    EXPECT_EQ(literal_value("3", unit("TeV", 1, 2)), 0x1.7b792b72cb59dp+6);
    EXPECT_EQ(literal_value("4", unit("TeV", 2, 3)), 400.0);
}

TEST(Literals, Limits) {
    EXPECT_EQ(literal_value("1e400", std::nullopt), std::nullopt);
    EXPECT_EQ(literal_value("1e99999999999999999999", std::nullopt), std::nullopt);
    EXPECT_EQ(literal_value("1.7976931348623157e308", std::nullopt), std::numeric_limits<double>::max());
    EXPECT_EQ(literal_value("1.7976931348623157e305", unit("TeV")), std::numeric_limits<double>::max());
    EXPECT_EQ(literal_value("1.8e305", unit("TeV")), std::nullopt);
    EXPECT_EQ(literal_value("4.9e-324", std::nullopt), std::numeric_limits<double>::denorm_min());
    EXPECT_EQ(literal_value("1e-500", std::nullopt), 0.0);
    EXPECT_EQ(literal_value(std::string(500, '7'), std::nullopt), std::nullopt);
    EXPECT_EQ(literal_value(std::string(500, '0') + "7", std::nullopt), 7.0);
    EXPECT_EQ(literal_value("2", unit("GeV", 99)), std::nullopt);
    EXPECT_EQ(bound_value(bound("0", true), std::nullopt), 0.0);
    EXPECT_FALSE(std::signbit(*bound_value(bound("0", true), std::nullopt)));
}

TEST(Literals, EdgesAreTheNearestToTheExactOnes) {
    const auto edges = bin_edges(bound("0.1"), bound("0.7"), std::nullopt, 6);
    ASSERT_TRUE(edges);
    EXPECT_EQ(*edges, (std::vector<double>{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}));
    const auto mev = bin_edges(bound("0"), bound("0.3"), unit("MeV"), 3);
    ASSERT_TRUE(mev);
    EXPECT_EQ(*mev, (std::vector<double>{0, 1e-4, 2e-4, 3e-4}));
}

TEST(Literals, EdgesOfAnglesAreSymmetric) {
    const auto edges = bin_edges(bound("pi", true), bound("pi"), std::nullopt, 40);
    ASSERT_TRUE(edges);
    EXPECT_EQ(edges->front(), -pi_value());
    EXPECT_EQ(edges->back(), pi_value());
    EXPECT_EQ((*edges)[1], -0x1.7e0485cda5e0ap+1);
    for (std::size_t i = 0; i <= 40; ++i) EXPECT_EQ((*edges)[i], -(*edges)[40 - i]);
    EXPECT_FALSE(std::signbit((*edges)[20]));
}

TEST(Literals, EdgesThatDoNotIncreaseAreRefused) {
    EXPECT_FALSE(bin_edges(bound("2"), bound("1"), std::nullopt, 4));
    EXPECT_FALSE(bin_edges(bound("1"), bound("1"), std::nullopt, 1));
    EXPECT_FALSE(bin_edges(bound("1"), bound("1.0000000000000001"), std::nullopt, 1));
    EXPECT_TRUE(bin_edges(bound("1"), bound("1.0000000000000002220446049250313"), std::nullopt, 1));
}

}  // namespace
}  // namespace collmc::semantics
