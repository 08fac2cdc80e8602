#include "runtime/lhco/checksum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include "runtime/lhco/crc64.h"

namespace collmc::lhco {
namespace {

std::uint64_t xxh64(std::string_view bytes) {
    Xxh64 hash;
    hash.update(bytes.data(), bytes.size());
    return hash.value();
}

TEST(Checksum, AgreesWithThePublishedAlgorithm) {
    // As printed by `printf TEXT | xxhsum -H64` of xxHash 0.8.1.
    EXPECT_EQ(xxh64(""), 0xef46db3751d8e999u);
    EXPECT_EQ(xxh64("a"), 0xd24ec4f1a98c6e5bu);
    EXPECT_EQ(xxh64("abc"), 0x44bc2cf5ad770999u);
    EXPECT_EQ(xxh64("message digest"), 0x066ed728fceeb3beu);
    EXPECT_EQ(xxh64("abcdefghijklmnopqrstuvwxyz"), 0xcfe1f278fa89835cu);
    EXPECT_EQ(xxh64("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"), 0xaaa46907d3047814u);
    std::string digits;
    for (int i = 0; i < 8; ++i) digits += "1234567890";
    EXPECT_EQ(xxh64(digits), 0xe04a477f19ee145du);
}

TEST(Checksum, DoesNotDependOnThePieces) {
    std::string text;
    for (int i = 0; i < 500; ++i) text += static_cast<char>(i * 7);
    for (const std::size_t piece : {1u, 3u, 31u, 32u, 33u, 64u, 100u}) {
        Xxh64 hash;
        for (std::size_t at = 0; at < text.size(); at += piece)
            hash.update(text.data() + at, std::min(piece, text.size() - at));
        EXPECT_EQ(hash.value(), xxh64(text)) << piece;
    }
}

std::uint64_t crc64(std::string_view bytes) {
    Crc64 crc;
    crc.update(bytes.data(), bytes.size());
    return crc.value();
}

/// Bit by bit, as the standard's polynomial division has it.
std::uint64_t slow_crc64(std::string_view bytes) {
    std::uint64_t crc = ~std::uint64_t{0};
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xc96c5795d7870f42 : 0);
    }
    return ~crc;
}

std::string random_bytes(std::size_t size) {
    std::mt19937 random(5);
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    return bytes;
}

TEST(Crc64, AgreesWithThePublishedAlgorithm) {
    EXPECT_EQ(crc64("123456789"), 0x995dc9bbdf1939fau) << "the check value of CRC-64/XZ";
    const std::string bytes = random_bytes(5000);
    for (const std::size_t size : {0u, 1u, 7u, 8u, 15u, 63u, 64u, 255u, 256u, 257u, 4096u, 5000u})
        EXPECT_EQ(crc64(bytes.substr(0, size)), slow_crc64(bytes.substr(0, size))) << size;
}

TEST(Crc64, OfAWholeFollowsFromThoseOfItsParts) {
    const std::string bytes = random_bytes(70000);
    for (const std::size_t piece : {1u, 2u, 255u, 256u, 1000u, 65536u, 70000u}) {
        Crc64 updated, appended;
        const std::size_t most = piece < 3 ? 300 : bytes.size();
        for (std::size_t at = 0; at < most; at += piece) {
            const std::string part = bytes.substr(at, std::min(piece, most - at));
            updated.update(part.data(), part.size());
            appended.append(crc64(part), part.size());
        }
        EXPECT_EQ(updated.value(), crc64(bytes.substr(0, most))) << piece;
        EXPECT_EQ(appended.value(), crc64(bytes.substr(0, most))) << piece;
    }
    Crc64 with_nothing;
    with_nothing.append(crc64("a"), 1);
    with_nothing.append(crc64(""), 0);
    EXPECT_EQ(with_nothing.value(), crc64("a"));
}

}  // namespace
}  // namespace collmc::lhco
