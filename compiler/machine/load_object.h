// A loader for the relocatable ELF objects (x86-64, System V ABI, gABI chapter 4) that the code generator emits.
//
// The sections come to one piece of memory that is never writable and executable at once: written first, then
// protected, code as readable and executable, data as readable. A kernel may be further from it than a call reaches, so
// calls go through stubs beside the code, and addresses are taken from a table beside the data. Only what the code
// generator needs is known: static code and constants, nothing writable, no unwinding. An object may be damaged in any
// way: whatever is out of bounds or unknown is a problem that is told, never read.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "compiler/machine/symbols.h"

namespace collmc::machine {

struct LoadedObject {
    std::shared_ptr<const void> memory;  ///< owns the code, of all objects; null where there is a problem
    const void* entry = nullptr;         ///< the address of the function asked for
    std::string problem;                 ///< for us, not for a user; empty when all went well
};

/// The objects call each other's global functions; other undefined symbols are looked up in `symbols` and nowhere else.
/// `entry`: a global function that one of the objects defines.
LoadedObject load_objects(std::span<const std::string_view> objects, const Symbols& symbols, std::string_view entry);
LoadedObject load_object(std::string_view object, const Symbols& symbols, std::string_view entry);

}  // namespace collmc::machine
