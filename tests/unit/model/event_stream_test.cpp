#include "compiler/model/event_stream.h"

#include <gtest/gtest.h>

#include <vector>

namespace collmc::model {
namespace {

std::vector<std::string> events_of(const std::string& text, std::size_t piece) {
    std::vector<std::string> events;
    EventStream stream([&](std::string_view data) { events.emplace_back(data); });
    for (std::size_t at = 0; at < text.size(); at += piece) stream.feed(std::string_view(text).substr(at, piece));
    stream.finish();
    return events;
}

TEST(EventStream, PiecesOfAnySize) {
    const std::string text =
        ": comment\ndata: one\n\nevent: x\ndata:two\r\ndata: lines\r\n\r\nid: 3\n\ndata: \rdata: three\r\rdata: last";
    const std::vector<std::string> expected = {"one", "two\nlines", "\nthree", "last"};
    for (std::size_t piece = 1; piece <= text.size(); ++piece) EXPECT_EQ(events_of(text, piece), expected) << piece;
}

TEST(EventStream, NothingComesOfNothing) {
    EXPECT_TRUE(events_of("", 1).empty());
    EXPECT_TRUE(events_of("\n\n: only\n\nretry: 3\n\n", 4).empty());
}

}  // namespace
}  // namespace collmc::model
