#include "runtime/columns/event_block.h"

#include <algorithm>
#include <cstring>

#include "runtime/columns/phi.h"
#include "runtime/columns/places.h"

namespace collmc::columns {
namespace {

constexpr std::size_t kPad = abi::kPadding;

std::size_t index_of(std::int32_t i) { return static_cast<std::size_t>(i); }

bool higher_pt(const Object& a, const Object& b) { return a.pt > b.pt; }

/// Whoever reads more than there is must find values.
template <class T>
void reserve_zeroed(Buffer<T>& buffer, std::size_t count) {
    if (count <= buffer.capacity()) return;
    buffer.reserve(count);
    std::fill_n(buffer.data(), buffer.capacity(), T{});
}

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

}  // namespace

void EventBlock::clear() {
    rows_.n_events = 0;
    std::fill_n(rows_.size, kListCount, 0);
}

void EventBlock::grow(int list, std::int32_t more) {
    auto& objects = objects_[static_cast<std::size_t>(list)];
    const std::size_t size = index_of(rows_.size[list]);
    objects.reserve(size + index_of(more), size);
    rows_.objects[list] = objects.data();
}

void EventBlock::grow_events(std::int32_t more) {
    const std::size_t keep = index_of(rows_.n_events);
    const std::size_t room = keep + index_of(more) + kPad;
    for (auto& column : event_columns_) column.reserve(room, keep);
    first_.reserve(room * kListCount, keep * kListCount);
    rows_.first = reinterpret_cast<Firsts*>(first_.data());
    text_.reserve(room, keep);
    rows_.text = text_.data();
    rows_.number = event_columns_[abi::kNumber].data();
    rows_.trigger = event_columns_[abi::kTrigger].data();
    rows_.weight = event_columns_[abi::kWeight].data();
}

Rows& EventBlock::rows(std::int32_t more_events, std::int32_t more_rows) {
    grow_events(more_events);
    for (int list = 0; list <= kMetList; ++list) grow(list, more_rows);
    return rows_;
}

void EventBlock::begin_event(const EventHeader& header) {
    assert(rows_.n_events < abi::kMaxBlockEvents);
    const std::size_t room = index_of(rows_.n_events) + 1 + kPad;
    if (room > event_columns_[abi::kWeight].capacity() || room * kListCount > first_.capacity()) grow_events(1);
    const std::int32_t event = rows_.n_events++;
    rows_.weight[event] = header.weight;
    rows_.number[event] = header.number;
    rows_.trigger[event] = header.trigger;
    std::copy_n(rows_.size, kListCount, rows_.first[event]);
}

void EventBlock::drop_event() {
    assert(rows_.n_events > 0);
    std::copy_n(rows_.first[--rows_.n_events], kListCount, rows_.size);
}

std::int32_t EventBlock::n_objects() const {
    std::int32_t count = 0;
    for (int type = 0; type < abi::kParticleCount; ++type) count += rows_.size[type];
    return count;
}

std::int32_t EventBlock::objects_before(std::int32_t event) const {
    std::int32_t count = 0;
    for (int type = 0; type < abi::kParticleCount; ++type) count += rows_.first[event][type];
    return count;
}

/// The event behind the last begins where the lists end: every event's rows end where the next one's begin.
void EventBlock::begin_after_last_event() {
    grow_events(1);
    std::copy_n(rows_.size, kListCount, rows_.first[rows_.n_events]);
}

void EventBlock::keep_events(std::int32_t first, std::int32_t last) {
    assert(0 <= first && first <= last && last <= rows_.n_events);
    begin_after_last_event();
    for (int list = 0; list < kListCount; ++list) {
        const std::int32_t begin = rows_.first[first][list];
        const std::int32_t end = rows_.first[last][list];
        for (std::int32_t e = first; e < last; ++e) rows_.first[e - first][list] = rows_.first[e][list] - begin;
        rows_.size[list] = end - begin;
        if (list > kMetList) continue;
        Object* const objects = rows_.objects[list];
        for (std::int32_t i = begin; i < end; ++i) {
            Object& to = objects[i - begin];
            to = objects[i];
            to.event -= first;
        }
    }
    const std::size_t count = index_of(last - first);
    for (auto& column : event_columns_) std::memmove(column.data(), column.data() + first, count * sizeof(double));
    rows_.n_events = last - first;
}

void EventBlock::sort_objects(int type) {
    for (std::int32_t e = 0; e < rows_.n_events; ++e) {
        sort_by_pt(rows_.objects[type] + rows_.first[e][type], rows_.objects[type] + rows_.first[e + 1][type]);
    }
}

/// Where the objects of each type begin and end in the table, and those of each event. (Rows that are not read stand in
/// no segment.)
void EventBlock::place_events(const abi::ColumnsRead& columns) {
    std::int32_t segments[kListCount]{}, segment = 0;
    std::int32_t* begins[kListCount]{};
    for (int type = 0; type < abi::kParticleCount; ++type) {
        const auto t = static_cast<std::size_t>(type);
        segments[type] = view_.segment_begin[type] = view_.segment_end[type] = segment;
        view_.begin[type] = view_.size[type] = nullptr;
        if (!columns.present(type)) continue;
        segment = view_.segment_end[type] = segment + rows_.size[type];
        view_.begin[type] = begins[type] = begin_[t].data();
        view_.size[type] = size_[t].data();
    }
    view_.n_events = rows_.n_events;
    view_.n_objects = segment;
    begins[kMetList] = met_begin_.data();
    turn_firsts(rows_.first, rows_.n_events + 1, segments, begins);
    for (std::size_t type = 0; type < begin_.size(); ++type) {
        if (begins[type]) sizes_of(begins[type], rows_.n_events, size_[type].data());
    }
}

/// Places the objects of one type in the columns.
void EventBlock::place_objects(const abi::ColumnsRead& columns, int type, RowsSeen& seen) {
    const std::int32_t count = rows_.size[type], segment = view_.segment_begin[type];
    const auto column = [&](abi::ObjectColumn c) {
        return columns.object(type, c) ? object_columns_[c].data() + segment : nullptr;
    };
    const bool has_row = columns.row(type) || columns.ties(type);
    const ColumnPointers to = {column(abi::kEta),
                               column(abi::kPhi),
                               column(abi::kPt),
                               column(abi::kJmass),
                               column(abi::kNtrk),
                               column(abi::kBtag),
                               column(abi::kHadem),
                               columns.event_of(type) ? object_event_.data() + segment : nullptr,
                               has_row ? object_row_.data() + segment : nullptr,
                               segment};
    seen.unordered = seen.half_btags = false;
    transpose_(rows_.objects[type], count, to, seen);
    if (seen.unordered && columns.present(type)) {
        sort_objects(type);
        transpose_(rows_.objects[type], count, to, seen);
    }
    if (type == abi::kJet) summary_.half_btags = seen.half_btags;
    if (double* const typ = column(abi::kTyp)) std::fill_n(typ, count, type);
}

/// The MET of each event: its last MET row, or 0.
void EventBlock::place_mets(RowsSeen& seen) {
    const Object* const mets = rows_.objects[kMetList];
    const std::int32_t* const begin = met_begin_.data();
    double* const pt = event_columns_[abi::kMetPt].data();
    double* const phi = event_columns_[abi::kMetPhi].data();
    std::int32_t without = 0, with_many = 0;
    for (std::int32_t e = 0; e < rows_.n_events; ++e) {
        without += begin[e + 1] == begin[e];
        with_many += begin[e + 1] - begin[e] > 1;
    }
    summary_.events_without_met = without;
    summary_.events_with_many_mets = with_many;
    if (without + with_many == 0) {
        transpose_(mets, rows_.n_events, {.phi = phi, .pt = pt}, seen);
        return;
    }
    for (std::int32_t e = 0; e < rows_.n_events; ++e) {
        for (std::int32_t i = begin[e]; i < begin[e + 1]; ++i) {
            seen.least_phi = std::min(seen.least_phi, mets[i].phi);
            seen.greatest_phi = std::max(seen.greatest_phi, mets[i].phi);
        }
        const bool is_there = begin[e + 1] > begin[e];
        pt[e] = is_there ? mets[begin[e + 1] - 1].pt : 0;
        phi[e] = is_there ? normalised_phi(mets[begin[e + 1] - 1].phi) : 0;
    }
}

void EventBlock::reserve(const abi::ColumnsRead& columns) {
    const std::size_t object_room = index_of(n_objects()) + 1 + kPad;
    const std::size_t event_room = index_of(rows_.n_events) + 1 + kPad;
    for (std::size_t c = 0; c < object_columns_.size(); ++c) {
        if ((columns.any() >> c & 1) != 0) reserve_zeroed(object_columns_[c], object_room);
    }
    reserve_zeroed(object_event_, object_room);
    reserve_zeroed(object_row_, object_room);
    for (auto& array : begin_) array.reserve(event_room);
    for (auto& array : size_) array.reserve(event_room);
    met_begin_.reserve(event_room);
}

/// The sentinel and all padding are zero.
void EventBlock::close_columns(const abi::ColumnsRead& columns) {
    const std::int32_t objects = view_.n_objects, n_events = view_.n_events;
    const auto zero_after = [](auto& array, std::int32_t count, std::size_t zeros) {
        std::fill_n(array.data() + count, zeros, 0);
        return array.data();
    };
    for (std::size_t c = 0; c < object_columns_.size(); ++c) {
        const bool is_read = (columns.any() >> c & 1) != 0;
        view_.object_columns[c] = is_read ? zero_after(object_columns_[c], objects, 1 + kPad) : nullptr;
    }
    view_.object_event = zero_after(object_event_, objects, 1 + kPad);
    view_.object_row = zero_after(object_row_, objects, 1 + kPad);
    for (std::size_t c = 0; c < event_columns_.size(); ++c) {
        view_.event_columns[c] = zero_after(event_columns_[c], n_events, kPad);
    }
    for (std::size_t p = 0; p < begin_.size(); ++p) {
        if (!view_.begin[p]) continue;
        zero_after(begin_[p], n_events, kPad);
        zero_after(size_[p], n_events, kPad);
    }
}

void EventBlock::finish(const abi::ColumnsRead& columns_read) {
    const abi::ColumnsRead columns = columns_read.at_once();
    begin_after_last_event();
    reserve(columns);
    place_events(columns);
    summary_ = {};
    RowsSeen seen;
    for (int type = 0; type < abi::kParticleCount; ++type) place_objects(columns, type, seen);
    place_mets(seen);
    if (n_objects() + rows_.size[kMetList] > 0) {
        summary_.least_phi = seen.least_phi;
        summary_.greatest_phi = seen.greatest_phi;
    }
    close_columns(columns);

    const double* weight = view_.event_columns[abi::kWeight];
    view_.unit_weights = std::all_of(weight, weight + rows_.n_events, [](double w) { return w == 1; });
}

}  // namespace collmc::columns
