#include "runtime/packed/block.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

#include "runtime/packed/encode.h"

namespace collmc::packed {
namespace {

constexpr std::size_t kPad = abi::kPadding;
static_assert(abi::kPadding >= kRunOverlap, "runs end in the padding");

struct ColumnPair {
    abi::ObjectColumn column;
    RowColumn stored;
};
constexpr ColumnPair kColumns[] = {{abi::kEta, kRowEta},     {abi::kPhi, kRowPhi},   {abi::kPt, kRowPt},
                                   {abi::kJmass, kRowJmass}, {abi::kNtrk, kRowNtrk}, {abi::kBtag, kRowBtag},
                                   {abi::kHadem, kRowHadem}};

std::size_t index_of(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Makes room, all of it initialised: the interface promises that of what no value is written to.
template <class T>
void reserve_zeroed(columns::Buffer<T>& buffer, std::size_t count) {
    if (count <= buffer.capacity()) return;
    buffer.reserve(count);
    std::fill_n(buffer.data(), buffer.capacity(), T{});
}

/// Whether values are integers in the file's own order: angles that are yet to be normalised are not.
bool is_readable_as_stored(const ChunkView& chunk, abi::ObjectColumn column, const BlockEntry& block) {
    const Form form = chunk.entry->form;
    const bool is_integer = form == Form::bytes1 || form == Form::bytes2 || form == Form::bytes4;
    return is_integer && (column != abi::kPhi || (block.flags & kPhiOutside) == 0);
}

std::uint32_t columns_of_any(const abi::ColumnsRead& columns) {
    std::uint32_t any = 0;
    for (int particle = 0; particle < abi::kParticleCount; ++particle)
        any |= columns.objects[index_of(particle)] | columns.late[index_of(particle)];
    return any;
}

}  // namespace

lhco::ParseCounts counts_of(const BlockEntry& block) {
    lhco::ParseCounts counts;
    counts.events = block.events;
    counts.objects = block.objects();
    counts.events_without_met = block.events_without_met;
    counts.events_with_many_mets = block.events_with_many_mets;
    counts.unknown_objects = block.rows[kOtherRows];
    counts.phi_negative = (block.flags & kPhiNegative) != 0;
    counts.phi_above_pi = (block.flags & kPhiAbovePi) != 0;
    counts.half_btags = (block.flags & kHalfBtags) != 0;
    return counts;
}

const abi::Block& BlockDecoder::decode(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first,
                                       std::int32_t last, Ahead& ahead) {
    assert(0 <= first && first <= last && last <= static_cast<std::int32_t>(block.entry().events));
    block_ = &block;
    first_ = first;
    ahead_ = &ahead;
    view_ = {};
    view_.ahead = &ahead;
    view_.n_events = last - first;
    view_.row_source = this;
    view_.row_at = [](const void* decoder, std::int32_t object) {
        return static_cast<const BlockDecoder*>(decoder)->row_of(object);
    };
    decoded_ = {};
    view_.column_source = this;
    view_.decode = [](void* decoder, std::int32_t particle, std::uint32_t columns, const std::int32_t* events,
                      std::int64_t count) {
        static_cast<BlockDecoder*>(decoder)->decode_late(particle, columns, events, count);
    };
    decode_sizes(block, columns, first, last);
    reserve(columns);
    // In this order: the runs that a kind writes end in the next one's place, or in the padding.
    for (int particle = 0; particle < abi::kParticleCount; ++particle) {
        if (columns.present(particle)) decode_objects(block, columns, particle);
    }
    decode_row_numbers(block, columns, first);
    close_columns(columns);
    decode_header(block, columns, first, last);
    decode_met(block, columns, first, last);
    return view_;
}

/// Where each kind's objects begin and end, in the file's table and in ours.
void BlockDecoder::decode_sizes(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first,
                                std::int32_t last) {
    const std::size_t count = index_of(last - first);
    std::int32_t segment = 0;
    for (int particle = 0; particle < abi::kParticleCount; ++particle) {
        const auto p = index_of(particle);
        view_.segment_begin[particle] = view_.segment_end[particle] = segment;
        slices_[p] = {};
        if (!columns.present(particle)) continue;
        const ChunkView sizes = block.view(sizes_chunk(particle));
        // Enough for the events before the slice too, whose objects are counted only.
        reserve_zeroed(size_[p], std::max(count + kPad, index_of(first)));
        reserve_zeroed(begin_[p], count + kPad);
        std::int32_t* const size = size_[p].data();
        code_.integers(sizes, 0, index_of(first), size);
        for (std::int32_t event = 0; event < first; ++event) slices_[p].first += index_of(size[event]);
        std::int32_t* const begin = begin_[p].data();
        const std::int32_t at = code_.counts(sizes, index_of(first), count, segment, *ahead_, begin, size);
        std::fill_n(size + count, kPad, 0);
        std::fill_n(begin + count, kPad, 0);
        slices_[p].count = index_of(at - segment);
        segment = at;
        view_.segment_end[particle] = segment;
        view_.begin[particle] = begin;
        view_.size[particle] = size;
    }
    view_.n_objects = segment;
}

void BlockDecoder::reserve(const abi::ColumnsRead& columns) {
    const std::size_t objects = index_of(view_.n_objects) + 1 + kPad;
    const std::uint32_t any = columns_of_any(columns);
    for (std::size_t column = 0; column < abi::kObjectColumnCount; ++column) {
        if ((any >> column & 1) != 0) reserve_zeroed(object_columns_[column], objects);
    }
    if ((any & abi::ColumnsRead::kEvent) != 0) reserve_zeroed(object_event_, objects);
    if ((any & abi::ColumnsRead::kRow) != 0) reserve_zeroed(object_row_, objects);
}

void BlockDecoder::decode_objects(const LoadedBlock& block, const abi::ColumnsRead& columns, int particle) {
    const Slice slice = slices_[index_of(particle)];
    const std::size_t segment = index_of(view_.segment_begin[particle]);
    for (const auto& [column, stored] : kColumns) {
        const bool is_late = columns.is_late(particle, column);
        if (!columns.object(particle, column) && !is_late) continue;
        const ChunkView chunk = block.view(row_chunk(particle, stored));
        if (is_late && is_readable_as_stored(chunk, column, block.entry())) {
            const std::size_t bytes = bytes_of(chunk.entry->form, 1);
            view_.stored[particle][column] = {chunk.data + slice.first * bytes, static_cast<std::int32_t>(bytes),
                                              chunk.entry->decimals, chunk.entry->base};
            continue;
        }
        double* const to = object_columns_[column].data() + segment;
        code_.values(chunk, slice.first, slice.count, *ahead_, to);
        if (column == abi::kPhi && (block.entry().flags & kPhiOutside) != 0) code_.normalise_phi(to, slice.count);
    }
    if (columns.object(particle, abi::kTyp))
        std::fill_n(object_columns_[abi::kTyp].data() + segment, slice.count, static_cast<double>(particle));
    if (columns.event_of(particle))
        code_.event_runs(view_.begin[particle], view_.size[particle], view_.n_events, object_event_.data());
}

void BlockDecoder::decode_late(int particle, std::uint32_t columns, const std::int32_t* events, std::int64_t count) {
    const Slice slice = slices_[index_of(particle)];
    const std::int32_t segment = view_.segment_begin[particle];
    const EventRuns runs = {events, count, view_.begin[particle], view_.size[particle], segment};
    // All rows one after the other take no longer than a few events here and there.
    constexpr std::size_t kRowsForAnEvent = 16;
    const bool is_for_all = count == view_.n_events || slice.count < kRowsForAnEvent * static_cast<std::size_t>(count);
    std::uint32_t& decoded = decoded_[index_of(particle)];
    for (const auto& [column, stored] : kColumns) {
        const bool is_wanted = (columns & ~decoded & 1U << column) != 0;
        if (!is_wanted || view_.stored[particle][column].data == nullptr) continue;
        const ChunkView chunk = block_->view(row_chunk(particle, stored));
        double* const to = object_columns_[column].data() + segment;
        if (is_for_all) {
            code_.values(chunk, slice.first, slice.count, *ahead_, to);
            decoded |= 1U << column;
        } else {
            code_.values_of(chunk, slice.first, slice.count, runs, *ahead_, to);
        }
    }
}

/// The rows of an event stand by kind, but for the differences that the file has.
void BlockDecoder::decode_row_numbers(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first) {
    int kinds = abi::kParticleCount;
    while (kinds > 0 && !columns.row(kinds - 1)) --kinds;
    if (kinds == 0) return;
    const std::size_t count = index_of(view_.n_events);
    reserve_zeroed(rows_before_, count);
    reserve_zeroed(scratch_, std::max(count, index_of(view_.n_objects)));
    std::fill_n(rows_before_.data(), count, 0);
    for (int particle = 0; particle < kinds; ++particle) {
        const std::int32_t* size = view_.size[particle];
        if (size == nullptr) {
            code_.integers(block.view(sizes_chunk(particle)), index_of(first), count, scratch_.data());
            size = scratch_.data();
        }
        if (columns.row(particle)) {
            const std::int32_t* const begin = view_.begin[particle];
            code_.row_runs(begin, size, view_.n_events, rows_before_.data(), object_row_.data());
            add_differences(block, particle);
        } else {
            for (std::size_t event = 0; event < count; ++event) rows_before_[event] += size[event];
        }
    }
}

void BlockDecoder::add_differences(const LoadedBlock& block, int particle) {
    const ChunkView differences = block.view(row_chunk(particle, kRowNumber));
    if (differences.entry->form == Form::constant && differences.entry->base == 0) return;
    const Slice slice = slices_[index_of(particle)];
    code_.integers(differences, slice.first, slice.count, scratch_.data());
    std::int32_t* const row = object_row_.data() + view_.segment_begin[particle];
    // Modulo 2^32: a file whose numbers are nonsense has nonsense for row numbers.
    for (std::size_t i = 0; i < slice.count; ++i) {
        row[i] =
            static_cast<std::int32_t>(static_cast<std::uint32_t>(row[i]) + static_cast<std::uint32_t>(scratch_[i]));
    }
}

void BlockDecoder::close_columns(const abi::ColumnsRead& columns) {
    const std::uint32_t any = columns_of_any(columns);
    const std::size_t end = index_of(view_.n_objects);
    for (std::size_t column = 0; column < abi::kObjectColumnCount; ++column) {
        if ((any >> column & 1) == 0) continue;
        std::fill_n(object_columns_[column].data() + end, 1 + kPad, 0.0);
        view_.object_columns[column] = object_columns_[column].data();
    }
    if ((any & abi::ColumnsRead::kEvent) != 0) {
        std::fill_n(object_event_.data() + end, 1 + kPad, 0);
        view_.object_event = object_event_.data();
    }
    if ((any & abi::ColumnsRead::kRow) != 0) {
        std::fill_n(object_row_.data() + end, 1 + kPad, 0);
        view_.object_row = object_row_.data();
    }
}

/// What decode_row_numbers() finds, for one object.
std::int32_t BlockDecoder::row_of(std::int32_t object) const {
    int particle = 0;
    while (object >= view_.segment_end[particle]) ++particle;
    const std::int32_t* const begin = view_.begin[particle];
    const auto event = std::upper_bound(begin, begin + view_.n_events, object) - begin - 1;
    std::int32_t row = object - begin[event] + 1;
    for (int before = 0; before < particle; ++before) {
        std::int32_t size;
        code_.integers(block_->view(sizes_chunk(before)), index_of(first_) + static_cast<std::size_t>(event), 1, &size);
        row += size;
    }
    const std::size_t place = slices_[index_of(particle)].first + index_of(object - view_.segment_begin[particle]);
    std::int32_t difference;
    code_.integers(block_->view(row_chunk(particle, kRowNumber)), place, 1, &difference);
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(row) + static_cast<std::uint32_t>(difference));
}

void BlockDecoder::decode_header(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first,
                                 std::int32_t last) {
    const std::size_t count = index_of(last - first);
    for (const auto& [column, chunk] :
         {std::pair{abi::kNumber, kNumberColumn}, {abi::kTrigger, kTriggerColumn}, {abi::kWeight, kWeightColumn}}) {
        if (!columns.event(column)) continue;
        columns::Buffer<double>& values = event_columns_[column];
        reserve_zeroed(values, count + kPad);
        view_.event_columns[column] = values.data();
        const ChunkView view = block.view(chunk);
        const bool is_constant = view.entry->form == Form::constant;
        const Constant constant = {view.entry->base, view.entry->decimals, is_constant ? count : 0};
        const bool is_there = is_constant && constants_[column] == constant;
        constants_[column] = constant;
        if (is_there) continue;
        code_.values(view, index_of(first), count, *ahead_, values.data());
        std::fill_n(values.data() + count, kPad, 0.0);
    }
    const double* const weight = view_.event_columns[abi::kWeight];
    if (weight == nullptr || count == 0) return;
    const std::size_t different = constants_[abi::kWeight].count > 0 ? 1 : count;
    view_.unit_weights = std::all_of(weight, weight + different, [](double w) { return w == 1; });
}

/// The last MET row of an event counts; 0 where there is none.
void BlockDecoder::decode_met(const LoadedBlock& block, const abi::ColumnsRead& columns, std::int32_t first,
                              std::int32_t last) {
    if (!columns.event(abi::kMetPt) && !columns.event(abi::kMetPhi)) return;
    const std::size_t count = index_of(last - first);
    const ChunkView sizes = block.view(sizes_chunk(kMetRows));
    const bool is_one_each = sizes.entry->form == Form::constant && sizes.entry->base == 1;
    if (!is_one_each) {
        reserve_zeroed(scratch_, index_of(last));
        code_.integers(sizes, 0, index_of(last), scratch_.data());
    }
    for (const auto& [column, stored] : {std::pair{abi::kMetPt, kRowPt}, {abi::kMetPhi, kRowPhi}}) {
        if (!columns.event(column)) continue;
        columns::Buffer<double>& values = event_columns_[column];
        reserve_zeroed(values, count + kPad);
        const ChunkView chunk = block.view(row_chunk(kMetRows, stored));
        if (is_one_each) {
            code_.values(chunk, index_of(first), count, *ahead_, values.data());
        } else {
            const std::size_t rows = block.entry().rows[kMetRows];
            reserve_zeroed(met_, rows);
            code_.values(chunk, 0, rows, *ahead_, met_.data());
            std::size_t end = 0;
            for (std::int32_t event = 0; event < last; ++event) {
                end += index_of(scratch_[index_of(event)]);
                if (event < first) continue;
                values[index_of(event - first)] = scratch_[index_of(event)] > 0 ? met_[end - 1] : 0;
            }
        }
        if (column == abi::kMetPhi && (block.entry().flags & kPhiOutside) != 0)
            code_.normalise_phi(values.data(), count);
        std::fill_n(values.data() + count, kPad, 0.0);
        view_.event_columns[column] = values.data();
    }
}

void BlockDecoder::decode_rows(const LoadedBlock& block, Rows& rows) const {
    const auto decode = [&](int chunk, std::vector<double>& to) {
        to.resize(block.entry().values_of(chunk));
        code_.values(block.view(chunk), 0, to.size(), nothing_ahead_, to.data());
    };
    const auto decode_whole = [&](int chunk, std::vector<std::int32_t>& to) {
        to.resize(block.entry().values_of(chunk));
        code_.integers(block.view(chunk), 0, to.size(), to.data());
    };
    for (int column = 0; column < kHeaderColumnCount; ++column) decode(column, rows.header[index_of(column)]);
    std::vector<std::int32_t> before(block.entry().events);
    for (int segment = 0; segment < kSegmentCount; ++segment) {
        Rows::Kind& kind = rows.kinds[index_of(segment)];
        decode_whole(sizes_chunk(segment), kind.sizes);
        decode_whole(row_chunk(segment, kRowNumber), kind.row);
        const std::vector<std::int32_t> expected = expected_rows(kind.sizes, before);
        for (std::size_t i = 0; i < kind.row.size(); ++i) {
            kind.row[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(kind.row[i]) +
                                                    static_cast<std::uint32_t>(expected[i]));
        }
        for (int column = kRowEta; column < kRowColumnCount; ++column)
            decode(row_chunk(segment, column), kind.columns[index_of(column)]);
    }
    decode(kTypChunk, rows.kinds[kOtherRows].typ);
}

}  // namespace collmc::packed
