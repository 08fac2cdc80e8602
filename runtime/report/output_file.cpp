#include <unistd.h>

#include <cerrno>
#include <utility>

#include "runtime/report/output_directory.h"

namespace collmc::report {

namespace {

constexpr std::size_t kBufferSize = 1 << 16;

/// Writes all of `text`; returns 0 or the errno of the failure.
int write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace

OutputFile::OutputFile(int descriptor, std::string shown_path)
    : descriptor_(descriptor), shown_path_(std::move(shown_path)) {}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<OutputError> OutputFile::append(std::string_view text) {
    if (buffer_.size() + text.size() >= kBufferSize) {
        if (auto error = flush()) return error;
        if (text.size() >= kBufferSize) {
            if (const int failure = write_all(descriptor_, text)) return output_error(shown_path_, failure);
            return std::nullopt;
        }
    }
    buffer_ += text;
    return std::nullopt;
}

std::optional<OutputError> OutputFile::flush() {
    const int failure = write_all(descriptor_, buffer_);
    buffer_.clear();
    if (failure != 0) return output_error(shown_path_, failure);
    return std::nullopt;
}

std::optional<OutputError> OutputFile::close() {
    auto error = flush();
    if (::close(std::exchange(descriptor_, -1)) != 0 && !error) return output_error(shown_path_, errno);
    return error;
}

}  // namespace collmc::report
