// How many columns of a terminal a character takes.
#pragma once

#include <cstddef>

namespace collmc::diagnostics {

/// 0, 1 or 2. Marks that combine with the character before and characters without a shape of their own take none, East
/// Asian wide and full-width characters and most emoji two. What a terminal makes of a sequence (flags, families, skin
/// tones) is its own affair: the parts are counted one by one.
std::size_t character_width(char32_t character);

}  // namespace collmc::diagnostics
