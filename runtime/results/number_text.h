// Numbers as text: the shortest decimals that read back to the same double; `nan`, `inf`, `-inf` are spelled so.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace collmc::results {

/// No number is longer. Whoever has one written has room for as many characters.
inline constexpr std::size_t kLongestNumber = 32;

/// Writes x and gives where it ends.
char* write_number(double x, char* to);
/// Likewise of a whole number, all of its digits where a double has them.
char* write_event_number(double number, char* to);

/// Writes numbers of which many come again, such as weights, which are products of a few factors.
class RecurringNumbers {
public:
    char* write(double x, char* to);

private:
    struct Text {
        std::uint64_t bits = 0;  ///< of the number
        std::uint32_t length = 0;
        char digits[kLongestNumber];
    };
    static constexpr int kBits = 8;

    std::array<Text, std::size_t{1} << kBits> known_{};  ///< each at one place; the last that came there
};

}  // namespace collmc::results
