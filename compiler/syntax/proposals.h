// What may stand where a statement breaks off, guessed from what the file declares. Internal to syntax: includes ANTLR.
#pragma once

#include <string>
#include <vector>

#include "compiler/syntax/tokens.h"
#include "compiler/syntax/trial.h"

namespace collmc::syntax {

/// Texts that may be missing in front of the statement's token `place`, the best first; empty where nothing can be
/// guessed. They need not parse.
std::vector<std::string> proposals(const Tokens& tokens, const Trial& trial, std::size_t place);

}  // namespace collmc::syntax
