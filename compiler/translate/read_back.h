// A program as numbered English sentences, for a person who reviews it: the reverse of a translation.
//
// What has no words here is quoted from the program, so nothing is left out. Numbers and names are the program's own.
#pragma once

#include <string>

#include "compiler/syntax/tree.h"

namespace collmc::translate {

/// The tree must be of a program without syntax errors; whether it checks makes no difference.
std::string read_back(const syntax::Tree& tree);

}  // namespace collmc::translate
