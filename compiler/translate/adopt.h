// An existing program as a draft, so that words can speak of what it declares.
//
// Internal to translate.
#pragma once

#include "compiler/syntax/tree.h"
#include "compiler/translate/draft.h"

namespace collmc::translate {

/// Objects by what their names or their sources say they are, definitions and candidates by their names, and the
/// numbers of objects that the last region asks for.
void adopt(const syntax::Tree& tree, Draft& draft);

}  // namespace collmc::translate
