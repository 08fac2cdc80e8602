// A page of Markdown as text for a terminal: what `collmc explain` prints.
//
// Reads what the pages in hints/ are written in: a title, paragraphs, lists with `*`, and programs between fences.
// Inline code keeps its backticks, as in diagnostics.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace collmc::driver {

struct MarkdownOptions {
    bool colour = false;        ///< ANSI escapes: titles bold, `Wrong` red and `Right` green
    std::size_t columns = 100;  ///< width of paragraphs; programs are indented and never broken
};

std::string markdown_text(std::string_view markdown, const MarkdownOptions& options = {});

}  // namespace collmc::driver
