// The loop of scan.h, for the files that compile it for one kind of processor each. All of it has internal linkage, and
// it calls no inline function of other headers: else the linker could give one processor's code to another.
//
// Where the rows of an event end nothing can foresee. So the byte of the type is looked at first: the processor learns
// soon that it went the wrong way, while the rows before still keep it busy.
//
// Isa is how lanes are read:
//     struct Constants      of the processor's code, in registers
//     struct Layout         a layout, in registers
//     struct Values         eight numbers
//     static Values read(const Constants&, const Layout&, const char* row, LaneMasks&)
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
    std::uint64_t zero;         ///< lanes (bit 0 to 7) whose number is 0
};

/// 0 if the row fits.
inline std::uint64_t misfits(const RowLayout& layout, const LaneMasks& is) {
    constexpr std::uint64_t kNotLast = 0x7f7f7f7f7f7f7f7f;
    const std::uint64_t other = ~is.digit;
    std::uint64_t wrong = other ^ (is.blank | is.minus);
    wrong |= other & layout.digits;
    wrong |= (other >> 1) & kNotLast & (is.digit | is.minus);  // behind both, in the lane, stand digits
    wrong |= is.minus & layout.no_minus;
    wrong |= (is.expected[0] & layout.care[0]) ^ layout.equal[0];
    wrong |= (is.expected[1] & layout.care[1]) ^ layout.equal[1];
    wrong |= is.zero & layout.nonzero;
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

template <class Isa>
class RowScanner {
public:
    explicit RowScanner(Scan& scan)
        : scan_(scan), table_(*scan.layouts), rows_(*scan.rows), at_(scan.at), row_(scan.row), lines_(scan.lines) {}

    void run() {
        for (int list = 0; list <= columns::kMetList; ++list) next_[list] = rows_.objects[list] + rows_.size[list];
        // A change of layouts that leads to no row would be undone by the next one.
        const char* changed_at = nullptr;
        while (true) {
            read_rows();
            if (at_ == changed_at || !change_layout()) break;
            changed_at = at_;
        }
        store_sizes(rows_.size);
        scan_.at = at_;
        scan_.row = row_;
        scan_.lines = lines_;
    }

private:
    /// As many rows as follow that fit the last layouts of object rows and event rows.
    void read_rows() {
        const typename Isa::Constants constants;
        do {
            if (table_.object >= 0) read_objects(constants, table_.layouts[table_.object]);
        } while (table_.event >= 0 && read_event(constants, table_.layouts[table_.event]));
    }

    /// The last place where a row of this layout can be read.
    const char* last_begin(const RowLayout& layout) const {
        const char* const readable = scan_.readable_end - RowLayout::kReach;
        const char* const whole = scan_.end - layout.row_size;
        return readable < whole ? readable : whole;
    }

    void read_objects(const typename Isa::Constants& constants, const RowLayout& layout) {
        const typename Isa::Layout lanes(layout);
        const std::int64_t typ_at = layout.typ, row_size = layout.row_size;
        const char* last = last_begin(layout);
        if (last - at_ >= scan_.rows_left * row_size) last = at_ + (scan_.rows_left - 1) * row_size;
        const char* at = at_;
        // Object::event and row: the index of the last event and, above it, the number of its last object row.
        std::uint64_t place = static_cast<std::uint32_t>(rows_.n_events - 1) | static_cast<std::uint64_t>(row_) << 32;
        for (; at <= last; at += row_size) {
            const std::uint64_t list = kListOf.of[static_cast<unsigned char>(at[typ_at])];
            if (list == kNoList) break;
            LaneMasks is;
            const typename Isa::Values values = Isa::read(constants, lanes, at, is);
            if (misfits(layout, is) != 0) break;
            place += std::uint64_t{1} << 32;
            columns::Object* const row = next_[list];
            next_[list] = row + 1;
            Isa::store(values, &row->eta);
            __builtin_memcpy(&row->event, &place, sizeof place);  // over the lane of the index
        }
        const auto row = static_cast<std::int32_t>(place >> 32), done = row - row_;
        scan_.rows_left -= done;
        lines_ += done;
        row_ = row;
        at_ = at;
        if (done > 0) table_.misses = 0;
    }

    bool read_event(const typename Isa::Constants& constants, const RowLayout& layout) {
        if (rows_.n_events >= scan_.max_events || at_ > last_begin(layout)) return false;
        LaneMasks is;
        const typename Isa::Values values = Isa::read(constants, typename Isa::Layout(layout), at_, is);
        if (misfits(layout, is) != 0) return false;
        alignas(64) double numbers[RowLayout::kLanes];
        Isa::store(values, numbers);
        const std::int32_t event = rows_.n_events++;
        store_sizes(rows_.first[event]);
        rows_.text[event] = at_;
        rows_.number[event] = numbers[0];
        rows_.trigger[event] = numbers[1];
        rows_.weight[event] = layout.has_weight ? numbers[2] : 1;
        scan_.event_at = at_;
        scan_.event_lines = lines_;
        row_ = 0;
        at_ += layout.row_size;
        ++lines_;
        return true;
    }

    void store_sizes(std::int32_t (&sizes)[columns::kListCount]) const {
        for (int list = 0; list <= columns::kMetList; ++list)
            sizes[list] = static_cast<std::int32_t>(next_[list] - rows_.objects[list]);
        sizes[columns::kUnassignedList] = rows_.size[columns::kUnassignedList];
    }

    /// Looks for a layout of the row's length that fits. False if there is none, or the text's end is near.
    bool change_layout() {
        if (scan_.readable_end - at_ < RowLayout::kReach) return false;
        const int row_size = Isa::newline(at_) + 1;
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
        LaneMasks is;
        Isa::read(typename Isa::Constants(), typename Isa::Layout(layout), at_, is);
        const std::uint8_t list = kListOf.of[static_cast<unsigned char>(at_[layout.typ])];
        return misfits(layout, is) == 0 && (layout.is_event || list != kNoList);
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
