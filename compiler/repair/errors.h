// How many errors a program has, so that two versions of it can be compared.
//
// A check stops where going on would say nothing: presence is proved only of a program whose types are right. So a
// version that comes further shows errors that the other hides, and a plain number would call it worse. Errors are
// therefore counted by stage, and the earlier stage decides.
#pragma once

#include <array>
#include <cstddef>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::repair {

/// Ordered: less means better.
using Errors = std::array<std::size_t, 4>;

/// 0 syntax; 1 names, types and dimensions; 2 the program as a whole; 3 presence.
std::size_t stage_of(const diagnostics::Diagnostic& diagnostic);

/// Errors of syntax; of names, types and dimensions; of the program as a whole; of presence.
Errors count_errors(const diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::repair
