#include "runtime/kernels/memory.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace collmc::kernels {
namespace {

TEST(Reserve, KeepsTheEntries) {
    abi::List list;
    collmc_reserve(&list, 2, 1);
    ASSERT_GE(list.capacity, 1);
    EXPECT_EQ(list.columns[2], nullptr) << "a column that was not asked for";
    std::int64_t entries = 0;
    for (std::int64_t wanted = 1; wanted < 100'000; wanted = wanted * 5 / 2 + 1) {
        collmc_reserve(&list, 2, wanted);
        ASSERT_GE(list.capacity, wanted);
        for (; entries < wanted; ++entries) {
            list.events[entries] = static_cast<std::int32_t>(entries);
            list.columns[0][entries] = static_cast<double>(entries) + 0.5;
            list.columns[1][entries] = -static_cast<double>(entries);
        }
        list.size = entries;
    }
    for (std::int64_t i = 0; i < entries; ++i) {
        ASSERT_EQ(list.events[i], i);
        ASSERT_EQ(list.columns[0][i], static_cast<double>(i) + 0.5);
        ASSERT_EQ(list.columns[1][i], -static_cast<double>(i));
    }
    EXPECT_EQ(list.events[list.capacity + abi::kPadding - 1], 0) << "the padding may be read";
    const std::int64_t capacity = list.capacity;
    collmc_reserve(&list, 2, 3);
    EXPECT_EQ(list.capacity, capacity) << "never smaller";
    release(list);
    EXPECT_EQ(list.events, nullptr);
    EXPECT_EQ(list.capacity, 0);
    release(list);
}

}  // namespace
}  // namespace collmc::kernels
