// A program as written by someone with the habits of other languages: `&&` for `and`, `≥` for `>=`, semicolons, words
// in capitals. Its meaning is the same beyond doubt, and the safe edits of its diagnostics must restore it.
#pragma once

#include "tests/unit/property/program_generator.h"

namespace collmc::property {

GeneratedProgram misspell(const GeneratedProgram& program, Random& random);

}  // namespace collmc::property
