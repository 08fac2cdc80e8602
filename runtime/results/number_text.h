// Numbers as text: the shortest decimals that read back to the same double; `nan`, `inf`, `-inf` are spelled so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/results/text_buffer.h"

namespace collmc::results {

/// No number is longer. Whoever has one written has room for as many characters.
inline constexpr std::size_t kLongestNumber = 32;

/// Writes x and gives where it ends.
char* write_number(double x, char* to);
/// Likewise of a whole number, all of its digits where a double has them.
char* write_event_number(double number, char* to);

/// Writes lists of numbers of which many come again, such as weights, which are products of a few factors.
class RecurringNumbers {
public:
    /// Of lists of so many, one or more.
    explicit RecurringNumbers(std::size_t count);

    std::size_t count() const { return count_; }
    /// No list is longer. Its text and TextBuffer::kPiece more have to fit.
    std::size_t longest() const { return count_ * (kLongestNumber + 1); }
    /// Writes them with commas between them and gives where they end.
    char* write(const double* numbers, char* to);

private:
    static constexpr int kBits = 8;
    static constexpr std::size_t kPlaces = std::size_t{1} << kBits;

    std::size_t count_;
    // The lists whose texts are known, each at one place; the last that came there.
    std::vector<double> numbers_;         ///< [place][count]
    std::vector<std::uint32_t> lengths_;  ///< [place]: of the text; 0 where there is none
    std::unique_ptr<char[]> texts_;       ///< [place][text_size()]
    std::size_t text_size() const { return longest() + TextBuffer::kPiece; }
};

}  // namespace collmc::results
