// Suggestions for a misspelt name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace collmc::diagnostics {

/// The known names that `wanted` may have been meant to be, best first, at most `limit`. A slip is an insertion, a
/// deletion, a replacement or a swap of neighbours; a third of the letters may be wrong, and case counts for little.
std::vector<std::string> nearest(std::string_view wanted, const std::vector<std::string>& known, std::size_t limit = 3);

}  // namespace collmc::diagnostics
