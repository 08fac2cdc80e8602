// Which mistakes of the text the parser reads over.
#pragma once

#include <string_view>

namespace collmc::syntax {

/// Whether the parser reads on behind a mistake of this code as if it had not been made: the tree has all of what was
/// written. After the others a part of a line is missing in it.
bool is_read_over(std::string_view code);

}  // namespace collmc::syntax
