// An analysis as the code generator leaves it: not yet at its place in memory, and able to be kept in a file.
#pragma once

#include <string>
#include <vector>

#include "runtime/abi/block.h"

namespace collmc::machine {

/// The function of an object that has the type abi::Kernel.
inline constexpr char kEntryPoint[] = "analyse_block";

struct Object {
    /// Relocatable ELF objects for x86-64, which call each other. One of them defines kEntryPoint.
    std::vector<std::string> parts;
    abi::WorkspaceLayout layout;  ///< of the workspace that the code expects
    int width = 1;                ///< lanes of f64
    std::string cpu;              ///< the processor it was made for, as LLVM calls it
};

}  // namespace collmc::machine
