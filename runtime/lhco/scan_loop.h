// The loop of scan.h, for the files that compile it for one kind of processor each. All of it has internal linkage, and
// it calls no inline function of other headers: else the linker could give one processor's code to another.
//
// Isa is how lanes are read:
//     struct Constants      a layout, in registers
//     struct Values         eight numbers
//     static Constants constants(const RowLayout&)
//     static Values read(const Constants&, const char* row, LaneMasks&)
//     static void store(const Values&, double* eight)
//     static int newline(const char* row)      where in the next RowLayout::kReach bytes; kReach if nowhere
#pragma once

#include "runtime/lhco/scan.h"

namespace collmc::lhco {
namespace {

/// What the bytes of the lanes are, a bit for each; those that are not the field's are none of the three.
struct LaneMasks {
    std::uint64_t digit, blank, minus;
    std::uint64_t expected[2];  ///< bytes of the row that are the expected ones
    std::uint64_t zero;         ///< lanes (bit 0 to 7) whose number is 0
};

inline bool fits(const RowLayout& layout, const LaneMasks& is) {
    constexpr std::uint64_t kNotLast = 0x7f7f7f7f7f7f7f7f, kNotFirst = 0xfefefefefefefefe;
    const std::uint64_t other = ~is.digit;
    std::uint64_t wrong = other ^ (is.blank | is.minus | ~layout.own);
    wrong |= other & layout.digits;
    wrong |= (other >> 1) & is.digit & kNotLast;   // behind a digit, in the lane, stands no digit
    wrong |= (is.minus << 1) & other & kNotFirst;  // behind a minus neither
    wrong |= is.minus & layout.no_minus;
    wrong |= (is.expected[0] & layout.care[0]) ^ layout.equal[0];
    wrong |= (is.expected[1] & layout.care[1]) ^ layout.equal[1];
    wrong |= is.zero & layout.nonzero;
    return wrong == 0;
}

/// Types that have a list: 0 to 4, and MET.
inline bool has_list(unsigned typ) { return typ < 7 && typ != 5; }

template <class Isa>
class RowScanner {
public:
    explicit RowScanner(Scan& scan)
        : scan_(scan), table_(*scan.layouts), rows_(*scan.rows), at_(scan.at), row_(scan.row), lines_(scan.lines) {}

    void run() {
        do {
            if (table_.object >= 0) read_objects(table_.layouts[table_.object]);
        } while (read_event(table_.event) || change_layout());
        scan_.at = at_;
        scan_.row = row_;
        scan_.lines = lines_;
    }

private:
    /// The last place where a row of this layout can be read.
    const char* last_begin(const RowLayout& layout) const {
        const char* const readable = scan_.readable_end - RowLayout::kReach;
        const char* const whole = scan_.end - layout.row_size;
        return readable < whole ? readable : whole;
    }

    /// Object rows of one layout, as many as follow.
    void read_objects(const RowLayout& layout) {
        const typename Isa::Constants constants = Isa::constants(layout);
        const char* const last = last_begin(layout);
        const char* at = at_;
        const std::int32_t typ_at = layout.typ, row_size = layout.row_size;
        std::int32_t left = scan_.rows_left;
        std::uint64_t place = static_cast<std::uint32_t>(rows_.n_events - 1) | static_cast<std::uint64_t>(row_) << 32;
        while (at <= last && left > 0) {
            LaneMasks masks;
            const typename Isa::Values values = Isa::read(constants, at, masks);
            const unsigned typ = static_cast<unsigned char>(at[typ_at]) - unsigned{'0'};
            if (!fits(layout, masks) || !has_list(typ)) break;
            place += std::uint64_t{1} << 32;
            columns::Object* const object = rows_.objects[typ] + rows_.size[typ]++;
            Isa::store(values, &object->eta);
            __builtin_memcpy(&object->event, &place, sizeof place);  // over the lane of the index
            at += row_size;
            --left;
        }
        const std::int32_t done = scan_.rows_left - left;
        scan_.rows_left = left;
        lines_ += done;
        row_ += done;
        if (done > 0) table_.misses = 0;
        at_ = at;
    }

    bool read_event(std::int32_t place) {
        if (place < 0 || rows_.n_events >= scan_.max_events) return false;
        const RowLayout& layout = table_.layouts[place];
        if (at_ > last_begin(layout)) return false;
        LaneMasks masks;
        const typename Isa::Values values = Isa::read(Isa::constants(layout), at_, masks);
        if (!fits(layout, masks)) return false;
        alignas(64) double numbers[RowLayout::kLanes];
        Isa::store(values, numbers);
        begin_event(layout, numbers);
        table_.event = place;
        if (layout.follower >= 0) table_.object = layout.follower;
        return true;
    }

    void begin_event(const RowLayout& layout, const double* numbers) {
        const std::int32_t event = rows_.n_events++;
        __builtin_memcpy(rows_.first[event], rows_.size, sizeof rows_.size);
        rows_.number[event] = numbers[0];
        rows_.trigger[event] = numbers[1];
        rows_.weight[event] = layout.has_weight ? numbers[2] : 1;
        if (scan_.spans) {
            const auto position = static_cast<std::size_t>(at_ - scan_.text);
            scan_.spans[event - 1].end = position;
            scan_.spans[event].begin = position;
        }
        scan_.event_at = at_;
        scan_.event_lines = lines_;
        row_ = 0;
        at_ += layout.row_size;
        ++lines_;
    }

    /// Looks for a layout of the row's length that fits. False if there is none, or the text's end is near.
    bool change_layout() {
        if (scan_.readable_end - at_ < RowLayout::kReach) return false;
        const int row_size = Isa::newline(at_) + 1;
        for (std::int32_t place = 0; place < table_.count; ++place) {
            const RowLayout& layout = table_.layouts[place];
            if (layout.row_size != row_size) continue;
            if (layout.is_event) {
                if (place != table_.event && read_event(place)) return true;
            } else if (place != table_.object && fits_object(layout)) {
                table_.object = place;
                if (table_.event >= 0) table_.layouts[table_.event].follower = place;
                return true;
            }
        }
        return false;
    }

    /// True if read_objects() would read a row, at least.
    bool fits_object(const RowLayout& layout) const {
        if (at_ > last_begin(layout) || scan_.rows_left == 0) return false;
        LaneMasks masks;
        Isa::read(Isa::constants(layout), at_, masks);
        return fits(layout, masks) && has_list(static_cast<unsigned char>(at_[layout.typ]) - unsigned{'0'});
    }

    Scan& scan_;
    LayoutTable& table_;
    columns::Rows& rows_;
    const char* at_;
    std::int32_t row_;
    std::int64_t lines_;
};

}  // namespace
}  // namespace collmc::lhco
