// Applies the edits of a fix to a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

/// The text with all edits made; the order of the edits does not matter, insertions at one place keep their order.
/// Nothing when two edits overlap or one lies outside the text.
std::optional<std::string> apply_edits(std::string_view text, std::vector<Edit> edits);

}  // namespace collmc::diagnostics
