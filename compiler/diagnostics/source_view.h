// Source lines with the places of a diagnostic underlined.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/edited_lines.h"
#include "compiler/diagnostics/text_page.h"

namespace collmc::diagnostics {

/// A place to underline. Its file must be known.
struct Place {
    Span span;
    std::string label;
    char sign = '^';
    Colour colour = Colour::blue;
};

/// The lines of places in one file, in order, each place with its label. A place of several lines has a bar beside it,
/// from its beginning to its end; in a long one, lines in the middle are left out.
void draw_places(TextPage& page, const std::vector<Place>& places);

/// Lines as a fix would make them: `+` marks what is added, `~` what is replaced, and a line out of which something is
/// deleted stands as it is and as it would be.
void draw_edited_lines(TextPage& page, const std::vector<EditedLine>& lines);

/// The digits of the largest line number.
std::size_t digits(std::uint32_t largest_line);

}  // namespace collmc::diagnostics
