#include "compiler/diagnostics/render_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/edited_lines.h"
#include "compiler/diagnostics/remarks.h"
#include "compiler/diagnostics/source_view.h"
#include "compiler/diagnostics/text_page.h"

namespace collmc::diagnostics {

namespace {

std::string_view word(Severity severity) {
    switch (severity) {
        case Severity::perf: return "performance warning";
        case Severity::internal: return "internal error";
        default: return name_of(severity);
    }
}

Colour colour(Severity severity) {
    switch (severity) {
        case Severity::error: return Colour::red;
        case Severity::warning: return Colour::yellow;
        case Severity::perf: return Colour::yellow;
        case Severity::note: return Colour::cyan;
        case Severity::internal: return Colour::red;
    }
    return Colour::red;
}

class Renderer {
public:
    Renderer(const Diagnostic& diagnostic, const TextOptions& options) : diagnostic_(diagnostic), page_(options) {}

    std::string render() {
        page_.headline(colour(diagnostic_.severity),
                       fmt::format("{}[{}]", word(diagnostic_.severity), diagnostic_.code), Colour::bold,
                       diagnostic_.message);
        places();
        for (const Remark& remark : remarks_of(diagnostic_)) {
            const bool is_found = remark.title == "found: ";  // stands below "expected: "
            page_.remark(is_found ? "found:    " : remark.title, remark.content);
        }
        for (const auto& fix : diagnostic_.fixes) this->fix(fix);
        page_.blank_line();
        return page_.take();
    }

private:
    /// The source lines of the primary place and of the labels: the primary file first, then the others.
    void places() {
        if (!diagnostic_.primary.valid()) return;
        std::vector<std::vector<Place>> files(1);
        files[0].push_back({diagnostic_.primary, diagnostic_.primary_label, '^', colour(diagnostic_.severity)});
        for (const auto& label : diagnostic_.labels) {
            if (!label.span.valid()) continue;
            auto file = std::find_if(files.begin(), files.end(), [&](const std::vector<Place>& places) {
                return places[0].span.file == label.span.file;
            });
            if (file == files.end()) file = files.insert(files.end(), std::vector<Place>());
            file->push_back({label.span, label.text, '-', Colour::blue});
        }
        std::uint32_t largest = 1;
        for (const auto& places : files)
            for (const Place& place : places) largest = std::max(largest, place.span.file->line_of(place.span.end));
        set_gutter(largest);
        for (const auto& places : files) {
            const Span span = places[0].span;
            const auto [line, column] = span.file->place(span.begin);
            page_.place(&places == &files[0] ? "-->" : ":::", fmt::format("{}:{}:{}", span.file->path(), line, column));
            draw_places(page_, places);
        }
    }

    void set_gutter(std::uint32_t line) {
        digits_ = std::max(digits_, digits(line));
        page_.set_gutter(digits_);
    }

    void fix(const Fix& fix) {
        page_.headline(Colour::green, "help", Colour::none, words_of(fix));
        constexpr std::size_t most_lines = 12;
        auto lines = edited_lines(fix);
        if (!lines || lines->empty()) return;
        const bool is_long = lines->size() > most_lines;
        if (is_long) lines->resize(most_lines);
        for (const EditedLine& line : *lines) set_gutter(line.number);
        page_.row("", "");
        draw_edited_lines(page_, *lines);
        if (is_long) page_.gap();
    }

    const Diagnostic& diagnostic_;
    TextPage page_;
    std::size_t digits_ = 0;  // of the largest line number so far
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
