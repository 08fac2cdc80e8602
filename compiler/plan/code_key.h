// What the machine code of a plan depends on, as bytes: for keeping generated code.
#pragma once

#include <string>

#include "compiler/plan/plan.h"

namespace collmc::plan {

/// Equal for two plans exactly where they compute the same in the same way to the same slots. Names, labels, the edges
/// of bins and what was published are not in it: the code does not know them. Nothing to be read by people.
std::string code_key(const Plan& plan);

}  // namespace collmc::plan
