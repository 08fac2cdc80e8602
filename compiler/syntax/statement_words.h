// The words that begin a statement, for those who look for programs in other text.
#pragma once

#include <string>
#include <vector>

namespace collmc::syntax {

/// As written, those of further lines of a statement (`row`, `by`) included.
const std::vector<std::string>& statement_words();

}  // namespace collmc::syntax
