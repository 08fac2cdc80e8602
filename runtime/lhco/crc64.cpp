#include "runtime/lhco/crc64.h"

#include <isa-l/crc64.h>

#include <array>

namespace collmc::lhco {
namespace {

constexpr std::uint64_t kPolynomial = 0xc96c5795d7870f42;
constexpr std::uint64_t kOne = std::uint64_t{1} << 63;  ///< the highest bit is the lowest power

/// The product of two polynomials, modulo the polynomial of the checksum.
constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
    std::uint64_t product = 0;
    for (std::uint64_t power = kOne; power != 0; power >>= 1) {
        if ((a & power) != 0) product ^= b;
        b = (b >> 1) ^ ((b & 1) != 0 ? kPolynomial : 0);  // times x
    }
    return product;
}

/// x^(8 * 2^i)
constexpr std::array<std::uint64_t, 64> kBytePowers = [] {
    std::array<std::uint64_t, 64> powers{};
    powers[0] = kOne >> 8;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = multiply(powers[i - 1], powers[i - 1]);
    return powers;
}();

/// x^(8 * bytes): what so many bytes behind a text multiply its checksum by.
std::uint64_t power_of(std::uint64_t bytes) {
    std::uint64_t power = kOne;
    for (std::size_t i = 0; bytes != 0; ++i, bytes >>= 1) {
        if ((bytes & 1) != 0) power = multiply(power, kBytePowers[i]);
    }
    return power;
}

}  // namespace

void Crc64::update(const char* data, std::size_t size) {
    value_ = crc64_ecma_refl(value_, reinterpret_cast<const unsigned char*>(data), size);
}

void Crc64::append(std::uint64_t value, std::uint64_t size) {
    if (size != known_size_) {
        known_size_ = size;
        known_power_ = power_of(size);
    }
    value_ = size == 0 ? value_ : multiply(value_, known_power_) ^ value;
}

}  // namespace collmc::lhco
