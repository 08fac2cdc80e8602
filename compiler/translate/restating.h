// Turns of phrase that are put in other words before a line is read, so that the grammar meets fewer of them.
#pragma once

#include <vector>

#include "compiler/translate/tokens.h"
#include "compiler/translate/vocabulary.h"

namespace collmc::translate {

/// The vocabulary's class `restated` has what is read instead of a phrase, `left out` what says nothing. Left out are
/// also purposes, "to suppress the multijet background", as far as all their words are known, remarks in parentheses
/// that only have such words, and the unit behind a name, "MET [GeV]". `jets[0]` is the leading jet.
std::vector<Token> restated(std::vector<Token> tokens, const Vocabulary& vocabulary);

}  // namespace collmc::translate
