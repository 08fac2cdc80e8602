// The fast reader against the reference reader, on text as programs write it and on damaged text.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/lhco/scan.h"
#include "tests/unit/lhco/reference_reader.h"
#include "tests/unit/lhco/sample_text.h"

namespace collmc::lhco {
namespace {

using reference::Reading;
using sample::Style;

/// Reads `text` both ways, the fast one as compiled for each kind of processor, and compares everything.
void expect_same(std::string_view text, LayoutTable* layouts = nullptr) {
    // Memory that ends with the text: a sanitizer sees a read beyond it.
    const std::unique_ptr<char[]> copy(new char[text.size()]);
    std::copy(text.begin(), text.end(), copy.get());
    const std::string_view exact(copy.get(), text.size());
    // Bytes behind the text that would change a value if they were taken for a part of it.
    std::string padded(text);
    for (std::size_t i = 0; i < 2 * RowLayout::kReach; ++i) padded += "\n9   4 "[i % 7];
    const std::string_view before_others(padded.data(), text.size());
    for (const OnBadEvent mode : {OnBadEvent::kStop, OnBadEvent::kSkip}) {
        const Reading slow = reference::read(text, mode);
        for (const ScanVariant& variant : scan_variants()) {
            for (const bool alone : {true, false}) {
                columns::EventBlock block;
                const reference::Fast how = {variant.scan, alone ? 0 : padded.size() - text.size(), layouts};
                const Reading fast = reference::read_fast(alone ? exact : before_others, mode, block, how);
                ASSERT_EQ(fast.counts, slow.counts) << variant.name << "\n" << text;
                ASSERT_EQ(fast.bad_line, slow.bad_line) << variant.name << "\n" << text;
                ASSERT_EQ(fast.events, slow.events) << variant.name << "\n" << text;
                if (!slow.bad_line || mode == OnBadEvent::kSkip) {
                    ASSERT_EQ(fast.lines, slow.lines) << variant.name << "\n" << text;
                }
            }
        }
    }
}

class InStyle : public testing::TestWithParam<Style> {};
INSTANTIATE_TEST_SUITE_P(Differential, InStyle,
                         testing::Values(Style::kDelphes, Style::kPgs, Style::kFree, Style::kMixed));

TEST_P(InStyle, CleanText) {
    sample::Writer writer(GetParam(), 11);
    const std::string text = writer.events(3000);
    expect_same(text);
    const Reading reading = reference::read(text, OnBadEvent::kSkip);
    EXPECT_GT(reading.counts.events, 2600) << "few rows of the sample are bad";
    EXPECT_GT(reading.counts.objects, 9000);
}

TEST_P(InStyle, DamagedText) {
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
        expect_same(text);
        if (HasFatalFailure()) return;
    }
}

/// Every byte of a row that follows one of the same layout, replaced by every other byte.
TEST(Differential, EveryByteOfARowMatters) {
    const std::string delphes = "   7    4   -1.250    2.500  123.45   10.00    5.0    2.0    1.25    0.0    0.0\n";
    const std::string pgs = "  7    4   -1.250  2.500  123.45   10.00   5.0   2.0     1.25   0.0   0.0\n";
    const std::string wide = "7           4       -1.250        2.500 123.4567             10    5   2 1.25\n";
    const std::string pointed = "7.0 4 -1.250 2.500 123.45 10.0 5.0 2.0 1.25\n";
    const std::string longest =
        "12345678  4       -1.250        2.500 123.4567             10    5   2 1.25   0.0    0.0        columns "
        "more\n";
    for (const std::string& row : {delphes, pgs, wide, pointed, longest}) {
        const std::string before = "0 1 2\n" + row;
        const std::string after = row + row + row + "0 2 2\n" + row;
        for (std::size_t at = 0; at < row.size(); ++at) {
            for (int c = 0; c < 256; ++c) {
                std::string changed = row;
                changed[at] = static_cast<char>(c);
                expect_same(before + changed + after);
                if (HasFatalFailure()) return;
            }
        }
    }
}

TEST(Differential, NumbersThatFillTheirColumn) {
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
    expect_same(text);
}

/// Layouts learned from one text are tried on the rows of others.
TEST(Differential, LayoutsOfOtherTexts) {
    LayoutTable layouts;
    std::mt19937 random(8);
    for (int round = 0; round < 300; ++round) {
        const auto style = static_cast<Style>(random() % 4);
        std::string text = sample::Writer(style, static_cast<unsigned>(round)).events(1 + round % 40);
        if (round % 3 == 0) text[random() % text.size()] = "\n 0-."[random() % 5];
        expect_same(text, &layouts);
        if (HasFatalFailure()) return;
    }
}

/// Where each event stands in the text, found on the fast way and on the general one.
TEST_P(InStyle, EventsAreWhereTheyAreSaidToBe) {
    std::string text = sample::Writer(GetParam(), 3).events(400);
    text.replace(text.size() / 2, 3, "x.y");  // an event that is left out
    columns::EventBlock block;
    std::vector<EventSpan> spans;
    for (const ScanVariant& variant : scan_variants()) {
        parse_chunk(ParseInput{text}, OnBadEvent::kSkip, block, &spans, variant.scan);
        const std::vector<reference::Event> events = reference::events_of(block.view());
        ASSERT_EQ(spans.size(), events.size());
        for (std::size_t e = 0; e < events.size(); ++e) {
            const std::string_view rows = std::string_view(text).substr(spans[e].begin, spans[e].end - spans[e].begin);
            const Reading alone = reference::read(rows, OnBadEvent::kStop);
            ASSERT_EQ(alone.events, std::vector{events[e]}) << rows;
            ASSERT_FALSE(alone.bad_line) << rows;
        }
    }
}

}  // namespace
}  // namespace collmc::lhco
