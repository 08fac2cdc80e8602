#include "runtime/columns/event_block.h"

#include <algorithm>
#include <cstring>

#include "runtime/columns/phi.h"

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

void EventBlock::set_met(double pt, double phi) {
    Object& met = append(kMetList);
    met.pt = pt;
    met.phi = phi;
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

/// Places the objects of one type in the columns, from `segment` on.
void EventBlock::place_objects(int type, std::int32_t segment, RowsSeen& seen) {
    const std::int32_t count = rows_.size[type];
    std::int32_t* const begin = begin_[static_cast<std::size_t>(type)].data();
    std::int32_t* const size = size_[static_cast<std::size_t>(type)].data();
    for (std::int32_t e = 0; e < rows_.n_events; ++e) {
        begin[e] = segment + rows_.first[e][type];
        size[e] = rows_.first[e + 1][type] - rows_.first[e][type];
    }

    const auto column = [&](abi::ObjectColumn c) { return object_columns_[c].data() + segment; };
    const ColumnPointers to = {
        column(abi::kEta),           column(abi::kPhi),  column(abi::kPt),    column(abi::kJmass),
        column(abi::kNtrk),          column(abi::kBtag), column(abi::kHadem), object_event_.data() + segment,
        object_row_.data() + segment};
    seen.unordered = seen.half_btags = false;
    transpose_(rows_.objects[type], count, to, seen);
    if (seen.unordered) {
        sort_objects(type);
        transpose_(rows_.objects[type], count, to, seen);
    }
    if (type == abi::kJet) summary_.half_btags = seen.half_btags;
    std::fill_n(column(abi::kTyp), count, type);
    view_.segment_begin[type] = segment;
    view_.segment_end[type] = segment + count;
}

/// The MET of each event: its last MET row, or 0.
void EventBlock::place_mets(RowsSeen& seen) {
    double* const pt = event_columns_[abi::kMetPt].data();
    double* const phi = event_columns_[abi::kMetPhi].data();
    std::fill_n(pt, rows_.n_events, 0);
    std::fill_n(phi, rows_.n_events, 0);
    for (std::int32_t i = 0; i < rows_.size[kMetList]; ++i) {
        const Object& met = rows_.objects[kMetList][i];
        seen.least_phi = std::min(seen.least_phi, met.phi);
        seen.greatest_phi = std::max(seen.greatest_phi, met.phi);
        pt[met.event] = met.pt;
        phi[met.event] = normalised_phi(met.phi);
    }
    for (std::int32_t e = 0; e < rows_.n_events; ++e) {
        const std::int32_t mets = rows_.first[e + 1][kMetList] - rows_.first[e][kMetList];
        summary_.events_without_met += mets == 0;
        summary_.events_with_many_mets += mets > 1;
    }
}

void EventBlock::finish() {
    const std::int32_t objects = n_objects(), n_events = rows_.n_events;
    const std::size_t object_room = index_of(objects) + 1 + kPad;
    const std::size_t event_room = index_of(n_events) + kPad;
    begin_after_last_event();
    for (auto& column : object_columns_) column.reserve(object_room);
    object_event_.reserve(object_room);
    object_row_.reserve(object_room);
    for (auto& array : begin_) array.reserve(event_room);
    for (auto& array : size_) array.reserve(event_room);

    view_.n_events = n_events;
    view_.n_objects = objects;
    summary_ = {};
    RowsSeen seen;
    std::int32_t segment = 0;
    for (int type = 0; type < abi::kParticleCount; ++type) {
        place_objects(type, segment, seen);
        segment = view_.segment_end[type];
    }
    place_mets(seen);
    if (objects + rows_.size[kMetList] > 0) {
        summary_.least_phi = seen.least_phi;
        summary_.greatest_phi = seen.greatest_phi;
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
        view_.event_columns[c] = zero_after(event_columns_[c], n_events, kPad);
    }
    for (std::size_t p = 0; p < begin_.size(); ++p) {
        view_.begin[p] = zero_after(begin_[p], n_events, kPad);
        view_.size[p] = zero_after(size_[p], n_events, kPad);
    }

    const double* weight = view_.event_columns[abi::kWeight];
    view_.unit_weights = std::all_of(weight, weight + n_events, [](double w) { return w == 1; });
}

}  // namespace collmc::columns
