// RowLayout: where the numbers of an object row stand, learned from one row and tried on the next ones.
//
// Programs print rows with fixed widths, so nearly every row looks like the one before. scan() speculates that it does:
// it takes all fields from their places at once, without searching, and verifies every byte that matters. On any doubt
// it says no, and the row is read the general way; so a layout changes the speed, never a value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

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

/// Their values. The order of the first eight is that of the lanes of scan(), which writes them at once.
struct alignas(64) ObjectRow {
    double eta, phi, pt, jmass, ntrk, btag, hadem, index;
    double typ;
};

class RowLayout {
public:
    /// Learns from a row that was read: its text [begin, line_end) and its nine numbers. A newline stands at line_end.
    /// Keeps the former layout where the row has none that could be tried (an exponent, a number of more than 8 bytes).
    void learn(const char* begin, const char* line_end, const RowFields& fields);

    /// Length of a row that scan() accepts, its newline included; 0 before a layout is learned.
    std::size_t row_size() const { return row_size_; }

    /// Reads the row at `row` if it has this layout: plain decimals at the learned places, a newline at its end.
    /// `result` is unspecified if not. Precondition: row_size() > 0; the kBefore bytes before `row` and the kReach
    /// bytes from it on are readable.
    bool scan(const char* row, ObjectRow& result) const { return scan_(table_, row, result); }
    static constexpr std::size_t kBefore = 8;
    static constexpr std::size_t kReach = 128;

    /// All fields but typ, which is one digit, are read side by side: from eta on, and the index in the last lane.
    static constexpr std::size_t kLanes = kRowFieldCount - 1;
    using Words = std::array<std::uint64_t, kLanes>;

    /// What scan() compares and computes with. A lane is read through a window: the 8 bytes that end with the field's
    /// last character, the first of them lowest in the word. "Mask" words have all bits of the bytes they select.
    struct Table {
        alignas(64) std::array<char, kReach> fixed;       ///< bytes that are the same in every row: decimal points, ...
        alignas(64) std::array<char, kReach> fixed_mask;  ///< ... blanks between fields, the newline
        alignas(64) std::array<char, kReach> no_newline;  ///< mask: bytes after the last field, which are not read
        alignas(64) Words own;                            ///< mask: bytes of the window that belong to the field
        alignas(64) Words decimals;                       ///< mask: bytes after the point; all if there is none
        alignas(64) Words blank;                          ///< the field as if all blank, its point taken out
        alignas(64) Words digits;                         ///< mask: bytes that must be digits, the point taken out
        alignas(64) std::array<double, kLanes> scale;     ///< ten to the number of decimals
        std::array<std::ptrdiff_t, kLanes> window;        ///< where the windows begin, from the row's begin
        std::ptrdiff_t typ;                               ///< where the type's digit stands
    };

    /// The code of scan() as compiled for one kind of processor. All kinds give the same.
    struct Variant {
        std::string_view name;
        bool (*scan)(const Table& table, const char* row, ObjectRow& result);
    };
    /// Those that this processor can run, the fastest first.
    static const std::vector<Variant>& variants();

    RowLayout() = default;
    explicit RowLayout(const Variant& variant) : scan_(variant.scan) {}

private:
    decltype(Variant::scan) scan_ = variants().front().scan;
    Table table_{};
    std::size_t row_size_ = 0;
};

}  // namespace collmc::lhco
