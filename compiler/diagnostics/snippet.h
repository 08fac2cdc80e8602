// One source line with marks under it, in columns of a terminal.
//
// Tabs become four spaces, control characters and bytes that are not UTF-8 a replacement character, so that nothing in
// a file can move the marks (or the terminal); wide and combining characters count with their width.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace collmc::diagnostics {

/// Bytes [begin, end) of the line, underlined with `sign`; an empty mark is one sign wide.
struct Mark {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    char sign = '^';
    std::string label;
};

struct Snippet {
    std::string line;                     ///< the source line, or the part of it around the first mark
    std::vector<std::string> underlines;  ///< one row for each mark, in the order given
};

/// At most `columns` of the line are shown. Marks outside what is shown are placed at its edge.
Snippet make_snippet(std::string_view line, const std::vector<Mark>& marks, std::size_t columns);

/// Text that comes from a file or a person, safe to print on one line.
std::string printable(std::string_view text);

}  // namespace collmc::diagnostics
