// Gives a file that a person wrote a new content, whole or not at all.
//
// The new content is written beside the file under a hidden temporary name, reaches the disk, and takes the file's
// place by a rename. Permissions and, where allowed, the owner are kept. A symbolic link stays one: what it leads to is
// replaced. A file that must not be written stays as it is, also where its directory would let us, and so does one
// that somebody else has changed since it was read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/report/output_error.h"

namespace collmc::driver {

/// `expected` is what the file held when it was read. An error means that nothing has changed.
std::optional<report::OutputError> replace_file(const std::string& path, std::string_view expected,
                                                std::string_view text);

/// Writes a file that may not be there yet, whole or not at all. What was there is replaced, whatever it held.
std::optional<report::OutputError> write_file(const std::string& path, std::string_view text);

}  // namespace collmc::driver
