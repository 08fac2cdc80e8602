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
    Collection result() const { return {Rows(3, -1), Rows(3, -1), Rows(7 + abi::kPadding, -1)}; }

    std::vector<double> pt = {50, 40, 40, 10, 30, 20};
    Rows row = {2, 1, 4, 3, 1, 2};
    abi::Block block;
    const Rows every = {0, 1, 2};
    const Collection all{{0, 4, 4}, {4, 0, 2}, {}, true};
    const Collection some{{0, 2, 2}, {2, 0, 1}, {1, 3, 5}};
    const Collection backwards{{0, 3, 3}, {3, 0, 2}, {3, 1, 0, 5, 4}};
};

TEST_F(Collections, UnionsHaveEachRowOnceByPt) {
    Collection made = result();
    const std::array sources = {some.list(), all.list()};
    EXPECT_EQ(
        collmc_unite(&block, sources.data(), 2, every.data(), 3, made.begin.data(), made.size.data(), made.rows.data()),
        6);
    EXPECT_EQ(made.of(0), (Rows{0, 1, 2, 3}));
    EXPECT_EQ(made.of(1), Rows{});
    EXPECT_EQ(made.of(2), (Rows{4, 5}));
}

TEST_F(Collections, UnionsOfAnyOrderAreByPt) {
    Collection made = result();
    const std::array sources = {backwards.list(), some.list()};
    EXPECT_EQ(collmc_unite_unordered(&block, sources.data(), 2, every.data(), 3, made.begin.data(), made.size.data(),
                                     made.rows.data()),
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

TEST_F(Collections, MembersOfOneTypeAscend) {
    // Rows 0 to 3 are photons, 4 and 5 jets: between the two, pt does not follow the rows.
    pt = {30, 20, 10, 5, 50, 40};
    block.segment_end[abi::kPhoton] = block.segment_begin[abi::kJet] = 4;
    block.segment_end[abi::kJet] = 6;
    for (const int particle : {abi::kElectron, abi::kMuon, abi::kTau})
        block.segment_begin[particle] = block.segment_end[particle] = 4;
    Collection made = result();
    const Rows found = {1, 1, 1}, a = {0, 2, 4}, b = {2, 4, 5};
    const std::array legs = {a.data(), b.data()};
    EXPECT_EQ(
        collmc_members(&block, found.data(), legs.data(), 2, made.begin.data(), made.size.data(), made.rows.data()), 6);
    EXPECT_EQ(made.of(0), (Rows{0, 2}));
    EXPECT_EQ(made.of(1), (Rows{4, 2})) << "legs of two types";
    EXPECT_EQ(made.of(2), (Rows{4, 5}));
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

TEST_F(Collections, TiesMayBeAskedForOneByOne) {
    block.object_row = nullptr;
    block.row_source = row.data();
    block.row_at = [](const void* rows, std::int32_t object) { return static_cast<const std::int32_t*>(rows)[object]; };
    Collection made = result();
    const std::array sources = {backwards.list(), all.list()};
    EXPECT_EQ(collmc_unite_unordered(&block, sources.data(), 2, every.data(), 3, made.begin.data(), made.size.data(),
                                     made.rows.data()),
              6);
    EXPECT_EQ(made.of(0), (Rows{0, 1, 2, 3})) << "row 1 stands before row 4 in the file";
}

TEST_F(Collections, UnionsOfFewObjectsInAnEvent) {
    // None or one in an event, of either source, and two of the same pt.
    block.n_events = 4;
    Collection a{{0, 1, 1, 1}, {1, 0, 0, 1}, {0, 2}}, b{{0, 0, 1, 1}, {0, 1, 0, 1}, {4, 1}};
    for (Rows* const rows : {&a.rows, &b.rows}) rows->resize(rows->size() + abi::kPadding);
    Collection made{Rows(4, -1), Rows(4, -1), Rows(7 + abi::kPadding, -1)};
    const std::array events = {0, 1, 2, 3};
    const std::array sources = {a.list(), b.list()};
    EXPECT_EQ(collmc_unite(&block, sources.data(), 2, events.data(), 4, made.begin.data(), made.size.data(),
                           made.rows.data()),
              4);
    EXPECT_EQ(made.of(0), Rows{0});
    EXPECT_EQ(made.of(1), Rows{4});
    EXPECT_EQ(made.of(2), Rows{});
    EXPECT_EQ(made.of(3), (Rows{1, 2}));
}

TEST_F(Collections, UnionsMayBeOfSomeEvents) {
    const std::array events = {0, 2};
    const std::array sources = {some.list(), all.list()};
    const std::array three = {some.list(), all.list(), some.list()};
    const std::array in_any_order = {backwards.list(), all.list()};
    const auto expect_both = [&](const Collection& made, std::int64_t count) {
        EXPECT_EQ(count, 6);
        EXPECT_EQ(made.of(0), (Rows{0, 1, 2, 3}));
        EXPECT_EQ(made.of(2), (Rows{4, 5}));
        EXPECT_EQ(made.begin[1], -1) << "of others nothing is known";
    };
    Collection a = result(), b = result(), c = result();
    expect_both(
        a, collmc_unite(&block, sources.data(), 2, events.data(), 2, a.begin.data(), a.size.data(), a.rows.data()));
    expect_both(b,
                collmc_unite(&block, three.data(), 3, events.data(), 2, b.begin.data(), b.size.data(), b.rows.data()));
    expect_both(c, collmc_unite_unordered(&block, in_any_order.data(), 2, events.data(), 2, c.begin.data(),
                                          c.size.data(), c.rows.data()));
}

TEST_F(Collections, SubsetsBeginWhereTheOneBeforeEnds) {
    // Of rows 0 to 5, all but 1 and 4.
    const Rows kept_before = {0, 1, 1, 2, 3, 3, 4};
    Rows begin(3), size(3);
    collmc_subset(&block, all.begin.data(), all.size.data(), kept_before.data(), begin.data(), size.data());
    EXPECT_EQ(begin, (Rows{0, 3, 3}));
    EXPECT_EQ(size, (Rows{3, 0, 1}));
}

TEST(BySize, EventsWithFewestObjectsComeFirst) {
    const Rows size = {3, 0, 100, 3, 1, 31, 0, 40};
    abi::Block block;
    block.n_events = static_cast<std::int32_t>(size.size());
    const Rows begin = {0, 3, 3, 103, 106, 107, 138, 138};
    Rows events(size.size()), begins(size.size()), sizes(size.size());
    collmc_by_size(&block, begin.data(), size.data(), events.data(), begins.data(), sizes.data());
    EXPECT_EQ(events, (Rows{1, 6, 4, 0, 3, 2, 5, 7})) << "equals, and all from 31 on, in their order";
    EXPECT_EQ(begins, (Rows{3, 138, 106, 0, 103, 3, 107, 138}));
    EXPECT_EQ(sizes, (Rows{0, 0, 1, 3, 3, 100, 31, 40}));
}

TEST(AllEvents, AreNumbered) {
    abi::Block block;
    block.n_events = 3;
    Rows events(3);
    collmc_all_events(&block, events.data());
    EXPECT_EQ(events, (Rows{0, 1, 2}));
}

}  // namespace
}  // namespace collmc::kernels
