// Numbers as text: what std::to_chars makes of them, digit by digit.
#include "runtime/results/number_text.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace collmc::results {
namespace {

std::string written(double x) {
    char text[kLongestNumber];
    return {text, write_number(x, text)};
}

void expect_shortest(double x) {
    char text[64];
    const std::string expected(text, std::to_chars(text, text + sizeof text, x).ptr);
    ASSERT_EQ(written(x), expected);
}

/// The number, its neighbours, and all of them with the other sign.
void expect_shortest_around(double x) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    for (const double near : {x, std::nextafter(x, kInfinity), std::nextafter(x, -kInfinity)}) {
        ASSERT_NO_FATAL_FAILURE(expect_shortest(near));
        ASSERT_NO_FATAL_FAILURE(expect_shortest(-near));
    }
}

class NumberText : public ::testing::Test {
protected:
    std::uint64_t below(std::uint64_t n) { return random() % n; }
    /// A number of 10^-4 to 10^6 or so.
    double with_mantissa(std::uint64_t mantissa) {
        const std::uint64_t exponent = 1023 - 13 + below(33);
        return std::bit_cast<double>(exponent << 52 | (mantissa & ((std::uint64_t{1} << 52) - 1)));
    }

    std::mt19937_64 random{20};
};

TEST_F(NumberText, IsTheShortestOfAnyNumber) {
    for (int i = 0; i < 300'000 && !HasFatalFailure(); ++i) {
        const double any = std::bit_cast<double>(random());
        if (!std::isnan(any)) expect_shortest(any);
        expect_shortest(with_mantissa(random()));
    }
}

TEST_F(NumberText, IsTheShortestWhereFewBitsAreSetOrNot) {
    for (int i = 0; i < 100'000 && !HasFatalFailure(); ++i) {
        const std::uint64_t last = (std::uint64_t{1} << below(53)) - 1;
        expect_shortest(with_mantissa(random() & ~last));
        expect_shortest(with_mantissa(random() | last));
        // Halfway between two decimals, some of them.
        expect_shortest(std::ldexp(static_cast<double>(2 * below(1 << 20) + 1), -static_cast<int>(below(40))));
    }
    for (int power = -20; power < 20; ++power) expect_shortest_around(std::ldexp(1, power));
}

TEST_F(NumberText, IsTheShortestNearDecimals) {
    for (int i = 0; i < 100'000 && !HasFatalFailure(); ++i) {
        const auto power = std::pow(10, static_cast<double>(below(18)));
        expect_shortest_around(static_cast<double>(below(static_cast<std::uint64_t>(power) * 100)) / power);
        expect_shortest_around(static_cast<double>(below(1'000'000)) / 1000);
    }
    for (const double limit : {0.001, 0.0078125, 1.0, 10.0, 1e4, 1e5, 1e8, 1e15}) expect_shortest_around(limit);
}

TEST_F(NumberText, OfEveryDecimalOfAnEventFile) {
    for (int thousandths = 0; thousandths < 400'000 && !HasFatalFailure(); ++thousandths) {
        expect_shortest(thousandths / 1000.0);
        expect_shortest(-thousandths / 1000.0);
    }
}

TEST_F(NumberText, OfWhatIsNoNumber) {
    EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "nan");
    EXPECT_EQ(written(-std::numeric_limits<double>::quiet_NaN()), "nan");
    EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(EventNumbers, HaveAllTheirDigits) {
    const auto text_of = [](double number) {
        char text[kLongestNumber];
        return std::string(text, write_event_number(number, text));
    };
    for (const std::int64_t number :
         {0L, 7L, 10L, 99'999'999L, 100'000'000L, 100'000'001L, 9'007'199'254'740'992L, -1L, -100'000'000L})
        EXPECT_EQ(text_of(static_cast<double>(number)), std::to_string(number));
    EXPECT_EQ(text_of(-0.0), "0");
    EXPECT_EQ(text_of(0.5), "0.5");
    EXPECT_EQ(text_of(1e20), "1e+20");
    for (std::uint32_t number = 1; number < 100'000'000; number += number / 50 + 1)
        ASSERT_EQ(text_of(number), std::to_string(number));
}

}  // namespace
}  // namespace collmc::results
