#include "runtime/lhco/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/lhco/block_invariants.h"
#include "tests/unit/lhco/reference_reader.h"

namespace collmc::lhco {
namespace {

using reference::Event;

struct Parsed {
    std::vector<Event> events;
    ParseReport report;
};

Parsed parse(const std::string& text, OnBadEvent on_bad_event = OnBadEvent::kStop) {
    columns::EventBlock block;
    ParseReport report = parse_chunk(text, on_bad_event, block);
    expect_well_formed(block.view());
    return {reference::events_of(block.view()), std::move(report)};
}

const std::string kEvent = "0 1 2\n";
const std::string kMet = "9 6 0 1.5 30 0 0 0 0 0 0\n";

/// The only object of an event with this row.
reference::Object object(const std::string& row) {
    const Parsed parsed = parse(kEvent + row + "\n" + kMet);
    EXPECT_FALSE(parsed.report.bad_row) << row << ": " << parsed.report.bad_row->cause;
    if (parsed.events.size() != 1 || parsed.events[0].objects.size() != 1) {
        ADD_FAILURE() << row;
        return {};
    }
    return parsed.events[0].objects[0];
}

TEST(Parser, ReadsTheColumnsOfAnEvent) {
    const Parsed parsed = parse(
        "  #  typ      eta      phi      pt    jmas   ntrk   btag  had/em   dum1   dum2\n"
        "   0            17     3587\n"
        "   1    4   -0.171   -0.003   22.27    1.78    5.0    2.0    0.22    0.0    0.0\n"
        "   2    2    2.100    1.000   10.00    0.11   -1.0    1.0    5.25    0.0    0.0\n"
        "   3    4    0.500    2.000   44.00    6.00    7.0    0.0    1.00    0.0    0.0\n"
        "   4    6    0.000   -0.025   65.21    0.00    0.0    0.0    0.00    0.0    0.0\n");
    ASSERT_EQ(parsed.events.size(), 1u);
    const Event& event = parsed.events[0];
    EXPECT_EQ(event.number, 17);
    EXPECT_EQ(event.trigger, 3587);
    EXPECT_EQ(event.weight, 1);
    EXPECT_EQ(event.met_pt, 65.21);
    EXPECT_EQ(event.met_phi, -0.025);
    const std::vector<reference::Object> expected = {
        {2, 2.1, 1.0, 10.0, 0.11, -1.0, 1.0, 5.25, 2},
        {4, 0.5, 2.0, 44.0, 6.0, 7.0, 0.0, 1.0, 3},
        {4, -0.171, -0.003, 22.27, 1.78, 5.0, 2.0, 0.22, 1},
    };
    EXPECT_EQ(event.objects, expected);
    EXPECT_EQ(parsed.report.lines, 6);
    EXPECT_EQ(parsed.report.counts.objects, 3);
    EXPECT_TRUE(parsed.report.counts.phi_negative);
    EXPECT_FALSE(parsed.report.counts.phi_above_pi);
    EXPECT_FALSE(parsed.report.bad_row);
}

TEST(Parser, TheFourthNumberOfAnEventRowIsItsWeight) {
    const Parsed parsed = parse("0 1 2 -0.5 anything\n0 2 2\n0 3 2 # 7\n");
    ASSERT_EQ(parsed.events.size(), 3u);
    EXPECT_EQ(parsed.events[0].weight, -0.5);
    EXPECT_EQ(parsed.events[1].weight, 1);
    EXPECT_EQ(parsed.events[2].weight, 1);
}

TEST(Parser, RepeatedEventNumbersAreSeparateEvents) { EXPECT_EQ(parse("0 1 0\n0 1 0\n").events.size(), 2u); }

TEST(Parser, AcceptsAnySpellingOfANumber) {
    EXPECT_EQ(object("1\t4  +1.5 1e0 4.5E+1 .5 1. -0 0.0").pt, 45);
    EXPECT_EQ(object("1.0 4.0 1 1 45 0 0 0 0").pt, 45);
    EXPECT_EQ(object("-3 4 1 1 45 0 0 0 0").pt, 45);
    const reference::Object zero = object("1 4 -0.000 -0.00 -0 -0.0 -0e3 -0.0 -0.0");
    EXPECT_EQ(zero, (reference::Object{4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1}));
}

TEST(Parser, FurtherColumnsAndCommentsAreIgnored) {
    EXPECT_EQ(object("1 4 1 1 45 0 0 0 7").hadem, 7);
    EXPECT_EQ(object("1 4 1 1 45 0 0 0 7#8 9").hadem, 7);
    EXPECT_EQ(object("1 4 1 1 45 0 0 0 7 x y z").hadem, 7);
}

TEST(Parser, AcceptsCarriageReturnsAndAMissingLastNewline) {
    const Parsed parsed = parse("0 1 2\r\n1 4 1 1 45 0 0 0 7\r\n\r\n1 6 0 0 5 0 0 0 0");
    ASSERT_EQ(parsed.events.size(), 1u);
    EXPECT_EQ(parsed.events[0].met_pt, 5);
    EXPECT_EQ(parsed.report.lines, 4);
    EXPECT_EQ(parsed.report.bytes, std::string("0 1 2\r\n1 4 1 1 45 0 0 0 7\r\n\r\n1 6 0 0 5 0 0 0 0").size());
}

TEST(Parser, BringsPhiIntoOneConvention) {
    EXPECT_EQ(object("1 4 0 4.997 45 0 0 0 0").phi, 4.997 - 6.283185307179586);
    EXPECT_EQ(object("1 4 0 3.141592653589793 45 0 0 0 0").phi, -3.141592653589793);
    EXPECT_TRUE(parse(kEvent + "1 6 0 3.143 45 0 0 0 0\n").report.counts.phi_above_pi);
    EXPECT_FALSE(parse(kEvent + "1 6 0 3.142 45 0 0 0 0\n").report.counts.phi_above_pi);
}

TEST(Parser, SkipsAndCountsKeywordLinesAndLoneZeros) {
    const Parsed parsed =
        parse(" BeginEvent  0\n 0\nBeginReco\n0 7 1\n1 4 1 1 45 0 0 0 0\nEndReco\n1 6 0 0 5 0 0 0 0\n 0 \n");
    EXPECT_EQ(parsed.report.counts.skipped_lines, 5);
    ASSERT_EQ(parsed.events.size(), 1u);
    EXPECT_EQ(parsed.events[0].objects.size(), 1u);
    EXPECT_EQ(parsed.events[0].met_pt, 5);
}

TEST(Parser, CountsMissingAndRepeatedMetRows) {
    const Parsed parsed = parse("0 1 0\n0 2 0\n1 6 0 1 11 0 0 0 0\n2 6 0 2 12 0 0 0 0\n3 6 0 3 13 0 0 0 0\n0 3 0\n");
    EXPECT_EQ(parsed.report.counts.events_without_met, 2);
    EXPECT_EQ(parsed.report.counts.events_with_many_mets, 1);
    EXPECT_EQ(parsed.events[1].met_pt, 13);
    EXPECT_EQ(parsed.events[1].met_phi, 3);
    EXPECT_EQ(parsed.events[2].met_pt, 0);
}

TEST(Parser, KeepsUnknownTypesOutButCountsTheirRows) {
    const Parsed parsed =
        parse(kEvent + "1 5 0 0 9 0 0 0 0\n2 7 0 0 9 0 0 0 0\n3 -1 0 0 9 0 0 0 0\n4 4 0 0 9 0 0 0 0\n" + kMet);
    EXPECT_EQ(parsed.report.counts.unknown_objects, 3);
    ASSERT_EQ(parsed.events[0].objects.size(), 1u);
    EXPECT_EQ(parsed.events[0].objects[0].row, 4);
}

TEST(Parser, NotesHalfIntegerBTagsOfJetsOnly) {
    EXPECT_TRUE(parse(kEvent + "1 4 0 0 9 0 0 2.5 0\n").report.counts.half_btags);
    EXPECT_FALSE(parse(kEvent + "1 2 0 0 9 0 0 2.5 0\n").report.counts.half_btags);
}

struct BadCase {
    const char* row;
    int column;
    const char* cause;
};

TEST(Parser, ABadRowIsNamedWithItsPlaceAndCause) {
    for (const BadCase& bad : {
             BadCase{"1 4 0 0 abc 0 0 0 0", 9, "`abc` in column pt is not a number."},
             {"1 4 0 0 12345.67-123.45 0 0 0 0", 9,
              "`12345.67-123.45` in column pt looks like two numbers that touch."},
             {"1 4 0 0 12345.67123.45 0 0 0 0", 9, "`12345.67123.45` in column pt looks like two numbers that touch."},
             {"1 4 0 0 ******* 0 0 0 0", 9,
              "`*******` in column pt stands for a number that did not fit its writer's column."},
             {"1 4 0 nan 5 0 0 0 0", 7, "`nan` in column phi is not a finite number."},
             {"1 4 -INF 0 5 0 0 0 0", 5, "`-INF` in column eta is not a finite number."},
             {"nan 4 0 0 5 0 0 0 0", 1, "`nan` in column index is not a finite number."},
             {"1 4 0 0 1e999 0 0 0 0", 9, "`1e999` in column pt is beyond the range of a double."},
             {"1 4 0 0 5", 1,
              "The row has 5 numbers, an object row needs nine (index typ eta phi pt jmass ntrk btag had/em)."},
             {"7", 1, "The row has 1 number, an object row needs nine (index typ eta phi pt jmass ntrk btag had/em)."},
             {"1 4 0 0 5 0 0 0 # 0", 1,
              "The row has 8 numbers, an object row needs nine (index typ eta phi pt jmass ntrk btag had/em)."},
             {"2.4 4 0 0 5 0 0 0 0", 1, "`2.4` in column index has a fraction."},
             {"2 4.1 0 0 5 0 0 0 0", 3, "`4.1` in column typ has a fraction."},
             {"1 4 0 0 -5 0 0 0 0", 9, "A pt below zero."},
             {"0 5", 1, "An event row needs the event number and the trigger word after the 0."},
             {"0 5 x", 5, "`x` in column trigger word is not a number."},
             {"0 5 1 inf", 7, "`inf` in column weight is not a finite number."},
             {"1 4 0 0 5 0 0 0 \x01", 17, "`?` in column had/em is not a number."},
         }) {
        const Parsed parsed = parse("0 1 2\n\n" + std::string(bad.row) + "\n0 2 2\n");
        ASSERT_TRUE(parsed.report.bad_row) << bad.row;
        EXPECT_TRUE(parsed.report.stopped);
        EXPECT_EQ(parsed.report.bad_row->line, 3);
        EXPECT_EQ(parsed.report.bad_row->column, bad.column) << bad.row;
        EXPECT_EQ(parsed.report.bad_row->cause, bad.cause);
        EXPECT_EQ(parsed.report.lines, 2);
        EXPECT_EQ(parsed.report.bytes, 7u);
    }
}

TEST(Parser, ABadRowIsDescribedForAPerson) {
    const Parsed parsed = parse("0 1 2\n1 4 0\t0 abc 0 0 0 0\r\n");
    EXPECT_EQ(describe(*parsed.report.bad_row, "events.lhco", 1002),
              "events.lhco:1002:9: `abc` in column pt is not a number.\n"
              "    1 4 0 0 abc 0 0 0 0\n"
              "Correct the row, or leave events with such rows out with --on-bad-event=skip.");
}

TEST(Parser, AStopKeepsTheEventsBeforeTheBadOne) {
    const Parsed parsed = parse("0 1 2\n1 4 0 0 5 0 0 0 0\n0 2 2\n1 4 0 0 6 0 0 0 0\n2 4 0 0 x 0 0 0 0\n0 3 2\n");
    ASSERT_EQ(parsed.events.size(), 1u);
    EXPECT_EQ(parsed.events[0].number, 1);
    EXPECT_EQ(parsed.report.bad_row->line, 5);
}

TEST(Parser, SkippingLeavesOutTheWholeEventAndCountsIt) {
    const Parsed parsed = parse(
        "0 1 2\n1 4 0 0 5 0 0 0 0\n"
        "0 2 2\n1 7 0 -1 6 0 0 0 0\n2 4 0 0 x 0 0 0 0\n3 4 0 0 y 0 0 0 0\n4 4 0 0 6 0 0 0 0\n"
        "0 3 bad\n1 4 0 0 6 0 0 0 0\n"
        "0 4 2\n1 4 0 0 7 0 0 0 0\n",
        OnBadEvent::kSkip);
    ASSERT_EQ(parsed.events.size(), 2u);
    EXPECT_EQ(parsed.events[1].number, 4);
    EXPECT_EQ(parsed.events[1].objects.size(), 1u);
    EXPECT_EQ(parsed.report.counts.bad_events, 2);
    EXPECT_EQ(parsed.report.counts.unknown_objects, 0) << "counts of a bad event are given up with it";
    EXPECT_FALSE(parsed.report.counts.phi_negative);
    EXPECT_EQ(parsed.report.counts.events_without_met, 2);
    EXPECT_EQ(parsed.report.bad_row->line, 5);
    EXPECT_FALSE(parsed.report.stopped);
}

TEST(Parser, ObjectRowsBeforeTheFirstEventAreBad) {
    const std::string text = "1 4 0 0 5 0 0 0 0\n2 4 0 0 5 0 0 0 0\n0 1 2\n";
    EXPECT_EQ(parse(text).report.bad_row->cause,
              "An object row before the first event row (`0 event_number trigger_word`).");
    const Parsed skipped = parse(text, OnBadEvent::kSkip);
    EXPECT_EQ(skipped.events.size(), 1u);
    EXPECT_EQ(skipped.report.counts.bad_events, 1);
}

TEST(Parser, AFullBlockEndsBeforeTheNextEvent) {
    std::string text;
    const int events = abi::kMaxBlockEvents + 10;
    for (int e = 0; e < events; ++e) text += "0 1 2\nEndReco\n";
    columns::EventBlock block;
    const ParseReport first = parse_chunk(text, OnBadEvent::kStop, block);
    EXPECT_EQ(block.n_events(), abi::kMaxBlockEvents);
    EXPECT_EQ(text.substr(first.bytes, 5), "0 1 2");
    EXPECT_EQ(first.counts.skipped_lines, abi::kMaxBlockEvents);
    EXPECT_EQ(first.lines, 2 * abi::kMaxBlockEvents);
    const ParseReport second = parse_chunk(std::string_view(text).substr(first.bytes), OnBadEvent::kStop, block);
    EXPECT_EQ(block.n_events(), 10);
    EXPECT_EQ(first.bytes + second.bytes, text.size());
    EXPECT_EQ(second.counts.skipped_lines, 10);
}

TEST(Parser, AnEventThatDoesNotFitIsLeftToTheNextBlock) {
    std::string event = "0 1 2\nBeginReco\n";
    const int jets = abi::kMaxBlockEvents / 3 + 1;
    for (int j = 0; j < jets; ++j)
        event += "   1    4   -0.171   -0.003   22.27    1.78    5.0    2.0    0.22    0.0    0.0\n";
    const std::string text = event + event + event + event;
    columns::EventBlock block;
    const ParseReport first = parse_chunk(text, OnBadEvent::kStop, block);
    EXPECT_EQ(first.counts.events, 2);
    EXPECT_EQ(first.bytes, 2 * event.size());
    EXPECT_EQ(first.lines, 2 * (jets + 2));
    EXPECT_EQ(first.counts.skipped_lines, 2);
    EXPECT_EQ(first.counts.objects, 2 * jets);
    EXPECT_FALSE(first.bad_row);
}

TEST(Parser, AnEventLargerThanABlockIsBad) {
    std::string text = "0 1 2\n0 2 2\n";
    for (int j = 0; j <= abi::kMaxBlockEvents; ++j) text += "1 4 0 0 5 0 0 0 0\n";
    text += "0 3 2\n";
    EXPECT_EQ(parse(text).report.bad_row->cause, "The event has more than 65536 objects.");
    const Parsed skipped = parse(text, OnBadEvent::kSkip);
    EXPECT_EQ(skipped.events.size(), 2u);
    EXPECT_EQ(skipped.report.counts.bad_events, 1);
}

TEST(Parser, TextWithoutEventsGivesNone) {
    for (const std::string text : {"", "\n", "# only a comment", "word\n0\n"}) {
        const Parsed parsed = parse(text);
        EXPECT_TRUE(parsed.events.empty());
        EXPECT_FALSE(parsed.report.bad_row);
        EXPECT_EQ(parsed.report.bytes, text.size());
    }
}

}  // namespace
}  // namespace collmc::lhco
