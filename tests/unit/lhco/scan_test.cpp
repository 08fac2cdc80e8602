// The fast way through rows, as compiled for each kind of processor: which rows it takes, and what it reads from them.
#include "runtime/lhco/scan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "runtime/columns/event_block.h"
#include "runtime/lhco/row.h"
#include "tests/unit/lhco/reference_reader.h"

namespace collmc::lhco {
namespace {

constexpr const char* kDelphes = "%4d %4d %8.3f %8.3f %7.2f %7.2f %6.1f %6.1f %7.2f %6.1f %6.1f\n";

template <class... Values>
std::string print(const char* format, Values... values) {
    char line[400];
    std::snprintf(line, sizeof line, format, values...);
    return line;
}

/// Reads numbers the general way.
template <std::size_t n>
std::array<Decimal, n> numbers(const std::string& row) {
    std::array<Decimal, n> fields;
    RowReader reader(row.data(), row.data() + row.size() - 1);
    for (Decimal& field : fields) {
        EXPECT_TRUE(reader.next());
        field = reader.number();
    }
    return fields;
}

void learn(LayoutTable& layouts, const std::string& row) {
    layouts.learn_object(row.data(), row.data() + row.size() - 1, numbers<kRowFieldCount>(row));
}

class InVariant : public testing::TestWithParam<ScanVariant> {
protected:
    InVariant() { block_.begin_event({}); }

    /// How many bytes of `rows` are read from the begin of an event on, into the block.
    std::size_t scan(const std::string& rows) {
        const std::string text = rows + std::string(RowLayout::kReach, ' ');
        Scan scan;
        scan.at = text.data();
        scan.end = text.data() + rows.size();
        scan.readable_end = text.data() + text.size();
        scan.layouts = &layouts_;
        scan.rows_left = 1000;
        scan.max_events = block_.n_events() + 1000;
        scan.rows = &block_.rows(1000, 1000);
        GetParam().scan(scan);
        lines_ = scan.lines;
        return static_cast<std::size_t>(scan.at - text.data());
    }
    bool takes(const std::string& row) { return scan(row) == row.size(); }

    LayoutTable layouts_;
    columns::EventBlock block_;
    std::int64_t lines_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Scan, InVariant, testing::ValuesIn(scan_variants()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(InVariant, ReadsRowsOfTheLearnedLayout) {
    const std::string first = print(kDelphes, 1, 4, 1.5, 2.5, 30.25, 4.0, 3.0, 1.0, 0.5, 0.0, 0.0);
    learn(layouts_, first);
    std::mt19937 random(3);
    const auto real = [&random](int limit, double scale) {
        return static_cast<int>(random() % static_cast<unsigned>(2 * limit)) / scale - limit / scale;
    };
    for (int i = 0; i < 20000; ++i) {
        const double v[] = {real(9999999, 1e3), real(4000, 1e3), std::abs(real(9999999, 1e2)),
                            real(999999, 1e2),  real(9999, 10),  real(9999, 10),
                            real(999999, 1e2)};
        const std::string row = print(kDelphes, 1 + i % 999, i % 5, v[0], v[1], v[2], v[3], v[4], v[5], v[6], 0.0, 0.0);
        if (row.size() != first.size()) continue;  // a value wider than its column
        block_.clear();
        block_.begin_event({});
        ASSERT_TRUE(takes(row)) << row;
        block_.finish();
        const reference::Event event = reference::events_of(block_.view()).at(0);
        const reference::Reading expected = reference::read("0 0 0\n" + row, OnBadEvent::kStop);
        ASSERT_EQ(event.objects, expected.events.at(0).objects) << row;
    }
}

TEST_P(InVariant, RefusesRowsOfAnyOtherLayout) {
    const std::string row = "   7    4   -1.250    2.500  123.45   10.00    5.0    2.0    1.25    0.0    0.0\n";
    learn(layouts_, row);
    EXPECT_TRUE(takes(row));
    std::string refused = row;
    for (const std::size_t at : {4u, 9u, 18u, 27u, 35u, 43u, 50u, 57u, 65u}) {  // blanks between fields
        refused[at] = '1';
        EXPECT_FALSE(takes(refused)) << at;
        refused[at] = ' ';
    }
    for (std::size_t at = 0; at < row.size(); ++at) {
        for (const char c : {'\n', 'x', '+', '\0', '\t', '!', '/', ':', '\xb0', '\xad', '\r', '#'}) {
            const bool is_unread = at > 65 && at < 79 && c != '\n';  // the last two columns
            if (c == row[at] || is_unread) continue;
            refused[at] = c;
            EXPECT_FALSE(takes(refused)) << at << " " << int(c);
            refused[at] = row[at];
        }
    }
}

TEST_P(InVariant, RefusesWhatHasAnotherMeaning) {
    const std::string row = "   7    4   -1.250    2.500  123.45   10.00    5.0    2.0    1.25    0.0    0.0\n";
    learn(layouts_, row);
    const auto with = [&row](std::size_t at, const std::string& text) {
        std::string changed = row;
        return changed.replace(at, text.size(), text);
    };
    EXPECT_FALSE(takes(with(0, "  -7"))) << "an object, but the fast way does not tell it from the next";
    EXPECT_FALSE(takes(with(0, "   0"))) << "an event row";
    EXPECT_FALSE(takes(with(0, "  -0"))) << "an event row";
    EXPECT_FALSE(takes(with(0, "   -"))) << "no number";
    EXPECT_FALSE(takes(with(0, "- 7 "))) << "no number";
    EXPECT_FALSE(takes(with(28, " -12.00"))) << "a pt below zero";
    EXPECT_FALSE(takes(with(8, "-4"))) << "an unassigned type";
    EXPECT_FALSE(takes(with(9, "5"))) << "an unassigned type";
    EXPECT_FALSE(takes(with(9, "7"))) << "an unassigned type";
    EXPECT_FALSE(takes(with(10, " --1.250"))) << "no number";
    EXPECT_FALSE(takes(with(10, " 1 1.250"))) << "two numbers";
    EXPECT_FALSE(takes(with(10, " -  .250"))) << "no number";
    EXPECT_FALSE(takes(with(65, "5"))) << "digits behind the last field";
    EXPECT_TRUE(takes(with(10, "  -0.000")));
    block_.finish();
    const abi::Block& view = block_.view();
    EXPECT_FALSE(std::signbit(view.object_columns[abi::kEta][view.n_objects - 1])) << "-0 reads as +0";
}

TEST_P(InVariant, ReadsEventRowsAndKnowsTheLines) {
    const std::string object = "  1    4    1.250    2.500  123.45   10.00    5.0    2.0    1.25    0.0    0.0\n";
    const std::string event = "   0            17     3001\n", weighted = "0 12  4 -0.50 rest\n";
    learn(layouts_, object);
    const auto learn_event = [this](const std::string& row, auto fields) {
        layouts_.learn_event(row.data(), row.data() + row.size() - 1, fields);
    };
    learn_event(weighted, numbers<4>(weighted));
    learn_event(event, numbers<3>(event));
    const std::string second = "   0      12345678        0\n";
    const std::string rows = object + event + object + object + weighted + second + object;
    EXPECT_EQ(scan(rows), rows.size());
    EXPECT_EQ(lines_, 7);
    block_.finish();
    const abi::Block& view = block_.view();
    ASSERT_EQ(view.n_events, 4);
    const auto column = [&view](abi::EventColumn c) {
        return std::vector<double>(view.event_columns[c], view.event_columns[c] + view.n_events);
    };
    EXPECT_EQ(column(abi::kNumber), (std::vector<double>{0, 17, 12, 12345678}));
    EXPECT_EQ(column(abi::kTrigger), (std::vector<double>{0, 3001, 4, 0}));
    EXPECT_EQ(column(abi::kWeight), (std::vector<double>{1, 1, -0.5, 1}));
    EXPECT_EQ(std::vector<int>(view.size[abi::kJet], view.size[abi::kJet] + 4), (std::vector<int>{1, 2, 0, 1}));
    EXPECT_EQ(std::vector<int>(view.object_row, view.object_row + 4), (std::vector<int>{1, 1, 2, 1}));
    // A header without a weight is none that has one behind it.
    EXPECT_EQ(scan("   0            17     3001 2\n"), 0u);
    EXPECT_EQ(scan("   0            17     3001\r\n"), 0u);
    EXPECT_EQ(scan("   0            17         \n"), 0u);
    EXPECT_EQ(scan("   1            17     3001\n"), 0u);
}

TEST_P(InVariant, StopsWhereTheTextOrTheRoomEnds) {
    const std::string row = "   7    4   -1.250    2.500  123.45   10.00    5.0    2.0    1.25    0.0    0.0\n";
    learn(layouts_, row);
    EXPECT_EQ(scan(row.substr(0, row.size() - 1)), 0u) << "the newline stands behind the text";
    const std::string text = row + row + row + std::string(RowLayout::kReach, ' ');
    Scan scan;
    scan.at = text.data();
    scan.end = scan.readable_end = text.data() + text.size();
    scan.layouts = &layouts_;
    scan.rows_left = 2;
    scan.rows = &block_.rows(0, 2);
    scan.max_events = 1;
    GetParam().scan(scan);
    EXPECT_EQ(scan.at, text.data() + 2 * row.size());
    EXPECT_EQ(scan.rows_left, 0);
}

TEST(LayoutTable, HasRoomForRowsThatTakeTurns) {
    LayoutTable layouts;
    std::string rows;
    for (int width = 1; width <= LayoutTable::kSize - 1; ++width) {
        const std::string row = print("%*d 4 1.5 2.5 30.0 4.0 3.0 1.0 0.5\n", width, 1);
        learn(layouts, row);
        learn(layouts, row);  // the same layout is kept once
        rows += row;
    }
    EXPECT_EQ(layouts.count, LayoutTable::kSize - 1);
    const std::string row = "0 4 1e3 2.5 30.0 4.0 3.0 1.0 0.5\n";
    learn(layouts, row);
    EXPECT_EQ(layouts.count, LayoutTable::kSize - 1) << "no layout describes an exponent";
}

/// The division of scan.h, for all integers of eight digits or less and all numbers of decimals.
#ifdef __x86_64__
class Decimals : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Scan, Decimals, testing::Range(1, 8));

[[gnu::target("fma"), gnu::optimize("O2")]] std::int64_t first_wrong(double s) {
    const double r = 1 / s;
    for (std::int64_t i = 0; i < 100000000; ++i) {
        const double x = static_cast<double>(i);
        const double q = x * r;
        if (__builtin_fma(__builtin_fma(-q, s, x), r, q) != x / s) return i;
    }
    return -1;
}

TEST_P(Decimals, TheQuotientIsTheNearestDouble) {
    if (!__builtin_cpu_supports("fma")) GTEST_SKIP();
    EXPECT_EQ(first_wrong(std::pow(10.0, GetParam())), -1);
}
#endif

}  // namespace
}  // namespace collmc::lhco
