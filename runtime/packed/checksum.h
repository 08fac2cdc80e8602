// CRC-32, as gzip and zlib have it, at the speed of memory; on the way what comes next is fetched (ahead.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/abi/ahead.h"

namespace collmc::packed {

using abi::Ahead;

std::uint32_t crc32(const char* data, std::size_t size);
std::uint32_t crc32(const char* data, std::size_t size, Ahead& ahead);

/// The code for it that this processor can run, the fastest first.
struct ChecksumCode {
    std::string_view name;
    std::uint32_t (*crc32)(const char* data, std::size_t size, Ahead& ahead);
};
const std::vector<ChecksumCode>& checksum_code();

}  // namespace collmc::packed
