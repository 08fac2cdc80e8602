// File: a packed file that is open for reading: its directory, and bytes of its chunks.
//
// The chunks lie as they are used, so a run reads them where the system keeps them, if the file can be mapped (see
// files/mapped_file.h, and reader.h); everybody else, and who needs bytes that nobody changes, copies them (pread).
// Memory is bounded either way, whatever the file's size, and a file that is cut off while it is read is an error and
// no crash.
//
// Threads: read() may be called from any number at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/files/mapped_file.h"
#include "runtime/lhco/error.h"
#include "runtime/packed/format.h"

namespace collmc::packed {

/// Whether these are the first bytes of a packed file.
bool begins_as_packed(std::string_view head);
/// Whether there is a file (no pipe; "-" is the standard input) that begins like one. False where it cannot be read.
bool is_packed(const std::string& path);

class File {
public:
    struct Opened;
    /// Reads and checks the directory. An InputError for what cannot be opened, is no packed file, of another version,
    /// cut off, or damaged.
    static Opened open(const std::string& path);

    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    const std::string& path() const { return path_; }
    const Directory& directory() const { return directory_; }
    std::uint64_t size() const { return size_; }
    std::uint32_t version() const { return version_; }
    /// XXH64 of the directory. It holds the checksums of all chunks, so it stands for the whole contents.
    std::uint64_t checksum() const { return checksum_; }

    /// Copies bytes of the file; an error where they are not there.
    std::optional<lhco::InputError> read(std::uint64_t offset, std::size_t size, char* to) const;

    /// The file in place; null where it must be copied.
    const files::MappedFile* mapped() const { return mapped_.get(); }
    /// An error where a file that is read in place no longer has all its bytes: nothing counts that was made of them.
    std::optional<lhco::InputError> loss() const;

private:
    File(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    std::optional<lhco::InputError> read_directory();

    std::string path_;
    int descriptor_;
    std::uint64_t size_ = 0, checksum_ = 0;
    std::uint32_t version_ = 0;
    Directory directory_;
    std::unique_ptr<const files::MappedFile> mapped_;
};

/// Exactly one of the two is there.
struct File::Opened {
    std::unique_ptr<File> file;
    std::optional<lhco::InputError> error;
};

/// What checksum() is, for the results.
inline constexpr const char* kChecksumName = "xxh64-directory";

/// The error of a file whose bytes contradict themselves at `offset`: `what` is wrong.
lhco::InputError damage(const std::string& path, std::uint64_t offset, const std::string& what);

}  // namespace collmc::packed
