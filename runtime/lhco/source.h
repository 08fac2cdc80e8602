// ByteSource: the bytes of one input, plain, gzip or zstd, as one stream.
//
// The file's first bytes, not its name, tell whether it is gzip or zstd (any number of members, checksums verified).
// Formats that are not LHCO are refused at open, by name. Reading is by read(2) into the caller's memory, never by
// mapping, so that the process's memory does not grow with the file. While it reads it hashes the file's bytes (as
// stored, compressed or not) with CRC-64, see crc64.h.
//
// "-" is the standard input. Threads: one at a time. Errors: an InputError at open; later a short read and error().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/lhco/error.h"
#include "runtime/lhco/text_file.h"

namespace collmc::lhco {

/// What checksum() is, for the results: `7z h -scrcCRC64 FILE` prints the same.
inline constexpr const char* kChecksumName = "crc64";

/// "crc64:0123456789abcdef"
std::string named_checksum(std::uint64_t checksum);

class ByteSource {
public:
    struct Opened;
    /// Opens, looks at the first bytes, and refuses what is missing, empty, a directory or another format.
    static Opened open(const std::string& path);

    ByteSource(ByteSource&&) noexcept;
    ByteSource& operator=(ByteSource&&) noexcept;
    ~ByteSource();

    /// Fills `to` with the next bytes of text. Fewer than `size` only at the end of the input or at an error; then 0.
    /// Bytes before a damaged place are delivered before error() tells of it.
    std::size_t read(char* to, std::size_t size);
    /// The error that ended the stream, or null.
    const InputError* error() const;

    const std::string& path() const;
    bool is_compressed() const { return !compression().empty(); }
    /// "gzip", "zstd", or empty.
    std::string_view compression() const;
    /// The file, to be read in any order, where it was opened by its name and is not compressed; else null.
    std::shared_ptr<const TextFile> as_file() const;
    /// Size of the file in bytes as stored; 0 where it is not known (a pipe).
    std::uint64_t file_size() const;
    /// Bytes of the file consumed so far, as stored: with file_size(), how far the reading is.
    std::uint64_t file_position() const;
    /// CRC-64 of the bytes consumed so far: of the whole file once read() has returned 0 without an error.
    std::uint64_t checksum() const;

private:
    class State;
    explicit ByteSource(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Exactly one of the two is there.
struct ByteSource::Opened {
    std::optional<ByteSource> source;
    std::optional<InputError> error;
};

}  // namespace collmc::lhco
