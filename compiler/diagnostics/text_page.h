// The rows of a message: a gutter with line numbers, colours, and words broken at the width of the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "compiler/diagnostics/render_text.h"

namespace collmc::diagnostics {

enum class Colour { none, bold, red, yellow, green, cyan, blue };

class TextPage {
public:
    explicit TextPage(const TextOptions& options);

    /// Line numbers have so many digits from here on.
    void set_gutter(std::size_t digits) { digits_ = digits; }
    /// The columns that a source line has behind the gutter.
    std::size_t source_columns() const;

    std::string painted(Colour colour, std::string_view text) const;

    /// "12 | CONTENT". The content is printable or painted.
    void row(std::string_view number, std::string_view content) { row(number, content, '|', Colour::blue); }
    /// The same with another sign in place of the bar.
    void row(std::string_view number, std::string_view content, char bar, Colour colour);
    /// A row that begins with blanks and signs up to column `indent` behind the gutter, then says something; `from` are
    /// the columns of `start`, which may be painted.
    void labelled_row(const std::string& start, std::size_t from, std::string_view label, Colour colour);
    /// "...", for lines that are left out.
    void gap(std::string_view behind = "");
    /// "--> FILE:LINE:COLUMN" and an empty row.
    void place(std::string_view arrow, std::string_view where);
    /// "= TITLE CONTENT", below source lines.
    void remark(std::string_view title, std::string_view content);
    /// "HEAD: CONTENT", at the left edge.
    void headline(Colour colour, std::string_view head, Colour content_colour, std::string_view content);
    void blank_line() { text_ += '\n'; }

    std::string take() { return std::move(text_); }

private:
    void paragraph(const std::string& start, std::size_t start_columns, std::size_t indent, Colour colour,
                   std::string_view content);

    const TextOptions& options_;
    std::size_t columns_;
    std::size_t digits_ = 0;
    std::string text_;
};

}  // namespace collmc::diagnostics
