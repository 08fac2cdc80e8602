// The loop of scan.h, for the files that compile it for one kind of processor each. All of it has internal linkage, and
// it calls no inline function of other headers: else the linker could give one processor's code to another.
//
// Where the rows of an event end nothing can foresee. So the byte of the type is looked at first: the processor learns
// soon that it went the wrong way, while the rows before still keep it busy.
//
// Text may lie in memory that no cache has yet (see files/mapped_file.h). The processor foresees a walk through it only up
// to the end of a page, so each row asks for bytes that are kAhead behind it.
//
// Isa<kBytes> is how lanes are read, of rows of kBytes at most (RowLayout::kShort or kReach):
//     struct Constants      of the processor's code, in registers
//     struct Layout         a layout, in registers
//     struct Values         eight numbers
//     static Values read(const Constants&, const Layout&, const char* row, bool& fits)
//                                              all that a layout asks for but its type, and an index that is not 0
//     static void store(const Values&, double* eight)
//     static int newline(const char* row)      where in the next RowLayout::kReach bytes; kReach if nowhere
#pragma once

#include "runtime/lhco/scan.h"

namespace collmc::lhco {
namespace {

/// What the bytes of the lanes are, a bit for each. Bytes that are no field's are blank.
struct LaneMasks {
    std::uint64_t digit, blank, minus;
    std::uint64_t expected[2];  ///< bytes of the row that are the expected ones
};

/// For an Isa that has the masks. 0 if the row fits.
[[maybe_unused]] inline std::uint64_t misfits(const RowLayout& layout, const LaneMasks& is) {
    constexpr std::uint64_t kNotLast = 0x7f7f7f7f7f7f7f7f;
    const std::uint64_t other = ~is.digit;
    std::uint64_t wrong = other ^ (is.blank | is.minus);
    wrong |= other & layout.digits;
    wrong |= (other >> 1) & kNotLast & ~is.blank;  // behind all but a blank, in the lane, stand digits
    wrong |= is.minus & layout.no_minus;
    wrong |= (is.expected[0] & layout.care[0]) ^ layout.equal[0];
    wrong |= (is.expected[1] & layout.care[1]) ^ layout.equal[1];
    return wrong;
}

/// The list of a type by its digit; kNoList where it has none.
constexpr std::uint8_t kNoList = columns::kUnassignedList;
struct ListOf {
    std::uint8_t of[256];
    constexpr ListOf() : of() {
        for (std::uint8_t& list : of) list = kNoList;
        for (int typ = 0; typ <= 4; ++typ) of['0' + typ] = static_cast<std::uint8_t>(typ);
        of['6'] = columns::kMetList;
    }
};
constexpr ListOf kListOf;

inline bool has_index(const char* row, std::int64_t index, std::uint64_t digits) {
    std::uint64_t word;
    __builtin_memcpy(&word, row + index, sizeof word);
    return (word & digits) != 0;
}

/// The sizes of all lists, in registers.
using Sizes = std::int32_t __attribute__((vector_size(sizeof(std::int32_t) * columns::kListCount)));

struct OneRow {
    alignas(sizeof(Sizes)) std::int32_t of[columns::kListCount][columns::kListCount];  ///< [list]: Sizes of one row
    constexpr OneRow() : of() {
        for (int list = 0; list < columns::kListCount; ++list) of[list][list] = 1;
    }
};
constexpr OneRow kOneRow;

/// Enough for memory to answer before the scan is there.
constexpr int kAhead = 8192;
constexpr int kToSecondCache = 2;

template <template <int> class Isa>
class RowScanner {
public:
    explicit RowScanner(Scan& scan)
        : scan_(scan), table_(*scan.layouts), rows_(*scan.rows), at_(scan.at), row_(scan.row), lines_(scan.lines) {}

    void run() {
        for (int list = 0; list <= columns::kMetList; ++list) next_[list] = rows_.objects[list] + rows_.size[list];
        const std::int32_t events = rows_.n_events;
        // A change of layouts that leads to no row would be undone by the next one.
        const char* changed_at = nullptr;
        while (true) {
            read_rows();
            if (at_ == changed_at || !change_layout()) break;
            changed_at = at_;
        }
        scan_.at = at_;
        scan_.row = row_;
        scan_.lines = lines_;
        if (rows_.n_events == events) return;
        scan_.event_at = rows_.text[rows_.n_events - 1];
        scan_.event_lines = lines_ - row_ - 1;
    }

private:
    /// As many rows as follow that fit the last layouts of object rows and event rows.
    void read_rows() {
        static constexpr RowLayout kNone{};
        const RowLayout& object = table_.object >= 0 ? table_.layouts[table_.object] : kNone;
        const RowLayout& event = table_.event >= 0 ? table_.layouts[table_.event] : kNone;
        if (object.row_size <= RowLayout::kShort && event.row_size <= RowLayout::kShort) {
            read_rows<RowLayout::kShort>(object, event);
        } else {
            read_rows<RowLayout::kReach>(object, event);
        }
    }

    /// Rows of kBytes at most.
    template <int kBytes>
    void read_rows(const RowLayout& object, const RowLayout& event) {
        using Reader = Isa<kBytes>;
        const typename Reader::Constants constants;
        const typename Reader::Layout lanes(object);
        const std::int64_t row_size = object.row_size, typ_at = object.typ, index_at = object.index;
        const std::uint64_t index_digits = object.index_digits;
        const char* const last_object = last_begin(object);
        const char* const last_event = last_begin(event);
        const std::uint64_t max_events = static_cast<std::uint32_t>(scan_.max_events);

        const char* at = at_;
        // Object::event and row: the index of the last event and, above it, the number of its last object row.
        constexpr std::uint64_t kRow = std::uint64_t{1} << 32;
        std::uint64_t place = static_cast<std::uint32_t>(rows_.n_events - 1) | static_cast<std::uint64_t>(row_) * kRow;
        std::uint64_t rows_left = static_cast<std::uint32_t>(scan_.rows_left);
        Sizes sizes;
        __builtin_memcpy(&sizes, rows_.size, sizeof sizes);
        while (true) {
            const std::uint64_t last_place = place + rows_left * kRow;
            const std::uint64_t first_place = place;
            while (at <= last_object && place != last_place) {
                const std::uint64_t list = kListOf.of[static_cast<unsigned char>(at[typ_at])];
                if (list == kNoList) break;
                bool fits;
                const typename Reader::Values values = Reader::read(constants, lanes, at, fits);
                if (!fits || !has_index(at, index_at, index_digits)) break;
                __builtin_prefetch(at + kAhead, 0, kToSecondCache);
                __builtin_prefetch(at + kAhead + 64, 0, kToSecondCache);  // a row may have bytes in two lines of the cache
                place += kRow;
                columns::Object* const row = next_[list];
                next_[list] = row + 1;
                Sizes one;
                __builtin_memcpy(&one, kOneRow.of[list], sizeof one);
                sizes += one;
                Reader::store(values, &row->eta);
                __builtin_memcpy(&row->event, &place, sizeof place);  // over the lane of the index
                at += row_size;
            }
            rows_left -= (place - first_place) / kRow;
            lines_ += static_cast<std::int64_t>((place - first_place) / kRow);

            const std::uint64_t index = (place + 1) % kRow;
            if (at > last_event || index >= max_events) break;
            bool fits;
            const typename Reader::Values values = Reader::read(constants, typename Reader::Layout(event), at, fits);
            if (!fits) break;
            alignas(64) double numbers[RowLayout::kLanes];
            Reader::store(values, numbers);
            __builtin_memcpy(rows_.first[index], &sizes, sizeof sizes);
            rows_.text[index] = at;
            rows_.number[index] = numbers[0];
            rows_.trigger[index] = numbers[1];
            rows_.weight[index] = event.has_weight ? numbers[2] : 1;
            place = index;
            ++lines_;
            at += event.row_size;
        }
        const auto row = static_cast<std::int32_t>(place / kRow);
        if (at != at_) table_.misses = 0;
        at_ = at;
        row_ = row;
        rows_.n_events = static_cast<std::int32_t>((place + 1) % kRow);
        __builtin_memcpy(rows_.size, &sizes, sizeof sizes);
        scan_.rows_left = static_cast<std::int32_t>(rows_left);
    }

    /// The last place where a row of this layout can be read; none where there is no layout.
    const char* last_begin(const RowLayout& layout) const {
        if (layout.row_size == 0) return nullptr;
        const char* const readable = scan_.readable_end - RowLayout::kReach;
        const char* const whole = scan_.end - layout.row_size;
        return readable < whole ? readable : whole;
    }

    /// Looks for a layout of the row's length that fits. False if there is none, or the text's end is near.
    bool change_layout() {
        if (scan_.readable_end - at_ < RowLayout::kReach) return false;
        const int row_size = Isa<RowLayout::kReach>::newline(at_) + 1;
        if (row_size > scan_.end - at_) return false;
        for (std::int32_t place = 0; place < table_.count; ++place) {
            const RowLayout& layout = table_.layouts[place];
            if (layout.row_size != row_size || !fits(layout)) continue;
            if (!layout.is_event) {
                if (place == table_.object) continue;
                table_.object = place;
                if (table_.event >= 0) table_.layouts[table_.event].follower = place;
                return true;
            }
            if (place == table_.event) continue;
            table_.event = place;
            if (layout.follower >= 0) table_.object = layout.follower;
            return true;
        }
        return false;
    }

    bool fits(const RowLayout& layout) const {
        using Reader = Isa<RowLayout::kReach>;
        bool fits;
        Reader::read(typename Reader::Constants(), typename Reader::Layout(layout), at_, fits);
        if (!fits || layout.is_event) return fits;
        return kListOf.of[static_cast<unsigned char>(at_[layout.typ])] != kNoList &&
               has_index(at_, layout.index, layout.index_digits);
    }

    Scan& scan_;
    LayoutTable& table_;
    columns::Rows& rows_;
    columns::Object* next_[columns::kMetList + 1];  ///< where the next row of each list belongs
    const char* at_;
    std::int32_t row_;
    std::int64_t lines_;
};

}  // namespace
}  // namespace collmc::lhco
