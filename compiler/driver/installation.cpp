#include "compiler/driver/installation.h"

#include <cstdlib>

namespace collmc::driver {

std::filesystem::path stdlib_folder() {
    if (const char* share = std::getenv("COLLMC_SHARE")) return std::filesystem::path(share) / "stdlib";
    std::error_code failure;
    const std::filesystem::path binary = std::filesystem::read_symlink("/proc/self/exe", failure);
    return binary.parent_path().parent_path() / "share" / "collmc" / "stdlib";
}

}  // namespace collmc::driver
