// Spellings that are settled before a line is read: numbers in words, and words with a letter or two wrong.
#pragma once

#include <string>
#include <vector>

#include "compiler/translate/tokens.h"
#include "compiler/translate/vocabulary.h"

namespace collmc::translate {

struct Spelled {
    std::vector<Token> tokens;
    std::vector<std::string> assumed;  ///< what was read for what was written
};

/// "thirty GeV" is `30 gev`, "twenty-five bins" is `25 bins`; a long word that nobody knows and that is within one or
/// two letters of a single word of the field is that word, as an assumption.
Spelled spelled(std::vector<Token> tokens, const Vocabulary& vocabulary);

}  // namespace collmc::translate
