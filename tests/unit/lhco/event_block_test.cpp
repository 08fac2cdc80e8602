#include "runtime/columns/event_block.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/lhco/block_invariants.h"

namespace collmc::columns {
namespace {

using Rows = std::vector<std::pair<double, int>>;  ///< pt and row of objects

void add(EventBlock& block, abi::Particle type, double pt, int row) {
    Object& object = block.add_object(type);
    object = {1.5, -0.5, pt, 4, 3, 2, 1, object.event, row};
}

Rows objects(const abi::Block& block, abi::Particle type, int event) {
    Rows rows;
    for (int i = block.begin[type][event]; i < block.begin[type][event] + block.size[type][event]; ++i) {
        rows.emplace_back(block.object_columns[abi::kPt][i], block.object_row[i]);
    }
    return rows;
}

TEST(EventBlock, GroupsByTypeThenEventThenPt) {
    EventBlock block;
    block.begin_event({7, 3, 1});
    add(block, abi::kJet, 30, 1);
    add(block, abi::kMuon, 20, 2);
    add(block, abi::kJet, 50, 3);
    block.begin_event({8, 4, 1});
    add(block, abi::kJet, 40, 1);
    block.set_met(25, 1.25);
    block.finish();

    const abi::Block& view = block.view();
    expect_well_formed(view);
    EXPECT_EQ(view.n_events, 2);
    EXPECT_EQ(view.n_objects, 4);
    EXPECT_EQ(objects(view, abi::kMuon, 0), (Rows{{20, 2}}));
    EXPECT_EQ(objects(view, abi::kJet, 0), (Rows{{50, 3}, {30, 1}}));
    EXPECT_EQ(objects(view, abi::kJet, 1), (Rows{{40, 1}}));
    EXPECT_EQ(objects(view, abi::kPhoton, 1), Rows{});
    EXPECT_EQ(view.event_columns[abi::kNumber][1], 8);
    EXPECT_EQ(view.event_columns[abi::kTrigger][0], 3);
    EXPECT_EQ(view.event_columns[abi::kMetPt][0], 0);
    EXPECT_EQ(view.event_columns[abi::kMetPhi][1], 1.25);
    EXPECT_EQ(view.object_columns[abi::kHadem][0], 1);
}

TEST(EventBlock, KeepsFileOrderAmongEqualPtHoweverMany) {
    for (const int count : {2, 5, 24, 25, 200}) {
        EventBlock block;
        block.begin_event({});
        for (int i = 0; i < count; ++i) add(block, abi::kTau, i % 3, i + 1);
        block.finish();
        expect_well_formed(block.view());
        const Rows rows = objects(block.view(), abi::kTau, 0);
        ASSERT_EQ(rows.size(), static_cast<std::size_t>(count));
        for (std::size_t i = 1; i < rows.size(); ++i) {
            EXPECT_TRUE(rows[i - 1].first > rows[i].first ||
                        (rows[i - 1].first == rows[i].first && rows[i - 1].second < rows[i].second));
        }
    }
}

TEST(EventBlock, DropsAnEventWithItsObjects) {
    EventBlock block;
    block.begin_event({1, 0, 1});
    add(block, abi::kJet, 30, 1);
    block.begin_event({2, 0, 5});
    add(block, abi::kJet, 99, 1);
    add(block, abi::kPhoton, 99, 2);
    block.drop_event();
    block.begin_event({3, 0, 1});
    add(block, abi::kJet, 10, 1);
    block.finish();
    expect_well_formed(block.view());
    EXPECT_EQ(block.view().n_events, 2);
    EXPECT_EQ(block.view().n_objects, 2);
    EXPECT_TRUE(block.view().unit_weights);
    EXPECT_EQ(objects(block.view(), abi::kJet, 1), (Rows{{10, 1}}));
}

TEST(EventBlock, KeepsARangeOfEvents) {
    for (int first = 0; first <= 5; ++first) {
        for (int last = first; last <= 5; ++last) {
            EventBlock block;
            for (int e = 0; e < 5; ++e) {
                block.begin_event({100.0 + e, 0, e == 4 ? 2.0 : 1.0});
                block.set_met(e, 0);
                for (int j = 0; j < e; ++j) add(block, j % 2 == 0 ? abi::kJet : abi::kElectron, 10 * e + j, j + 1);
            }
            block.finish();
            block.keep_events(first, last);
            block.finish();
            const abi::Block& view = block.view();
            expect_well_formed(view);
            ASSERT_EQ(view.n_events, last - first);
            EXPECT_EQ(view.unit_weights, last < 5 || first == 5);
            for (int e = first; e < last; ++e) {
                EXPECT_EQ(view.event_columns[abi::kNumber][e - first], 100 + e);
                EXPECT_EQ(view.event_columns[abi::kMetPt][e - first], e);
                const Rows jets = objects(view, abi::kJet, e - first);
                ASSERT_EQ(jets.size(), static_cast<std::size_t>((e + 1) / 2));
                if (!jets.empty()) {
                    EXPECT_EQ(jets.back().first, 10 * e);
                }
                EXPECT_EQ(objects(view, abi::kElectron, e - first).size(), static_cast<std::size_t>(e / 2));
            }
        }
    }
}

TEST(EventBlock, IsUsedAgainWithoutMovingItsMemory) {
    EventBlock block;
    const auto fill = [&](int events) {
        block.clear();
        for (int e = 0; e < events; ++e) {
            block.begin_event({double(e), 0, 1});
            add(block, abi::kJet, 5, 1);
        }
        block.finish();
        expect_well_formed(block.view());
    };
    fill(3000);
    const double* const column = block.view().object_columns[abi::kPt];
    const double* const weights = block.view().event_columns[abi::kWeight];
    fill(2);  // what the large block left behind must not shine through
    fill(3000);
    EXPECT_EQ(block.view().object_columns[abi::kPt], column);
    EXPECT_EQ(block.view().event_columns[abi::kWeight], weights);
}

TEST(EventBlock, AnEmptyBlockHasTheSentinel) {
    EventBlock block;
    block.finish();
    expect_well_formed(block.view());
    EXPECT_EQ(block.view().n_events, 0);
    EXPECT_TRUE(block.view().unit_weights);
}

}  // namespace
}  // namespace collmc::columns
