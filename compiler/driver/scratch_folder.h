// A folder for files that nobody is to see, which goes with the command, however that ends.
#pragma once

#include <filesystem>

namespace collmc::driver {

/// Lies in TMPDIR, or in /tmp.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    /// Empty where none could be made.
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Removes all of them. For a program that is about to leave without unwinding; from any thread, but not from inside a
/// signal handler. None can be made afterwards.
void abandon_scratch_folders() noexcept;

}  // namespace collmc::driver
