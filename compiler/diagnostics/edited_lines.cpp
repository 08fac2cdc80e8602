#include "compiler/diagnostics/edited_lines.h"

#include <algorithm>

namespace collmc::diagnostics {

namespace {

using Edits = std::vector<Edit>;

/// In the order of the file; nothing where they cannot all be made.
std::optional<Edits> in_order(Edits edits) {
    if (edits.empty()) return {};
    std::stable_sort(edits.begin(), edits.end(),
                     [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
    const SourceFile* file = edits[0].span.file;
    std::uint32_t done = 0;
    for (const Edit& edit : edits) {
        const bool is_possible = edit.span.file == file && file != nullptr && edit.span.begin >= done &&
                                 edit.span.end >= edit.span.begin && edit.span.end <= file->text().size();
        if (!is_possible) return {};
        done = edit.span.end;
    }
    return edits;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::string_view without_line_end(std::string_view line) {
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    return line;
}

/// A piece of the file that begins with a line and holds all of some edits, and what becomes of it.
class Piece {
public:
    Piece(const SourceFile& file, Edits::const_iterator first, Edits::const_iterator last)
        : file_(file), first_(first), last_(last) {
        const Span end = std::prev(last)->span;
        const std::string& insert = std::prev(last)->insert;
        begin_ = file.line_start(file.line_of(first->span.begin));
        // What ends at the start of a line and brings its own line end leaves that line as it is.
        const bool ends_a_line =
            file.line_start(file.line_of(end.end)) == end.end &&
            (insert.empty() ? end.begin < end.end && starts_line(end.begin) : insert.ends_with('\n'));
        end_ = ends_a_line ? end.end : after_line(file.line_of(end.end));
    }

    /// How many lines the file has more after these edits.
    std::int64_t growth() const {
        std::int64_t growth = 0;
        for (auto edit = first_; edit != last_; ++edit)
            growth += std::count(edit->insert.begin(), edit->insert.end(), '\n') -
                      std::int64_t(file_.line_of(edit->span.end)) + file_.line_of(edit->span.begin);
        return growth;
    }

    /// Adds its changed lines; the lines before it have `growth` more than in the file.
    void add_to(std::vector<EditedLine>& lines, std::int64_t growth) {
        make();
        const std::size_t before = lines.size();
        const auto number = static_cast<std::uint32_t>(file_.line_of(begin_) + growth);
        add_marked(lines, number);
        if (lines.size() > before) return;
        add_removed(lines);
        add_rest(lines, number);
    }

private:
    struct Inserted {
        std::size_t begin, end;  // in `text_`
        bool replaces;
    };

    bool starts_line(std::uint32_t offset) const { return file_.line_start(file_.line_of(offset)) == offset; }
    std::uint32_t after_line(std::uint32_t line) const {
        return line < file_.line_count() ? file_.line_start(line + 1) : static_cast<std::uint32_t>(file_.text().size());
    }

    void make() {
        std::uint32_t done = begin_;
        for (auto edit = first_; edit != last_; ++edit) {
            text_ += file_.text().substr(done, edit->span.begin - done);
            const std::size_t at = text_.size();
            text_ += edit->insert;
            done = edit->span.end;
            if (!edit->insert.empty()) inserted_.push_back({at, text_.size(), edit->span.begin < edit->span.end});
        }
        text_ += file_.text().substr(done, end_ - done);
    }

    /// The new text in bytes [begin, end) of the edited piece, without the blanks at its edges.
    std::vector<EditedLine::NewText> news_in(std::size_t begin, std::size_t end) const {
        std::vector<EditedLine::NewText> news;
        for (const Inserted& piece : inserted_) {
            std::size_t from = std::max(piece.begin, begin), to = std::min(piece.end, end);
            if (from >= to || is_blank(std::string_view(text_).substr(from, to - from))) continue;
            while (text_[from] == ' ' || text_[from] == '\t') ++from;
            news.push_back(
                {{static_cast<std::uint32_t>(from - begin), static_cast<std::uint32_t>(to - begin)}, piece.replaces});
        }
        return news;
    }

    /// The lines with new text in them.
    void add_marked(std::vector<EditedLine>& lines, std::uint32_t number) const {
        for (std::size_t at = 0; at < text_.size(); ++number) {
            const std::size_t next = std::min(text_.find('\n', at), text_.size() - 1) + 1;
            const std::string_view line = without_line_end(std::string_view(text_).substr(at, next - at));
            auto news = news_in(at, at + line.size());
            if (!news.empty()) lines.push_back({EditedLine::Kind::marked, number, std::string(line), std::move(news)});
            at = next;
        }
    }

    /// Nothing is new: the lines in which something is deleted.
    void add_removed(std::vector<EditedLine>& lines) const {
        for (std::uint32_t line = file_.line_of(begin_); file_.line_start(line) < end_; ++line) {
            const auto touches = [&](const Edit& edit) {
                return edit.span.begin < after_line(line) && edit.span.end > file_.line_start(line);
            };
            if (std::any_of(first_, last_, touches))
                lines.push_back({EditedLine::Kind::removed, line, std::string(file_.line(line)), {}});
            if (line == file_.line_count()) break;
        }
    }

    /// What is left of them.
    void add_rest(std::vector<EditedLine>& lines, std::uint32_t number) const {
        for (std::size_t at = 0; at < text_.size(); ++number) {
            const std::size_t next = std::min(text_.find('\n', at), text_.size() - 1) + 1;
            const std::string_view line = without_line_end(std::string_view(text_).substr(at, next - at));
            const bool is_new = std::none_of(lines.begin(), lines.end(), [&](const EditedLine& old) {
                return old.kind == EditedLine::Kind::removed && old.text == line;
            });
            if (!is_blank(line) && is_new) lines.push_back({EditedLine::Kind::added, number, std::string(line), {}});
            at = next;
        }
    }

    const SourceFile& file_;
    Edits::const_iterator first_, last_;
    std::uint32_t begin_ = 0, end_ = 0;
    std::string text_;  // the piece after the edits
    std::vector<Inserted> inserted_;
};

}  // namespace

std::optional<std::vector<EditedLine>> edited_lines(const Fix& fix) {
    const std::optional<Edits> edits = in_order(fix.edits);
    if (!edits) return {};
    const SourceFile& file = *edits->front().span.file;
    std::vector<EditedLine> lines;
    std::int64_t growth = 0;
    for (auto first = edits->begin(); first != edits->end();) {
        std::uint32_t last_line = file.line_of(first->span.end);
        auto last = std::next(first);
        while (last != edits->end() && file.line_of(last->span.begin) <= last_line) {
            last_line = std::max(last_line, file.line_of(last->span.end));
            ++last;
        }
        Piece piece(file, first, last);
        piece.add_to(lines, growth);
        growth += piece.growth();
        first = last;
    }
    return lines;
}

}  // namespace collmc::diagnostics
