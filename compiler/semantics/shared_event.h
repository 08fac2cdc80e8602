// An event that is in two regions, in words. It was evaluated (event_search.h): it passes the cuts of both.
#pragma once

#include <optional>
#include <string>

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// "an event with 3 jets and MET.pt = 150 GeV": what the cuts that only one of the regions has compare with numbers.
/// Nothing where no event was found; what the search has cost is taken from `steps`.
std::optional<std::string> shared_event(const Program& program, int region, int other, long& steps);

}  // namespace collmc::semantics
