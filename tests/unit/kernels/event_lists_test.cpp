#include "runtime/kernels/event_lists.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace collmc::kernels {
namespace {

/// So many lists of events, each of which has about so many of a hundred.
void expect_united(std::int32_t n_events, int n_lists, unsigned percent) {
    std::mt19937 random(static_cast<unsigned>(n_events) + percent);
    std::vector<std::vector<std::int32_t>> events(static_cast<std::size_t>(n_lists));
    std::map<std::int32_t, std::uint32_t> expected;  // [event]: bits
    for (std::size_t list = 0; list < events.size(); ++list) {
        for (std::int32_t event = 0; event < n_events; ++event) {
            if (random() % 100 >= percent) continue;
            events[list].push_back(event);
            expected[event] |= list < kMostToldApart ? std::uint32_t{1} << list : 0;
        }
    }
    std::vector<EventList> lists;
    for (const auto& list : events) lists.push_back({list.data(), static_cast<std::int64_t>(list.size())});
    const abi::Block block{.n_events = n_events};
    std::vector<std::int32_t> united(static_cast<std::size_t>(n_events), -7), members(united);
    const std::int64_t count = collmc_unite_events(&block, lists.data(), n_lists, united.data(), members.data());
    ASSERT_EQ(count, static_cast<std::int64_t>(expected.size()));
    std::size_t i = 0;
    for (const auto& [event, bits] : expected) {
        ASSERT_EQ(united[i], event);
        ASSERT_EQ(static_cast<std::uint32_t>(members[i]), bits) << "event " << event;
        ++i;
    }
}

TEST(UniteEvents, HasEachEventOnceAndWhoseItIs) {
    for (const std::int32_t n_events : {0, 1, 63, 64, 65, 1000, abi::kMaxBlockEvents}) {
        for (const int n_lists : {1, 2, kMostToldApart, 70}) {
            for (const unsigned percent : {0U, 1U, 30U, 100U}) expect_united(n_events, n_lists, percent);
        }
    }
}

}  // namespace
}  // namespace collmc::kernels
