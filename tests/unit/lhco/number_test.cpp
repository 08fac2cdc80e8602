#include "runtime/lhco/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <string>

#include "runtime/columns/phi.h"

namespace collmc::lhco {
namespace {

using columns::kPi;
using columns::kTwoPi;
using columns::normalised_phi;

Decimal read(const std::string& text) {
    // The copy on the heap has nothing behind it: a sanitizer sees a read past the end.
    const std::unique_ptr<char[]> exact(new char[text.size()]);
    std::memcpy(exact.get(), text.data(), text.size());
    Decimal decimal = read_decimal(exact.get(), exact.get() + text.size());
    if (decimal.end) decimal.end = text.data() + (decimal.end - exact.get());
    return decimal;
}

TEST(Number, IsTheNearestDoubleAsStrtodReadsIt) {
    for (const std::string text : {"0",
                                   "1",
                                   "-1",
                                   "+1.5",
                                   "007",
                                   "1.",
                                   ".5",
                                   "-.5",
                                   "1e2",
                                   "1E+2",
                                   "1.5e-3",
                                   "0.1",
                                   "123456789012345.6",
                                   "0.000001234567890123",
                                   "9007199254740993",
                                   "1.7976931348623157e308",
                                   "2.2250738585072014e-308",
                                   "5e-324",
                                   "2.4703282292062328e-324",
                                   "3e-324",
                                   "0.00000000000000000000001",
                                   "123456789012345678901234567890",
                                   "1e0000000000000000000000000000001",
                                   "0e99999999999999999999",
                                   "8.41e21",
                                   "9.5e-23"}) {
        const Decimal decimal = read(text);
        ASSERT_EQ(decimal.end, text.data() + text.size()) << text;
        EXPECT_EQ(decimal.value, std::strtod(text.c_str(), nullptr)) << text;
    }
}

TEST(Number, RandomDecimalsOfAnyLength) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 200000; ++i) {
        std::string text(random() % 3 == 0 ? "-" : "");
        const std::size_t digits = 1 + random() % (i % 10 == 0 ? 40 : 17);
        for (std::size_t d = 0; d < digits; ++d) text += static_cast<char>('0' + random() % 10);
        if (random() % 4 != 0) text.insert(text.size() - random() % digits, ".");
        if (random() % 5 == 0) text += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
        const Decimal decimal = read(text);
        const double expected = std::strtod(text.c_str(), nullptr);
        ASSERT_EQ(decimal.end, text.data() + text.size()) << text;
        ASSERT_EQ(decimal.value, expected) << text;
        ASSERT_FALSE(std::signbit(decimal.value) && decimal.value == 0) << text;
    }
}

TEST(Number, MinusZeroIsZero) {
    for (const std::string text : {"-0", "-0.00", "-0e5", "-1e-400"}) {
        EXPECT_EQ(read(text).value, 0) << text;
        EXPECT_FALSE(std::signbit(read(text).value)) << text;
    }
}

TEST(Number, BeyondTheRangeOfADoubleIsInfinite) {
    EXPECT_EQ(read("1e309").value, INFINITY);
    EXPECT_EQ(read("-1e99999999999999999999999").value, -INFINITY);
    EXPECT_EQ(read(std::string(400, '9')).value, INFINITY);
    EXPECT_EQ(read("0." + std::string(400, '0') + "1").value, 0);
    EXPECT_EQ(read("0." + std::string(400, '0') + "1e402").value, 10);
}

TEST(Number, OtherTextIsNone) {
    for (const std::string text : {"", "-", "+", ".", "-.", "e5", "abc", "nan", "inf", "--1", "\xff"}) {
        EXPECT_EQ(read(text).end, nullptr) << text;
    }
}

TEST(Number, EndsWhereItCannotGoOn) {
    for (const auto& [text, length] : {std::pair<std::string, int>{"1.2.3", 3},
                                       {"1e", 1},
                                       {"1e+", 1},
                                       {"12-3", 2},
                                       {"0x10", 1},
                                       {"1d5", 1},
                                       {"5#", 1}}) {
        EXPECT_EQ(read(text).end - text.data(), length) << text;
    }
}

TEST(Phi, InsideTheRangeItIsKeptExactly) {
    for (const double phi : {0.0, 1.0, -3.0, -kPi, std::nextafter(kPi, 0)}) EXPECT_EQ(normalised_phi(phi), phi);
}

TEST(Phi, OutsideItIsTurnedByTheDocumentedFormula) {
    EXPECT_EQ(normalised_phi(kPi), -kPi);
    EXPECT_EQ(normalised_phi(3.142), 3.142 - kTwoPi);
    EXPECT_EQ(normalised_phi(-3.142), -3.142 + kTwoPi);
    EXPECT_EQ(normalised_phi(6.0), 6.0 - kTwoPi);
    EXPECT_EQ(normalised_phi(kTwoPi), 0);
    EXPECT_EQ(normalised_phi(20.0), 20.0 - kTwoPi * 3);
    EXPECT_EQ(normalised_phi(std::nextafter(-kPi, -4)),
              std::min(std::nextafter(-kPi, -4) + kTwoPi, std::nextafter(kPi, 0)));
    std::mt19937_64 random(2);
    for (int i = 0; i < 100000; ++i) {
        const double phi =
            std::ldexp(static_cast<double>(random() >> 11) / (1LL << 53) - 0.5, static_cast<int>(random() % 70));
        const double turned = phi - kTwoPi * std::rint(phi / kTwoPi);
        const double expected = phi >= -kPi && phi < kPi ? phi : turned >= -kPi && turned < kPi ? turned : -kPi;
        ASSERT_EQ(normalised_phi(phi), expected) << phi;
        ASSERT_TRUE(normalised_phi(phi) >= -kPi && normalised_phi(phi) < kPi) << phi;
    }
}

}  // namespace
}  // namespace collmc::lhco
