// Where the binary's files are, in the build tree as installed: ../share/collmc and ../lib/collmc relative to it.
#pragma once

#include <filesystem>

namespace collmc::driver {

/// The folder of the data files. COLLMC_SHARE in the environment overrides ../share/collmc.
std::filesystem::path share_folder();
/// The folder of the standard library.
std::filesystem::path stdlib_folder();
/// The module that generates machine code.
std::filesystem::path code_generator_file();

}  // namespace collmc::driver
