#include "runtime/packed/checksum.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif
#include <isa-l/crc.h>

namespace collmc::packed {
namespace {

constexpr std::size_t kBytesForALine = 256;  ///< how often a line of what is read next is asked for

std::uint32_t add(std::uint32_t crc, const char* data, std::size_t size) {
    return crc32_gzip_refl(crc, reinterpret_cast<const unsigned char*>(data), size);
}

std::uint32_t of_library(const char* data, std::size_t size, Ahead& ahead) {
    constexpr std::size_t kPiece = 4096;  // much more than what the library does one by one at the end
    std::uint32_t crc = 0;
    for (; size > kPiece; data += kPiece, size -= kPiece) {
        crc = add(crc, data, kPiece);
        ahead.fetch(kPiece / kBytesForALine);
    }
    return add(crc, data, size);
}

#ifdef __x86_64__

/// x^power modulo the polynomial of CRC-32, as multiplication without carry takes it: bits reversed, times x.
constexpr std::uint64_t multiplier(int power) {
    constexpr std::uint32_t kPolynomial = 0xedb8'8320;
    std::uint32_t value = 0x8000'0000;  // 1: the highest bit is the lowest power
    for (int i = 0; i < power; ++i) value = (value >> 1) ^ ((value & 1) != 0 ? kPolynomial : 0);
    return std::uint64_t{value} << 1;
}
static_assert(multiplier(544) == 0x1'5444'2bd4 && multiplier(480) == 0x1'c6e4'1596, "those that Intel prints");

/// Folds (Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ instruction"): the bytes so far,
/// modulo the polynomial, are a remainder of kAtOnce bytes, to which the next are added. The library does the rest.
[[gnu::target("avx512f,avx512vl,vpclmulqdq")]] std::uint32_t folded(const char* data, std::size_t size, Ahead& ahead) {
    constexpr std::size_t kLine = 64, kVectors = 4, kAtOnce = kVectors * kLine;
    if (size < 2 * kAtOnce) return add(0, data, size);
    typedef long long Vector __attribute__((vector_size(kLine), aligned(1)));
    constexpr auto kLow = static_cast<long long>(multiplier(8 * kAtOnce + 32)),
                   kHigh = static_cast<long long>(multiplier(8 * kAtOnce - 32));
    const __m512i multipliers = Vector{kLow, kHigh, kLow, kHigh, kLow, kHigh, kLow, kHigh};
    __m512i rest[kVectors];
    for (std::size_t i = 0; i < kVectors; ++i) rest[i] = *reinterpret_cast<const Vector*>(data + i * kLine);
    rest[0] ^= Vector{0xffff'ffff};  // a CRC begins so
    const char* at = data + kAtOnce;
    for (const char* const end = data + size; at + kAtOnce <= end; at += kAtOnce) {
        ahead.fetch(kAtOnce / kBytesForALine);
#pragma GCC unroll kVectors  // or the remainders stay in memory
        for (std::size_t i = 0; i < kVectors; ++i) {
            const __m512i low = _mm512_clmulepi64_epi128(rest[i], multipliers, 0x00);
            const __m512i high = _mm512_clmulepi64_epi128(rest[i], multipliers, 0x11);
            rest[i] = low ^ high ^ *reinterpret_cast<const Vector*>(at + i * kLine);
        }
    }
    constexpr std::uint32_t kNothing = 0xffff'ffff;  // the library's name for the state 0: it inverts before and after
    const std::uint32_t crc = add(kNothing, reinterpret_cast<const char*>(rest), sizeof rest);
    return add(crc, at, static_cast<std::size_t>(data + size - at));
}

#endif

std::vector<ChecksumCode> runnable_code() {
    std::vector<ChecksumCode> runnable;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("vpclmulqdq")) {
        runnable.push_back({"folded", folded});
    }
#endif
    runnable.push_back({"of_library", of_library});
    return runnable;
}

}  // namespace

const std::vector<ChecksumCode>& checksum_code() {
    static const std::vector<ChecksumCode> kCode = runnable_code();
    return kCode;
}

std::uint32_t crc32(const char* data, std::size_t size) {
    Ahead nothing;
    return crc32(data, size, nothing);
}

std::uint32_t crc32(const char* data, std::size_t size, Ahead& ahead) {
    return checksum_code().front().crc32(data, size, ahead);
}

}  // namespace collmc::packed
