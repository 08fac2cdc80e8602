#include <unistd.h>

#include <cerrno>
#include <utility>

#include "runtime/report/output_directory.h"

namespace collmc::report {

namespace {

/// All writes but the last are of whole multiples of this, so that they begin and end with pages and the system keeps
/// them in long pieces: that takes it two thirds of the time.
constexpr std::size_t kBufferSize = std::size_t{1} << 17;

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
        const std::size_t filling = kBufferSize - buffer_.size();
        buffer_ += text.substr(0, filling);
        text.remove_prefix(filling);
        if (auto error = flush()) return error;
        const std::string_view whole = text.substr(0, text.size() / kBufferSize * kBufferSize);
        if (const int failure = write_all(descriptor_, whole)) return output_error(shown_path_, failure);
        text.remove_prefix(whole.size());
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
