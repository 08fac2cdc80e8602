// A file with given bytes that is removed with the object.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <string_view>

namespace collmc {

class TemporaryFile {
public:
    explicit TemporaryFile(std::string_view bytes) {
        const char* const folder = std::getenv("TMPDIR");
        path_ = std::string(folder ? folder : "/tmp") + "/collmc_test_XXXXXX";
        ::close(::mkstemp(path_.data()));
        std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { ::unlink(path_.c_str()); }

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace collmc
