#include "compiler/diagnostics/snippet.h"

#include <algorithm>

namespace collmc::diagnostics {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 1;  // bytes
    bool valid = false;
};

CodePoint decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1, true};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
    char32_t value = first & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        value = (value << 6) | (byte(i) & 0x3F);
    }
    return {value, length, true};
}

/// Columns of a printable character: after Unicode's East Asian Width (W and F) and the combining blocks.
std::size_t width(char32_t c) {
    struct Range {
        char32_t first, last;
    };
    static constexpr Range combining[] = {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F},
                                          {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};
    static constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF},
                                     {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                                     {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                     {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    const auto lies_in = [c](const auto& ranges) {
        return std::any_of(std::begin(ranges), std::end(ranges), [c](Range r) { return r.first <= c && c <= r.last; });
    };
    return lies_in(combining) ? 0 : lies_in(wide) ? 2 : 1;
}

/// Controls, and the marks that change the direction of the text around them.
bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

struct Glyph {
    std::uint32_t byte;  // where it begins in the line
    std::size_t column;
    std::size_t width;
    std::string text;
};

/// The glyphs of bytes [begin, end) of a line.
std::vector<Glyph> lay_out(std::string_view line, std::size_t begin, std::size_t end) {
    std::vector<Glyph> glyphs;
    std::size_t column = 0;
    for (std::size_t at = begin; at < end;) {
        const CodePoint point = decode(line.substr(at));
        Glyph glyph{static_cast<std::uint32_t>(at), column, 1, std::string(line.substr(at, point.length))};
        if (point.valid && point.value == '\t') {
            glyph.text = "    ";
            glyph.width = 4;
        } else if (!point.valid || is_control(point.value)) {
            glyph.text = replacement;
        } else {
            glyph.width = width(point.value);
        }
        column += glyph.width;
        at += point.length;
        glyphs.push_back(std::move(glyph));
    }
    glyphs.push_back({static_cast<std::uint32_t>(end), column, 1, ""});  // where a mark at the end of the line stands
    return glyphs;
}

/// The column at which a byte is shown; inside a character, that of the character.
std::size_t column_of(const std::vector<Glyph>& glyphs, std::uint32_t byte) {
    const auto after = std::upper_bound(glyphs.begin(), glyphs.end(), byte,
                                        [](std::uint32_t wanted, const Glyph& glyph) { return wanted < glyph.byte; });
    return after == glyphs.begin() ? 0 : std::prev(after)->column;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

Snippet make_snippet(std::string_view line, const std::vector<Mark>& marks, std::size_t columns) {
    const std::size_t focus = marks.empty() ? 0 : std::min<std::size_t>(marks[0].begin, line.size());
    // Only the neighbourhood of the focus is laid out: four bytes a column always suffice.
    std::size_t begin = focus > 4 * columns ? focus - 4 * columns : 0;
    std::size_t end = std::min(line.size(), focus + 4 * columns);
    while (begin > 0 && continues_character(line[begin])) --begin;
    while (end < line.size() && continues_character(line[end])) ++end;
    const std::vector<Glyph> glyphs = lay_out(line, begin, end);

    const std::size_t total = glyphs.back().column;
    std::size_t first = 0, last = total;  // columns shown
    if (total > columns || begin > 0 || end < line.size()) {
        const std::size_t place = column_of(glyphs, static_cast<std::uint32_t>(focus));
        first = place > columns / 3 ? place - columns / 3 : 0;
        last = std::min(total, first + columns);
    }

    Snippet snippet;
    const bool cut_left = first > 0 || begin > 0;
    const bool cut_right = last < total || end < line.size();
    std::size_t origin = 0;  // the column of the first glyph shown
    bool started = false;
    for (const auto& glyph : glyphs) {
        if (glyph.column < first || glyph.column + glyph.width > last) continue;
        if (!started) origin = glyph.column;
        started = true;
        snippet.line += glyph.text;
    }
    if (cut_left) snippet.line.insert(0, ellipsis);
    if (cut_right) snippet.line += ellipsis;

    for (const auto& mark : marks) {
        const auto shown = [&](std::uint32_t byte) {
            const std::size_t column = std::clamp(column_of(glyphs, byte), origin, std::max(origin, last));
            return column - origin + (cut_left ? 1 : 0);
        };
        const std::size_t from = shown(mark.begin);
        const std::size_t to = std::max(from + 1, shown(std::max(mark.begin, mark.end)));
        std::string row = std::string(from, ' ') + std::string(to - from, mark.sign);
        if (!mark.label.empty()) row.append(" ").append(printable(mark.label));
        snippet.underlines.push_back(std::move(row));
    }
    return snippet;
}

std::string printable(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode(text.substr(at));
        if (point.value == '\n' || point.value == '\r' || point.value == '\t')
            result += ' ';
        else if (!point.valid || is_control(point.value))
            result += replacement;
        else
            result += text.substr(at, point.length);
        at += point.length;
    }
    return result;
}

}  // namespace collmc::diagnostics
