// The fast reader against the reference reader, on text as programs write it and on damaged text.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/lhco/layout.h"
#include "runtime/lhco/row.h"
#include "tests/unit/lhco/reference_reader.h"
#include "tests/unit/lhco/sample_text.h"

namespace collmc::lhco {
namespace {

using reference::Reading;
using sample::Style;

/// Reads `text` both ways and compares everything.
void expect_same(std::string_view text, columns::EventBlock& block) {
    for (const OnBadEvent mode : {OnBadEvent::kStop, OnBadEvent::kSkip}) {
        // Memory that ends with the text: a sanitizer sees a read beyond it.
        const std::unique_ptr<char[]> copy(new char[text.size()]);
        std::copy(text.begin(), text.end(), copy.get());
        const Reading fast = reference::read_fast({copy.get(), text.size()}, mode, block);
        const Reading slow = reference::read(text, mode);
        ASSERT_EQ(fast.counts, slow.counts) << text;
        ASSERT_EQ(fast.bad_line, slow.bad_line) << text;
        ASSERT_EQ(fast.events, slow.events) << text;
        if (!slow.bad_line || mode == OnBadEvent::kSkip) {
            ASSERT_EQ(fast.lines, slow.lines) << text;
        }
    }
}

class InStyle : public testing::TestWithParam<Style> {};
INSTANTIATE_TEST_SUITE_P(Differential, InStyle,
                         testing::Values(Style::kDelphes, Style::kPgs, Style::kFree, Style::kMixed));

TEST_P(InStyle, CleanText) {
    columns::EventBlock block;
    sample::Writer writer(GetParam(), 11);
    const std::string text = writer.events(3000);
    expect_same(text, block);
    const Reading reading = reference::read(text, OnBadEvent::kSkip);
    EXPECT_GT(reading.counts.events, 2600) << "few rows of the sample are bad";
    EXPECT_GT(reading.counts.objects, 9000);
}

TEST_P(InStyle, DamagedText) {
    columns::EventBlock block;
    std::mt19937 random(5);
    const std::string_view interesting = " \n\t\r#0123456789.-+eE*nN\xef\0:";
    for (int round = 0; round < 3000; ++round) {
        std::string text = sample::Writer(GetParam(), static_cast<unsigned>(round)).events(1 + round % 5);
        for (unsigned edits = 1 + random() % 4; edits > 0 && !text.empty(); --edits) {
            const std::size_t at = random() % text.size();
            const char c = interesting[random() % interesting.size()];
            const std::size_t length = 1 + random() % 3;
            switch (random() % 5) {
                case 0: text.erase(at, length); break;
                case 1: text.insert(at, length, c); break;
                case 2: text.insert(at, text.substr(random() % text.size(), random() % 100)); break;
                case 3: text.resize(at + 1); break;
                default: text[at] = c; break;
            }
        }
        expect_same(text, block);
        if (HasFatalFailure()) return;
    }
}

/// Every byte of a row that follows one of the same layout, replaced by every other byte.
TEST(Differential, EveryByteOfARowMatters) {
    const std::string delphes = "   7    4   -1.250    2.500  123.45   10.00    5.0    2.0    1.25    0.0    0.0\n";
    const std::string pgs = "  7    4   -1.250  2.500  123.45   10.00   5.0   2.0     1.25   0.0   0.0\n";
    const std::string wide = "7           4       -1.250        2.500 123.4567             10    5   2 1.25\n";
    columns::EventBlock block;
    for (const std::string& row : {delphes, pgs, wide}) {
        const std::string before = "0 1 2\n" + row;
        const std::string after = row + row + row + "0 2 2\n" + row;
        for (std::size_t at = 0; at < row.size(); ++at) {
            for (int c = 0; c < 256; ++c) {
                std::string changed = row;
                changed[at] = static_cast<char>(c);
                expect_same(before + changed + after, block);
                if (HasFatalFailure()) return;
            }
        }
    }
}

TEST(Differential, NumbersThatFillTheirColumn) {
    columns::EventBlock block;
    std::string text = "0 1 2\n";
    for (const char* const value : {"         7", "   1234567", "  12345678", " 123456789", "  -1234567", " -12345678",
                                    "    123.45", "  12345.67", " 123456.78", " -12345.67", "-123456.78"}) {
        for (const char* const first : {"         7", "      1.25"}) {
            for (const char* const next : {first, value}) {
                text += std::string("   1    4    0.000    0.000   10.00    1.00 ") + next + "    0.0    0.00    0.0\n";
            }
        }
    }
    for (int copy = 0; copy < 4; ++copy) text += "   1    6    0.000    0.000   10.00    1.00    0.0    0.0    0.00\n";
    expect_same(text, block);
}

/// Reads a row the general way and learns its layout.
RowLayout learned(const RowLayout::Variant& variant, const std::string& row) {
    RowFields fields;
    RowReader reader(row.data(), row.data() + row.size() - 1);
    for (Decimal& field : fields) {
        EXPECT_TRUE(reader.next());
        field = reader.number();
    }
    RowLayout layout(variant);
    layout.learn(row.data(), row.data() + row.size() - 1, fields);
    return layout;
}

class InVariant : public testing::TestWithParam<RowLayout::Variant> {};
INSTANTIATE_TEST_SUITE_P(RowLayout, InVariant, testing::ValuesIn(RowLayout::variants()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(InVariant, ReadsRowsOfTheLearnedLayout) {
    char first[200], next[400] = {};
    const char* const format = "%4d %4d %8.3f %8.3f %7.2f %7.2f %6.1f %6.1f %7.2f %6.1f %6.1f\n";
    std::snprintf(first, sizeof first, format, 1, 4, 1.5, 2.5, 30.25, 4.0, 3.0, 1.0, 0.5, 0.0, 0.0);
    const RowLayout layout = learned(GetParam(), first);
    ASSERT_EQ(layout.row_size(), std::string(first).size());
    std::mt19937 random(3);
    const auto real = [&random](int limit, double scale) {
        return static_cast<int>(random() % static_cast<unsigned>(2 * limit)) / scale - limit / scale;
    };
    for (int i = 0; i < 20000; ++i) {
        const double v[] = {real(9999999, 1e3), real(4000, 1e3), std::abs(real(9999999, 1e2)),
                            real(999999, 1e2),  real(9999, 10),  real(9999, 10),
                            real(999999, 1e2)};
        const int index = 1 + i % 999, typ = i % 10;
        std::snprintf(next + RowLayout::kBefore, 200, format, index, typ, v[0], v[1], v[2], v[3], v[4], v[5], v[6], 0.0,
                      0.0);
        if (std::string(next + RowLayout::kBefore).size() != layout.row_size())
            continue;  // a value wider than its column
        ObjectRow row;
        ASSERT_TRUE(layout.scan(next + RowLayout::kBefore, row)) << next + RowLayout::kBefore;
        const double read[] = {row.index, row.typ, row.eta, row.phi, row.pt, row.jmass, row.ntrk, row.btag, row.hadem};
        const char* at = next + RowLayout::kBefore;
        for (const double value : read) {
            char* end;
            const double expected = std::strtod(at, &end) + 0.0;
            at = end;
            ASSERT_EQ(reference::Exact(value), reference::Exact(expected)) << next + RowLayout::kBefore;
        }
    }
}

TEST_P(InVariant, RefusesRowsOfAnyOtherLayout) {
    const std::string row = "   7    4   -1.250    2.500  123.45   10.00    5.0    2.0    1.25    0.0    0.0\n";
    const RowLayout layout = learned(GetParam(), row);
    const auto scan = [&](const std::string& text) {
        const std::string padded = std::string(RowLayout::kBefore, ' ') + text + std::string(RowLayout::kReach, ' ');
        ObjectRow result;
        return layout.scan(padded.data() + RowLayout::kBefore, result);
    };
    EXPECT_TRUE(scan(row));
    std::string refused = row;
    for (const std::size_t at : {4u, 9u, 18u, 27u, 35u, 43u, 50u, 57u, 65u}) {  // blanks between fields
        refused[at] = '1';
        EXPECT_FALSE(scan(refused)) << at;
        refused[at] = ' ';
    }
    for (std::size_t at = 0; at < row.size(); ++at) {
        for (const char c : {'\n', 'x', '+', '\0', '\t', '!', '/', ':', '\xb0', '\xad'}) {
            const bool is_unread = at > 65 && at < 79 && c != '\n';  // the last two columns
            if (c == row[at] || is_unread) continue;
            refused[at] = c;
            EXPECT_FALSE(scan(refused)) << at << " " << int(c);
            refused[at] = row[at];
        }
    }
}

}  // namespace
}  // namespace collmc::lhco
