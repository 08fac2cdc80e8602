// Unpackers: compressed data, given piece by piece, becomes text; checksums and lengths are verified. A stream may be
// of several members (gzip) or frames (zstd). Only unpack_gzip.cpp knows isa-l, only unpack_zstd.cpp knows libzstd.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace collmc::lhco {

class Unpacker {
public:
    enum class Status {
        kMoreOutput,  ///< the output is full
        kMoreInput,   ///< the input is used up in the middle of a member
        kBetween,     ///< the input is used up where a stream may end
        kCorrupt,     ///< see cause()
    };
    struct Step {
        Status status;
        std::size_t written;
    };

    virtual ~Unpacker() = default;

    /// Unpacks from `input`, taking what it uses off its front, into [to, to + size). Call again with fresh input or
    /// room as the status says. After kCorrupt only the destructor may be called.
    virtual Step unpack(std::string_view& input, char* to, std::size_t size) = 0;
    /// "gzip", as the format and its program are called.
    virtual std::string_view name() const = 0;

    /// Why the data is corrupt: "the checksum does not agree with the contents".
    std::string_view cause() const { return cause_; }

protected:
    std::string_view cause_;
};

/// For a stream that begins with these bytes; null if they are of no format that is unpacked.
std::unique_ptr<Unpacker> unpacker_for(std::string_view head);

std::unique_ptr<Unpacker> make_gzip_unpacker();
std::unique_ptr<Unpacker> make_zstd_unpacker();

}  // namespace collmc::lhco
