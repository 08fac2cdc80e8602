// The scan for any processor: eight bytes at a time, in the words of the language.
#include "runtime/lhco/scan_loop.h"

namespace collmc::lhco {
namespace {

constexpr std::uint64_t kEachByte = 0x0101010101010101;
constexpr std::uint64_t kHighBits = kEachByte * 0x80;

std::uint64_t word_at(const void* from) {
    std::uint64_t word;
    __builtin_memcpy(&word, from, sizeof word);
    return word;
}

/// The high bits of a word's bytes, the first byte's lowest.
std::uint64_t gather(std::uint64_t high_bits) { return (high_bits >> 7) * 0x0102040810204080 >> 56; }

/// The high bits of the bytes that are `c`.
std::uint64_t equal_bytes(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t x = a ^ b;
    return ~(((x & (kEachByte * 0x7f)) + kEachByte * 0x7f) | x) & kHighBits;
}

template <int kBytes>
struct Portable {
    struct Values {
        double lanes[RowLayout::kLanes];
    };
    struct Constants {};
    struct Layout {
        explicit Layout(const RowLayout& layout) : row(layout) {}
        const RowLayout& row;
    };

    static Values read(const Constants&, const Layout& of, const char* row, bool& fits) {
        const RowLayout& layout = of.row;
        LaneMasks is{};
        is.blank = ~layout.own;
        for (int i = 0; i < kBytes / 8; ++i) {
            const std::uint64_t same = equal_bytes(word_at(row + 8 * i), word_at(layout.expected + 8 * i));
            is.expected[i / 8] |= gather(same) << (8 * (i % 8));
        }
        Values values;
        for (int lane = 0; lane < RowLayout::kLanes; ++lane) {
            const std::uint64_t word = word_at(row + layout.word[lane]) << layout.shift[lane];
            const std::uint64_t decimals = layout.decimals[lane];
            const std::uint64_t text = ((word & decimals) | (word << 8 & ~decimals)) & layout.own_bytes[lane];
            const std::uint64_t own = layout.own >> (RowLayout::kLaneBytes * lane) & 0xff;
            const std::uint64_t flipped = text ^ (kEachByte * '0');
            const std::uint64_t no_digit = detail::no_digit_bits(flipped);
            const std::uint64_t digit = gather(~no_digit & kHighBits) & own;
            const std::uint64_t minus = gather(equal_bytes(text, kEachByte * '-')) & own;
            is.digit |= digit << (RowLayout::kLaneBytes * lane);
            is.minus |= minus << (RowLayout::kLaneBytes * lane);
            is.blank |= (gather(equal_bytes(text, kEachByte * ' ')) & own) << (RowLayout::kLaneBytes * lane);

            // The digits that end the lane, the rest made 0: a row where others stand before does not fit.
            const int others = 8 - __builtin_clzll(~digit << 56 | std::uint64_t{1} << 55);
            const std::uint64_t digits = others == 8 ? 0 : flipped >> (8 * others) << (8 * others);
            const std::uint64_t number = detail::eight_digits(digits);
            const double size = static_cast<double>(number) / layout.scale[lane];
            values.lanes[lane] = minus != 0 && number != 0 ? -size : size;
        }
        fits = misfits(layout, is) == 0;
        return values;
    }

    static void store(const Values& values, double* eight) { __builtin_memcpy(eight, values.lanes, sizeof values); }

    static int newline(const char* row) {
        for (int at = 0; at < RowLayout::kReach; ++at) {
            if (row[at] == '\n') return at;
        }
        return RowLayout::kReach;
    }
};

}  // namespace

void scan_portable(Scan& scan) { RowScanner<Portable>(scan).run(); }

}  // namespace collmc::lhco
