#include "runtime/report/output_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace collmc::report {

namespace {

constexpr const char* kElsewhere = "choose another directory with -o DIR";

}  // namespace

std::string OutputError::message() const { return fmt::format("cannot write {}: {}; {}", path, cause, remedy); }

OutputError output_error(std::string path, int error_number) {
    switch (error_number) {
        case ENOSPC:
        case EDQUOT:
            return {std::move(path),
                    error_number == ENOSPC ? "no space left on the device" : "the disk quota is used up",
                    fmt::format("free some space, or {}", kElsewhere)};
        case EACCES:
        case EPERM: return {std::move(path), "permission denied", fmt::format("{} that you may write to", kElsewhere)};
        case EROFS: return {std::move(path), "the file system is read-only", kElsewhere};
        case ENOTDIR: return {std::move(path), "a part of the path is a file, not a directory", kElsewhere};
        case EISDIR:
            return {std::move(path), "a directory of that name is in the way",
                    fmt::format("move it away, or {}", kElsewhere)};
        case ENAMETOOLONG: return {std::move(path), "the name is too long", kElsewhere};
        default: return {std::move(path), std::strerror(error_number), kElsewhere};
    }
}

}  // namespace collmc::report
