// Columns of numbers as text: every variant writes what std::to_chars makes of each number.
#include "runtime/results/number_column.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "runtime/results/shortest_decimals.h"

namespace collmc::results {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string shortest_of(double x) {
    if (std::isnan(x)) return "nan";
    char text[64];
    return {text, std::to_chars(text, text + sizeof text, x).ptr};
}

/// The texts of `count` numbers from there on.
void write(ColumnFunction function, const double* numbers, std::size_t count, NumberTexts& texts) {
    std::vector<std::int32_t> which(count);
    std::iota(which.begin(), which.end(), 0);
    function(numbers, which.data(), count, texts);
}

std::string text_of(const NumberTexts& texts, std::size_t i) {
    char text[kLongestNumber];
    return {text, texts.copy(i, text)};
}

class NumberColumn : public ::testing::Test {
protected:
    std::uint64_t below(std::uint64_t n) { return random() % n; }
    /// One of the numbers from 2^exponent to the double of that.
    double of_exponent(int exponent, std::uint64_t mantissa) {
        return std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << 52 | mantissa >> 12);
    }
    void add(double x) {
        numbers.push_back(x);
        numbers.push_back(-x);
    }
    void add_with_neighbours(double x) {
        for (const double near : {x, std::nextafter(x, kInfinity), std::nextafter(x, -kInfinity)}) add(near);
    }
    void expect_shortest() {
        for (const ColumnVariant& variant : column_variants()) {
            NumberTexts texts;
            for (std::size_t begin = 0; begin < numbers.size(); begin += NumberTexts::kMost) {
                const std::size_t count = std::min(NumberTexts::kMost, numbers.size() - begin);
                write(variant.write, numbers.data() + begin, count, texts);
                for (std::size_t i = 0; i < count; ++i)
                    ASSERT_EQ(text_of(texts, i), shortest_of(numbers[begin + i])) << variant.name;
            }
        }
    }

    std::mt19937_64 random{21};
    std::vector<double> numbers;
    static constexpr int kFirst = -12, kLast = 20;  ///< exponents, some beyond what goes side by side
};

TEST_F(NumberColumn, OfEverySize) {
    for (int exponent = kFirst; exponent <= kLast; ++exponent) {
        for (int i = 0; i < 10'000; ++i) add(of_exponent(exponent, random()));
    }
    expect_shortest();
}

TEST_F(NumberColumn, WhereFewBitsAreSetOrNot) {
    for (int exponent = kFirst; exponent <= kLast; ++exponent) {
        for (int i = 0; i < 2'000; ++i) {
            const std::uint64_t last = ~std::uint64_t{0} >> below(64);
            add(of_exponent(exponent, random() & ~last));
            add(of_exponent(exponent, random() | last));
        }
        add_with_neighbours(std::ldexp(1, exponent));
    }
    expect_shortest();
}

TEST_F(NumberColumn, OfDecimalsAndTheirNeighbours) {
    for (int i = 0; i < 20'000; ++i) {
        const double power = std::pow(10, static_cast<double>(below(18)));
        add_with_neighbours(static_cast<double>(below(static_cast<std::uint64_t>(power) * 100)) / power);
        add_with_neighbours(static_cast<double>(below(100'000'000)) / (i % 3 == 0 ? 10 : i % 3 == 1 ? 100 : 1000));
    }
    for (int power = -5; power < 17; ++power) add_with_neighbours(std::pow(10, power));
    for (const double limit : {shortest::kFrom, shortest::kBelow, 99999.999, 0.001}) add_with_neighbours(limit);
    expect_shortest();
}

TEST_F(NumberColumn, OfEveryFourDigitsInEveryPlace) {
    for (int digits = 0; digits < 10'000; ++digits) {
        for (const double unit : {10.0, 1.0, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12}) add(digits * unit);
        add(0.5 + digits * 1e-14);
        add(0.03125 + digits * 1e-16);
    }
    expect_shortest();
}

/// A quarter of the unit that is tried first, or three: as near to one digit as to the next.
TEST_F(NumberColumn, HalfwayBetweenTwoDigits) {
    for (int exponent = -7; exponent <= 16; ++exponent) {
        const int quarter = -((52 - exponent) * shortest::kLog >> shortest::kLogBits) - 2;
        for (int i = 0; i < 2'000; ++i) {
            const auto quarters = static_cast<std::int64_t>(std::ldexp(of_exponent(exponent, random()), -quarter));
            add_with_neighbours(std::ldexp(static_cast<double>(quarters | 1), quarter));
        }
    }
    expect_shortest();
}

TEST_F(NumberColumn, OfAnyNumbersAndWhatIsNone) {
    for (int i = 0; i < 50'000; ++i) {
        switch (below(8)) {
            case 0: numbers.push_back(std::bit_cast<double>(random())); break;
            case 1: add(0); break;
            case 2: add(std::numeric_limits<double>::quiet_NaN()); break;
            case 3: add(kInfinity); break;
            case 4: add(std::bit_cast<double>(random() >> 12)); break;  // below all normal ones
            case 5: add(static_cast<double>(below(8)) / 1000); break;
            default: add(of_exponent(kFirst + static_cast<int>(below(kLast - kFirst)), random()));
        }
    }
    add(std::numeric_limits<double>::max());
    add(-2.2250738585072014e-308);
    expect_shortest();
}

TEST_F(NumberColumn, OfEventNumbers) {
    for (int digits = 0; digits < 10'000; ++digits) {
        for (const double factor : {1.0, 1e4, 1.0001e4}) numbers.push_back(digits * factor);
    }
    for (int i = 0; i < 20'000; ++i) numbers.push_back(static_cast<double>(random() >> below(64)));
    for (const double number : {0.0, 0.5, 7.25, 99'999'999.0, 100'000'000.0, 99'999'999.5, 1e15, 1e300, kInfinity})
        add(number);
    add(std::numeric_limits<double>::quiet_NaN());
    for (const ColumnVariant& variant : column_variants()) {
        NumberTexts texts;
        for (std::size_t begin = 0; begin < numbers.size(); begin += NumberTexts::kMost) {
            const std::size_t count = std::min(NumberTexts::kMost, numbers.size() - begin);
            write(variant.write_event_numbers, numbers.data() + begin, count, texts);
            for (std::size_t i = 0; i < count; ++i) {
                char text[kLongestNumber];
                const std::string expected(text, write_event_number(numbers[begin + i], text));
                ASSERT_EQ(text_of(texts, i), expected) << variant.name;
            }
        }
    }
}

TEST_F(NumberColumn, OfEveryLength) {
    for (const ColumnVariant& variant : column_variants()) {
        for (std::size_t count = 0; count <= NumberTexts::kMost; ++count) {
            // No number behind them is looked at: there is none.
            std::vector<double> exactly;
            for (std::size_t i = 0; i < count; ++i) exactly.push_back(i % 3 == 2 ? 1e300 : of_exponent(4, random()));
            NumberTexts texts;
            write(variant.write, exactly.data(), count, texts);
            for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(text_of(texts, i), shortest_of(exactly[i])) << count;
        }
    }
}

TEST_F(NumberColumn, OfTheNumbersThatAreNamed) {
    for (int i = 0; i < 100; ++i) numbers.push_back(i % 10 == 7 ? -1e300 : of_exponent(2, random()));
    const std::int32_t which[] = {99, 3, 4, 8, 17, 17, 0, 50, 27, 2, 1};
    for (const ColumnVariant& variant : column_variants()) {
        NumberTexts texts;
        variant.write(numbers.data(), which, std::size(which), texts);
        for (std::size_t i = 0; i < std::size(which); ++i)
            EXPECT_EQ(text_of(texts, i), shortest_of(numbers[static_cast<std::size_t>(which[i])])) << variant.name;
    }
}

TEST_F(NumberColumn, TextsAreCopiedOneBehindTheOther) {
    for (const ColumnVariant& variant : column_variants()) {
        NumberTexts texts;
        const double row[] = {-12345.678, 0.5, 0, 1e-300, 99999.9999999999};
        write(variant.write, row, std::size(row), texts);
        std::string line(std::size(row) * (kLongestNumber + 1) + kLongestNumber, ' ');
        char* to = line.data();
        for (std::size_t i = 0; i < std::size(row); ++i) {
            to = texts.copy(i, to);
            *to++ = ',';
        }
        line.resize(static_cast<std::size_t>(to - line.data()));
        EXPECT_EQ(line, "-12345.678,0.5,0,1e-300,99999.9999999999,") << variant.name;
    }
}

}  // namespace
}  // namespace collmc::results
