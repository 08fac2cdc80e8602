// SHA-256 (FIPS 180-4), by which a transcript knows a prompt.
#pragma once

#include <string>
#include <string_view>

namespace collmc::dialogue {

/// 64 hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace collmc::dialogue
