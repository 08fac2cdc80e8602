#include "compiler/diagnostics/text_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/snippet.h"

namespace collmc::diagnostics {

namespace {

constexpr std::size_t fewest_columns = 40;
constexpr std::size_t narrowest_label = 16;  // a label with less room than this starts on a row of its own

std::string_view escape(Colour colour) {
    switch (colour) {
        case Colour::none: return "";
        case Colour::bold: return "\x1b[1m";
        case Colour::red: return "\x1b[1;31m";
        case Colour::yellow: return "\x1b[1;33m";
        case Colour::green: return "\x1b[1;32m";
        case Colour::cyan: return "\x1b[1;36m";
        case Colour::blue: return "\x1b[1;34m";
    }
    return "";
}

}  // namespace

TextPage::TextPage(const TextOptions& options)
    : options_(options), columns_(std::max(options.columns, fewest_columns)) {}

std::size_t TextPage::source_columns() const { return columns_ - digits_ - 3; }

std::string TextPage::painted(Colour colour, std::string_view text) const {
    if (!options_.colour || colour == Colour::none || text.empty()) return std::string(text);
    return fmt::format("{}{}\x1b[0m", escape(colour), text);
}

void TextPage::row(std::string_view number, std::string_view content, char bar, Colour colour) {
    text_ += painted(colour, fmt::format("{:>{}} {}", number, digits_, bar));
    if (!content.empty()) text_.append(" ").append(content);
    text_ += '\n';
}

void TextPage::labelled_row(const std::string& start, std::size_t from, std::string_view label, Colour colour) {
    const std::string text = printable(label);
    if (text.empty()) return row("", start);
    if (!options_.wrap) return row("", fmt::format("{} {}", start, painted(colour, text)));
    const std::size_t room = source_columns();
    std::size_t indent = from + 1;
    std::string first = start + " ";
    if (indent + std::min(narrowest_label, columns_of(text)) > room) {
        row("", start);
        indent = std::min(from, room / 3);
        first = std::string(indent, ' ');
    }
    for (const std::string& part : wrap(text, room - indent, room - indent)) {
        row("", first + painted(colour, part));
        first = std::string(indent, ' ');
    }
}

void TextPage::gap(std::string_view behind) {
    text_ += painted(Colour::blue, "...");
    if (!behind.empty()) text_ += fmt::format("{:{}}{}", "", digits_ > 0 ? digits_ : 1, behind);
    text_ += '\n';
}

void TextPage::place(std::string_view arrow, std::string_view where) {
    text_ += fmt::format("{:{}}{} {}\n", "", digits_, painted(Colour::blue, arrow), printable(where));
    row("", "");
}

void TextPage::remark(std::string_view title, std::string_view content) {
    const std::string start =
        fmt::format("{:{}} {} {}", "", digits_, painted(Colour::blue, "="), painted(Colour::bold, title));
    paragraph(start, digits_ + 3 + columns_of(title), digits_ + 5, Colour::none, content);
}

void TextPage::headline(Colour colour, std::string_view head, Colour content_colour, std::string_view content) {
    paragraph(painted(colour, head) + painted(content_colour, ": "), columns_of(head) + 2, 4, content_colour, content);
}

void TextPage::paragraph(const std::string& start, std::size_t start_columns, std::size_t indent, Colour colour,
                         std::string_view content) {
    const std::string text = printable(content);
    if (!options_.wrap) {
        text_ += start + painted(colour, text) + "\n";
        return;
    }
    std::string row_start = start;
    for (const std::string& part : wrap(text, columns_ - std::min(columns_, start_columns), columns_ - indent)) {
        text_ += row_start + painted(colour, part) + "\n";
        row_start = std::string(indent, ' ');
    }
}

}  // namespace collmc::diagnostics
