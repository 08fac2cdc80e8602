#include "runtime/packed/rows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/lhco/sample_text.h"

namespace collmc::packed {
namespace {

/// Good events whose types are all assigned, some with several MET rows or none, and some whose objects are in no order.
std::string assigned_events(lhco::sample::Style style, unsigned seed, int count) {
    lhco::sample::Writer writer(style, seed);
    std::string text;
    columns::EventBlock block;
    for (int number = 0; number < count; ++number) {
        const std::string event = writer.event(number);
        const lhco::ParseReport report = lhco::parse_chunk(event, lhco::OnBadEvent::kStop, block);
        if (!report.stopped && block.n_unassigned() == 0) text += event;
    }
    return text;
}

TEST(Rows, AreTheSameOfABlockAndOfItsText) {
    using lhco::sample::Style;
    for (const Style style : {Style::kDelphes, Style::kPgs, Style::kFree, Style::kMixed}) {
        const std::string text = assigned_events(style, 7, 600);
        columns::EventBlock block;
        std::vector<lhco::EventSpan> spans;
        lhco::parse_chunk(text, lhco::OnBadEvent::kStop, block, &spans);
        ASSERT_GT(block.n_events(), 300);
        ASSERT_GT(block.summary().events_with_many_mets, 0);
        ASSERT_GT(block.summary().events_without_met, 0);
        Rows of_block, of_text;
        for (int twice = 0; twice < 2; ++twice) {  // rows are appended
            add_events(block, of_block);
            for (const auto& [begin, end] : spans)
                add_event(std::string_view(text).substr(begin, end - begin), of_text);
        }
        EXPECT_EQ(of_block.header, of_text.header);
        for (std::size_t k = 0; k < kSegmentCount; ++k) {
            EXPECT_EQ(of_block.kinds[k].sizes, of_text.kinds[k].sizes) << k;
            EXPECT_EQ(of_block.kinds[k].row, of_text.kinds[k].row) << k;
            EXPECT_EQ(of_block.kinds[k].columns, of_text.kinds[k].columns) << k;
            EXPECT_EQ(of_block.kinds[k].typ, of_text.kinds[k].typ) << k;
        }
    }
}

}  // namespace
}  // namespace collmc::packed
