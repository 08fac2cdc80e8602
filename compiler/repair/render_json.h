// The account of a repair as JSON, schema `collmc.fix/1`, for programs.
#pragma once

#include <string>

#include "compiler/repair/repair.h"

namespace collmc::repair {

/// One line, with its line end: the text, the edits made and undone, and what remains, each remaining edit with the
/// choice that means it. `written` says whether the file holds the text now.
std::string render_json(const std::string& path, const Outcome& outcome, bool written);

}  // namespace collmc::repair
