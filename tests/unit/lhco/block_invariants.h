// What abi/block.h promises of every block, as expectations.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/abi/block.h"

namespace collmc {

inline void expect_well_formed(const abi::Block& block) {
    ASSERT_LE(block.n_events, abi::kMaxBlockEvents);
    ASSERT_LE(block.n_objects, abi::kMaxBlockEvents);
    int next_object = 0;
    for (int p = 0; p < abi::kParticleCount; ++p) {
        ASSERT_EQ(block.segment_begin[p], next_object);
        for (int e = 0; e < block.n_events; ++e) {
            ASSERT_EQ(block.begin[p][e], next_object);
            for (int i = 0; i < block.size[p][e]; ++i, ++next_object) {
                ASSERT_EQ(block.object_event[next_object], e);
                ASSERT_EQ(block.object_columns[abi::kTyp][next_object], p);
                if (i == 0) continue;
                const double* pt = block.object_columns[abi::kPt] + next_object;
                const int* row = block.object_row + next_object;
                ASSERT_TRUE(pt[-1] > pt[0] || (pt[-1] == pt[0] && row[-1] < row[0]));
            }
        }
        ASSERT_EQ(block.segment_end[p], next_object);
    }
    ASSERT_EQ(block.n_objects, next_object);

    // The sentinel and the padding.
    const auto is_zero = [](const auto* array, int from, int count) {
        return std::all_of(array + from, array + from + count, [](auto value) { return value == 0; });
    };
    for (const double* column : block.object_columns) EXPECT_TRUE(is_zero(column, block.n_objects, 1 + abi::kPadding));
    EXPECT_TRUE(is_zero(block.object_event, block.n_objects, 1 + abi::kPadding));
    EXPECT_TRUE(is_zero(block.object_row, block.n_objects, 1 + abi::kPadding));
    for (const double* column : block.event_columns) EXPECT_TRUE(is_zero(column, block.n_events, abi::kPadding));
    for (int p = 0; p < abi::kParticleCount; ++p) {
        EXPECT_TRUE(is_zero(block.begin[p], block.n_events, abi::kPadding));
        EXPECT_TRUE(is_zero(block.size[p], block.n_events, abi::kPadding));
    }
    const double* weights = block.event_columns[abi::kWeight];
    EXPECT_EQ(block.unit_weights, std::all_of(weights, weights + block.n_events, [](double w) { return w == 1; }));
}

}  // namespace collmc
