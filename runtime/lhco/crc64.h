// CRC-64 of ECMA-182 in the form of the xz file format: a checksum that costs less than reading memory does, and that
// of a whole follows from those of its parts. Not cryptographic: it finds a changed or damaged file, not a forged one.
// Source: the .xz file format 1.1.0, section 6; polynomial 0xc96c5795d7870f42 (lowest bit: highest power), all bits of
// the register set at the begin, and inverted at the end.
#pragma once

#include <cstddef>
#include <cstdint>

namespace collmc::lhco {

class Crc64 {
public:
    void update(const char* data, std::size_t size);
    /// As update() with `size` bytes whose value() alone was `value`.
    void append(std::uint64_t value, std::uint64_t size);
    /// Of everything given so far; more may follow.
    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0;
    std::uint64_t known_size_ = 0, known_power_ = 0;  ///< of the last append(): parts have the same size, mostly
};

}  // namespace collmc::lhco
