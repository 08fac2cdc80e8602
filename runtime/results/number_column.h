// Many numbers as text, several at a time where the processor can; each text is that of write_number() or
// write_event_number().
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "runtime/results/number_text.h"

namespace collmc::results {

/// The texts of some numbers, each somewhere in a slot of its own.
class NumberTexts {
public:
    /// So many at most: with those of other columns they are to stay in the first-level cache.
    static constexpr std::size_t kMost = 32;
    static constexpr std::size_t kSlot = kLongestNumber;
    struct Place {
        std::uint8_t begin, length;  ///< in the slot
    };

    /// Writes one text with write_number() or write_event_number().
    void set(std::size_t i, char* (*write)(double, char*), double x);
    /// Copies a text to where kLongestNumber characters have room and gives where it ends.
    char* copy(std::size_t i, char* to) const {
        std::memcpy(to, slots_ + i * kSlot + places_[i].begin, kLongestNumber);
        return to + places_[i].length;
    }

    // For those who write several at a time.
    char* slot(std::size_t i) { return slots_ + i * kSlot; }
    Place* place(std::size_t i) { return places_ + i; }

private:
    char slots_[(kMost + 1) * kSlot];  // what is copied may end in the slot behind
    Place places_[kMost];
};

/// Writes the texts of column[which[0]], column[which[1]], ..., `count` numbers, at most NumberTexts::kMost; what other
/// texts were there is lost.
using ColumnFunction = void (*)(const double* column, const std::int32_t* which, std::size_t count, NumberTexts& texts);

struct ColumnVariant {
    std::string_view name;
    ColumnFunction write, write_event_numbers;
};
/// Those that this processor can run, the fastest first. All give the same texts.
const std::vector<ColumnVariant>& column_variants();

extern const ColumnVariant kColumnPortable;
#ifdef __x86_64__
extern const ColumnVariant kColumnAvx512;
#endif

}  // namespace collmc::results
