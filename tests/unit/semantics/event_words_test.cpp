#include "compiler/semantics/event_words.h"

#include <gtest/gtest.h>

namespace collmc::semantics {
namespace {

TEST(EventWords, CountsInTheNamesOfTheReader) {
    EXPECT_EQ(count_in_words("jets", 2), "2 jets");
    EXPECT_EQ(count_in_words("softLeptons", 1), "1 softLepton");
    EXPECT_EQ(count_in_words("Jet", 0), "no jets");
    EXPECT_EQ(count_in_words("Tau", 1), "1 tau");
    EXPECT_EQ(count_in_words("others", 2), "2 `others`");
    EXPECT_EQ(count_in_words("light", 1), "1 of `light`");
}

TEST(EventWords, PartsFollowTheirWholes) {
    EXPECT_EQ(event_in_words({}), "an event");
    EXPECT_EQ(event_in_words({{"muons", 2}, {"electrons", 0}}), "an event with 2 muons and no electrons");
    EXPECT_EQ(event_in_words({{"jets", 3}, {"bjets", 1, false, 0}, {"muons", 0}}),
              "an event with 3 jets, 1 of them in `bjets`, and no muons");
    EXPECT_EQ(event_in_words({{"jets", 2}, {"bjets", 2, false, 0}}), "an event with 2 jets, all in `bjets`,");
    EXPECT_EQ(event_in_words({{"jets", 1}, {"bjets", 0, false, 0}}), "an event with 1 jet, not in `bjets`,");
    EXPECT_EQ(event_in_words({{"jets", 0}, {"bjets", 0, false, 0}}), "an event with no jets");
    EXPECT_EQ(event_in_words({{"others", 0}, {"Z", 1, true}}), "an event with no `others` and a `Z`");
}

}  // namespace
}  // namespace collmc::semantics
