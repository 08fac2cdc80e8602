#include "runtime/packed/encode.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "runtime/packed/decode.h"

namespace collmc::packed {
namespace {

using Values = std::vector<double>;

struct Expected {
    Values values;
    Form form;
    int decimals;
    std::int64_t base;
};

TEST(Form, IsTheNarrowestThatIsExact) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const std::vector<Expected> cases = {
        {{}, Form::constant, 0, 0},
        {{1, 1, 1}, Form::constant, 0, 1},
        {{0.11, 0.11}, Form::constant, 2, 11},
        {{0, 1, 1}, Form::bits1, 0, 0},
        {{0.5, 2, 1}, Form::bits4, 1, 5},
        {{-1, 2}, Form::bits2, 0, -1},
        {{4, 0}, Form::bits4, 0, 0},
        {{0, 15}, Form::bits4, 0, 0},
        {{0, 16}, Form::bytes1, 0, 0},
        {{0, 255}, Form::bytes1, 0, 0},
        {{-1, 255}, Form::bytes2, 0, -1},
        {{0.5, 25}, Form::bytes1, 1, 5},
        {{-5, 4.999}, Form::bytes2, 3, -5000},
        {{0.01, 655.37}, Form::bytes4, 2, 1},
        {{1, 1.5, 2}, Form::bits4, 1, 10},
        {{9007199254740992.0}, Form::constant, 0, std::int64_t{1} << 53},
        {{0, 4294967295.0}, Form::bytes4, 0, 0},
        {{0, 4294967296.0}, Form::doubles, 0, 0},
        {{1.0 / 3}, Form::doubles, 0, 0},
        {{1e300}, Form::doubles, 0, 0},
        {{0, -0.0}, Form::doubles, 0, 0},
        {{kInfinity}, Form::doubles, 0, 0},
        {{std::nan("")}, Form::doubles, 0, 0},
        {{1e-15}, Form::constant, 15, 1},
        {{1e-16}, Form::doubles, 0, 0},
        {{1e-15, 100}, Form::doubles, 0, 0},
    };
    for (const Expected& expected : cases) {
        const ChunkEntry chunk = form_of(expected.values);
        const std::string shown = testing::PrintToString(expected.values);
        EXPECT_EQ(chunk.form, expected.form) << shown;
        EXPECT_EQ(chunk.decimals, expected.decimals) << shown;
        EXPECT_EQ(chunk.base, expected.base) << shown;
    }
}

TEST(ExpectedRows, StandKindByKind) {
    std::vector<std::int32_t> before = {0, 0, 0};
    const std::vector<std::int32_t> photons = {2, 0, 1}, jets = {1, 2, 0};
    EXPECT_EQ(expected_rows(photons, before), (std::vector<std::int32_t>{1, 2, 1}));
    EXPECT_EQ(expected_rows(jets, before), (std::vector<std::int32_t>{3, 1, 2}));
    EXPECT_EQ(before, (std::vector<std::int32_t>{3, 2, 1}));
}

/// Every kind of processor code gives the double that is nearest to the decimal number.
class DecodersTest : public testing::TestWithParam<Decoders> {};

template <class Integer>
void expect_nearest(const Decoders& code, Form form, int decimals, std::int64_t base,
                    const std::vector<Integer>& stored) {
    ChunkEntry entry;
    entry.form = form;
    entry.decimals = static_cast<std::uint8_t>(decimals);
    entry.base = base;
    Values values(stored.size());
    Ahead ahead;
    code.values({&entry, reinterpret_cast<const char*>(stored.data())}, 0, values.size(), ahead, values.data());
    const double power = std::stod("1e" + std::to_string(decimals));
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < stored.size(); ++i)
        wrong += values[i] != static_cast<double>(base + static_cast<std::int64_t>(stored[i])) / power;
    EXPECT_EQ(wrong, 0u) << code.name << " " << decimals << " " << base;
}

TEST_P(DecodersTest, GiveTheNearestDouble) {
    std::mt19937_64 random(1);
    std::vector<std::uint32_t> fours(300000);
    for (auto& value : fours) value = static_cast<std::uint32_t>(random() >> (random() % 33 + 31));
    std::vector<std::uint16_t> twos(65536);
    for (std::size_t i = 0; i < twos.size(); ++i) twos[i] = static_cast<std::uint16_t>(i);
    const std::vector<std::uint8_t> ones = {0, 1, 2, 3, 5, 7, 127, 128, 200, 254, 255};
    for (int decimals = 0; decimals <= kMaxDecimals; ++decimals) {
        for (const std::int64_t base : {std::int64_t{0}, std::int64_t{-31415}, -(std::int64_t{1} << 32),
                                        std::int64_t{1} << 32, std::int64_t{1} << 52, -(std::int64_t{1} << 53)}) {
            expect_nearest(GetParam(), Form::bytes4, decimals, base, fours);
            expect_nearest(GetParam(), Form::bytes2, decimals, base, twos);
            expect_nearest(GetParam(), Form::bytes1, decimals, base, ones);
        }
    }
}

TEST_P(DecodersTest, ReadPartsOfAChunk) {
    ChunkEntry entry;
    entry.form = Form::bytes2;
    entry.base = -2;
    std::vector<std::uint16_t> stored(100);
    for (std::size_t i = 0; i < stored.size(); ++i) stored[i] = static_cast<std::uint16_t>(3 * i);
    const ChunkView view{&entry, reinterpret_cast<const char*>(stored.data())};
    Ahead ahead;
    for (std::size_t first : {0, 1, 17, 99}) {
        std::vector<std::int32_t> whole(100 - first, 77);
        Values values(100 - first, 77);
        GetParam().integers(view, first, whole.size(), whole.data());
        GetParam().values(view, first, values.size(), ahead, values.data());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            EXPECT_EQ(whole[i], static_cast<int>(3 * (first + i)) - 2);
            EXPECT_EQ(values[i], whole[i]);
        }
    }
}

TEST_P(DecodersTest, WidenBits) {
    std::mt19937 random(3);
    for (const unsigned bits : {1u, 2u, 4u}) {
        for (const std::size_t size : {0, 1, 7, 64, 1000}) {
            std::string stored(size, '\0');
            for (char& byte : stored) byte = static_cast<char>(random());
            std::string values(size * 8 / bits + 1, 'x');
            GetParam().bits(stored.data(), size, bits, values.data());
            for (std::size_t i = 0; i < values.size() - 1; ++i) {
                const unsigned byte = static_cast<std::uint8_t>(stored[i * bits / 8]);
                ASSERT_EQ(static_cast<unsigned>(values[i]), byte >> i * bits % 8 & ((1U << bits) - 1)) << bits;
            }
            EXPECT_EQ(values.back(), 'x');
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, DecodersTest, testing::ValuesIn(decoders()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace collmc::packed
