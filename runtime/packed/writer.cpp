#include "runtime/packed/writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <vector>

#include "runtime/packed/checksum.h"

namespace collmc::packed {
namespace {

/// Bytes written at once, from a multiple of that on: the system then keeps them in pages as large as it has, and
/// whoever maps the file has fewer to enter and to find.
constexpr std::size_t kPiece = std::size_t{2} << 20;

std::mutex temporary_mutex;
std::vector<std::string> temporary_names;  ///< of this process

void forget(const std::string& name) {
    const std::scoped_lock lock(temporary_mutex);
    std::erase(temporary_names, name);
}

template <class Value>
void add(std::string& bytes, Value value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

NewFile::~NewFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (temporary_.empty()) return;
    ::unlink(temporary_.c_str());
    forget(temporary_);
}

int NewFile::use(int descriptor) {
    descriptor_ = ::dup(descriptor);
    return descriptor_ < 0 ? errno : 0;
}

void abandon_new_files() noexcept {
    const std::scoped_lock lock(temporary_mutex);
    for (const std::string& name : temporary_names) ::unlink(name.c_str());
}

int NewFile::create(const std::filesystem::path& target) {
    static std::atomic<unsigned> number = 0;
    // Putting a file in place would take a device or a pipe away.
    struct stat there;
    if (::stat(target.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) return S_ISDIR(there.st_mode) ? EISDIR : EEXIST;
    target_ = target;
    for (;;) {
        // Names of a process that was killed may still be there.
        const std::string name =
            (target.parent_path() / fmt::format("{}{}-{}", kPartialPrefix, ::getpid(), ++number)).string();
        descriptor_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor_ < 0 && errno == EEXIST) continue;
        if (descriptor_ < 0) return errno;
        temporary_ = name;
        const std::scoped_lock lock(temporary_mutex);
        temporary_names.push_back(name);
        return 0;
    }
}

int NewFile::append(std::string_view bytes) {
    size_ += bytes.size();
    buffer_ += bytes;
    return write(buffer_.size() / kPiece * kPiece);
}

int NewFile::write(std::size_t count) {
    for (std::string_view rest = std::string_view(buffer_).substr(0, count); !rest.empty();) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno != EINTR) return errno;
        if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.erase(0, count);
    return 0;
}

int NewFile::commit() {
    if (const int failure = write(buffer_.size())) return failure;
    if (temporary_.empty()) return 0;
    if (::fsync(descriptor_) != 0) return errno;
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0 || ::rename(temporary_.c_str(), target_.c_str()) != 0) return errno;
    forget(temporary_);
    temporary_.clear();
    return 0;
}

int Writer::begin() {
    std::string header(kMagic);
    packed::add(header, kVersion);
    header.resize(kHeaderSize, '\0');
    return file_.append(header);
}

int Writer::add(EncodedBlock block) {
    block.entry.offset = file_.size();
    directory_.events += block.entry.events;
    directory_.blocks.push_back(block.entry);
    return file_.append(block.bytes);
}

int Writer::finish(std::vector<Source> sources, std::string comments) {
    directory_.sources = std::move(sources);
    directory_.comments = std::move(comments);
    const std::string directory = serialised(directory_);
    const std::uint64_t offset = file_.size();
    std::string trailer;
    packed::add(trailer, offset);
    packed::add(trailer, std::uint64_t{directory.size()});
    packed::add(trailer, crc32(directory.data(), directory.size()));
    packed::add(trailer, kVersion);
    packed::add(trailer, std::uint64_t{offset + directory.size() + kTrailerSize});
    trailer += kEndMagic;
    if (const int failure = file_.append(directory)) return failure;
    return file_.append(trailer);
}

}  // namespace collmc::packed
