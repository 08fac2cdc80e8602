// EventBlock: owns the memory behind an abi::Block, and builds one from events in file order.
//
// Use: clear(); then for each event begin_event(), add_object()..., add_met(); or rows appended in bulk through rows();
// then finish(); then view(). A reader that finds an event unreadable calls drop_event(). Memory is kept from block to
// block and only grows.
//
// finish() brings the objects into the order abi/block.h promises: grouped by type, inside a type by event, inside an
// event by pt (highest first, ties in file order), then the sentinel row and the padding, all zero; and phi to
// [-pi, pi). Of several MET rows of an event the last counts. Columns that nobody reads are left out (see
// abi/columns_read.h), late ones are there at once; what the block's summary tells does not depend on them.
//
// Leaves to others: meaning of the file's columns (runtime/lhco), limits on what is physical.
// Units: GeV, radians. Threads: distinct blocks are independent; one block belongs to one thread at a time.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "runtime/abi/block.h"
#include "runtime/abi/columns_read.h"
#include "runtime/columns/buffer.h"
#include "runtime/columns/rows.h"
#include "runtime/columns/transpose.h"

namespace collmc::columns {

struct EventHeader {
    double number = 0;
    double trigger = 0;
    double weight = 1;
};

/// What the rows of a block had, before finish() changed it, and what they had not.
struct BlockSummary {
    double least_phi = 0, greatest_phi = 0;  ///< of objects and MET rows, as the file has them; 0 without any
    std::int32_t events_without_met = 0;
    std::int32_t events_with_many_mets = 0;
    bool half_btags = false;  ///< a jet has btag 0.5 or 2.5
};

class EventBlock {
public:
    /// The transposing code is the processor's best unless a test asks for another.
    explicit EventBlock(TransposeFunction transpose = transpose_variants().front().transpose) : transpose_(transpose) {}
    EventBlock(EventBlock&&) = default;
    EventBlock& operator=(EventBlock&&) = default;

    /// Forgets all events, keeps the memory.
    void clear();

    /// Starts the next event, with MET 0. Precondition: n_events() < abi::kMaxBlockEvents.
    void begin_event(const EventHeader& header);

    /// Appends an object to the current event and returns where its columns belong; the reference holds until the next
    /// call. `event` is set here, `row` and the values by the caller. Precondition: n_objects() < abi::kMaxBlockEvents.
    Object& add_object(abi::Particle type) { return append(static_cast<int>(type)); }

    /// Likewise one more MET row: the current event's missing transverse momentum is its pt and phi.
    Object& add_met() { return append(kMetList); }
    /// Counts a row of the current event whose type is not assigned.
    void add_unassigned() { ++rows_.size[kUnassignedList]; }

    /// Removes the current event with its objects.
    void drop_event();

    std::int32_t n_events() const { return rows_.n_events; }
    std::int32_t n_objects() const;
    std::int32_t n_unassigned() const { return rows_.size[kUnassignedList]; }
    /// Objects that the block had when event `event` began.
    std::int32_t objects_before(std::int32_t event) const;

    /// For code that appends rows itself: room for so many more events, and rows in each list. Such code appends as
    /// begin_event() and add_object() do. Pointers hold until the next non-const call.
    Rows& rows(std::int32_t more_events, std::int32_t more_rows);

    /// Keeps events [first, last) of the block and numbers them from 0; finish() is needed again afterwards.
    /// Precondition: 0 <= first <= last <= n_events().
    void keep_events(std::int32_t first, std::int32_t last);

    /// Orders the objects and fills the view with the columns that are read. May be called again after keep_events() or
    /// after more events.
    void finish(const abi::ColumnsRead& columns = abi::ColumnsRead::all());

    /// The finished block. Pointers hold until the next non-const call. Precondition: finish() was the last such call.
    const abi::Block& view() const { return view_; }
    /// Of the finished block, likewise.
    const BlockSummary& summary() const { return summary_; }
    /// The rows that it was made of, likewise: phi as the file has it, objects in the view's order if that has been
    /// read of all of them. Behind the last event stands where the lists end, as its first rows.
    const Rows& rows() const { return rows_; }

private:
    using Firsts = std::int32_t[kListCount];

    Object& append(int list) {
        assert(rows_.n_events > 0);
        const auto l = static_cast<std::size_t>(list);
        if (rows_.size[l] == static_cast<std::int32_t>(objects_[l].capacity())) grow(list, 1);
        Object& object = rows_.objects[l][rows_.size[l]++];
        object.event = rows_.n_events - 1;
        return object;
    }
    void grow(int list, std::int32_t more);
    void grow_events(std::int32_t more);
    void begin_after_last_event();
    void reserve(const abi::ColumnsRead& columns);
    void place_events(const abi::ColumnsRead& columns);
    void place_objects(const abi::ColumnsRead& columns, int type, RowsSeen& seen);
    void sort_objects(int type);
    void place_mets(RowsSeen& seen);
    void close_columns(const abi::ColumnsRead& columns);

    TransposeFunction transpose_;
    Rows rows_;  ///< in the memory of the next ones
    std::array<Buffer<Object>, kListCount> objects_;
    Buffer<std::int32_t> first_;
    Buffer<const char*> text_;
    std::array<Buffer<double>, abi::kEventColumnCount> event_columns_;
    std::array<Buffer<double>, abi::kObjectColumnCount> object_columns_;
    Buffer<std::int32_t> object_event_, object_row_;
    std::array<Buffer<std::int32_t>, abi::kParticleCount> begin_, size_;
    Buffer<std::int32_t> met_begin_;  ///< [event]: its first MET row
    abi::Block view_;
    BlockSummary summary_;
};

}  // namespace collmc::columns
