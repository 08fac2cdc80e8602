// A file of the code cache: the key and the object, as bytes.
//
//     "collmc+3"  size of the file  checksum of what follows
//     slots (event_ints object_ints event_doubles object_lines counters)  width  cpu  key  number of parts  ELF
//     objects
//
// Numbers have 64 bits, lowest byte first; texts stand behind their size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/machine/object.h"

namespace collmc::machine {

std::string write_entry(std::string_view key, const Object& object);

/// Empty for bytes that are not an entry, were damaged or cut, or belong to another key. `outputs`: see
/// CodeCache::find.
std::optional<Object> read_entry(std::string_view bytes, std::string_view key, const abi::WorkspaceLayout& outputs);

/// 64 bits that differ for texts that differ by chance; another `seed`, another function.
std::uint64_t hash(std::string_view text, std::uint64_t seed);

}  // namespace collmc::machine
