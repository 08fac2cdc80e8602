// Suggestions for a misspelt name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace collmc::diagnostics {

/// The known names that `wanted` may have been meant to be, best first, at most `limit`. A slip is an insertion, a
/// deletion, a replacement or a swap of neighbours; a third of the letters may be wrong, and case counts for little.
std::vector<std::string> nearest(std::string_view wanted, const std::vector<std::string>& known, std::size_t limit = 3);

/// Whether the first of the nearest names was certainly meant: it is one slip of the hand away, and no other is about
/// as near. A wrong case is such a slip, and in a word of some length so are a swap of neighbours, a letter too many or
/// too few, and a wrong letter in the middle. What makes another name of the field is none: digits, first letters
/// (`jets` and `bjets`), last ones but a plural (`dphi` and `dphij`), short words (`mT_W` and `mT_Z`).
bool is_certain(std::string_view wanted, const std::vector<std::string>& nearest_names);

}  // namespace collmc::diagnostics
