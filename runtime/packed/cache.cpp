#include "runtime/packed/cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <fstream>
#include <vector>

#include "runtime/lhco/crc64.h"
#include "runtime/packed/pack.h"

namespace collmc::packed {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".lhcp";
constexpr std::string_view kKnownEnding = ".crc64";
constexpr std::int64_t kSettled = 3'000'000'000;         ///< nanoseconds
constexpr std::chrono::hours kKnownFor{24 * 90};         ///< hashes that are not asked for are forgotten
constexpr std::chrono::hours kAbandoned{24};             ///< temporary files of killed processes
constexpr std::size_t kHashSize = std::size_t{1} << 18;  ///< bytes that are read at once

class Descriptor {
public:
    explicit Descriptor(const std::string& path) : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    int value() const { return value_; }

private:
    int value_;
};

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return nanoseconds(time);
}

/// What changes when a file's bytes do.
std::string identity(const struct stat& info) {
    return fmt::format("{} {} {} {} {}", info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim),
                       nanoseconds(info.st_ctim));
}

std::uint64_t hash_of(std::string_view text) {
    lhco::Crc64 hash;
    hash.update(text.data(), text.size());
    return hash.value();
}

std::optional<std::uint64_t> hash_file(int descriptor) {
    lhco::Crc64 hash;
    std::string buffer(kHashSize, '\0');
    for (off_t at = 0;;) {
        const ssize_t got = ::pread(descriptor, buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) return hash.value();
        hash.update(buffer.data(), static_cast<std::size_t>(got));
        at += got;
    }
}

fs::path known_file(const fs::path& folder, const std::string& identity) {
    return folder / fmt::format("{:016x}{}", hash_of(identity), kKnownEnding);
}

/// "IDENTITY\nCHECKSUM\n"
std::optional<std::uint64_t> remembered(const fs::path& folder, const std::string& identity) {
    std::ifstream file(known_file(folder, identity));
    std::string line, digits;
    if (!std::getline(file, line) || !std::getline(file, digits) || line != identity) return std::nullopt;
    std::uint64_t checksum = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), checksum, 16);
    if (read.ec != std::errc() || digits.size() != 16) return std::nullopt;
    return checksum;
}

void remember(const fs::path& folder, const std::string& identity, std::uint64_t checksum) {
    NewFile file;
    if (file.create(known_file(folder, identity)) != 0) return;
    if (file.append(fmt::format("{}\n{:016x}\n", identity, checksum)) == 0) file.commit();
}

/// Makes the folder with those above it, for this user alone.
int make_folder(const fs::path& folder) {
    std::error_code failure;
    if (fs::is_directory(folder, failure)) return 0;
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), failure);
    if (failure) return failure.value();
    return ::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST ? 0 : errno;
}

}  // namespace

bool is_cachable(const std::string& path) {
    std::error_code failure;
    return path != "-" && fs::is_regular_file(path, failure) && !is_packed(path);
}

std::optional<std::uint64_t> parse_size(const std::string& word) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
    if (read.ec != std::errc() || read.ptr == word.data()) return std::nullopt;
    const std::string_view unit(read.ptr, static_cast<std::size_t>(word.data() + word.size() - read.ptr));
    constexpr std::string_view kUnits[] = {"", "K", "M", "G", "T"};
    for (const std::string_view known : kUnits) {
        if (unit == known) return number;
        if (number > UINT64_MAX / 1000) return std::nullopt;
        number *= 1000;
    }
    return std::nullopt;
}

fs::path Cache::copy_of(std::uint64_t checksum, std::uint64_t bytes) const {
    return folder_ / fmt::format("{:016x}-{}{}", checksum, bytes, kEnding);
}

std::optional<std::uint64_t> Cache::checksum_of(int descriptor, std::uint64_t& bytes) const {
    struct stat before, after;
    if (::fstat(descriptor, &before) != 0) return std::nullopt;
    bytes = static_cast<std::uint64_t>(before.st_size);
    const std::string is_now = identity(before);
    if (const auto known = remembered(folder_, is_now)) return known;
    const bool settled = now() - nanoseconds(before.st_ctim) >= kSettled;
    const std::optional<std::uint64_t> checksum = hash_file(descriptor);
    if (::fstat(descriptor, &after) != 0 || identity(after) != is_now) return std::nullopt;
    if (checksum && settled) remember(folder_, is_now, *checksum);
    return checksum;
}

std::shared_ptr<const File> Cache::find(const std::string& path) {
    std::error_code failure;
    const Descriptor text(path);
    if (text.value() < 0 || !fs::is_directory(folder_, failure)) return nullptr;
    std::uint64_t bytes = 0;
    const std::optional<std::uint64_t> checksum = checksum_of(text.value(), bytes);
    if (!checksum) return nullptr;
    const fs::path copy = copy_of(*checksum, bytes);
    if (!fs::exists(copy, failure)) return nullptr;
    File::Opened opened = File::open(copy.string());
    const bool is_good = opened.file && opened.file->directory().sources.size() == 1 &&
                         opened.file->directory().sources[0].checksum == *checksum &&
                         opened.file->directory().sources[0].bytes == bytes;
    if (!is_good) {
        fs::remove(copy, failure);
        return nullptr;
    }
    ::utimensat(AT_FDCWD, copy.c_str(), nullptr, 0);  // used now
    return std::move(opened.file);
}

Cache::Made Cache::make(const std::string& path, int threads, const std::atomic<bool>* stop) {
    if (const int failure = make_folder(folder_)) return {nullptr, failure};
    std::error_code ignored;
    const std::string name = fmt::format("{}{}-new", kPartialPrefix, ::getpid());
    const fs::path target = folder_ / name;
    NewFile file;
    if (const int failure = file.create(target)) return {nullptr, failure};
    PackOptions options;
    options.threads = threads;
    options.stop = stop;
    const Packed packed = pack({path}, file, options);
    if (packed.write_failure != 0) return {nullptr, packed.write_failure};
    if (!packed.good()) return {};
    const Source& source = packed.directory.sources.front();
    if (const int failure = file.commit()) return {nullptr, failure};
    const fs::path copy = copy_of(source.checksum, source.bytes);
    fs::rename(target, copy, ignored);
    Made made;
    made.file = File::open(copy.string()).file;
    evict();
    return made;
}

void Cache::evict() const {
    struct Copy {
        fs::path path;
        fs::file_time_type used;
        std::uint64_t bytes;
    };
    std::vector<Copy> copies;
    std::uint64_t total = 0;
    std::error_code failure;
    const auto today = fs::file_time_type::clock::now();
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_, failure)) {
        const std::string name = entry.path().filename().string();
        const auto used = entry.last_write_time(failure);
        if (failure) continue;  // another process has removed it
        if (name.ends_with(kEnding)) {
            copies.push_back({entry.path(), used, entry.file_size(failure)});
            if (!failure) total += copies.back().bytes;
        } else if ((name.starts_with(kPartialPrefix) && today - used > kAbandoned) ||
                   (name.ends_with(kKnownEnding) && today - used > kKnownFor)) {
            fs::remove(entry.path(), failure);
        }
    }
    std::ranges::sort(copies, {}, &Copy::used);
    for (const Copy& copy : copies) {
        if (total <= bound_) break;
        fs::remove(copy.path, failure);
        total -= copy.bytes;
    }
}

}  // namespace collmc::packed
