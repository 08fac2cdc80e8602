#include "runtime/lhco/event_text.h"

#include <gtest/gtest.h>

#include <string>

#include "runtime/columns/event_block.h"
#include "runtime/lhco/parser.h"
#include "tests/unit/lhco/sample_text.h"

namespace collmc::lhco {
namespace {

/// The events of a text as an output repeats them, each with a bar behind it.
std::string repeated(std::string_view text, OnBadEvent on_bad_event = OnBadEvent::kSkip) {
    columns::EventBlock block;
    std::string out;
    while (!text.empty()) {
        std::vector<EventSpan> spans;
        const ParseReport report = parse_chunk(text, on_bad_event, block, &spans);
        EXPECT_EQ(spans.size(), static_cast<std::size_t>(block.n_events()));
        for (const EventSpan& span : spans)
            out += std::string(event_rows(text.substr(span.begin, span.end - span.begin))) + "|";
        text.remove_prefix(report.bytes);
        if (report.stopped) break;
    }
    return out;
}

TEST(EventText, OnlyTheRowsOfTheEvent) {
    EXPECT_EQ(repeated("# top\n0 1 0\n1 4 1 1 10 1 1 1 1\n# end of it\n\n0 2 0\n1 6 0 1 9 0 0 0 0\n"),
              "0 1 0\n1 4 1 1 10 1 1 1 1\n|0 2 0\n1 6 0 1 9 0 0 0 0\n|");
    EXPECT_EQ(repeated("BeginEvent 0\n0\n0 1 0\n1 4 1 1 10 1 1 1 1\nEndEvent\n0\nBeginEvent 1\n0 2 0\n"),
              "0 1 0\n1 4 1 1 10 1 1 1 1\n|0 2 0\n|");
}

TEST(EventText, BytesAreKept) {
    EXPECT_EQ(repeated("0\t1 0 # why\r\n+1 4 1 1 1e1 1 1 1 1 99\r\n"), "0\t1 0 # why\r\n+1 4 1 1 1e1 1 1 1 1 99\r\n|");
    EXPECT_EQ(repeated("0 1 0\n1 4 1 1 10 1 1 1 1"), "0 1 0\n1 4 1 1 10 1 1 1 1|");
    EXPECT_EQ(repeated("0 1 0\n# between\n1 4 1 1 10 1 1 1 1\n"), "0 1 0\n# between\n1 4 1 1 10 1 1 1 1\n|");
}

TEST(EventText, EventsThatAreLeftOutLeaveNoTrace) {
    const std::string bad = "0 2 0\n1 4 oops\n2 4 1 1 10 1 1 1 1\n";
    EXPECT_EQ(repeated("1 4 1 1 10 1 1 1 1\n0 1 0\n" + bad + "0 3 0\n"), "0 1 0\n|0 3 0\n|");
    EXPECT_EQ(repeated("0 1 0\n" + bad + "0 3 0\n", OnBadEvent::kStop), "0 1 0\n|");
}

TEST(EventText, AFullBlockGoesOnInTheNext) {
    std::string text;
    for (int i = 0; i < abi::kMaxBlockEvents + 3; ++i) text += "0 " + std::to_string(i) + " 0\n";
    std::string expected;
    for (const char c : text) expected += c == '\n' ? std::string("\n|") : std::string(1, c);
    EXPECT_EQ(repeated(text), expected);
}

TEST(EventText, RepeatedTextHasTheSameEvents) {
    for (const auto style : {sample::Style::kDelphes, sample::Style::kPgs, sample::Style::kFree}) {
        std::string once = repeated(sample::Writer(style, 5).events(300));
        std::erase(once, '|');
        std::string twice = repeated(once);
        std::erase(twice, '|');
        EXPECT_EQ(twice, once);
    }
}

TEST(EventText, LeadingComments) {
    EXPECT_EQ(leading_comments("# a\n  # b\n\n# c\n\n0 1 0\n# d\n"), "# a\n  # b\n\n# c\n");
    EXPECT_EQ(leading_comments("\n\n0 1 0\n# d\n"), "");
    EXPECT_EQ(leading_comments("BeginEvent\n# d\n"), "");
    EXPECT_EQ(leading_comments("# only\r\n# comments"), "# only\r\n# comments");
    EXPECT_EQ(leading_comments(""), "");
}

}  // namespace
}  // namespace collmc::lhco
