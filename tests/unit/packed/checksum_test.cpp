#include "runtime/packed/checksum.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace collmc::packed {
namespace {

/// As the definition has it, bit by bit.
std::uint32_t plain_crc32(const std::string& bytes) {
    std::uint32_t crc = 0xffff'ffff;
    for (const char byte : bytes) {
        crc ^= static_cast<std::uint8_t>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb8'8320 : 0);
    }
    return ~crc;
}

class ChecksumTest : public testing::TestWithParam<ChecksumCode> {
protected:
    static std::uint32_t checksum(const char* data, std::size_t size) {
        Ahead nothing;
        return GetParam().crc32(data, size, nothing);
    }
};

TEST_P(ChecksumTest, IsThatOfTheDefinition) {
    EXPECT_EQ(checksum("123456789", 9), 0xcbf4'3926);
    std::mt19937 random(1);
    std::string bytes(9000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    for (const std::size_t size :
         {0, 1, 7, 63, 64, 255, 256, 511, 512, 513, 767, 768, 800, 1024, 2047, 2048, 2049, 4096, 5000, 8191, 8900}) {
        for (const std::size_t begin : {0, 1, 8, 63})
            EXPECT_EQ(checksum(bytes.data() + begin, size), plain_crc32(bytes.substr(begin, size))) << size;
    }
}

TEST_P(ChecksumTest, EveryBitCounts) {
    std::string bytes(1500, 'x');
    const std::uint32_t crc = checksum(bytes.data(), bytes.size());
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 5) {
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
        EXPECT_NE(checksum(bytes.data(), bytes.size()), crc) << bit;
        bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    }
}

INSTANTIATE_TEST_SUITE_P(All, ChecksumTest, testing::ValuesIn(checksum_code()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace collmc::packed
