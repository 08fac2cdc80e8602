// Small helpers for what the driver prints and reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace collmc::driver {

/// 1234567 -> "1,234,567"
std::string with_thousands(std::int64_t number);

/// "1 histogram", "10 histograms"
std::string counted(std::int64_t number, const std::string& singular);

/// The file's text, or nothing and `error` set to a sentence that says why not.
std::optional<std::string> read_text_file(const std::string& path, std::string& error);

/// Whether escapes for colour may be written to this descriptor: a terminal, and NO_COLOR is not set.
bool colour_wanted(int descriptor);

}  // namespace collmc::driver
