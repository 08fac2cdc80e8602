#include "runtime/report/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace collmc::report {

namespace {

constexpr int kWidestLabel = 60;
constexpr std::string_view kBold = "\033[1m", kDim = "\033[2m", kReset = "\033[0m";

struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 1;
};

/// The code point at the front of UTF-8 text; a stray byte counts as one of its own.
CodePoint first_code_point(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (bytes == 1 || bytes > text.size()) return {lead, 1};
    char32_t value = lead & (0xff >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {lead, 1};
        value = value << 6 | (byte(i) & 0x3f);
    }
    return {value, bytes};
}

/// Columns of a character: combining marks none, East Asian ideographs two.
int columns(char32_t c) {
    if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || (c >= 0x20d0 && c <= 0x20ff) ||
        (c >= 0xfe00 && c <= 0xfe0f)) {
        return 0;
    }
    const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
                      (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                      (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3ffff);
    return wide ? 2 : 1;
}

int width_of(const TextColumn& column) {
    int widest = display_width(column.heading);
    for (const std::string& cell : column.cells) widest = std::max(widest, display_width(cell));
    return widest;
}

/// `cell(column)` of each column on one line.
template <class Cell>
void append_line(std::string& text, const std::vector<TextColumn>& columns, Cell cell) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string_view content = cell(columns[i]);
        const std::string padding(width_of(columns[i]) - display_width(content), ' ');
        line += i == 0 ? "  " : "   ";
        line += columns[i].left ? std::string(content) + padding : padding + std::string(content);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

}  // namespace

int display_width(std::string_view text) {
    int width = 0;
    while (!text.empty()) {
        const auto [c, bytes] = first_code_point(text);
        width += columns(c);
        text.remove_prefix(bytes);
    }
    return width;
}

std::string shown_label(std::string_view label) {
    std::string text;
    int width = 0;
    const bool fits = display_width(label) <= kWidestLabel;
    while (!label.empty()) {
        const auto [c, bytes] = first_code_point(label);
        width += columns(c);
        if (!fits && width > kWidestLabel - 1) return text + "…";
        text += c < ' ' || c == 0x7f ? std::string_view(" ") : label.substr(0, bytes);
        label.remove_prefix(bytes);
    }
    return text;
}

void TextColumn::join(const std::vector<std::string>& numbers, const std::vector<std::string>& errors) {
    int widest = 0, widest_error = 0;
    for (const std::string& number : numbers) widest = std::max(widest, display_width(number));
    for (const std::string& error : errors) widest_error = std::max(widest_error, display_width(error));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::string cell(widest - display_width(numbers[i]), ' ');
        cell += numbers[i];
        if (!errors[i].empty()) cell += " " + errors[i];
        if (widest_error > 0) cell.append(widest + 1 + widest_error - display_width(cell), ' ');
        cells.push_back(std::move(cell));
    }
}

void append_table(std::string& text, std::string_view title, const std::vector<TextColumn>& columns, bool colour) {
    const auto styled = [&](std::string_view style) { return colour ? style : std::string_view(); };
    int total = -3;
    for (const TextColumn& column : columns) total += width_of(column) + 3;
    text += fmt::format("{}{}{}\n{}", styled(kBold), title, styled(kReset), styled(kDim));
    append_line(text, columns, [](const TextColumn& column) -> std::string_view { return column.heading; });
    text += "  ";
    for (int i = 0; i < total; ++i) text += "─";
    text += fmt::format("\n{}", styled(kReset));
    for (std::size_t row = 0; row < columns.front().cells.size(); ++row)
        append_line(text, columns, [&](const TextColumn& column) -> std::string_view { return column.cells[row]; });
}

void append_note(std::string& text, std::string_view note, bool colour) {
    text += fmt::format("{}  {}{}\n", colour ? kDim : "", note, colour ? kReset : "");
}

int decimals_for(double smallest_error, int least) {
    if (!(smallest_error > 0) || !std::isfinite(smallest_error)) return least;
    return std::clamp(static_cast<int>(std::ceil(-std::log10(smallest_error))) + 1, least, 8);
}

std::string error_text(double down, double up, int decimals) {
    const std::string below = fmt::format("{:.{}f}", down, decimals), above = fmt::format("{:.{}f}", up, decimals);
    return below == above ? "± " + above : fmt::format("+{} −{}", above, below);
}

TextColumn sums_column(std::string heading, const std::vector<double>& sums, const std::vector<double>& errors) {
    double smallest = INFINITY, largest = 0;
    for (const double error : errors) {
        if (error > 0) smallest = std::min(smallest, error);
    }
    for (const double sum : sums) largest = std::max(largest, std::abs(sum));
    const bool scientific = largest != 0 && (largest < 1e-3 || largest >= 1e12);
    const int decimals = decimals_for(smallest, 0);
    std::vector<std::string> numbers, texts;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        numbers.push_back(scientific ? fmt::format("{:.4e}", sums[i]) : fmt::format("{:.{}f}", sums[i], decimals));
        texts.push_back("± " +
                        (scientific ? fmt::format("{:.1e}", errors[i]) : fmt::format("{:.{}f}", errors[i], decimals)));
    }
    TextColumn column{std::move(heading), {}};
    column.join(numbers, texts);
    return column;
}

}  // namespace collmc::report
