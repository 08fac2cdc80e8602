// Text in columns of a terminal: one source line with places in it, and texts that are safe to print.
//
// A tab becomes four spaces; control characters, what changes the direction of the text, invisible characters and bytes
// that are not UTF-8 a replacement character, so that nothing in a file can move the marks (or the terminal). Wide and
// combining characters count with their width.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace collmc::diagnostics {

/// Bytes [begin, end) of a line; both are clamped to it. An empty mark is a place between two characters.
struct Mark {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// Columns [begin, end) under which a mark stands, from 0; at least one.
struct Columns {
    std::size_t begin = 0;
    std::size_t end = 1;
};

struct Snippet {
    std::string line;            ///< the source line, or the part of it that holds the marks
    std::vector<Columns> marks;  ///< in the order given
    std::size_t shown = 0;       ///< how many of the marks lie, at least with their first column, in what is shown
};

/// At most `width` columns of the line are shown, around the first mark and as many of the next ones as there is room
/// for. Marks outside of what is shown are placed at its edge.
Snippet make_snippet(std::string_view line, const std::vector<Mark>& marks, std::size_t width);

/// Text that comes from a file or a person, safe to print on one line.
std::string printable(std::string_view text);

/// The columns that a printable text takes.
std::size_t columns_of(std::string_view text);

/// Breaks a printable text between words so that the first row takes at most `first_width` columns and each further one
/// `width`; a longer word has a row of its own. One row at least.
std::vector<std::string> wrap(std::string_view text, std::size_t first_width, std::size_t width);

}  // namespace collmc::diagnostics
