// RowLayout: where the numbers of a row stand, learned from one row and tried on the next ones (see scan.h).
//
// Programs print rows with fixed widths, so nearly every row looks like the one before. A number is then a run of
// digits that ends at a known place, its decimal point at a known place, before it a minus or blanks: it is taken from
// there without a search. What a layout allows is decided by the bytes of the row alone:
//   * fixed bytes are those of the learned row: the decimal points, the blank that parts two fields, all bytes that
//     belong to no field that is read, the newline;
//   * a field, its point left out, is blanks, then perhaps a minus, then digits, at least from one place before the
//     point on;
//   * behind the last field that is read stands the learned byte, then anything but a newline.
// A row that is so, and nothing else, reads as the general way reads it. So a layout changes the speed, never a value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "runtime/lhco/number.h"

namespace collmc::lhco {

/// The numbers of an object row that are read, in the order of the file.
enum RowField : int {
    kRowIndex,
    kRowTyp,
    kRowEta,
    kRowPhi,
    kRowPt,
    kRowJmass,
    kRowNtrk,
    kRowBtag,
    kRowHadem,
    kRowFieldCount
};
using RowFields = std::array<Decimal, kRowFieldCount>;

/// Plain memory, for code that is compiled for one kind of processor. A *lane* is the last eight bytes of a field
/// without its point, the last digit in the highest byte; masks of 64 bits have a bit for each byte of the lanes, the
/// first byte of the first lane lowest. Lanes of an object row are its numbers from eta on, then the index (typ is one
/// digit, read apart); those of an event row its number, the trigger word and the weight.
struct alignas(64) RowLayout {
    static constexpr int kLanes = 8;
    static constexpr int kLaneBytes = 8;
    static constexpr int kReach = 128;  ///< longest row, its newline included
    static constexpr int kShort = 96;   ///< rows up to here are read faster
    static constexpr int kWindow = 16;

    std::uint8_t take[kLanes * kLaneBytes];  ///< where in the row each byte of the lanes stands; else `blank`
    std::uint8_t expected[kReach];           ///< bytes of the row that are fixed, and newlines behind the last field
    double scale[kLanes];                    ///< ten to the number of decimals
    double inverse[kLanes];                  ///< the double nearest to 1 / scale
    std::uint64_t equal[2];                  ///< places of the row where the expected byte must stand
    std::uint64_t care[2];                   ///< ... and those where it must not
    std::uint64_t own;                       ///< bytes of the lanes that belong to fields; the others count as blank
    std::uint64_t digits;                    ///< bytes of the lanes that must be digits
    std::uint64_t no_minus;                  ///< bytes of the lanes where no minus may stand
    std::uint64_t index_digits;  ///< bits of the eight bytes at `index` that digits have; an object row's are not all 0
    std::int32_t index;          ///< where they begin: they end with the index, or begin with the row
    std::int32_t blank;          ///< where a blank must stand, behind the index
    std::int32_t typ;            ///< where the type's digit stands
    std::int32_t row_size;       ///< with the newline
    bool is_event;               ///< an event row, not an object row
    bool has_weight;             ///< of an event row
    std::int32_t follower;       ///< in the table: layout of the object rows last seen behind this event row

    /// The lanes through windows of 16 bytes, from window[lane] on, for processors that shuffle no more at once: `pick`
    /// is what `take` is, counted in the window, or 0x80 for bytes that are not the field's. Lanes stand in the order
    /// 0 2 1 3 4 6 5 7: two at a time come from one load, and go to the low and to the high halves of a register.
    alignas(64) std::uint8_t pick[kLanes][kWindow];
    std::int32_t window[kLanes];

    /// The same conditions for processors that look up the class of 64 bytes at once.
    enum ByteClass : std::uint8_t { kNoDigit = 0x10, kNoBlank = 0x20, kMinus = 0x40, kOther = 0x80 };
    alignas(64) std::uint8_t forbidden[kLanes * kLaneBytes];  ///< classes that a byte of the lanes must not have
    std::uint8_t least[kReach];                               ///< a byte of the row, less the least that it may be, ...
    std::uint8_t range[kReach];                               ///< ... wrapping around, is no more than this

    /// The lanes through words of eight bytes, for processors that shuffle none: the word at `word`, moved up by
    /// `shift` bits, ends with the field; bytes in front of those of `decimals` move up by one, over the point.
    std::int32_t word[kLanes];
    std::int32_t shift[kLanes];
    std::uint64_t decimals[kLanes];   ///< mask, all bits of each byte; all if there is no point
    std::uint64_t own_bytes[kLanes];  ///< as `own`, all bits of each byte
};

/// Layouts met so far. Those of the same length are told apart by trying; when the table is full the oldest goes.
struct LayoutTable {
    static constexpr int kSize = 8;

    RowLayout layouts[kSize];
    std::int32_t count = 0;
    std::int32_t next = 0;     ///< to be replaced when the table is full
    std::int32_t object = -1;  ///< layout of the last object row, tried first; -1 if there is none
    std::int32_t event = -1;   ///< likewise of the last event row
    std::int32_t misses = 0;   ///< object rows read the general way since a layout fitted one

    /// Learn from a row that was read: its text [begin, line_end) and its numbers. A newline stands at line_end.
    /// Nothing is learned from a row that no layout describes: an exponent, a number of more than eight bytes, a longer
    /// row. Where no row is like another, most are not looked at.
    void learn_object(const char* begin, const char* line_end, const RowFields& fields);
    /// `fields`: index, event number, trigger word and, if there is one, weight.
    void learn_event(const char* begin, const char* line_end, std::span<const Decimal> fields);

    /// False where no row is like another, until the next one is learned.
    bool is_worth_trying() const { return misses <= kPatience || misses % kPause == 0; }

private:
    /// Where no layout fitted for so many object rows, one in kPause is learned.
    static constexpr std::int32_t kPatience = 16, kPause = 32;

    std::int32_t add(const RowLayout& layout);
};

}  // namespace collmc::lhco
