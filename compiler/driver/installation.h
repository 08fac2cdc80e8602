// Where files are: those of the binary, in the build tree as installed at ../share/collmc and ../lib/collmc relative to
// it, and those that it keeps for the user.
#pragma once

#include <filesystem>

namespace collmc::driver {

/// The folder of the data files. COLLMC_SHARE in the environment overrides ../share/collmc.
std::filesystem::path share_folder();
/// The folder of the standard library.
std::filesystem::path stdlib_folder();
/// The folder of the grammars that a model's answer is held to.
std::filesystem::path grammar_folder();
/// Where the user's settings are: collmc in XDG_CONFIG_HOME, else in ~/.config. Empty where the user has no such folder.
std::filesystem::path settings_folder();
/// The module that generates machine code.
std::filesystem::path code_generator_file();
/// The module that speaks HTTP.
std::filesystem::path network_file();
/// Where generated code is kept: COLLMC_CODE_CACHE in the environment, or collmc/code in the user's folder for caches
/// (XDG_CACHE_HOME, else ~/.cache). Empty where the first is "off" or empty, or the user has no such folder.
std::filesystem::path code_cache_folder();

}  // namespace collmc::driver
