#include "runtime/columns/event_block.h"

#include <algorithm>
#include <cstring>

namespace collmc::columns {
namespace {

constexpr std::size_t kPad = abi::kPadding;

std::size_t index_of(std::int32_t i) { return static_cast<std::size_t>(i); }

bool higher_pt(const Object& a, const Object& b) { return a.pt > b.pt; }

/// Orders one event's objects of one type. Nearly always they are ordered, and few.
void sort_by_pt(Object* first, Object* last) {
    constexpr std::ptrdiff_t kFew = 24;
    if (last - first > kFew) {
        std::stable_sort(first, last, higher_pt);
        return;
    }
    for (Object* next = first + 1; next < last; ++next) {
        const Object moved = *next;
        Object* to = next;
        for (; to > first && higher_pt(moved, to[-1]); --to) *to = to[-1];
        *to = moved;
    }
}

/// True if some event's objects stand in the wrong order.
bool is_unordered(const Object* objects, std::int32_t count) {
    bool unordered = false;
    for (std::int32_t i = 1; i < count; ++i) {
        unordered |= objects[i].event == objects[i - 1].event && higher_pt(objects[i], objects[i - 1]);
    }
    return unordered;
}

}  // namespace

void EventBlock::clear() {
    n_events_ = 0;
    for (List& list : lists_) list.size = 0;
}

void EventBlock::grow(List& list) { list.objects.reserve(index_of(list.size) + 1, index_of(list.size)); }

void EventBlock::reserve_events(std::int32_t count) {
    const std::size_t room = index_of(count) + kPad;
    const std::size_t keep = index_of(n_events_);
    for (auto& column : event_columns_) column.reserve(room, keep);
    for (List& list : lists_) list.first.reserve(room, keep);
}

void EventBlock::begin_event(const EventHeader& header) {
    assert(n_events_ < abi::kMaxBlockEvents);
    if (index_of(n_events_) + 1 + kPad > event_columns_[abi::kWeight].capacity()) reserve_events(n_events_ + 1);
    const std::size_t event = index_of(n_events_++);
    event_columns_[abi::kMetPt][event] = 0;
    event_columns_[abi::kMetPhi][event] = 0;
    event_columns_[abi::kWeight][event] = header.weight;
    event_columns_[abi::kNumber][event] = header.number;
    event_columns_[abi::kTrigger][event] = header.trigger;
    for (List& list : lists_) list.first[event] = list.size;
}

void EventBlock::set_met(double pt, double phi) {
    assert(n_events_ > 0);
    event_columns_[abi::kMetPt][index_of(n_events_ - 1)] = pt;
    event_columns_[abi::kMetPhi][index_of(n_events_ - 1)] = phi;
}

void EventBlock::drop_event() {
    assert(n_events_ > 0);
    --n_events_;
    for (List& list : lists_) list.size = list.first[index_of(n_events_)];
}

std::int32_t EventBlock::n_objects() const {
    std::int32_t count = 0;
    for (const List& list : lists_) count += list.size;
    return count;
}

std::int32_t EventBlock::first_of(const List& list, std::int32_t event) const {
    return event < n_events_ ? list.first[index_of(event)] : list.size;
}

void EventBlock::keep_events(std::int32_t first, std::int32_t last) {
    assert(0 <= first && first <= last && last <= n_events_);
    const std::size_t count = index_of(last - first);
    for (List& list : lists_) {
        const std::int32_t begin = first_of(list, first);
        const std::int32_t end = first_of(list, last);
        for (std::int32_t i = begin; i < end; ++i) {
            Object& to = list.objects[index_of(i - begin)];
            to = list.objects[index_of(i)];
            to.event -= first;
        }
        for (std::size_t e = 0; e < count; ++e) list.first[e] = list.first[e + index_of(first)] - begin;
        list.size = end - begin;
    }
    if (count > 0) {
        for (auto& column : event_columns_) {
            std::memmove(column.data(), column.data() + first, count * sizeof(double));
        }
    }
    n_events_ = last - first;
}

void EventBlock::finish_type(int type, std::int32_t segment) {
    List& list = lists_[static_cast<std::size_t>(type)];
    Object* const objects = list.objects.data();
    auto& begin = begin_[static_cast<std::size_t>(type)];
    auto& size = size_[static_cast<std::size_t>(type)];
    for (std::int32_t e = 0; e < n_events_; ++e) {
        begin[index_of(e)] = segment + list.first[index_of(e)];
        size[index_of(e)] = first_of(list, e + 1) - list.first[index_of(e)];
    }
    if (is_unordered(objects, list.size)) {
        for (std::int32_t e = 0; e < n_events_; ++e) {
            sort_by_pt(objects + list.first[index_of(e)], objects + first_of(list, e + 1));
        }
    }

    double* column[abi::kObjectColumnCount];
    for (int c = 0; c < abi::kObjectColumnCount; ++c) {
        column[c] = object_columns_[static_cast<std::size_t>(c)].data() + segment;
    }
    std::int32_t* const event = object_event_.data() + segment;
    std::int32_t* const row = object_row_.data() + segment;
    for (std::int32_t i = 0; i < list.size; ++i) {
        const Object& object = objects[i];
        column[abi::kTyp][i] = type;
        column[abi::kEta][i] = object.eta;
        column[abi::kPhi][i] = object.phi;
        column[abi::kPt][i] = object.pt;
        column[abi::kJmass][i] = object.jmass;
        column[abi::kNtrk][i] = object.ntrk;
        column[abi::kBtag][i] = object.btag;
        column[abi::kHadem][i] = object.hadem;
        event[i] = object.event;
        row[i] = object.row;
    }
    view_.segment_begin[type] = segment;
    view_.segment_end[type] = segment + list.size;
}

void EventBlock::finish() {
    const std::int32_t objects = n_objects();
    const std::size_t object_room = index_of(objects) + 1 + kPad;
    const std::size_t event_room = index_of(n_events_) + kPad;
    reserve_events(n_events_);
    for (auto& column : object_columns_) column.reserve(object_room);
    object_event_.reserve(object_room);
    object_row_.reserve(object_room);
    for (auto& array : begin_) array.reserve(event_room);
    for (auto& array : size_) array.reserve(event_room);

    view_.n_events = n_events_;
    view_.n_objects = objects;
    std::int32_t segment = 0;
    for (int type = 0; type < abi::kParticleCount; ++type) {
        finish_type(type, segment);
        segment = view_.segment_end[type];
    }

    // The sentinel and all padding are zero.
    const auto zero_after = [](auto& array, std::int32_t count, std::size_t zeros) {
        std::fill_n(array.data() + count, zeros, 0);
        return array.data();
    };
    for (std::size_t c = 0; c < object_columns_.size(); ++c) {
        view_.object_columns[c] = zero_after(object_columns_[c], objects, 1 + kPad);
    }
    view_.object_event = zero_after(object_event_, objects, 1 + kPad);
    view_.object_row = zero_after(object_row_, objects, 1 + kPad);
    for (std::size_t c = 0; c < event_columns_.size(); ++c) {
        view_.event_columns[c] = zero_after(event_columns_[c], n_events_, kPad);
    }
    for (std::size_t p = 0; p < begin_.size(); ++p) {
        view_.begin[p] = zero_after(begin_[p], n_events_, kPad);
        view_.size[p] = zero_after(size_[p], n_events_, kPad);
    }

    const double* weight = view_.event_columns[abi::kWeight];
    view_.unit_weights = std::all_of(weight, weight + n_events_, [](double w) { return w == 1; });
}

}  // namespace collmc::columns
