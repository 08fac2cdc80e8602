// CRC-32, as gzip and zlib have it, at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace collmc::packed {

std::uint32_t crc32(const char* data, std::size_t size);

/// The code for it that this processor can run, the fastest first.
struct ChecksumCode {
    std::string_view name;
    std::uint32_t (*crc32)(const char* data, std::size_t size);
};
const std::vector<ChecksumCode>& checksum_code();

}  // namespace collmc::packed
