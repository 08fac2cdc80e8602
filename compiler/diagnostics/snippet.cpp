#include "compiler/diagnostics/snippet.h"

#include <algorithm>

#include "compiler/diagnostics/character_width.h"
#include "compiler/diagnostics/utf8.h"

namespace collmc::diagnostics {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026
constexpr std::string_view tab = "    ";
constexpr char32_t byte_order_mark = 0xFEFF;

/// Controls, the marks that change the direction of the text around them, and what cannot be seen.
bool is_unprintable(char32_t c) {
    const auto between = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
    return c < 0x20 || between(0x7F, 0x9F) || c == 0xAD || c == 0x061C || c == 0x180E || c == 0x200B ||
           between(0x200E, 0x200F) || between(0x2028, 0x202E) || between(0x2060, 0x206F) || c == byte_order_mark ||
           between(0xFFF9, 0xFFFB);
}

struct Glyph {
    std::uint32_t byte;  // where it begins in the line
    std::size_t column;
    std::size_t width;
    std::string_view text;
};

/// The glyphs of bytes [begin, end) of a line, and one without width at the end.
std::vector<Glyph> lay_out(std::string_view line, std::size_t begin, std::size_t end) {
    std::vector<Glyph> glyphs;
    glyphs.reserve(end - begin + 1);
    std::size_t column = 0;
    for (std::size_t at = begin; at < end;) {
        const CodePoint point = first_code_point(line.substr(at));
        Glyph glyph{static_cast<std::uint32_t>(at), column, 1, line.substr(at, point.length)};
        if (point.valid && point.value == '\t') {
            glyph.text = tab;
            glyph.width = tab.size();
        } else if (point.valid && point.value == byte_order_mark) {
            glyph.text = "";
            glyph.width = 0;
        } else if (!point.valid || is_unprintable(point.value)) {
            glyph.text = replacement;
        } else {
            glyph.width = character_width(point.value);
        }
        column += glyph.width;
        at += point.length;
        glyphs.push_back(glyph);
    }
    glyphs.push_back({static_cast<std::uint32_t>(end), column, 0, ""});
    return glyphs;
}

/// The column at which a byte is shown; inside a character, that of the character.
std::size_t column_of(const std::vector<Glyph>& glyphs, std::uint32_t byte) {
    const auto after = std::upper_bound(glyphs.begin(), glyphs.end(), byte,
                                        [](std::uint32_t wanted, const Glyph& glyph) { return wanted < glyph.byte; });
    return after == glyphs.begin() ? 0 : std::prev(after)->column;
}

/// The columns [begin, end) of a line that is wider than `width` which show the first mark and as many of the next ones
/// as there is room for, with two columns left for ellipses.
Columns window(const std::vector<Columns>& marks, std::size_t total, std::size_t width) {
    const std::size_t room = width > 3 ? width - 2 : 1;
    Columns held = marks.empty() ? Columns{0, 1} : marks[0];
    held.end = std::min(held.end, held.begin + room);
    for (const Columns& mark : marks) {
        const Columns both{std::min(held.begin, mark.begin), std::max(held.end, mark.end)};
        if (both.end - both.begin > room) break;
        held = both;
    }
    // A third of what is left stands before the marks: what is marked is mostly explained by what precedes it.
    const std::size_t before = (room - (held.end - held.begin)) / 3;
    std::size_t begin = held.begin > before ? held.begin - before : 0;
    if (total > room && begin > total - room) begin = std::min(held.begin, total - room);
    return {begin, std::min(total, begin + room)};
}

}  // namespace

Snippet make_snippet(std::string_view line, const std::vector<Mark>& marks, std::size_t width) {
    const auto clamped = [&](std::uint32_t byte) { return std::min<std::size_t>(byte, line.size()); };
    // Only the neighbourhood of the first mark is laid out: a line may have a megabyte.
    const std::size_t focus = marks.empty() ? 0 : clamped(marks[0].begin);
    const std::size_t reach = 8 * (width + 1);
    std::size_t begin = focus > reach ? focus - reach : 0;
    std::size_t end = std::min(line.size(), focus + reach);
    while (begin > 0 && continues_code_point(line[begin])) --begin;
    while (end < line.size() && continues_code_point(line[end])) ++end;
    const std::vector<Glyph> glyphs = lay_out(line, begin, end);
    const std::size_t total = glyphs.back().column;

    std::vector<Columns> columns;
    for (const Mark& mark : marks) {
        const std::size_t from = column_of(glyphs, static_cast<std::uint32_t>(clamped(mark.begin)));
        const std::size_t to = column_of(glyphs, static_cast<std::uint32_t>(clamped(std::max(mark.begin, mark.end))));
        columns.push_back({from, std::max(from + 1, to)});
    }
    const bool fits = total <= width && std::ranges::all_of(columns, [&](Columns mark) { return mark.end <= width; });
    const bool is_whole = begin == 0 && end == line.size() && fits;
    const Columns shown = is_whole ? Columns{0, total} : window(columns, total, width);

    Snippet snippet;
    const bool cut_left = shown.begin > 0 || begin > 0;
    const bool cut_right = shown.end < total || end < line.size();
    if (cut_left) snippet.line = ellipsis;
    std::size_t origin = shown.begin;  // the column of the first glyph shown
    bool started = false;
    for (const Glyph& glyph : glyphs) {
        // A combining character whose base is cut off goes with it.
        if (glyph.column < shown.begin || (glyph.width == 0 && !started && cut_left)) continue;
        if (glyph.column + glyph.width > shown.end) break;
        if (!started) origin = glyph.column;
        started = true;
        snippet.line += glyph.text;
    }
    if (cut_right) snippet.line += ellipsis;

    const std::size_t shift = cut_left ? 1 : 0;
    for (const Columns& mark : columns) {
        const bool is_visible = mark.begin >= origin && (mark.begin < shown.end || !cut_right);
        if (is_visible && snippet.shown == snippet.marks.size()) ++snippet.shown;
        const auto place = [&](std::size_t column) {
            return std::clamp(column, origin, std::max(origin, cut_right ? shown.end : column)) - origin + shift;
        };
        const std::size_t from = place(mark.begin);
        snippet.marks.push_back({from, std::max(from + 1, place(mark.end))});
    }
    return snippet;
}

std::string printable(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = first_code_point(text.substr(at));
        if (point.value == '\n' || point.value == '\r' || point.value == '\t')
            result += ' ';
        else if (!point.valid || is_unprintable(point.value))
            result += replacement;
        else
            result += text.substr(at, point.length);
        at += point.length;
    }
    return result;
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = first_code_point(text.substr(at));
        columns += character_width(point.value);
        at += point.length;
    }
    return columns;
}

std::vector<std::string> wrap(std::string_view text, std::size_t first_width, std::size_t width) {
    std::vector<std::string> rows(1);
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t word_begin = std::min(text.find_first_not_of(' ', at), text.size());
        const std::size_t word_end = std::min(text.find(' ', word_begin), text.size());
        const std::string_view blanks = text.substr(at, word_begin - at);
        const std::string_view word = text.substr(word_begin, word_end - word_begin);
        const std::size_t wanted = columns_of(word);
        const std::size_t room = rows.size() == 1 ? first_width : width;
        if (used > 0 && used + blanks.size() + wanted > room && !word.empty()) {
            rows.emplace_back();
            used = 0;
        } else {
            rows.back() += blanks;
            used += blanks.size();
        }
        rows.back() += word;
        used += wanted;
        at = word_end;
    }
    return rows;
}

}  // namespace collmc::diagnostics
