#include "runtime/results/block_sum.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace collmc::results {
namespace {

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Terms of magnitudes from 2^least to 2^most, some of them 0.
std::vector<double> terms(std::mt19937_64& random, std::size_t count, int least, int most) {
    std::vector<double> terms(count);
    for (double& x : terms) {
        const int exponent = std::uniform_int_distribution<int>(least, most - 1)(random);
        const double mantissa = std::ldexp(static_cast<double>(random() >> 11 | std::uint64_t{1} << 52), -52);
        x = random() % 16 == 0 ? 0 : std::ldexp(random() % 2 ? mantissa : -mantissa, exponent);
    }
    return terms;
}

// Of the widths that are split, just not, and far from it.
const std::vector<std::pair<int, int>> kRanges = {{-1, 1},  {-14, 0},   {-28, 0},   {-27, 1},     {-29, 0},
                                                  {0, 400}, {390, 400}, {390, 410}, {-400, -390}, {-1022, 1000}};

TEST(BlockSum, TermsAreThoseOneByOne) {
    std::mt19937_64 random(1);
    for (const auto& [least, most] : kRanges) {
        for (const std::size_t count : {0, 1, 7, 8, 9, 1000, 70'000}) {
            const std::vector<double> x = terms(random, count, least, most);
            ExactSum one_by_one, at_once;
            for (const double term : x) one_by_one.add(term);
            add_terms(x, bounds_of(x), at_once);
            EXPECT_EQ(bits(at_once.round()), bits(one_by_one.round())) << least << " to " << most << ", " << count;
        }
    }
}

TEST(BlockSum, ProductsAreThoseOneByOne) {
    std::mt19937_64 random(2);
    for (const auto& [least, most] : kRanges) {
        for (const std::size_t count : {1, 9, 1000, 70'000}) {
            const std::vector<double> x = terms(random, count, least, most), y = terms(random, count, -2, 2);
            ExactSum one_by_one, at_once, squares_one_by_one, squares;
            for (std::size_t i = 0; i < count; ++i) {
                one_by_one.add_product(x[i], y[i]);
                squares_one_by_one.add_square(x[i]);
            }
            add_products(x, bounds_of(x), y, bounds_of(y), at_once);
            add_products(x, bounds_of(x), x, bounds_of(x), squares);
            EXPECT_EQ(bits(at_once.round()), bits(one_by_one.round())) << least << " to " << most << ", " << count;
            EXPECT_EQ(bits(squares.round()), bits(squares_one_by_one.round())) << least << " to " << most;
        }
    }
}

TEST(BlockSum, EqualTermsFillAllBits) {
    // The largest mantissa again and again: the sums of both parts come closest to what they hold.
    const std::vector<double> x(70'000, std::nextafter(2.0, 0.0));
    ExactSum one_by_one, at_once, squares_one_by_one, squares;
    for (const double term : x) one_by_one.add(term);
    for (const double term : x) squares_one_by_one.add_square(term);
    add_terms(x, {-27, 1}, at_once);
    add_products(x, bounds_of(x), x, bounds_of(x), squares);
    EXPECT_EQ(bits(at_once.round()), bits(one_by_one.round()));
    EXPECT_EQ(bits(squares.round()), bits(squares_one_by_one.round()));
}

TEST(BlockSum, BoundsHoldEveryTerm) {
    const auto of = [](std::vector<double> x) { return bounds_of(x); };
    EXPECT_EQ(of({1.0, -0.75, 0.0}).least, -1);
    EXPECT_EQ(of({1.0, -0.75, 0.0}).most, 1);
    EXPECT_EQ(of({}).most, 0);
    EXPECT_GT(of({1.0, std::numeric_limits<double>::infinity()}).most, 1024);
    EXPECT_GT(of({std::nan(""), 1.0}).most, 1024);
    EXPECT_LT(of({5e-324}).least, -1000);
}

TEST(BlockSum, NonFiniteTermsActAsOneByOne) {
    const std::vector<double> x = {1, std::numeric_limits<double>::infinity(), 2}, y = {1, std::nan(""), 2};
    ExactSum sum, products;
    add_terms(x, bounds_of(x), sum);
    add_products(y, bounds_of(y), y, bounds_of(y), products);
    EXPECT_EQ(sum.round(), std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isnan(products.round()));
}

}  // namespace
}  // namespace collmc::results
