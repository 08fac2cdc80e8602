#include "runtime/columns/event_block.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "runtime/columns/phi.h"
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

void set_met(EventBlock& block, double pt, double phi) {
    Object& met = block.add_met();
    met.pt = pt;
    met.phi = phi;
}

TEST(EventBlock, GroupsByTypeThenEventThenPt) {
    EventBlock block;
    block.begin_event({7, 3, 1});
    add(block, abi::kJet, 30, 1);
    add(block, abi::kMuon, 20, 2);
    add(block, abi::kJet, 50, 3);
    block.begin_event({8, 4, 1});
    add(block, abi::kJet, 40, 1);
    set_met(block, 25, 1.25);
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
                set_met(block, e, 0);
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

TEST(EventBlock, IsTheSameForEachKindOfProcessor) {
    std::mt19937 random(7);
    const auto real = [&random](double low, double high) { return low + (high - low) * (random() / 4294967296.0); };
    for (int round = 0; round < 60; ++round) {
        std::vector<EventBlock> blocks;
        for (const TransposeVariant& variant : transpose_variants()) blocks.emplace_back(variant.transpose);
        const bool ordered = round % 2 == 0;
        for (int event = 0; event < round; ++event) {
            for (EventBlock& block : blocks) block.begin_event({});
            double pt = 500;
            for (unsigned row = 1, rows = random() % 12; row <= rows; ++row) {
                const auto type = static_cast<abi::Particle>(random() % abi::kParticleCount);
                pt = ordered ? pt * 0.9 : real(0, 500);
                const double phi = random() % 4 == 0 ? real(-20, 20) : random() % 9 == 0 ? kPi : real(-kPi, kPi);
                const Object values{real(-5, 5), phi, pt, real(0, 9), real(-3, 3), real(0, 3), real(0, 1)};
                for (EventBlock& block : blocks) {
                    Object& object = block.add_object(type);
                    const std::int32_t index = object.event;
                    object = values;
                    object.event = index;
                    object.row = static_cast<std::int32_t>(row);
                }
            }
        }
        for (EventBlock& block : blocks) block.finish();
        const abi::Block& first = blocks.front().view();
        expect_well_formed(first);
        for (const EventBlock& block : blocks) {
            const abi::Block& view = block.view();
            const std::size_t bytes = static_cast<std::size_t>(view.n_objects) * sizeof(double);
            for (int c = 0; c < abi::kObjectColumnCount; ++c) {
                EXPECT_EQ(std::memcmp(view.object_columns[c], first.object_columns[c], bytes), 0) << c;
            }
            EXPECT_EQ(std::memcmp(view.object_event, first.object_event, bytes / 2), 0);
            EXPECT_EQ(std::memcmp(view.object_row, first.object_row, bytes / 2), 0);
            EXPECT_EQ(block.summary().least_phi, blocks.front().summary().least_phi);
            EXPECT_EQ(block.summary().greatest_phi, blocks.front().summary().greatest_phi);
            for (std::int32_t i = 0; i < view.n_objects; ++i) {
                const double phi = view.object_columns[abi::kPhi][i];
                EXPECT_TRUE(phi >= -kPi && phi < kPi) << phi;
            }
        }
    }
}

/// Fills blocks alike, with events of any number of objects and MET rows.
void fill_at_random(std::vector<EventBlock>& blocks, int events, std::mt19937& random) {
    const auto real = [&random](double low, double high) { return low + (high - low) * (random() / 4294967296.0); };
    const bool one_met_each = random() % 2 == 0, has_half_btags = random() % 2 == 0;
    for (int event = 0; event < events; ++event) {
        for (EventBlock& block : blocks) block.begin_event({1.0 * event, 2.0 * event, 1});
        for (unsigned row = 1, rows = random() % 12; row <= rows; ++row) {
            const auto type = static_cast<abi::Particle>(random() % abi::kParticleCount);
            const double btag = has_half_btags ? real(0, 3) > 2 ? 2.5 : 0.5 : 1;
            const Object values{real(-5, 5), real(-9, 9), real(0, 90), real(0, 9), real(-3, 3), btag, real(0, 1)};
            for (EventBlock& block : blocks) {
                Object& object = block.add_object(type);
                const std::int32_t index = object.event;
                object = values;
                object.event = index;
                object.row = static_cast<std::int32_t>(row);
            }
        }
        for (unsigned mets = one_met_each ? 1 : random() % 3; mets > 0; --mets) {
            const double pt = real(0, 90), phi = real(-9, 9);
            for (EventBlock& block : blocks) set_met(block, pt, phi);
        }
    }
}

/// A type's objects, as far as they are read, are those of the block that has all columns.
void expect_same_objects(const abi::Block& view, const abi::Block& all, int type, const abi::ColumnsRead& columns) {
    const std::int32_t moved = all.segment_begin[type] - view.segment_begin[type];
    for (std::int32_t e = 0; e < view.n_events; ++e) {
        EXPECT_EQ(view.begin[type][e] + moved, all.begin[type][e]);
        EXPECT_EQ(view.size[type][e], all.size[type][e]);
    }
    for (std::int32_t i = view.segment_begin[type]; i < view.segment_end[type]; ++i) {
        for (int c = 0; c < abi::kObjectColumnCount; ++c) {
            if (!columns.object(type, static_cast<abi::ObjectColumn>(c))) continue;
            EXPECT_EQ(view.object_columns[c][i], all.object_columns[c][i + moved]) << c;
        }
        if (columns.event_of(type)) {
            EXPECT_EQ(view.object_event[i], all.object_event[i + moved]);
        }
        if (columns.row(type)) {
            EXPECT_EQ(view.object_row[i], all.object_row[i + moved]);
        }
    }
}

void expect_same_where_read(const EventBlock& block, const EventBlock& whole, const abi::ColumnsRead& columns) {
    const abi::Block &view = block.view(), &all = whole.view();
    EXPECT_EQ(block.n_objects(), whole.n_objects());
    EXPECT_EQ(block.summary().least_phi, whole.summary().least_phi);
    EXPECT_EQ(block.summary().greatest_phi, whole.summary().greatest_phi);
    EXPECT_EQ(block.summary().half_btags, whole.summary().half_btags);
    EXPECT_EQ(block.summary().events_without_met, whole.summary().events_without_met);
    EXPECT_EQ(block.summary().events_with_many_mets, whole.summary().events_with_many_mets);
    ASSERT_EQ(view.n_events, all.n_events);
    const std::size_t bytes = static_cast<std::size_t>(view.n_events) * sizeof(double);
    for (int c = 0; c < abi::kEventColumnCount; ++c) {
        EXPECT_EQ(std::memcmp(view.event_columns[c], all.event_columns[c], bytes), 0) << c;
    }
    std::int32_t segment = 0;
    for (int type = 0; type < abi::kParticleCount; ++type) {
        EXPECT_EQ(view.segment_begin[type], segment);
        segment += columns.present(type) ? all.segment_end[type] - all.segment_begin[type] : 0;
        EXPECT_EQ(view.segment_end[type], segment);
        EXPECT_EQ(view.begin[type] != nullptr, columns.present(type));
        EXPECT_EQ(view.size[type] != nullptr, columns.present(type));
        if (columns.present(type)) expect_same_objects(view, all, type, columns);
    }
    EXPECT_EQ(view.n_objects, segment);
    for (int c = 0; c < abi::kObjectColumnCount; ++c) {
        ASSERT_EQ(view.object_columns[c] != nullptr, (columns.any() >> c & 1) != 0);
        if (view.object_columns[c] == nullptr) continue;
        EXPECT_EQ(view.object_columns[c][segment], 0) << "the sentinel";
    }
}

TEST(EventBlock, LeavesOutWhatIsNotReadAndTellsTheSame) {
    std::mt19937 random(21);
    for (int round = 0; round < 200; ++round) {
        std::vector<EventBlock> blocks(1);
        for (const TransposeVariant& variant : transpose_variants()) blocks.emplace_back(variant.transpose);
        fill_at_random(blocks, round % 50, random);
        blocks[0].finish();
        abi::ColumnsRead columns = abi::ColumnsRead::all();
        for (std::uint32_t& of_type : columns.objects) {
            of_type &= random() % 3 == 0 ? 0 : random();
            if (of_type != 0) of_type |= abi::ColumnsRead::kPresent;
        }
        for (std::size_t i = 1; i < blocks.size(); ++i) {
            blocks[i].finish(columns);
            expect_same_where_read(blocks[i], blocks[0], columns);
        }
    }
}

TEST(EventBlock, TheLastMetOfAnEventCounts) {
    EventBlock block;
    block.begin_event({});
    set_met(block, 10, 0.5);
    set_met(block, 20, 5.0);
    block.begin_event({});
    block.add_unassigned();
    block.begin_event({});
    set_met(block, 30, -0.25);
    block.finish();
    EXPECT_EQ(block.view().event_columns[abi::kMetPt][0], 20);
    EXPECT_EQ(block.view().event_columns[abi::kMetPhi][0], normalised_phi(5.0));
    EXPECT_EQ(block.view().event_columns[abi::kMetPt][1], 0);
    EXPECT_EQ(block.summary().events_with_many_mets, 1);
    EXPECT_EQ(block.summary().events_without_met, 1);
    EXPECT_EQ(block.summary().least_phi, -0.25);
    EXPECT_EQ(block.summary().greatest_phi, 5.0);
    EXPECT_EQ(block.n_unassigned(), 1);
    block.keep_events(1, 3);
    block.finish();
    EXPECT_EQ(block.view().event_columns[abi::kMetPt][1], 30);
    EXPECT_EQ(block.summary().events_with_many_mets, 0);
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
