#include "runtime/results/binning.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace collmc::results {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> even_edges(int bins, double lower, double upper) {
    std::vector<double> edges;
    for (int i = 0; i <= bins; ++i) {
        edges.push_back(static_cast<double>(lower + (static_cast<long double>(upper) - lower) * i / bins));
    }
    return edges;
}

int slot_by_definition(const std::vector<double>& edges, double x) {
    const int bins = static_cast<int>(edges.size()) - 1;
    if (std::isnan(x)) return bins + 2;
    int slot = 0;
    while (slot <= bins && x >= edges[slot]) ++slot;
    return slot;
}

void expect_exact(const std::vector<double>& edges) {
    const Binning binning(edges);
    std::vector<double> values = {0, -0.0, kInfinity, -kInfinity, std::nan(""), -std::nan(""), 1e308, -1e308, 5e-324};
    for (const double edge : edges) {
        values.push_back(edge);
        values.push_back(std::nextafter(edge, -kInfinity));
        values.push_back(std::nextafter(edge, kInfinity));
    }
    std::mt19937_64 random(7);
    const double width = edges.back() - edges.front();
    std::uniform_real_distribution<double> around(edges.front() - width / 10, edges.back() + width / 10);
    for (int i = 0; i < 2000; ++i) values.push_back(around(random));
    binning.for_each_slot(values.data(), static_cast<std::int64_t>(values.size()), [&](int slot, std::int64_t i) {
        EXPECT_EQ(slot, slot_by_definition(edges, values[i])) << values[i];
        EXPECT_EQ(slot, binning.slot(values[i]));
    });
}

TEST(Binning, ValuesAtAndBesideEveryEdge) {
    expect_exact(even_edges(40, 30, 150));
    expect_exact(even_edges(40, -std::numbers::pi, std::numbers::pi));
    expect_exact(even_edges(40, -2.5, 2.5));
    expect_exact(even_edges(1, 0, 1));
    expect_exact(even_edges(3, 0.1, 0.7));
    expect_exact(even_edges(1000, 0, 1e-3));
    expect_exact(even_edges(7, -1e300, 1e300));
}

TEST(Binning, NarrowBinsFarFromZero) {
    expect_exact(even_edges(16, 1e15, 1e15 + 2));  // every edge a double, a few doubles in a bin
    expect_exact(even_edges(100, 1e9, 1e9 + 1e-4));
}

TEST(Binning, UnevenEdges) {
    expect_exact({30, 60, 100, 200});
    expect_exact({0, 1e-9, 1, 1e9});
    expect_exact({-5, -1, 0, 0.5, 0.75, 100});
}

TEST(Binning, RangeWiderThanTheLargestDouble) { expect_exact({-1.5e308, 0, 1.5e308}); }

}  // namespace
}  // namespace collmc::results
