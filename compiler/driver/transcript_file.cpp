#include "compiler/driver/transcript_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "runtime/report/output_error.h"

namespace collmc::driver {

TranscriptFile::TranscriptFile(const std::string& path) : path_(path) {
    if (path.empty()) return;
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor_ < 0) error_ = report::output_error(path, errno).message();
}

TranscriptFile::~TranscriptFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void TranscriptFile::write(const dialogue::Json& line) {
    if (descriptor_ < 0 || !error_.empty()) return;
    const std::string text = line.dump(-1, ' ', false, dialogue::Json::error_handler_t::replace) + "\n";
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t n = ::write(descriptor_, text.data() + written, text.size() - written);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            error_ = report::output_error(path_, errno).message();
            return;
        }
        written += static_cast<std::size_t>(n);
    }
}

}  // namespace collmc::driver
