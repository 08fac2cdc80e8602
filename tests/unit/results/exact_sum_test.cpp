#include "runtime/results/exact_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace collmc::results {
namespace {

using Integer = boost::multiprecision::cpp_int;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// x in units of 2^-2148, the square of the smallest double.
Integer exact(double x) {
    int exponent = 0;
    const double fraction = std::frexp(x, &exponent);
    Integer units = static_cast<std::int64_t>(std::ldexp(fraction, 53));
    units <<= exponent - 53 + 2148;  // the exponent is at least -1073
    return units;
}

/// A square in the same units: both factors at 2^-1074.
Integer exact_square(double x) {
    const Integer root = exact(x) >> 1074;
    return root * root;
}

/// `rounded` is the double nearest to `sum`, and the even one of two equally near.
::testing::AssertionResult is_nearest(double rounded, const Integer& sum) {
    const Integer distance = abs(exact(rounded) - sum);
    for (const double direction : {-kInfinity, kInfinity}) {
        const double neighbour = std::nextafter(rounded, direction);
        if (!std::isfinite(neighbour)) continue;
        const Integer other = abs(exact(neighbour) - sum);
        const bool odd = std::bit_cast<std::uint64_t>(rounded) & 1;
        if (other < distance || (other == distance && odd)) {
            return ::testing::AssertionFailure() << rounded << " is farther than " << neighbour;
        }
    }
    return ::testing::AssertionSuccess();
}

/// Any finite double below 2^limit, all exponents and subnormals equally likely.
double random_double(std::mt19937_64& random, int least_exponent, int limit) {
    const int exponent = std::uniform_int_distribution<int>(least_exponent, limit - 1)(random);
    const double mantissa = std::uniform_real_distribution<double>(1, 2)(random);
    return std::ldexp(random() % 2 ? mantissa : -mantissa, exponent);
}

TEST(ExactSum, RoundsTheExactSumToNearestEven) {
    std::mt19937_64 random(1);
    const std::vector<std::pair<int, int>> ranges = {{-1080, 1000}, {-1080, -1000}, {-3, 3}, {-60, 60}, {960, 1010}};
    for (const auto& [least, limit] : ranges) {
        for (int trial = 0; trial < 200; ++trial) {
            ExactSum sum;
            Integer reference = 0;
            for (int i = 0, n = 1 + trial * 3; i < n; ++i) {
                const double x = random_double(random, least, limit);
                sum.add(x);
                reference += exact(x);
            }
            EXPECT_TRUE(is_nearest(sum.round(), reference)) << "exponents " << least << " to " << limit;
        }
    }
}

TEST(ExactSum, KeepsWhatOrdinaryAdditionLoses) {
    ExactSum sum;
    for (const double x : {1e300, 1.0, -1e300, 0x1p-1074, -1.0}) sum.add(x);
    EXPECT_EQ(sum.round(), 0x1p-1074);
}

TEST(ExactSum, TiesGoToEvenAndTheLastBitDecides) {
    const auto rounded = [](std::vector<double> terms) {
        ExactSum sum;
        for (const double x : terms) sum.add(x);
        return sum.round();
    };
    EXPECT_EQ(rounded({0x1p53, 1}), 0x1p53);
    EXPECT_EQ(rounded({0x1p53, 1, 0x1p-1074}), 0x1p53 + 2);
    EXPECT_EQ(rounded({0x1p53 + 2, 1}), 0x1p53 + 4);
    EXPECT_EQ(rounded({0x1p53 + 2, 1, -0x1p-1074}), 0x1p53 + 2);
    EXPECT_EQ(rounded({-0x1p53, -1}), -0x1p53);
    EXPECT_EQ(rounded({0x1.fffffffffffffp1023, 0x1p970}), kInfinity);
    EXPECT_EQ(rounded({0x1.fffffffffffffp1023, 0x1p970, -0x1p-1074}), 0x1.fffffffffffffp1023);
}

TEST(ExactSum, ManyEqualTermsNeedCarries) {
    ExactSum sum;
    const int n = 1'000'000;
    for (int i = 0; i < n; ++i) sum.add(0x1.fffffffffffffp-1);
    EXPECT_TRUE(is_nearest(sum.round(), exact(0x1.fffffffffffffp-1) * n));
    for (int i = 0; i < n; ++i) sum.add(-0x1.fffffffffffffp-1);
    EXPECT_EQ(sum.round(), 0);
}

TEST(ExactSum, ManyTermsAtOnceAreTheSameAsOneByOne) {
    std::mt19937_64 random(2);
    for (int trial = 0; trial < 500; ++trial) {
        const double x = random_double(random, -1080, 1000);
        const auto n = static_cast<std::int64_t>(random() >> (1 + random() % 62));
        ExactSum sum;
        sum.add(x, n);
        const Integer reference = exact(x) * n;
        if (abs(reference) < exact(std::numeric_limits<double>::max())) {
            EXPECT_TRUE(is_nearest(sum.round(), reference)) << x << " * " << n;
        }
        sum.add(-x, n);
        EXPECT_EQ(sum.round(), 0);
    }
    ExactSum largest;
    largest.add(std::numeric_limits<double>::max(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(largest.round(), kInfinity);
    largest.add(-std::numeric_limits<double>::max(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(largest.round(), 0);
}

TEST(ExactSum, SquaresAreExactInTheirRange) {
    std::mt19937_64 random(3);
    for (int trial = 0; trial < 200; ++trial) {
        ExactSum sum;
        Integer reference = 0;
        for (int i = 0; i < 100; ++i) {
            const double x = trial % 2 ? random_double(random, -485, 500) : random_double(random, -4, 4);
            const int n = trial % 3 ? 1 : 7;
            sum.add_square(x, n);
            reference += exact_square(x) * n;
        }
        EXPECT_TRUE(is_nearest(sum.round(), reference));
    }
}

TEST(ExactSum, AnyOrderAndAnyPartitionGiveTheSameBits) {
    std::mt19937_64 random(4);
    std::vector<double> terms(20'000);
    for (double& x : terms) x = random_double(random, -30, 30);
    ExactSum once;
    for (const double x : terms) once.add(x);
    for (int trial = 0; trial < 20; ++trial) {
        std::shuffle(terms.begin(), terms.end(), random);
        std::vector<ExactSum> parts(1 + random() % 9);
        for (const double x : terms) parts[random() % parts.size()].add(x);
        std::shuffle(parts.begin(), parts.end(), random);
        ExactSum merged;
        for (const ExactSum& part : parts) merged.merge(part);
        EXPECT_EQ(std::bit_cast<std::uint64_t>(merged.round()), std::bit_cast<std::uint64_t>(once.round()));
    }
}

TEST(ExactSum, NonFiniteTermsActAsInOrdinaryAddition) {
    ExactSum sum;
    sum.add(1);
    sum.add(kInfinity);
    EXPECT_EQ(sum.round(), kInfinity);
    ExactSum other;
    other.add(-kInfinity, 3);
    EXPECT_EQ(other.round(), -kInfinity);
    other.add(kInfinity, 0);
    EXPECT_EQ(other.round(), -kInfinity);
    sum.merge(other);
    EXPECT_TRUE(std::isnan(sum.round()));
    ExactSum nan;
    nan.add(std::nan(""));
    EXPECT_TRUE(std::isnan(nan.round()));
}

TEST(WeightSum, UnitsAndOtherWeightsTogether) {
    WeightSum sum;
    sum.add_units(3);
    sum.add(0.1);
    sum.add(1, 2);
    sum.add(0.1, 9);
    EXPECT_EQ(sum.sumw(), 6);  // 5 + ten times the double next to 0.1, rounded once
    WeightSum other;
    other.add(-2);
    other.merge(sum);
    EXPECT_EQ(other.sumw(), 4);
    ExactSum squares;
    squares.add(9);
    squares.add_square(0.1, 10);
    EXPECT_EQ(other.sumw2(), squares.round());
}

}  // namespace
}  // namespace collmc::results
