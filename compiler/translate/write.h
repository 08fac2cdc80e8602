// The draft of a translation as program text.
#pragma once

#include <string>
#include <vector>

#include "compiler/translate/parser.h"

namespace collmc::translate {

/// With `# request N` behind each statement, assumptions as comments below it, and refused lines as comments where they
/// would stand. Completes the outcomes with their statements and assumptions. Empty where there is nothing to write.
std::string write_program(const Request& request, State& state, std::vector<LineOutcome>& outcomes);

/// What a draft has more than the one it began as, as statements without comments about requests. A block is whole.
struct Additions {
    std::vector<std::string> blocks, cuts, outputs;
};
Additions additions(const Draft& before, State& state);

}  // namespace collmc::translate
