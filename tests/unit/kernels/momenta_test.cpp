// Momenta made together have the bits of those made one by one, and no other line is touched.
#include "runtime/kernels/momenta.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "runtime/kernels/math.h"

namespace collmc::kernels {
namespace {

double call(const char* name, double x) {
    return reinterpret_cast<double (*)(double)>(const_cast<void*>(find_math_function(name)->scalar))(x);
}

using Line = std::array<std::uint64_t, abi::kLine>;

/// Objects of all kinds, with the sentinel and what may be read behind it.
struct Objects {
    static constexpr std::int32_t kRows = 61;
    std::array<std::vector<double>, abi::kObjectColumnCount> columns;
    abi::Block block;

    Objects() {
        std::mt19937_64 random(3);
        const auto between = [&](double low, double high) {
            return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
        };
        block.n_objects = kRows;
        for (int row = 0; row < kRows + abi::kPadding; ++row) {
            columns[abi::kPt].push_back(between(0, 300));
            columns[abi::kEta].push_back(between(-5, 5));
            columns[abi::kPhi].push_back(between(-kPi, kPi));
            columns[abi::kJmass].push_back(between(0, 20));
        }
        // Where the functions leave their own way, and what is no number.
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        columns[abi::kEta][5] = 18.5;
        columns[abi::kEta][6] = -800;
        columns[abi::kPhi][7] = 1e7;
        columns[abi::kPhi][20] = kInfinity;
        columns[abi::kEta][21] = std::numeric_limits<double>::quiet_NaN();
        columns[abi::kEta][22] = columns[abi::kPhi][22] = -0.0;
        columns[abi::kJmass][23] = kInfinity;
        for (const int column : {abi::kPt, abi::kEta, abi::kPhi, abi::kJmass}) {
            columns[static_cast<std::size_t>(column)][kRows] = 0;
            block.object_columns[column] = columns[static_cast<std::size_t>(column)].data();
        }
    }

    Line line(std::int32_t row, const MomentumColumns& of) const {
        const auto value = [&](int column) { return block.object_columns[column][row]; };
        const double pt = value(of.pt), momentum = pt * call("cosh", value(of.eta));
        const double mass_squared = of.mass < 0 ? of.mass_squared : value(of.mass) * value(of.mass);
        return bits({pt * call("cos", value(of.phi)), pt * call("sin", value(of.phi)), pt * call("sinh", value(of.eta)),
                     std::sqrt(momentum * momentum + mass_squared)});
    }
    /// All NaN are one.
    static Line bits(const std::array<double, abi::kLine>& numbers) {
        Line line;
        for (std::size_t i = 0; i < line.size(); ++i)
            line[i] = std::isnan(numbers[i]) ? 1 : std::bit_cast<std::uint64_t>(numbers[i]);
        return line;
    }
};

constexpr double kUntouched = -1234.5;

class Momenta : public ::testing::TestWithParam<int> {
protected:
    void SetUp() override {
        const bool runs = GetParam() == 8 ? __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
                                          : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        if (!runs) GTEST_SKIP() << "this processor has no vectors of " << GetParam() << " doubles";
    }

    /// Makes those of the rows from `begin` to `end` (of `list`, if there is one) and looks at every line.
    void expect_lines(const std::vector<std::int32_t>& list, std::int32_t begin, std::int32_t end,
                      const MomentumColumns& of) const {
        constexpr auto kWidth = static_cast<std::size_t>(abi::kLine);
        std::vector<double> lines((Objects::kRows + 1) * kWidth, kUntouched);
        (GetParam() == 8 ? collmc_momenta_8 : collmc_momenta_4)(
            &objects_.block, &of, list.empty() ? nullptr : list.data(), begin, end, lines.data());
        std::vector<bool> is_made(Objects::kRows + 1);
        is_made.back() = true;
        for (std::int32_t i = begin; i < end; ++i)
            is_made[static_cast<std::size_t>(list.empty() ? i : list[static_cast<std::size_t>(i)])] = true;
        for (std::int32_t row = 0; row <= Objects::kRows; ++row) {
            const auto at = static_cast<std::size_t>(row);
            const double* const line = lines.data() + at * kWidth;
            const Line expected =
                is_made[at] ? objects_.line(row, of) : Objects::bits({kUntouched, kUntouched, kUntouched, kUntouched});
            EXPECT_EQ(Objects::bits({line[0], line[1], line[2], line[3]}), expected)
                << "row " << row << " of " << begin << " to " << end;
        }
    }

    Objects objects_;
};

constexpr MomentumColumns kJets{abi::kPt, abi::kEta, abi::kPhi, abi::kJmass, 0};
constexpr MomentumColumns kMuons{abi::kPt, abi::kEta, abi::kPhi, -1, 0.011163692313299};

TEST_P(Momenta, OfConsecutiveRows) {
    for (const std::int32_t begin : {0, 3, 17}) {
        for (std::int32_t end = begin; end <= Objects::kRows; ++end) expect_lines({}, begin, end, kJets);
    }
    expect_lines({}, 4, 30, kMuons);
}

TEST_P(Momenta, OfListedRows) {
    std::vector<std::int32_t> list;
    for (std::int32_t row = 1; row < Objects::kRows; row += row % 5 == 0 ? 3 : 1) list.push_back(row);
    for (std::size_t end = 0; end <= list.size(); ++end) expect_lines(list, 0, static_cast<std::int32_t>(end), kJets);
    expect_lines(list, 2, 13, kMuons);
}

/// Jets behind other objects, with columns of whole numbers alone: of thousandths and others, in and out of the table's
/// range, in each number of bytes.
TEST_P(Momenta, OfStoredColumns) {
    struct Form {
        std::int32_t bytes, decimals;
        std::int64_t base;
        std::uint64_t most;
    };
    constexpr Form kForms[] = {{2, 3, -3100, 6200},   {1, 3, -128, 255},     {1, 2, -128, 255},
                               {1, 1, -31, 62},       {1, 0, -2, 4},         {2, 3, -8200, 16400},
                               {2, 3, -40000, 65535}, {2, 2, -3000, 6000},   {4, 3, -5'000'000, 10'000'000},
                               {4, 3, -3000, 6000},   {2, 4, -32768, 65535}, {4, 9, -3, 10'000'000}};
    constexpr std::int32_t kFirst = 3, kRows = 300;
    std::mt19937_64 random(4);
    for (const Form& form : kForms) {
        std::array<std::vector<double>, abi::kObjectColumnCount> spoilt, values;
        std::array<std::vector<char>, abi::kObjectColumnCount> bytes;
        abi::Block block;
        block.n_objects = kFirst + kRows;
        block.segment_begin[abi::kJet] = kFirst;
        block.segment_end[abi::kJet] = block.n_objects;
        for (const int c : {abi::kPt, abi::kEta, abi::kPhi, abi::kJmass}) {
            const auto column = static_cast<std::size_t>(c);
            for (std::int32_t row = 0; row < kRows; ++row) {
                const auto u = static_cast<std::uint32_t>(random() % (form.most + 1));
                values[column].push_back(static_cast<double>(form.base + u) / std::pow(10.0, form.decimals));
                for (std::int32_t byte = 0; byte < form.bytes; ++byte)
                    bytes[column].push_back(static_cast<char>(u >> (8 * byte)));
            }
            spoilt[column].assign(kFirst + kRows + 1 + abi::kPadding, 1e9);
            spoilt[column][kFirst + kRows] = 0;
            block.object_columns[c] = spoilt[column].data();
            block.stored[abi::kJet][c] = {bytes[column].data(), form.bytes, form.decimals, form.base};
        }
        std::vector<double> lines((kFirst + kRows + 1) * static_cast<std::size_t>(abi::kLine), kUntouched);
        (GetParam() == 8 ? collmc_momenta_8 : collmc_momenta_4)(&block, &kJets, nullptr, kFirst, kFirst + kRows,
                                                                lines.data());
        for (std::size_t row = 0; row < kRows; ++row) {
            const double* const line = lines.data() + (kFirst + row) * abi::kLine;
            const double pt = values[abi::kPt][row], eta = values[abi::kEta][row], phi = values[abi::kPhi][row];
            const double mass = values[abi::kJmass][row], momentum = pt * call("cosh", eta);
            const Line expected = Objects::bits({pt * call("cos", phi), pt * call("sin", phi), pt * call("sinh", eta),
                                                 std::sqrt(momentum * momentum + mass * mass)});
            ASSERT_EQ(Objects::bits({line[0], line[1], line[2], line[3]}), expected)
                << "row " << row << " of " << form.bytes << " bytes over 10^" << form.decimals;
        }
        EXPECT_EQ(lines[0], kUntouched);
        EXPECT_EQ(lines[(kFirst + kRows) * abi::kLine], 0) << "the sentinel";
    }
}

INSTANTIATE_TEST_SUITE_P(Width, Momenta, ::testing::Values(4, 8));

}  // namespace
}  // namespace collmc::kernels
