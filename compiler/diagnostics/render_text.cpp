#include "compiler/diagnostics/render_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/edit.h"
#include "compiler/diagnostics/snippet.h"

namespace collmc::diagnostics {

namespace {

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view yellow = "\x1b[1;33m";
constexpr std::string_view green = "\x1b[1;32m";
constexpr std::string_view cyan = "\x1b[1;36m";
constexpr std::string_view blue = "\x1b[1;34m";
constexpr std::string_view plain = "\x1b[0m";

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::perf: return "performance warning";
        case Severity::internal: return "internal error";
        default: return name_of(severity);
    }
}

std::string_view colour(Severity severity) {
    switch (severity) {
        case Severity::error: return red;
        case Severity::warning: return yellow;
        case Severity::perf: return yellow;
        case Severity::note: return cyan;
        case Severity::internal: return red;
    }
    return red;
}

/// A place to underline: the primary one, a label, or the new text of an edit.
struct Place {
    Span span;
    std::string label;
    char sign;
    std::string_view colour;
};

class Renderer {
public:
    Renderer(const Diagnostic& diagnostic, const TextOptions& options) : diagnostic_(diagnostic), options_(options) {}

    std::string render() {
        text_ += fmt::format("{}{}\n",
                             painted(colour(diagnostic_.severity),
                                     fmt::format("{}[{}]", word(diagnostic_.severity), diagnostic_.code)),
                             painted(bold, ": " + printable(diagnostic_.message)));
        places();
        remarks();
        for (const auto& fix : diagnostic_.fixes) this->fix(fix);
        text_ += '\n';
        return std::move(text_);
    }

private:
    std::string painted(std::string_view colour, std::string_view content) const {
        return options_.colour && !content.empty() ? fmt::format("{}{}{}", colour, content, plain)
                                                   : std::string(content);
    }

    /// The source lines of the primary place and of the labels: the primary file first, lines in order.
    void places() {
        if (!diagnostic_.primary.valid()) return;
        std::vector<Place> here, elsewhere;
        here.push_back({diagnostic_.primary, diagnostic_.primary_label, '^', colour(diagnostic_.severity)});
        for (const auto& label : diagnostic_.labels) {
            if (!label.span.valid()) continue;
            auto& list = label.span.file == diagnostic_.primary.file ? here : elsewhere;
            list.push_back({label.span, label.text, '-', blue});
        }
        widest_ = 0;
        for (const auto* list : {&here, &elsewhere})
            for (const auto& place : *list) widest_ = std::max(widest_, number(line_of(place)).size());

        header("-->", diagnostic_.primary);
        lines(here);
        for (const auto& place : elsewhere) {
            header(":::", place.span);
            lines({place});
        }
    }

    static std::uint32_t line_of(const Place& place) { return place.span.file->place(place.span.begin).line; }
    static std::string number(std::uint32_t line) { return fmt::format("{}", line); }

    void header(std::string_view arrow, Span span) {
        const auto [line, column] = span.file->place(span.begin);
        text_ += fmt::format("{:{}}{} {}:{}:{}\n", "", widest_, painted(blue, arrow), printable(span.file->path()),
                             line, column);
        gutter("");
        text_ += '\n';
    }

    void gutter(std::string_view number) { text_ += painted(blue, fmt::format("{:>{}} |", number, widest_)); }

    void row(std::string_view number, std::string_view content, std::string_view colour = "") {
        gutter(number);
        if (!content.empty()) text_ += " ";
        text_ += colour.empty() ? std::string(content) : painted(colour, content);
        text_ += '\n';
    }

    /// Source lines with their marks; places of one line share it unless it is too long to show them all.
    void lines(std::vector<Place> places) {
        std::stable_sort(places.begin(), places.end(),
                         [](const Place& a, const Place& b) { return line_of(a) < line_of(b); });
        std::uint32_t last = 0;
        for (auto first = places.begin(); first != places.end();) {
            const std::uint32_t line = line_of(*first);
            if (last != 0 && line > last + 1) text_ += painted(blue, "...") + "\n";
            last = line;
            const bool too_long = first->span.file->line(line).size() > options_.columns;
            auto end = std::next(first);
            while (!too_long && end != places.end() && line_of(*end) == line) ++end;
            marked_line(line, {first, end});
            first = end;
        }
    }

    void marked_line(std::uint32_t line, const std::vector<Place>& places) {
        const SourceFile& file = *places[0].span.file;
        const std::uint32_t start = file.line_start(line);
        const std::string_view content = file.line(line);
        std::vector<Mark> marks;
        for (const auto& place : places) {
            const auto limit = static_cast<std::uint32_t>(content.size());
            const std::uint32_t begin = std::min(place.span.begin - start, limit);
            const std::uint32_t end = std::clamp(std::max(place.span.end, start) - start, begin, limit);
            marks.push_back({begin, end, place.sign, place.label});
        }
        const Snippet snippet = make_snippet(content, marks, options_.columns);
        row(number(line), snippet.line);
        for (std::size_t i = 0; i < places.size(); ++i) row("", snippet.underlines[i], places[i].colour);
    }

    void remark(std::string_view title, std::string_view content) {
        text_ +=
            fmt::format("{:{}} {} {}{}\n", "", widest_, painted(blue, "="), painted(bold, title), printable(content));
    }

    void remarks() {
        const auto& d = diagnostic_;
        if (!d.context.empty()) remark("in ", fmt::format("{}", fmt::join(d.context, ", ")));
        if (!d.expected.empty()) remark("expected: ", d.expected.words);
        if (!d.found.empty()) remark("found:    ", d.found.words);
        if (!d.counterexample.empty()) {
            std::string event;
            for (const auto& [quantity, value] : d.counterexample)
                event += fmt::format("{}{} = {}", event.empty() ? "" : ", ", quantity, value);
            remark("for example ", "an event with " + event);
        }
        for (const auto& note : d.notes) remark("note: ", note);
        if (!d.candidates.empty() && d.fixes.empty())
            remark("help: ", fmt::format("did you mean `{}`?", fmt::join(d.candidates, "`, `")));
    }

    void fix(const Fix& fix) {
        const bool changes = fix.applicability == EditClass::changes_selection;
        const std::string effect = fix.effect.empty() ? "" : ": " + fix.effect;
        text_ += fmt::format("{}: {}{}\n", painted(green, "help"), printable(fix.title + effect),
                             changes ? " (this changes which events pass)" : "");
        if (fix.edits.empty() || !fix.edits[0].span.valid()) return;
        const SourceFile& file = *fix.edits[0].span.file;
        const auto edited = apply_edits(file.text(), fix.edits);
        if (!edited) return;
        const SourceFile after(file.path(), *edited);
        std::vector<Place> places = edited_places(fix, after);
        for (const auto& place : places) widest_ = std::max(widest_, number(line_of(place)).size());
        row("", "");
        std::uint32_t last = 0;
        for (auto first = places.begin(); first != places.end();) {
            const std::uint32_t line = line_of(*first);
            auto end = std::next(first);
            while (end != places.end() && line_of(*end) == line) ++end;
            if (last != 0 && line > last + 1) text_ += painted(blue, "...") + "\n";
            last = line;
            edited_line(line, {first, end});
            first = end;
        }
    }

    /// The lines that an edit changes, with the new text as places: `+` for what is added, `~` for what is replaced.
    static std::vector<Place> edited_places(const Fix& fix, const SourceFile& after) {
        std::vector<Edit> edits = fix.edits;
        std::stable_sort(edits.begin(), edits.end(),
                         [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
        std::vector<Place> places;
        std::int64_t shift = 0;
        for (const auto& edit : edits) {
            const auto begin = static_cast<std::uint32_t>(edit.span.begin + shift);
            const auto end = static_cast<std::uint32_t>(begin + edit.insert.size());
            shift += static_cast<std::int64_t>(edit.insert.size()) - (edit.span.end - edit.span.begin);
            const char sign = edit.span.begin == edit.span.end ? '+' : '~';
            const std::size_t before = places.size();
            for (auto line = after.place(begin).line; line <= after.place(end).line; ++line) {
                std::uint32_t from = std::max(begin, after.line_start(line));
                const auto to = std::min<std::uint32_t>(
                    end, after.line_start(line) + static_cast<std::uint32_t>(after.line(line).size()));
                while (from < to && (after.text()[from] == ' ' || after.text()[from] == '\t')) ++from;
                if (from < to) places.push_back({{&after, from, to}, "", sign, green});
            }
            if (places.size() == before) places.push_back({{&after, begin, begin}, "", ' ', green});
        }
        std::stable_sort(places.begin(), places.end(),
                         [](const Place& a, const Place& b) { return line_of(a) < line_of(b); });
        return places;
    }

    /// An edited line with all its new text underlined in one row.
    void edited_line(std::uint32_t line, const std::vector<Place>& places) {
        const SourceFile& file = *places[0].span.file;
        std::vector<Mark> marks;
        for (const auto& place : places)
            marks.push_back(
                {place.span.begin - file.line_start(line), place.span.end - file.line_start(line), place.sign, ""});
        const Snippet snippet = make_snippet(file.line(line), marks, options_.columns);
        row(number(line), snippet.line);
        std::string signs;
        for (const auto& underline : snippet.underlines) {
            if (signs.size() < underline.size()) signs.resize(underline.size(), ' ');
            for (std::size_t i = 0; i < underline.size(); ++i)
                if (underline[i] != ' ') signs[i] = underline[i];
        }
        while (!signs.empty() && signs.back() == ' ') signs.pop_back();
        if (!signs.empty()) row("", signs, green);
    }

    const Diagnostic& diagnostic_;
    const TextOptions& options_;
    std::string text_;
    std::size_t widest_ = 0;  // digits of the largest line number
};

std::string counted(std::size_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

}  // namespace

std::string render_text(const Diagnostic& diagnostic, const TextOptions& options) {
    return Renderer(diagnostic, options).render();
}

std::string render_text(const Diagnostics& diagnostics, const TextOptions& options) {
    if (diagnostics.all().empty()) return "";
    std::string text, numbers;
    for (const auto& diagnostic : diagnostics.all()) text += render_text(diagnostic, options);
    for (const auto severity :
         {Severity::error, Severity::warning, Severity::perf, Severity::note, Severity::internal}) {
        const std::size_t count = diagnostics.count(severity);
        if (count > 0) numbers += (numbers.empty() ? "" : ", ") + counted(count, word(severity));
    }
    return text + numbers + "\n";
}

}  // namespace collmc::diagnostics
