// Trios nearest to a mass are those that comparing all exact masses gives; and few events are left.
#include "runtime/kernels/trios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace collmc::kernels {
namespace {

using Line = std::array<double, abi::kLine>;
using Event = std::vector<Line>;
using Trio = std::array<std::int32_t, 3>;

/// Positions of the first of the nearest, as compiled code computes distances; NaN is behind all numbers.
Trio nearest(const Event& event, double mass) {
    Trio best{};
    double least = std::numeric_limits<double>::quiet_NaN();
    bool is_first = true;
    const auto n = static_cast<std::int32_t>(event.size());
    for (std::int32_t i = 0; i < n; ++i) {
        for (std::int32_t j = i + 1; j < n; ++j) {
            for (std::int32_t k = j + 1; k < n; ++k) {
                const auto sum = [&](std::size_t c) {
                    const auto at = [&](std::int32_t position) { return event[static_cast<std::size_t>(position)][c]; };
                    return at(i) + at(j) + at(k);
                };
                const double square = sum(3) * sum(3) - (sum(0) * sum(0) + sum(1) * sum(1) + sum(2) * sum(2));
                const double distance = std::abs(std::sqrt(square < 0 ? 0 : square) - mass);
                const bool is_nearer = distance < least || (std::isnan(least) && !std::isnan(distance));
                if (!is_first && !is_nearer) continue;
                is_first = false;
                least = distance;
                best = {i, j, k};
            }
        }
    }
    return best;
}

class Trios : public ::testing::TestWithParam<std::tuple<int, bool>> {
protected:
    void SetUp() override {
        const bool runs = width() == 8 ? __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                                             __builtin_cpu_supports("avx512vl")
                                       : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        if (!runs) GTEST_SKIP() << "this processor has no vectors of " << width() << " doubles";
    }
    static int width() { return std::get<0>(GetParam()); }
    static bool is_listed() { return std::get<1>(GetParam()); }

    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(random_() >> 11) * 0x1p-53;
    }
    /// As a detector has jets, with momenta of thousandths.
    Line jet() {
        const double pt = between(20, 200), eta = between(-4.5, 4.5), phi = between(-3.14, 3.14), mass = between(0, 20);
        const double p = pt * std::cosh(eta);
        return {pt * std::cos(phi), pt * std::sin(phi), pt * std::sinh(eta), std::sqrt(p * p + mass * mass)};
    }
    std::vector<Event> jets(std::size_t n_events, std::size_t most) {
        std::vector<Event> events(n_events);
        for (Event& event : events) {
            for (std::size_t n = random_() % (most + 1); n > 0; --n) event.push_back(jet());
        }
        return events;
    }

    /// Looks at every event; gives which part of those with trios are left.
    double expect_nearest(const std::vector<Event>& events, double mass) {
        // Where rows are listed, those of an event stand backwards.
        const auto n = events.size();
        std::vector<std::int32_t> begins, sizes, rows;
        std::vector<double> lines;
        for (const Event& event : events) {
            begins.push_back(static_cast<std::int32_t>(is_listed() ? rows.size() : lines.size() / abi::kLine));
            sizes.push_back(static_cast<std::int32_t>(event.size()));
            const auto first = static_cast<std::int32_t>(lines.size() / abi::kLine);
            for (std::size_t i = 0; i < event.size(); ++i) {
                const Line& line = is_listed() ? event[event.size() - 1 - i] : event[i];
                lines.insert(lines.end(), line.begin(), line.end());
                rows.push_back(first + static_cast<std::int32_t>(is_listed() ? event.size() - 1 - i : i));
            }
        }
        abi::Block block;
        block.n_events = static_cast<std::int32_t>(n);
        block.n_objects = static_cast<std::int32_t>(lines.size() / abi::kLine);
        lines.resize(lines.size() + abi::kLine);

        const RowList objects{begins.data(), sizes.data(), is_listed() ? rows.data() : nullptr};
        std::vector<std::int32_t> left(n), left_begins(n), left_sizes(n);
        const EventsLeft to_decide{left.data(), left_begins.data(), left_sizes.data()};
        std::vector<std::int32_t> found(n, -7), first(n, -7), second(n, -7), third(n, -7);
        const TriosFound to{found.data(), first.data(), second.data(), third.data()};
        const auto n_left = static_cast<std::size_t>(
            (width() == 8 ? collmc_trios_8 : collmc_trios_4)(&block, &objects, lines.data(), mass, &to_decide, &to));

        std::vector<bool> is_left(n);
        for (std::size_t i = 0; i < n_left; ++i) {
            const auto event = static_cast<std::size_t>(left[i]);
            EXPECT_FALSE(is_left[event]) << "more than once";
            is_left[event] = true;
            EXPECT_EQ(left_begins[i], begins[event]);
            EXPECT_EQ(left_sizes[i], sizes[event]);
        }
        std::size_t with_trios = 0;
        for (std::size_t event = 0; event < n; ++event) {
            const bool has_trio = sizes[event] >= 3;
            with_trios += has_trio ? 1 : 0;
            if (is_left[event]) {
                EXPECT_EQ(found[event], -7);
                continue;
            }
            EXPECT_EQ(found[event], has_trio ? 1 : 0);
            Trio expected = {block.n_objects, block.n_objects, block.n_objects};
            if (has_trio) {
                expected = nearest(events[event], mass);
                for (std::int32_t& position : expected)
                    position = rows[static_cast<std::size_t>(begins[event] + position)];
            }
            EXPECT_EQ((Trio{first[event], second[event], third[event]}), expected)
                << "event " << event << " of " << sizes[event] << " objects, mass " << mass;
        }
        return with_trios == 0 ? 0 : static_cast<double>(n_left) / static_cast<double>(with_trios);
    }

    std::mt19937_64 random_{11};
};

TEST_P(Trios, OfJets) {
    for (const double mass : {172.5, 91.1876, 500.0, 3000.0}) {
        EXPECT_LT(expect_nearest(jets(3000, 9), mass), 0.05) << mass;
        expect_nearest(jets(300, 20), mass);
    }
    for (std::size_t n = 0; n < 40; ++n) expect_nearest(jets(n, 5), 172.5);
}

/// Of objects that are there more than once, combinations are equally near.
TEST_P(Trios, EquallyNear) {
    std::vector<Event> events = jets(1000, 7);
    for (Event& event : events) {
        if (event.size() > 1) event[random_() % event.size()] = event[0];
    }
    expect_nearest(events, 172.5);
    for (Event& event : events) std::ranges::fill(event, jet());
    expect_nearest(events, 172.5);
}

/// Masses that differ in their last bits, on one side and on both.
TEST_P(Trios, NearlyEqual) {
    std::vector<Event> events = jets(2000, 6);
    for (Event& event : events) {
        if (event.size() < 4) continue;
        event[3] = event[random_() % 3];
        double& component = event[3][random_() % abi::kLine];
        component *= 1 + between(-1, 1) * std::pow(2, -static_cast<int>(random_() % 52));
    }
    for (const double mass : {172.5, 40.0, 1e-3}) expect_nearest(events, mass);
    // Wanted is the middle between two masses, or one of them.
    for (std::size_t i = 0; i < 200; ++i) {
        const Event event = {jet(), jet(), jet(), jet()};
        const auto mass_of = [&](int a, int b, int c) {
            double sum[abi::kLine] = {};
            for (const int object : {a, b, c}) {
                for (std::size_t k = 0; k < abi::kLine; ++k) sum[k] += event[static_cast<std::size_t>(object)][k];
            }
            return std::sqrt(std::abs(sum[3] * sum[3] - sum[0] * sum[0] - sum[1] * sum[1] - sum[2] * sum[2]));
        };
        const double one = mass_of(0, 1, 2), other = mass_of(1, 2, 3);
        expect_nearest({event}, (one + other) / 2);
        expect_nearest({event}, one);
        expect_nearest({event}, (one + other) / 2 * (1 + between(-1, 1) * 1e-6));
    }
}

/// What is no momentum: energies below what belongs to it, numbers too large and too small for floats, or none.
TEST_P(Trios, OfAnything) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const std::vector<double> numbers = {0.0,  -0.0, 1e-30, 1e-200,    1.0,        -3.5,         1e5,
                                         1e19, 1e25, 1e200, kInfinity, -kInfinity, std::nan(""), 172.5};
    for (const double mass : {172.5, 1e-6, 1e6}) {
        for (const unsigned rare : {1U, 3U, 30U}) {
            std::vector<Event> events = jets(1000, 8);
            for (Event& event : events) {
                for (Line& line : event) {
                    for (double& component : line) {
                        if (random_() % rare == 0) component = numbers[random_() % numbers.size()];
                    }
                }
            }
            expect_nearest(events, mass);
        }
        std::vector<Event> events = jets(1000, 8);
        for (Event& event : events) {
            const double scale = std::pow(10, between(-9, 9));
            for (Line& line : event) {
                for (double& component : line) component *= scale;
                if (random_() % 4 == 0) line[3] *= between(-1, 1);
            }
        }
        expect_nearest(events, mass);
    }
}

INSTANTIATE_TEST_SUITE_P(Width, Trios, ::testing::Combine(::testing::Values(4, 8), ::testing::Bool()));

}  // namespace
}  // namespace collmc::kernels
