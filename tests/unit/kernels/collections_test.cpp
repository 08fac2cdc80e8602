// Unions, members and orders on a block of three events, the second one without objects.
#include "runtime/kernels/collections.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <vector>

namespace collmc::kernels {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
using Rows = std::vector<std::int32_t>;

struct Collection {
    Rows begin, size, rows;
    bool is_base = false;

    RowList list() const { return {begin.data(), size.data(), is_base ? nullptr : rows.data()}; }
    Rows of(std::size_t event) const {
        return {rows.begin() + begin[event], rows.begin() + begin[event] + size[event]};
    }
};

/// Rows 0 to 3 are the first event's and 4 to 5 the third one's. Two in the first have the same pt.
class Collections : public ::testing::Test {
protected:
    Collections() {
        block.n_events = 3;
        block.n_objects = 6;
        block.object_columns[abi::kPt] = pt.data();
        block.object_row = row.data();
    }
    /// Room for the result of a kernel.
    Collection result() const { return {Rows(3, -1), Rows(3, -1), Rows(7, -1)}; }

    std::vector<double> pt = {50, 40, 40, 10, 30, 20};
    Rows row = {2, 1, 4, 3, 1, 2};
    abi::Block block;
    const Collection all{{0, 4, 4}, {4, 0, 2}, {}, true};
    const Collection some{{0, 2, 2}, {2, 0, 1}, {1, 3, 5}};
    const Collection backwards{{0, 3, 3}, {3, 0, 2}, {3, 1, 0, 5, 4}};
};

TEST_F(Collections, UnionsHaveEachRowOnceByPt) {
    Collection made = result();
    const std::array sources = {some.list(), all.list()};
    EXPECT_EQ(collmc_unite(&block, sources.data(), 2, made.begin.data(), made.size.data(), made.rows.data()), 6);
    EXPECT_EQ(made.of(0), (Rows{0, 1, 2, 3}));
    EXPECT_EQ(made.of(1), Rows{});
    EXPECT_EQ(made.of(2), (Rows{4, 5}));
}

TEST_F(Collections, UnionsOfAnyOrderAreByPt) {
    Collection made = result();
    const std::array sources = {backwards.list(), some.list()};
    EXPECT_EQ(collmc_unite_unordered(&block, sources.data(), 2, made.begin.data(), made.size.data(), made.rows.data()),
              5);
    EXPECT_EQ(made.of(0), (Rows{0, 1, 3}));
    EXPECT_EQ(made.of(1), Rows{});
    EXPECT_EQ(made.of(2), (Rows{4, 5}));
}

TEST_F(Collections, MembersAreTheLegsOfWhatWasFound) {
    Collection made = result();
    const Rows found = {1, 0, 1}, a = {2, 6, 5}, b = {1, 6, 5}, c = {0, 6, 4};
    const std::array legs = {a.data(), b.data(), c.data()};
    EXPECT_EQ(
        collmc_members(&block, found.data(), legs.data(), 3, made.begin.data(), made.size.data(), made.rows.data()), 5);
    EXPECT_EQ(made.of(0), (Rows{0, 1, 2}));
    EXPECT_EQ(made.of(1), Rows{});
    EXPECT_EQ(made.of(2), (Rows{4, 5})) << "one object was two legs";
}

TEST_F(Collections, OrdersAreByKey) {
    const std::vector<double> keys = {kNan, 1, 1, kNan, -0.0, 0.0};
    for (const bool highest_first : {false, true}) {
        Collection made = result();
        const RowList source = all.list();
        EXPECT_EQ(collmc_order(&block, &source, keys.data(), highest_first, made.begin.data(), made.size.data(),
                               made.rows.data()),
                  6);
        EXPECT_EQ(made.of(0), (Rows{1, 2, 0, 3})) << "NaN is last";
        EXPECT_EQ(made.of(1), Rows{});
        EXPECT_EQ(made.of(2), (Rows{4, 5})) << "zeros are equal";
    }
    const std::vector<double> by_position = {3, 1, 3, 7, 7};
    Collection made = result();
    const RowList source = backwards.list();
    EXPECT_EQ(
        collmc_order(&block, &source, by_position.data(), 1, made.begin.data(), made.size.data(), made.rows.data()), 5);
    EXPECT_EQ(made.of(0), (Rows{3, 0, 1})) << "equals stay as they were";
    EXPECT_EQ(made.of(2), (Rows{5, 4}));
}

}  // namespace
}  // namespace collmc::kernels
