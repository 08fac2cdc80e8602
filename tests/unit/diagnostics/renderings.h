// Diagnostics made of any bytes, and what every rendering of any diagnostics must be. The fuzz target and the property
// test share it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace collmc::diagnostics {

/// Renders diagnostics made of the bytes as text, JSON and SARIF. Empty when all is as it should be, otherwise what is
/// not, with the rendering.
std::string wrong_in_renderings(const std::uint8_t* data, std::size_t size);

}  // namespace collmc::diagnostics
