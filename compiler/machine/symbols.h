// What compiled code may call, by name: the functions of runtime/kernels. Nothing else of the process is visible to it.
#pragma once

#include <string>
#include <unordered_map>

namespace collmc::machine {

using Symbols = std::unordered_map<std::string, const void*>;

/// The kernels for code of `width` lanes of f64 (1, 4 or 8): the mathematical functions of that width, as
/// `collmc_NAME_WIDTH`, and those that every width calls.
const Symbols& kernel_symbols(int width);

}  // namespace collmc::machine
