#include "compiler/diagnostics/source_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/diagnostics/snippet.h"

namespace collmc::diagnostics {

namespace {

using Lines = std::set<std::uint32_t>;

constexpr std::uint32_t most_lines = 6;  // of a place, shown whole
constexpr std::size_t bar_columns = 2;   // "| "

std::string number(std::uint32_t line) { return fmt::format("{}", line); }

/// A place in lines and bytes of lines.
struct Drawn {
    const Place* place;
    std::uint32_t first_line, last_line;
    Mark mark;  // of the first line to its end where there are several, otherwise all of it

    bool has_lines() const { return last_line > first_line; }
};

Drawn drawn(const Place& place) {
    const SourceFile& file = *place.span.file;
    const auto size = static_cast<std::uint32_t>(file.text().size());
    const std::uint32_t begin = std::min(place.span.begin, size);
    std::uint32_t end = std::clamp(place.span.end, begin, size);
    // The end of a line belongs to it.
    while (end > begin && (file.text()[end - 1] == '\n' || file.text()[end - 1] == '\r')) --end;
    const std::uint32_t first = file.line_of(begin), last = file.line_of(end);
    const std::uint32_t start = file.line_start(first);
    const auto length = static_cast<std::uint32_t>(file.line(first).size());
    const std::uint32_t from = std::min(begin - start, length);
    const std::uint32_t to = last > first ? length : std::clamp(end - start, from, length);
    return {&place, first, last, {from, to}};
}

std::string signs(Columns columns, char sign) {
    return std::string(columns.begin, ' ') + std::string(columns.end - columns.begin, sign);
}

/// The lines of one file, in which at most one place covers several.
class View {
public:
    View(TextPage& page, const SourceFile& file, std::vector<Drawn> places)
        : page_(page), file_(file), places_(std::move(places)) {
        for (const Drawn& place : places_) {
            if (place.has_lines()) block_ = &place;
            lines_.insert(place.first_line);
        }
        if (!block_) return;
        const bool is_long = block_->last_line - block_->first_line >= most_lines;
        for (std::uint32_t line = block_->first_line; line <= block_->last_line; ++line) {
            if (is_long && line == block_->first_line + most_lines / 2) line = block_->last_line - most_lines / 3 + 1;
            lines_.insert(line);
        }
    }

    void draw() {
        std::uint32_t last = 0;
        for (const std::uint32_t line : lines_) {
            if (last != 0 && line > last + 1) page_.gap(bar_between(last, line));
            draw_line(line);
            last = line;
        }
    }

private:
    std::size_t room() const { return page_.source_columns() - (block_ ? bar_columns : 0); }
    /// The bar beside the rows under a line.
    std::string margin(std::uint32_t line) const {
        if (!block_) return "";
        const bool is_open = (line > block_->first_line || starts_at_edge()) && line >= block_->first_line;
        return is_open && line <= block_->last_line ? bar("| ") : "  ";
    }
    std::string bar(std::string_view text) const { return page_.painted(block_->place->colour, text); }
    std::string bar_between(std::uint32_t above, std::uint32_t below) const {
        return block_ && above >= block_->first_line && below <= block_->last_line ? bar("|") : "";
    }
    /// Whether nothing stands in front of the block: the bar can begin beside its first line.
    bool starts_at_edge() const {
        const std::string_view line = file_.line(block_->first_line);
        return line.substr(0, block_->mark.begin).find_first_not_of(" \t") == std::string_view::npos;
    }

    void draw_line(std::uint32_t line) {
        std::vector<const Drawn*> here;
        for (const Drawn& place : places_)
            if (place.first_line == line && !place.has_lines()) here.push_back(&place);
        const bool begins_block = block_ && line == block_->first_line;
        const bool ends_block = block_ && line == block_->last_line;
        // A line too long to show all of its places is shown again for the rest.
        do {
            std::vector<Mark> marks;
            for (const Drawn* place : here) marks.push_back(place->mark);
            if (here.empty() && begins_block) marks.push_back({block_->mark.begin, block_->mark.begin});
            if (here.empty() && ends_block) marks.push_back(last_character(line));
            const Snippet snippet = make_snippet(file_.line(line), marks, room());
            const bool slash = begins_block && starts_at_edge();
            page_.row(number(line), (slash ? bar("/ ") : begins_block ? "  " : margin(line)) + snippet.line);
            const std::size_t shown = std::min(here.size(), std::max<std::size_t>(snippet.shown, 1));
            for (std::size_t i = 0; i < shown; ++i) {
                const Place& place = *here[i]->place;
                const std::size_t end = snippet.marks[i].end + (block_ ? bar_columns : 0);
                page_.labelled_row(margin(line) + page_.painted(place.colour, signs(snippet.marks[i], place.sign)), end,
                                   place.label, place.colour);
            }
            here.erase(here.begin(), here.begin() + static_cast<std::ptrdiff_t>(shown));
        } while (!here.empty());
        if (begins_block && !starts_at_edge()) open_block(line);
        if (ends_block) close_block(line);
    }

    /// The last character of the block.
    Mark last_character(std::uint32_t line) const {
        const std::uint32_t end = std::min(block_->place->span.end, after(line)) - file_.line_start(line);
        const std::uint32_t begin = end > 0 ? end - 1 : 0;
        return {begin, end};
    }
    std::uint32_t after(std::uint32_t line) const {
        return file_.line_start(line) + static_cast<std::uint32_t>(file_.line(line).size());
    }

    /// " ____^" to where the block begins.
    void open_block(std::uint32_t line) {
        const Snippet snippet = make_snippet(file_.line(line), {{block_->mark.begin, block_->mark.begin}}, room());
        const std::string reach(snippet.marks[0].begin + 1, '_');
        page_.row("", bar(" " + reach + block_->place->sign));
    }

    /// "|____^ label" to where it ends.
    void close_block(std::uint32_t line) {
        const Snippet snippet = make_snippet(file_.line(line), {last_character(line)}, room());
        const std::size_t end = snippet.marks[0].end;
        page_.labelled_row(bar("|" + std::string(end, '_') + block_->place->sign), end + bar_columns,
                           block_->place->label, block_->place->colour);
    }

    TextPage& page_;
    const SourceFile& file_;
    std::vector<Drawn> places_;
    const Drawn* block_ = nullptr;
    Lines lines_;
};

/// A line with the new text in it.
void draw_marked(TextPage& page, const EditedLine& line) {
    std::vector<EditedLine::NewText> news = line.news;
    while (!news.empty()) {
        std::vector<Mark> marks;
        for (const auto& piece : news) marks.push_back(piece.mark);
        const Snippet snippet = make_snippet(line.text, marks, page.source_columns());
        const std::size_t shown = std::max<std::size_t>(snippet.shown, 1);
        std::string row;
        for (std::size_t i = 0; i < shown; ++i) {
            const Columns columns = snippet.marks[i];
            row.resize(std::max(row.size(), columns.end), ' ');
            std::fill(row.begin() + static_cast<std::ptrdiff_t>(columns.begin),
                      row.begin() + static_cast<std::ptrdiff_t>(columns.end), news[i].replaces ? '~' : '+');
        }
        page.row(number(line.number), snippet.line);
        page.row("", page.painted(Colour::green, row));
        news.erase(news.begin(), news.begin() + static_cast<std::ptrdiff_t>(shown));
    }
}

}  // namespace

void draw_places(TextPage& page, const std::vector<Place>& places) {
    std::vector<Drawn> together, apart;
    bool has_block = false;
    for (const Place& place : places) {
        const Drawn one = drawn(place);
        (one.has_lines() && has_block ? apart : together).push_back(one);
        has_block |= one.has_lines();
    }
    if (!together.empty()) View(page, *places[0].span.file, together).draw();
    for (const Drawn& place : apart) {
        page.gap();
        View(page, *places[0].span.file, {place}).draw();
    }
}

void draw_edited_lines(TextPage& page, const std::vector<EditedLine>& lines) {
    std::uint32_t last = 0;
    for (const EditedLine& line : lines) {
        if (last != 0 && line.number > last + 1) page.gap();
        last = line.number;
        if (line.kind == EditedLine::Kind::marked) {
            draw_marked(page, line);
            continue;
        }
        const bool removed = line.kind == EditedLine::Kind::removed;
        const Colour colour = removed ? Colour::red : Colour::green;
        const Snippet snippet = make_snippet(line.text, {}, page.source_columns());
        page.row(number(line.number), page.painted(colour, snippet.line), removed ? '-' : '+', colour);
    }
}

std::size_t digits(std::uint32_t largest_line) { return number(largest_line).size(); }

}  // namespace collmc::diagnostics
