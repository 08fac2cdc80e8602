#include "runtime/lhco/layout.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace collmc::lhco {
namespace {

constexpr int kIndexLane = RowLayout::kLanes - 1;
constexpr std::uint8_t kNoByte = 0x80;   ///< in RowLayout::pick
constexpr std::uint8_t kAnyByte = 0xff;  ///< in RowLayout::range
constexpr int kPtLane = kRowPt - kRowEta;

std::ptrdiff_t decimals_of(const Decimal& decimal) { return decimal.dot ? decimal.end - decimal.dot - 1 : 0; }

/// True for a number that a lane can hold: [-] digits [. digits] in at most eight bytes.
bool is_learnable(const Decimal& number) {
    const char* const first = *number.begin == '-' ? number.begin + 1 : number.begin;
    return number.plain && number.end - number.begin <= RowLayout::kLaneBytes && is_digit(*first) &&
           !(number.dot && decimals_of(number) == 0);
}

bool all_blank(const char* begin, const char* end) {
    return std::all_of(begin, end, [](char c) { return c == ' '; });
}

/// Whether they take the same from the same rows.
bool is_same(const RowLayout& a, const RowLayout& b) {
    constexpr std::size_t kDescription = offsetof(RowLayout, follower);
    return std::memcmp(&a, &b, kDescription) == 0;
}

/// The layout of one row as it is found out.
class Learner {
public:
    Learner(const char* row, const char* line_end, const char* blank) : row_(row), line_end_(line_end) {
        layout_.blank = static_cast<std::int32_t>(blank - row);
        std::fill_n(layout_.take, sizeof layout_.take, static_cast<std::uint8_t>(layout_.blank));
        layout_.row_size = static_cast<std::int32_t>(line_end - row) + 1;
        layout_.follower = -1;
        std::fill_n(layout_.scale, RowLayout::kLanes, 1.0);
        std::fill_n(layout_.inverse, RowLayout::kLanes, 1.0);
        std::fill_n(&layout_.pick[0][0], sizeof layout_.pick, kNoByte);
        std::fill_n(layout_.forbidden, sizeof layout_.forbidden, RowLayout::kOther);
        std::fill_n(layout_.range, sizeof layout_.range, kAnyByte);
    }

    /// The bytes [begin, end) are the same in every row.
    void fix(const char* begin, const char* end) {
        for (const char* at = begin; at < end; ++at) {
            layout_.expected[at - row_] = layout_.least[at - row_] = static_cast<std::uint8_t>(*at);
            layout_.range[at - row_] = 0;
            set(layout_.equal, at);
            set(layout_.care, at);
        }
    }

    /// A lane whose field is the bytes from `field_begin` to the end of the number.
    void learn_lane(int lane, const char* field_begin, const Decimal& number) {
        const std::ptrdiff_t decimals = decimals_of(number);
        const char* const own_begin = std::max(field_begin, number.end - RowLayout::kLaneBytes);
        layout_.scale[lane] = detail::kPowersOfTen[decimals];
        layout_.inverse[lane] = 1 / detail::kPowersOfTen[decimals];
        layout_.window[lane] =
            static_cast<std::int32_t>(std::max<std::ptrdiff_t>(number.end - row_ - RowLayout::kWindow, 0));
        const auto end = static_cast<std::int32_t>(number.end - row_);
        layout_.word[lane] = std::max(end - RowLayout::kLaneBytes, 0);
        layout_.shift[lane] = 8 * std::max(RowLayout::kLaneBytes - end, 0);
        layout_.decimals[lane] = number.dot ? ~(~std::uint64_t{0} >> (8 * decimals)) : ~std::uint64_t{0};
        int byte = RowLayout::kLaneBytes - 1;
        for (const char* at = number.end - 1; at >= own_begin; --at) {
            if (at == number.dot) continue;
            learn_byte(lane, byte, at, RowLayout::kLaneBytes - 1 - byte <= decimals);
            --byte;
        }
        // Fixed are the point, the blank that parts this field from the one before, and what the lane leaves out.
        if (number.dot) fix(number.dot, number.dot + 1);
        if (field_begin != row_) {
            fix(field_begin, field_begin + 1);
            // That blank is no digit's place either.
            if (field_begin == own_begin) {
                layout_.own &= ~bit(lane, byte + 1);
                layout_.take[RowLayout::kLaneBytes * lane + byte + 1] = static_cast<std::uint8_t>(layout_.blank);
                layout_.own_bytes[lane] &= ~(std::uint64_t{0xff} << (8 * (byte + 1)));
                layout_.pick[lane][half_of(lane) + byte + 1] = kNoByte;
            }
        }
        fix(field_begin, own_begin);
    }

    void forbid_minus(int lane) {
        layout_.no_minus |= std::uint64_t{0xff} << (RowLayout::kLaneBytes * lane);
        for (int byte = 0; byte < RowLayout::kLaneBytes; ++byte) forbid(lane, byte, RowLayout::kMinus);
    }

    /// The number of the index lane is an integer above 0.
    void learn_index(const Decimal& number) {
        forbid_minus(kIndexLane);
        layout_.index = layout_.word[kIndexLane];
        for (const char* at = std::max(row_, number.end - RowLayout::kLaneBytes); at < number.end; ++at) {
            layout_.index_digits |= std::uint64_t{0x0f} << (8 * (at - row_ - layout_.index));
        }
    }

    /// The rest of the row, behind the last field: one learned byte, then anything but a newline.
    void learn_tail(const char* tail) {
        fix(tail, tail + 1);
        for (const char* at = tail + 1; at < line_end_; ++at) {
            layout_.expected[at - row_] = '\n';
            set(layout_.care, at);
            layout_.least[at - row_] = '\n' + 1;
            layout_.range[at - row_] = kAnyByte - 1;
        }
        fix(line_end_, line_end_ + 1);
    }

    RowLayout& layout() { return layout_; }

private:
    /// Lanes 1 and 3 of each four go to the high halves of registers, see RowLayout::pick.
    static int half_of(int lane) { return lane % 2 == 0 ? 0 : RowLayout::kLaneBytes; }
    static std::uint64_t bit(int lane, int byte) { return std::uint64_t{1} << (RowLayout::kLaneBytes * lane + byte); }

    void forbid(int lane, int byte, RowLayout::ByteClass bytes) {
        layout_.forbidden[RowLayout::kLaneBytes * lane + byte] |= bytes;
    }

    void set(std::uint64_t (&mask)[2], const char* at) const {
        mask[(at - row_) / 64] |= std::uint64_t{1} << ((at - row_) % 64);
    }

    void learn_byte(int lane, int byte, const char* at, bool is_required) {
        layout_.take[RowLayout::kLaneBytes * lane + byte] = static_cast<std::uint8_t>(at - row_);
        layout_.pick[lane][half_of(lane) + byte] = static_cast<std::uint8_t>(at - row_ - layout_.window[lane]);
        layout_.own |= bit(lane, byte);
        layout_.own_bytes[lane] |= std::uint64_t{0xff} << (8 * byte);
        if (!is_required) return;
        layout_.digits |= bit(lane, byte);
        forbid(lane, byte, RowLayout::kNoDigit);
    }

    const char* const row_;
    const char* const line_end_;
    RowLayout layout_{};
};

}  // namespace

std::int32_t LayoutTable::add(const RowLayout& layout) {
    for (std::int32_t place = 0; place < count; ++place) {
        if (is_same(layouts[place], layout)) return place;
    }
    const std::int32_t place = count < kSize ? count++ : next;
    next = (place + 1) % kSize;
    for (RowLayout& other : layouts) {
        if (other.follower == place) other.follower = -1;
    }
    if (object == place) object = -1;
    if (event == place) event = -1;
    layouts[place] = layout;
    return place;
}

void LayoutTable::learn_object(const char* begin, const char* line_end, const RowFields& fields) {
    const Decimal &index = fields[kRowIndex], &typ = fields[kRowTyp];
    ++misses;
    if (!is_worth_trying() || line_end - begin >= RowLayout::kReach) return;
    if (index.dot || typ.end - typ.begin != 1 || !all_blank(index.end, typ.begin)) return;
    if (!std::all_of(fields.begin(), fields.end(), is_learnable)) return;

    Learner learner(begin, line_end, index.end);
    learner.learn_lane(kIndexLane, begin, index);
    learner.learn_index(index);
    learner.fix(index.end, typ.begin);
    learner.layout().typ = static_cast<std::int32_t>(typ.begin - begin);
    for (std::size_t f = kRowEta; f < kRowFieldCount; ++f) {
        learner.learn_lane(static_cast<int>(f) - kRowEta, fields[f - 1].end, fields[f]);
    }
    learner.forbid_minus(kPtLane);
    learner.learn_tail(fields[kRowHadem].end);
    const std::int32_t place = add(learner.layout());
    object = place;
    if (event >= 0) layouts[event].follower = place;
}

void LayoutTable::learn_event(const char* begin, const char* line_end, std::span<const Decimal> fields) {
    if (!is_worth_trying() || line_end - begin >= RowLayout::kReach) return;
    if (!std::all_of(fields.begin() + 1, fields.end(), is_learnable) || *fields[0].end != ' ') return;

    Learner learner(begin, line_end, fields[0].end);
    learner.layout().is_event = true;
    learner.layout().has_weight = fields.size() > 3;
    learner.fix(begin, fields[0].end);
    for (std::size_t f = 1; f < fields.size(); ++f) {
        learner.learn_lane(static_cast<int>(f) - 1, fields[f - 1].end, fields[f]);
    }
    if (learner.layout().has_weight) {
        learner.learn_tail(fields.back().end);
    } else {
        learner.fix(fields.back().end, line_end + 1);  // a weight could stand there
    }
    event = add(learner.layout());
}

}  // namespace collmc::lhco
