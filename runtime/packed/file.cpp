#include "runtime/packed/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "runtime/lhco/checksum.h"
#include "runtime/lhco/source.h"
#include "runtime/packed/checksum.h"

namespace collmc::packed {
namespace {

using lhco::InputError;
using lhco::InputErrorKind;

/// Stands at the file's end.
struct Trailer {
    std::uint64_t directory_offset = 0, directory_size = 0;
    std::uint32_t directory_crc = 0, version = 0;
    std::uint64_t file_size = 0;
    char magic[8] = {};
};
static_assert(sizeof(Trailer) == kTrailerSize);

InputError cut_off(const std::string& path, std::uint64_t size) {
    return {InputErrorKind::kTruncated,
            fmt::format("{} ends too early: the directory that closes packed events is missing at byte {}. Copy the "
                        "file again, or pack the events again with `collmc pack`.",
                        path, size)};
}

InputError other_version(const std::string& path, std::uint32_t version) {
    return {
        InputErrorKind::kForeignFormat,
        fmt::format("{} is packed events of version {}, and this collmc reads versions {} to {}. Pack the events again "
                    "with `collmc pack`, or use the collmc that packed them.",
                    path, version, kOldestVersion, kVersion)};
}

InputError not_packed(const std::string& path) {
    return {InputErrorKind::kForeignFormat,
            fmt::format("{} holds no packed events. `collmc pack` makes them of LHCO text.", path)};
}

int open_descriptor(const std::string& path) {
    return path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

InputError damage(const std::string& path, std::uint64_t offset, const std::string& what) {
    return {InputErrorKind::kCorrupt, fmt::format("{} is damaged at byte {}: {}. Copy the file again, or pack the "
                                                  "events again with `collmc pack`.",
                                                  path, offset, what)};
}

bool begins_as_packed(std::string_view head) { return head.starts_with(kMagic); }

bool is_packed(const std::string& path) {
    struct stat info;
    // A pipe must not be opened: what is in it would be lost.
    if (path != "-" && (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))) return false;
    const int descriptor = open_descriptor(path);
    if (descriptor < 0) return false;
    char head[kMagic.size()];
    const bool is_file = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode);
    const ssize_t got = is_file ? ::pread(descriptor, head, sizeof head, 0) : -1;
    ::close(descriptor);
    return got == static_cast<ssize_t>(sizeof head) && begins_as_packed({head, sizeof head});
}

File::~File() { ::close(descriptor_); }

File::Opened File::open(const std::string& path) {
    const std::string name = path == "-" ? "standard input" : path;
    const int descriptor = open_descriptor(path);
    struct stat info;
    const bool is_file = descriptor >= 0 && ::fstat(descriptor, &info) == 0 && !S_ISDIR(info.st_mode);
    if (!is_file) {
        if (descriptor >= 0) ::close(descriptor);
        // Whoever opens text has the words for what is missing, a folder, or not to be read.
        std::optional<InputError> error = lhco::ByteSource::open(path).error;
        return {nullptr, error ? std::move(error) : not_packed(name)};
    }
    if (!S_ISREG(info.st_mode)) {
        ::close(descriptor);
        return {nullptr,
                InputError{InputErrorKind::kForeignFormat,
                           fmt::format("{} is no file. Packed events are read in place: name the file itself.", name)}};
    }
    std::unique_ptr<File> file(new File(name, descriptor));
    if (std::optional<InputError> error = file->read_directory()) return {nullptr, std::move(error)};
    file->mapped_ = files::MappedFile::map(descriptor, file->size_);
    return {std::move(file), std::nullopt};
}

std::optional<InputError> File::read_directory() {
    struct stat info;
    if (::fstat(descriptor_, &info) != 0) {
        return InputError{InputErrorKind::kSystem, fmt::format("{} cannot be read: {}.", path_, std::strerror(errno))};
    }
    size_ = static_cast<std::uint64_t>(info.st_size);
    char head[kMagic.size() + sizeof(std::uint32_t)];
    if (size_ < sizeof head) return cut_off(path_, size_);
    if (auto error = read(0, sizeof head, head)) return error;
    if (!begins_as_packed({head, sizeof head})) {
        return not_packed(path_);
    }
    std::memcpy(&version_, head + kMagic.size(), sizeof version_);
    if (version_ < kOldestVersion || version_ > kVersion) return other_version(path_, version_);
    if (size_ < kHeaderSize + kTrailerSize) return cut_off(path_, size_);

    Trailer trailer;
    const std::uint64_t end = size_ - kTrailerSize;
    if (auto error = read(end, sizeof trailer, reinterpret_cast<char*>(&trailer))) return error;
    const bool is_whole =
        std::string_view(trailer.magic, sizeof trailer.magic) == kEndMagic && trailer.file_size == size_;
    if (!is_whole) return cut_off(path_, size_);
    if (trailer.version != version_ || trailer.directory_offset < kHeaderSize || trailer.directory_offset > end ||
        trailer.directory_size != end - trailer.directory_offset) {
        return damage(path_, end, "the last bytes do not say where its directory is");
    }
    std::string bytes(trailer.directory_size, '\0');
    if (auto error = read(trailer.directory_offset, bytes.size(), bytes.data())) return error;
    if (crc32(bytes.data(), bytes.size()) != trailer.directory_crc)
        return damage(path_, trailer.directory_offset, "the checksum of the directory does not match");
    if (!packed::read_directory(bytes, trailer.directory_offset, directory_))
        return damage(path_, trailer.directory_offset, "the directory contradicts itself");
    lhco::Xxh64 checksum;
    checksum.update(bytes.data(), bytes.size());
    checksum_ = checksum.value();
    return std::nullopt;
}

std::optional<InputError> File::loss() const {
    if (!mapped_) return std::nullopt;
    struct stat info;
    // What is behind the end in its last page reads as zeros, unnoticed.
    if (::fstat(descriptor_, &info) == 0 && static_cast<std::uint64_t>(info.st_size) < size_)
        return cut_off(path_, static_cast<std::uint64_t>(info.st_size));
    if (mapped_->is_whole()) return std::nullopt;
    return InputError{InputErrorKind::kSystem, fmt::format("Reading {} failed: not all of it can be read.", path_)};
}

std::optional<InputError> File::read(std::uint64_t offset, std::size_t size, char* to) const {
    while (size > 0) {
        const ssize_t got = ::pread(descriptor_, to, size, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return InputError{InputErrorKind::kSystem,
                              fmt::format("Reading {} failed at byte {}: {}.", path_, offset, std::strerror(errno))};
        }
        if (got == 0) return cut_off(path_, offset);
        to += got;
        offset += static_cast<std::uint64_t>(got);
        size -= static_cast<std::size_t>(got);
    }
    return std::nullopt;
}

}  // namespace collmc::packed
