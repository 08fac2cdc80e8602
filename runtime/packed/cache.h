// Cache: packed copies of text files, kept in a folder of the user from run to run.
//
// A copy is never stale. It is named after the CRC-64 and the size of the bytes that it was packed from, taken of these
// very bytes while they were read; so it stands for that content whatever happens to the file. What a file holds now is
// found by hashing it. That is spared where the folder remembers the hash for the file's identity: device, inode, size,
// time of modification and of change (ctime). It is remembered only when the hashing began at least three seconds after
// the ctime, and the identity was the same afterwards. Any later change of the bytes sets the ctime to a later time,
// which no program can set back; so the same identity means the same bytes. (Except where a program has the file mapped
// and goes on writing into pages that it has written before: those times are not noted. The documentation says so.)
//
// Copies are used in the place of a text only, with the same results. The folder is named after the version of collmc,
// so one that reads text differently makes copies of its own. Two processes may work at once: files appear whole, by
// renaming, and one that another process removes stays readable while it is open.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "runtime/packed/file.h"

namespace collmc::packed {

class Cache {
public:
    /// `bound`: bytes that all copies may take together; those that were not used for the longest time go first.
    Cache(std::filesystem::path folder, std::uint64_t bound) : folder_(std::move(folder)), bound_(bound) {}

    /// The copy of what the file holds now; null where there is none.
    std::shared_ptr<const File> find(const std::string& path);

    struct Made {
        std::shared_ptr<const File> file;  ///< null where the text cannot be packed: whoever reads it finds out why
        int write_failure = 0;             ///< the errno of what could not be written in the folder
    };
    /// Packs the file, keeps the copy, and removes what is beyond the bound; the copy is readable even so.
    Made make(const std::string& path, int threads, const std::atomic<bool>* stop);

    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path copy_of(std::uint64_t checksum, std::uint64_t bytes) const;
    std::optional<std::uint64_t> checksum_of(int descriptor, std::uint64_t& bytes) const;
    void evict() const;

    std::filesystem::path folder_;
    std::uint64_t bound_;
};

/// Whether there can be a copy of it: an LHCO text that is a file, no pipe, no packed events.
bool is_cachable(const std::string& path);

/// "500M", "10G", "4096": bytes, by powers of 1000. Nothing for other words.
std::optional<std::uint64_t> parse_size(const std::string& word);

}  // namespace collmc::packed
