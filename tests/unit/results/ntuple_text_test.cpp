#include "runtime/results/ntuple_text.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <sstream>

#include "tests/unit/results/block_builder.h"

namespace collmc::results {
namespace {

TEST(NtupleText, HeaderQuotesWhatNeedsIt) {
    EXPECT_EQ(ntuple_header({0, "mlp", {{"m_jj", "GeV"}, {"dR", ""}}}), "event,weight,m_jj,dR\n");
    EXPECT_EQ(ntuple_header({0, "mlp", {{"deltaR(a, b)", ""}, {"say \"x\"", ""}}}),
              "event,weight,\"deltaR(a, b)\",\"say \"\"x\"\"\"\n");
    EXPECT_EQ(ntuple_header({0, "mlp", {{"dR", ""}}, {"up", "so, \"down\""}}),
              "event,weight,weight__up,\"weight__so, \"\"down\"\"\",dR\n");
}

TEST(NtupleText, RowsCarryTheEventNumberAndEveryColumn) {
    BlockBuilder builder({1, 1, 1}, 4000000000);
    builder.select({0, 2});
    builder.select({1});
    builder.ntuple(0, {{0.1, 1e300}, {-0.0, std::nan("")}});
    builder.ntuple(1, {{-std::numeric_limits<double>::infinity()}});
    NtupleText rows;
    std::vector<TextBuffer> text;
    rows.append_rows(builder.block(), builder.workspace(), builder.layout(), builder.event_weights(), text);
    ASSERT_EQ(text.size(), 2u);
    EXPECT_EQ(std::string_view(text[0]), "4000000000,1,0.1,-0\n4000000002,1,1e+300,nan\n");
    EXPECT_EQ(std::string_view(text[1]), "4000000001,1,-inf\n");
    rows.append_rows(builder.block(), builder.workspace(), builder.layout(), builder.event_weights(), text);
    EXPECT_EQ(std::string_view(text[1]), "4000000001,1,-inf\n4000000001,1,-inf\n");
}

TEST(NtupleText, EveryDoubleReadsBackExactly) {
    std::mt19937_64 random(3);
    std::vector<double> values;
    while (values.size() < 20'000) {
        const double x = std::bit_cast<double>(random());
        if (std::isfinite(x)) values.push_back(x);
    }
    BlockBuilder builder(std::vector<double>(values.size(), 1.0));
    std::vector<std::int32_t> events(values.size());
    for (std::size_t i = 0; i < events.size(); ++i) events[i] = static_cast<std::int32_t>(i);
    builder.select(events);
    builder.ntuple(0, {values});
    NtupleText rows;
    std::vector<TextBuffer> text;
    rows.append_rows(builder.block(), builder.workspace(), builder.layout(), builder.event_weights(), text);
    const std::string all(text[0]);
    const char* place = all.c_str();
    for (const double x : values) {
        char* end = nullptr;
        std::strtol(place, &end, 10);
        ASSERT_EQ(std::string_view(end, 3), ",1,");
        end += 2;
        EXPECT_EQ(std::bit_cast<std::uint64_t>(std::strtod(end + 1, &end)), std::bit_cast<std::uint64_t>(x));
        ASSERT_EQ(*end, '\n');
        place = end + 1;
    }
    EXPECT_EQ(*place, '\0');
}

TEST(NtupleText, NumbersHaveTheirShortestForm) {
    std::vector<double> values = {0.0, -0.0, 1e5, 99999.999, 1e-3, 5e-4, 1e22, 0.1 + 0.2, 100.0, 123456.5, 1e-300};
    std::mt19937_64 random(5);
    for (int i = 0; i < 40'000; ++i) {
        const auto units = static_cast<double>(static_cast<std::int64_t>(random() % 300'000'000) - 150'000'000);
        const double x = units / (i % 4 == 0 ? 1.0 : i % 4 == 1 ? 10.0 : i % 4 == 2 ? 1000.0 : 10000.0);
        for (const double value : {x, std::nextafter(x, 0.0), std::trunc(x / 100)}) values.push_back(value);
    }
    BlockBuilder builder(std::vector<double>(values.size(), 1.0));
    std::vector<std::int32_t> events(values.size());
    for (std::size_t i = 0; i < events.size(); ++i) events[i] = static_cast<std::int32_t>(i);
    builder.select(events);
    builder.ntuple(0, {values});
    NtupleText rows;
    std::vector<TextBuffer> text;
    rows.append_rows(builder.block(), builder.workspace(), builder.layout(), builder.event_weights(), text);
    std::istringstream lines{std::string(text[0])};
    for (const double value : values) {
        std::string line;
        std::getline(lines, line);
        char shortest[64];
        char* const end = std::to_chars(shortest, shortest + sizeof shortest, value).ptr;
        ASSERT_EQ(line.substr(line.rfind(',') + 1), std::string(shortest, end));
    }
}

TEST(NtupleText, TheWeightIsThatOfTheFileTimesThatOfTheRegion) {
    BlockBuilder builder({0.5, -2, 1});
    builder.select({0, 1, 2});
    builder.select({0, 2});
    builder.weight(0, {3, 4, 0.1});
    builder.ntuple(1, {{10, 30}});
    builder.ntuple(1, {{10, 30}}, 0);
    NtupleText rows;
    std::vector<TextBuffer> text;
    rows.append_rows(builder.block(), builder.workspace(), builder.layout(), builder.event_weights(), text);
    EXPECT_EQ(std::string_view(text[0]), "1,0.5,10\n3,1,30\n");
    EXPECT_EQ(std::string_view(text[1]), "1,1.5,10\n3,0.1,30\n");
}

TEST(NtupleText, WeightsOfVariationsStandBehindTheNominalOne) {
    BlockBuilder builder({0.5, -2, 1, 1});
    builder.select({0, 1, 2, 3});
    builder.select({0, 2});
    builder.weight(0, {3, 4, 0.1, 7});
    builder.weight(1, {5, 0.3});
    builder.ntuple(1, {{10, 30}}, 0);
    builder.ntuple(1, {{10, 30}});
    builder.ntuple(0, {{10, 20, 30, 40}}, 0);
    abi::WorkspaceLayout layout = builder.layout();
    layout.ntuples[0].variation_weights = {1, -1, 0};
    layout.ntuples[1].variation_weights = {1};
    NtupleText rows;
    std::vector<TextBuffer> text;
    rows.append_rows(builder.block(), builder.workspace(), layout, builder.event_weights(), text);
    EXPECT_EQ(std::string_view(text[0]), "1,1.5,2.5,0.5,1.5,10\n3,0.1,0.3,1,0.1,30\n");
    EXPECT_EQ(std::string_view(text[1]), "1,0.5,2.5,10\n3,1,0.3,30\n");
    EXPECT_EQ(std::string_view(text[2]), "1,1.5,10\n2,-8,20\n3,0.1,30\n4,7,40\n");
}

TEST(NtupleText, TablesOfOneKindShareWhatAnEventHas) {
    BlockBuilder builder({1, 1, 1, 1});
    builder.select({0, 2});
    builder.select({0, 1, 2, 3});
    builder.ntuple(0, {{10, 30}, {0.1, 0.3}});
    builder.ntuple(1, {{10, 20, 30, 40}, {0.1, 0.2, 0.3, 0.4}});
    builder.ntuple(1, {{0.1, 0.2, 0.3, 0.4}, {10, 20, 30, 40}});
    abi::WorkspaceLayout layout = builder.layout();
    layout.ntuples[0].values = layout.ntuples[1].values = {7, 8};
    layout.ntuples[2].values = {8, 7};
    NtupleText rows;
    std::vector<TextBuffer> text;
    for (int block = 0; block < 2; ++block) {
        text.clear();
        rows.append_rows(builder.block(), builder.workspace(), layout, builder.event_weights(), text);
        EXPECT_EQ(std::string_view(text[0]), "1,1,10,0.1\n3,1,30,0.3\n");
        EXPECT_EQ(std::string_view(text[1]), "1,1,10,0.1\n2,1,20,0.2\n3,1,30,0.3\n4,1,40,0.4\n");
        EXPECT_EQ(std::string_view(text[2]), "1,1,0.1,10\n2,1,0.2,20\n3,1,0.3,30\n4,1,0.4,40\n");
    }
    // In another block the events of these numbers are other events.
    BlockBuilder other({1, 1, 1}, 101);
    other.select({0, 2});
    other.select({1});
    other.ntuple(0, {{1, 3}, {0.5, 0.7}});
    other.ntuple(1, {{2}, {0.6}});
    other.ntuple(1, {{0.6}, {2}});
    text.clear();
    rows.append_rows(other.block(), other.workspace(), layout, other.event_weights(), text);
    EXPECT_EQ(std::string_view(text[0]), "101,1,1,0.5\n103,1,3,0.7\n");
    EXPECT_EQ(std::string_view(text[1]), "102,1,2,0.6\n");
    EXPECT_EQ(std::string_view(text[2]), "102,1,0.6,2\n");
}

TEST(NtupleText, RowsMadeForOneTableAreNotMadeAgainForTheNext) {
    // As many as are made at once, one more, and others.
    for (const std::size_t count : {1, 31, 32, 33, 64, 100}) {
        BlockBuilder builder(std::vector<double>(count, 1.0));
        std::vector<std::int32_t> events, some;
        std::vector<double> values, sevenths, some_values, some_sevenths;
        for (std::size_t i = 0; i < count; ++i) {
            const double value = std::sqrt(static_cast<double>(i)), seventh = static_cast<double>(i) / 7;
            events.push_back(static_cast<std::int32_t>(i));
            values.push_back(value);
            sevenths.push_back(seventh);
            if (i % 3 != 1) continue;
            some.push_back(static_cast<std::int32_t>(i));
            some_values.push_back(value);
            some_sevenths.push_back(seventh);
        }
        builder.select(some);
        builder.select(events);
        builder.ntuple(0, {some_values, some_sevenths});
        builder.ntuple(1, {values, sevenths});
        abi::WorkspaceLayout layout = builder.layout();
        layout.ntuples[0].values = layout.ntuples[1].values = {1, 2};
        NtupleText rows;
        std::vector<TextBuffer> text;
        rows.append_rows(builder.block(), builder.workspace(), layout, builder.event_weights(), text);
        std::string expected, expected_some;
        for (std::size_t i = 0; i < count; ++i) {
            char number[kLongestNumber];
            std::string row = std::to_string(i + 1) + ",1,";
            row.append(number, write_number(values[i], number)).append(",");
            row.append(number, write_number(sevenths[i], number)).append("\n");
            expected += row;
            if (i % 3 == 1) expected_some += row;
        }
        EXPECT_EQ(std::string_view(text[0]), expected_some);
        EXPECT_EQ(std::string_view(text[1]), expected);
    }
}

TEST(RecurringNumbers, AreWrittenAsOthersAre) {
    std::mt19937_64 random(8);
    std::vector<double> values = {0.0, -0.0, std::nan(""), 1, std::numeric_limits<double>::denorm_min(), -1.5e300};
    while (values.size() < 2000) values.push_back(std::bit_cast<double>(random()));
    for (const std::size_t count : {1, 2, 21}) {
        RecurringNumbers numbers(count);
        std::vector<double> list(count);
        for (int i = 0; i < 20'000; ++i) {
            if (i % 3 != 0) list.assign(count, values[random() % 6]);
            list[random() % count] = values[random() % (i % 2 == 0 ? 6 : values.size())];
            std::string expected;
            for (const double x : list) {
                char text[kLongestNumber];
                expected.append(expected.empty() ? "" : ",").append(text, write_number(x, text));
            }
            std::string text(numbers.longest() + TextBuffer::kPiece, ' ');
            text.resize(static_cast<std::size_t>(numbers.write(list.data(), text.data()) - text.data()));
            ASSERT_EQ(text, expected);
        }
    }
}

}  // namespace
}  // namespace collmc::results
