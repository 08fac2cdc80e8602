#include "compiler/driver/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "compiler/driver/text.h"

namespace collmc::driver {

using report::OutputError;

namespace {

namespace fs = std::filesystem;

/// A file under construction, removed unless it was put in place.
class Temporary {
public:
    Temporary() = default;
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        if (descriptor_ >= 0) ::close(descriptor_);
        if (!path_.empty()) ::unlink(path_.c_str());
    }

    /// Each step returns 0 or the errno of what failed.
    int create(const fs::path& target) {
        std::string name = (target.parent_path() / ".collmc-partial-XXXXXX").string();
        descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
        if (descriptor_ < 0) return errno;
        path_ = name;
        return 0;
    }
    int fill(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t written = ::write(descriptor_, text.data(), text.size());
            if (written < 0 && errno != EINTR) return errno;
            if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
        }
        return 0;
    }
    /// The owner is kept where we may give files away; the permissions must be.
    int take_after(const struct stat& original) const {
        const bool given = ::fchown(descriptor_, original.st_uid, original.st_gid) == 0;
        const mode_t mode = original.st_mode & (given ? 07777 : 0777);
        return ::fchmod(descriptor_, mode) == 0 ? 0 : errno;
    }
    /// With the permissions of a file that a program makes.
    int make_readable() const {
        const mode_t mask = ::umask(0);
        ::umask(mask);
        return ::fchmod(descriptor_, 0666 & ~mask) == 0 ? 0 : errno;
    }
    int put_in_place(const fs::path& target) {
        if (::fsync(descriptor_) != 0) return errno;
        const int closed = ::close(descriptor_);
        descriptor_ = -1;
        if (closed != 0 || ::rename(path_.c_str(), target.c_str()) != 0) return errno;
        path_.clear();
        return 0;
    }

private:
    fs::path path_;
    int descriptor_ = -1;
};

OutputError error_of(const std::string& path, int failure) {
    switch (failure) {
        case EACCES:
        case EPERM:
            return {path, "permission denied",
                    "give yourself the right to write it and its directory, or print the new text with -"};
        case EROFS: return {path, "the file system is read-only", "copy the file elsewhere"};
        case ENOSPC:
        case EDQUOT: return {path, "no space left", "free some space"};
        default: return {path, std::strerror(failure), "it was left as it is"};
    }
}

}  // namespace

std::optional<OutputError> replace_file(const std::string& path, std::string_view expected, std::string_view text) {
    std::error_code failure;
    const fs::path target = fs::canonical(path, failure);
    if (failure) return error_of(path, failure.value());
    struct stat original;
    if (::stat(target.c_str(), &original) != 0) return error_of(path, errno);
    if (!S_ISREG(original.st_mode)) return OutputError{path, "it is no regular file", "print the new text with -"};
    if (::access(target.c_str(), W_OK) != 0) return error_of(path, errno);

    Temporary temporary;
    if (const int failed = temporary.create(target)) return error_of(path, failed);
    if (const int failed = temporary.fill(text)) return error_of(path, failed);
    if (const int failed = temporary.take_after(original)) return error_of(path, failed);
    std::string unreadable;
    if (read_text_file(target.string(), unreadable) != expected)
        return OutputError{path, "it was changed while it was being worked on", "run the command again"};
    if (const int failed = temporary.put_in_place(target)) return error_of(path, failed);
    return std::nullopt;
}

std::optional<OutputError> write_file(const std::string& path, std::string_view text) {
    std::error_code unknown;
    if (fs::exists(path, unknown)) {
        if (!fs::is_regular_file(path, unknown) && !fs::is_directory(path, unknown))
            return OutputError{path, "it is no regular file", "choose another file with -o"};  // reading a pipe waits
        std::string error;
        const std::optional<std::string> before = read_text_file(path, error);
        if (!before) return OutputError{path, error, "choose another file with -o"};
        return *before == text ? std::nullopt : replace_file(path, *before, text);
    }
    Temporary temporary;
    if (const int failed = temporary.create(fs::absolute(path, unknown))) return report::output_error(path, failed);
    if (const int failed = temporary.fill(text)) return report::output_error(path, failed);
    if (const int failed = temporary.make_readable()) return report::output_error(path, failed);
    if (const int failed = temporary.put_in_place(path)) return report::output_error(path, failed);
    return std::nullopt;
}

}  // namespace collmc::driver
