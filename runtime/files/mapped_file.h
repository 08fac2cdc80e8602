// MappedFile: a file's bytes where the system keeps them, to be read without a copy; MappedBytes: some of them, in
// reach.
//
// To copy text out of the system's cache takes longer than to find the numbers in it. Mapped, the bytes come from
// memory while the processor is busy with those before, if it is told early enough which come next (prefetch). What
// mapping is feared for is met here:
//   faults       MappedBytes has the system enter all its pages at once (MADV_POPULATE_READ); where it cannot, nothing
//   is
//                mapped.
//   memory       pages count as the process's own; they are given back as the reading moves on, many at once, since all
//                cores have to be told. What counts is what is held at a time, and kGivenBackAtOnce.
//   signals      Of a file that is cut off meanwhile, what is gone reads as zeros (a handler of SIGBUS, which leaves
//   all
//                other faults to whoever had them before) and is_whole() tells. Check it when the bytes have been used.
//   slow disks   Only files of file systems that are part of this machine are mapped.
// A file that others write to while it is read may show two contents; bytes behind `size` are never looked at.
//
// Threads: any number may hold bytes of one file. Errors: whoever gets none, or not all, reads the file with pread(2),
// which tells what is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace collmc::files {

class MappedFile {
public:
    /// The first `size` bytes of a file, which may be closed then. Null where it cannot be mapped, or had better not
    /// be.
    static std::unique_ptr<const MappedFile> map(int descriptor, std::uint64_t size);
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    static constexpr std::uint64_t kGivenBackAtOnce = 8u << 20;

    std::uint64_t size() const { return size_; }
    /// False once bytes were looked at that the file no longer has, or that could not be read from its disk.
    bool is_whole() const;

private:
    friend class MappedBytes;
    MappedFile(char* bytes, std::uint64_t size, std::size_t slot) : bytes_(bytes), size_(size), slot_(slot) {}
    bool take(std::uint64_t begin, std::uint64_t end) const;
    void give_back(std::uint64_t begin) const;

    char* const bytes_;
    const std::uint64_t size_;
    const std::size_t slot_;  ///< where the handler of SIGBUS finds it
    mutable std::mutex mutex_;
    mutable std::vector<std::uint64_t> held_;                  ///< begins of what is held, in no order
    mutable std::uint64_t present_from_ = 0, present_to_ = 0;  ///< all pages that were taken and not given back
};

/// Brings bytes of a file into reach for as long as it lives, or until it holds others.
class MappedBytes {
public:
    MappedBytes() = default;
    MappedBytes(const MappedBytes&) = delete;
    MappedBytes& operator=(const MappedBytes&) = delete;
    ~MappedBytes() { drop(); }

    /// Holds bytes [begin, end) instead of what it held. False, and nothing is held, where they are not to be had.
    /// Precondition: begin < end <= file.size(), and the file outlives what is held of it.
    bool hold(const MappedFile& file, std::uint64_t begin, std::uint64_t end);
    void drop();

    explicit operator bool() const { return file_ != nullptr; }
    std::string_view bytes() const { return bytes_; }
    /// Whether all that was read of them until now is what the file holds. Precondition: something is held.
    bool is_whole() const { return file_->is_whole(); }

private:
    const MappedFile* file_ = nullptr;
    std::uint64_t begin_ = 0;
    std::string_view bytes_;
};

}  // namespace collmc::files
