// NewFile: a file that appears whole or not at all. Writer: a packed file, block by block, onto one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "runtime/packed/encode.h"
#include "runtime/packed/format.h"

namespace collmc::packed {

/// How the temporary names begin.
inline constexpr std::string_view kPartialPrefix = ".collmc-partial-";

/// The content is written beside `target` under a hidden temporary name, reaches the disk, and takes the target's place
/// by a rename; what is not committed is removed. Functions return 0 or the errno of what failed.
class NewFile {
public:
    NewFile() = default;
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile();

    int create(const std::filesystem::path& target);
    /// Writes to a descriptor instead, of a pipe perhaps; nothing is removed then.
    int use(int descriptor);
    int append(std::string_view bytes);
    int commit();
    std::uint64_t size() const { return size_; }

private:
    /// The first bytes of the buffer.
    int write(std::size_t count);

    std::filesystem::path target_;
    std::string temporary_;  ///< empty: there is none
    int descriptor_ = -1;
    std::string buffer_;
    std::uint64_t size_ = 0;
};

/// Removes the temporary files of this process, for one that is about to leave without unwinding. From any thread, but
/// not from inside a signal handler.
void abandon_new_files() noexcept;

class Writer {
public:
    explicit Writer(NewFile& file) : file_(file) {}

    /// Each returns 0 or the errno of what failed.
    int begin();
    int add(EncodedBlock block);
    /// Closes the file with its directory. `sources` and `comments` are what the directory says of them.
    int finish(std::vector<Source> sources, std::string comments);

    const Directory& directory() const { return directory_; }

private:
    NewFile& file_;
    Directory directory_;
};

}  // namespace collmc::packed
