#include "compiler/machine/code_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>
#include <vector>

#include "compiler/machine/code_entry.h"

namespace collmc::machine {

namespace {

constexpr mode_t kWritableByOthers = S_IWGRP | S_IWOTH;
constexpr std::string_view kSuffix = ".code";
constexpr std::string_view kUnfinished = ".unfinished";
/// A file that a process which ended too early left behind.
constexpr std::time_t kAbandonedAfter = 3600;

class File {
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    explicit operator bool() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

/// Whether only this user decides what is in it.
bool is_own(const struct stat& status) {
    return status.st_uid == geteuid() && (status.st_mode & kWritableByOthers) == 0;
}

/// Opens a folder that only this user can write to; a negative number if it is not so.
int open_own(const std::filesystem::path& folder) {
    if (folder.empty()) return -1;
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat status {};
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && is_own(status)) return descriptor;
    if (descriptor >= 0) close(descriptor);
    return -1;
}

/// Makes the folder and what is missing above it, for this user alone; and only below a folder of this user, so that
/// whoever works with another's HOME leaves nothing there.
void make_folder(const std::filesystem::path& folder) {
    std::filesystem::path present = folder;
    std::vector<std::filesystem::path> missing;
    struct stat status {};
    while (stat(present.c_str(), &status) != 0) {
        if (errno != ENOENT || !present.has_relative_path()) return;
        missing.push_back(present);
        present = present.parent_path();
    }
    if (missing.empty() || status.st_uid != geteuid()) return;
    for (auto next = missing.rbegin(); next != missing.rend(); ++next) mkdir(next->c_str(), S_IRWXU);
}

std::optional<std::string> read_all(int file, std::uint64_t size) {
    std::string bytes(size, '\0');
    for (std::size_t filled = 0; filled < bytes.size();) {
        const ssize_t got = read(file, bytes.data() + filled, bytes.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return std::nullopt;
        filled += static_cast<std::size_t>(got);
    }
    return bytes;
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = write(file, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
}

struct Kept {
    std::string name;
    timespec used;
    std::uint64_t size;
};

bool used_before(const Kept& a, const Kept& b) {
    return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
}

/// The entries of the folder; what was abandoned in it is removed on the way.
std::vector<Kept> entries_of(int folder) {
    std::vector<Kept> entries;
    const int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* const directory = again >= 0 ? fdopendir(again) : nullptr;
    if (directory == nullptr) {
        if (again >= 0) close(again);
        return entries;
    }
    const std::time_t now = std::time(nullptr);
    while (const dirent* const entry = readdir(directory)) {
        const std::string_view name = entry->d_name;
        struct stat status {};
        const bool unfinished = name.ends_with(kUnfinished);
        if (!unfinished && !name.ends_with(kSuffix)) continue;
        if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if (!unfinished)
            entries.push_back({std::string(name), status.st_mtim, static_cast<std::uint64_t>(status.st_size)});
        else if (now - status.st_mtim.tv_sec > kAbandonedAfter)
            unlinkat(folder, entry->d_name, 0);
    }
    closedir(directory);
    return entries;
}

/// Removes the entries that were not used for longest until the rest fits.
void make_room(int folder, std::uint64_t limit) {
    std::vector<Kept> entries = entries_of(folder);
    std::uint64_t total = 0;
    for (const Kept& entry : entries) total += entry.size;
    if (total <= limit) return;
    std::ranges::sort(entries, used_before);
    for (const Kept& entry : entries) {
        if (total <= limit) return;
        unlinkat(folder, entry.name.c_str(), 0);
        total -= entry.size;
    }
}

}  // namespace

std::string CodeCache::file_name(std::string_view key) {
    return fmt::format("{:016x}{:016x}{}", hash(key, 2), hash(key, 3), kSuffix);
}

std::optional<Object> CodeCache::find(std::string_view key, const abi::WorkspaceLayout& outputs) const {
    const File folder(open_own(folder_));
    if (!folder) return std::nullopt;
    const File file(openat(folder.get(), file_name(key).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status {};
    if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || !is_own(status)) return std::nullopt;
    if (static_cast<std::uint64_t>(status.st_size) > limit_) return std::nullopt;
    const std::optional<std::string> bytes = read_all(file.get(), static_cast<std::uint64_t>(status.st_size));
    std::optional<Object> object = bytes ? read_entry(*bytes, key, outputs) : std::nullopt;
    if (object) futimens(file.get(), nullptr);  // used now
    return object;
}

void CodeCache::keep(std::string_view key, const Object& object) const {
    if (folder_.empty()) return;
    make_folder(folder_);
    const File folder(open_own(folder_));
    const std::string bytes = write_entry(key, object);
    if (!folder || bytes.size() > limit_) return;
    const std::string name = file_name(key);
    const std::string unfinished = fmt::format("{}.{}{}", name, getpid(), kUnfinished);
    {
        unlinkat(folder.get(), unfinished.c_str(), 0);  // of a process long gone that had the same number
        const File file(openat(folder.get(), unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                               S_IRUSR | S_IWUSR));
        if (!file) return;
        if (!write_all(file.get(), bytes)) {
            unlinkat(folder.get(), unfinished.c_str(), 0);
            return;
        }
    }
    if (renameat(folder.get(), unfinished.c_str(), folder.get(), name.c_str()) != 0)
        unlinkat(folder.get(), unfinished.c_str(), 0);
    make_room(folder.get(), limit_);
}

}  // namespace collmc::machine
