// Where the binary's data files are: ../share/collmc relative to the binary, in the build tree as installed.
#pragma once

#include <filesystem>

namespace collmc::driver {

/// The folder of the standard library. COLLMC_SHARE in the environment overrides ../share/collmc.
std::filesystem::path stdlib_folder();

}  // namespace collmc::driver
