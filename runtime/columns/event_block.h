// EventBlock: owns the memory behind an abi::Block, and builds one from events in file order.
//
// Use: clear(); then for each event begin_event(), add_object()..., set_met(); then finish(); then view(). A reader
// that finds an event unreadable calls drop_event(). Memory is kept from block to block and only grows.
//
// finish() brings the objects into the order abi/block.h promises: grouped by type, inside a type by event, inside an
// event by pt (highest first, ties in file order), then the sentinel row and the padding, all zero.
//
// Leaves to others: meaning of the file's columns (runtime/lhco), normalisation of phi, limits on what is physical.
// Units: GeV, radians. Threads: distinct blocks are independent; one block belongs to one thread at a time.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "runtime/abi/block.h"
#include "runtime/columns/buffer.h"

namespace collmc::columns {

/// One object row as it waits for finish(): a cache line. Its type is the list it stands in.
struct Object {
    double eta = 0, phi = 0, pt = 0, jmass = 0, ntrk = 0, btag = 0, hadem = 0;
    std::int32_t event = 0;  ///< index in the block; set by add_object
    std::int32_t row = 0;    ///< 1 for the first object row of the event in the file, MET and unknown types included
};
static_assert(sizeof(Object) == 64);

struct EventHeader {
    double number = 0;
    double trigger = 0;
    double weight = 1;
};

class EventBlock {
public:
    EventBlock() = default;
    EventBlock(EventBlock&&) = default;
    EventBlock& operator=(EventBlock&&) = default;

    /// Forgets all events, keeps the memory.
    void clear();

    /// Starts the next event, with MET 0. Precondition: n_events() < abi::kMaxBlockEvents.
    void begin_event(const EventHeader& header);

    /// Appends an object to the current event and returns where its columns belong; the reference holds until the next
    /// call. `event` is set here, `row` and the values by the caller. Precondition: n_objects() < abi::kMaxBlockEvents.
    Object& add_object(abi::Particle type) {
        assert(n_events_ > 0);
        List& list = lists_[static_cast<std::size_t>(type)];
        if (list.size == static_cast<std::int32_t>(list.objects.capacity())) grow(list);
        Object& object = list.objects[static_cast<std::size_t>(list.size++)];
        object.event = n_events_ - 1;
        return object;
    }

    /// Sets the current event's missing transverse momentum (magnitude and direction).
    void set_met(double pt, double phi);

    /// Removes the current event with its objects.
    void drop_event();

    std::int32_t n_events() const { return n_events_; }
    std::int32_t n_objects() const;

    /// Keeps events [first, last) of the block and numbers them from 0; finish() is needed again afterwards.
    /// Precondition: 0 <= first <= last <= n_events().
    void keep_events(std::int32_t first, std::int32_t last);

    /// Orders the objects and fills the view. May be called again after keep_events() or after more events.
    void finish();

    /// The finished block. Pointers hold until the next non-const call. Precondition: finish() was the last such call.
    const abi::Block& view() const { return view_; }

private:
    struct List {
        Buffer<Object> objects;      ///< of all events, in the order of events
        Buffer<std::int32_t> first;  ///< [event]: the event's first object in `objects`
        std::int32_t size = 0;
    };

    static void grow(List& list);
    void reserve_events(std::int32_t count);
    void finish_type(int type, std::int32_t segment);
    std::int32_t first_of(const List& list, std::int32_t event) const;

    std::int32_t n_events_ = 0;
    std::array<List, abi::kParticleCount> lists_;
    std::array<Buffer<double>, abi::kEventColumnCount> event_columns_;
    std::array<Buffer<double>, abi::kObjectColumnCount> object_columns_;
    Buffer<std::int32_t> object_event_, object_row_;
    std::array<Buffer<std::int32_t>, abi::kParticleCount> begin_, size_;
    abi::Block view_;
};

}  // namespace collmc::columns
