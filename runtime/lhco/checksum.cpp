#include "runtime/lhco/checksum.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace collmc::lhco {
namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4F;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5;

static_assert(std::endian::native == std::endian::little, "words are read as they lie in memory");

template <class Word>
std::uint64_t load(const char* from) {
    Word word;
    std::memcpy(&word, from, sizeof word);
    return word;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t word) { return std::rotl(lane + word * kPrime2, 31) * kPrime1; }

std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) { return (hash ^ round(0, lane)) * kPrime1 + kPrime4; }

/// All whole stripes of [data, data + size) into the lanes, which stay in registers. Returns where the rest begins.
const char* add_stripes(std::array<std::uint64_t, 4>& lanes, const char* data, std::size_t size) {
    std::uint64_t a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];
    for (; size >= 32; data += 32, size -= 32) {
        a = round(a, load<std::uint64_t>(data));
        b = round(b, load<std::uint64_t>(data + 8));
        c = round(c, load<std::uint64_t>(data + 16));
        d = round(d, load<std::uint64_t>(data + 24));
    }
    lanes = {a, b, c, d};
    return data;
}

}  // namespace

Xxh64::Xxh64() : lanes_{kPrime1 + kPrime2, kPrime2, 0, 0 - kPrime1} {}

void Xxh64::update(const char* data, std::size_t size) {
    const std::size_t filled = total_ % kStripe;
    total_ += size;
    if (filled > 0) {
        const std::size_t taken = std::min(size, kStripe - filled);
        std::copy_n(data, taken, partial_.data() + filled);
        if (filled + taken < kStripe) return;
        add_stripes(lanes_, partial_.data(), kStripe);
        data += taken;
        size -= taken;
    }
    const char* const rest = add_stripes(lanes_, data, size);
    std::copy_n(rest, size % kStripe, partial_.data());
}

std::uint64_t Xxh64::value() const {
    std::uint64_t hash = kPrime5;
    if (total_ >= kStripe) {
        hash = std::rotl(lanes_[0], 1) + std::rotl(lanes_[1], 7) + std::rotl(lanes_[2], 12) + std::rotl(lanes_[3], 18);
        for (const std::uint64_t lane : lanes_) hash = merge(hash, lane);
    }
    hash += total_;

    const char* at = partial_.data();
    std::size_t left = total_ % kStripe;
    for (; left >= 8; at += 8, left -= 8) {
        hash = std::rotl(hash ^ round(0, load<std::uint64_t>(at)), 27) * kPrime1 + kPrime4;
    }
    for (; left >= 4; at += 4, left -= 4) {
        hash = std::rotl(hash ^ load<std::uint32_t>(at) * kPrime1, 23) * kPrime2 + kPrime3;
    }
    for (; left > 0; ++at, --left) hash = std::rotl(hash ^ load<unsigned char>(at) * kPrime5, 11) * kPrime1;

    hash = (hash ^ (hash >> 33)) * kPrime2;
    hash = (hash ^ (hash >> 29)) * kPrime3;
    return hash ^ (hash >> 32);
}

}  // namespace collmc::lhco
