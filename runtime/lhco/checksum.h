// XXH64: a 64-bit checksum that costs less than reading memory does. Not cryptographic: it finds a changed or damaged
// file, not a forged one.
// Source: the XXH64 specification (doc/xxhash_spec.md of the xxHash project), seed 0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace collmc::lhco {

class Xxh64 {
public:
    Xxh64();
    void update(const char* data, std::size_t size);
    /// Of everything given so far; more may follow.
    std::uint64_t value() const;

private:
    static constexpr std::size_t kStripe = 32;

    std::array<std::uint64_t, 4> lanes_;
    std::array<char, kStripe> partial_{};  ///< bytes of a stripe that is not full yet
    std::uint64_t total_ = 0;
};

}  // namespace collmc::lhco
