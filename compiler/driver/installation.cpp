#include "compiler/driver/installation.h"

#include <cstdlib>

namespace collmc::driver {

namespace {

std::filesystem::path prefix() {
    std::error_code failure;
    return std::filesystem::read_symlink("/proc/self/exe", failure).parent_path().parent_path();
}

}  // namespace

std::filesystem::path share_folder() {
    if (const char* share = std::getenv("COLLMC_SHARE")) return share;
    return prefix() / "share" / "collmc";
}

std::filesystem::path stdlib_folder() { return share_folder() / "stdlib"; }

std::filesystem::path code_generator_file() { return prefix() / "lib" / "collmc" / "codegen.so"; }

}  // namespace collmc::driver
