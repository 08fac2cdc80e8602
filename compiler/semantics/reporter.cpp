#include "compiler/semantics/reporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/diagnostics/nearest.h"
#include "compiler/syntax/recovered.h"

namespace collmc::semantics {

namespace {

bool is_error_of_parser(const Diagnostic& diagnostic) {
    return diagnostic.phase == "syntax" && diagnostic.severity == diagnostics::Severity::error;
}

bool overlap(Span a, Span b) { return a.file == b.file && a.begin < b.end && b.begin < a.end; }

}  // namespace

diagnostics::Diagnostics& Reporter::diagnostics_for(Span span) {
    const bool guessed = std::any_of(guesses_.begin(), guesses_.end(), [&](Span guess) {
        return guess.file == span.file && guess.begin >= span.begin && guess.end <= span.end;
    });
    return guessed ? not_given_ : *sink_;
}

Diagnostic& Reporter::error(std::string code, Span span, std::string message) {
    Diagnostic& diagnostic = diagnostics_for(span).error(std::move(code), "semantics", span, std::move(message));
    diagnostic.context = context_;
    return diagnostic;
}

Diagnostic& Reporter::warning(std::string code, Span span, std::string message) {
    Diagnostic& diagnostic = diagnostics_for(span).warning(std::move(code), "semantics", span, std::move(message));
    diagnostic.context = context_;
    return diagnostic;
}

bool Reporter::is_misread(Span span) const {
    const std::string_view text = span.file->text();
    while (span.end < text.size() && text[span.end] == ' ') ++span.end;
    for (const Diagnostic& diagnostic : diagnostics_.all())
        if (diagnostic.phase == "syntax" && diagnostic.primary.file == span.file &&
            diagnostic.primary.begin >= span.begin && diagnostic.primary.begin <= span.end)
            return true;
    return false;
}

bool Reporter::has_unknown_name() const {
    return std::any_of(diagnostics_.all().begin(), diagnostics_.all().end(), [](const Diagnostic& diagnostic) {
        const std::string& code = diagnostic.code;
        return code == "E0101" || code == "E0108" || code == "E0406";
    });
}

bool Reporter::follows_from_misreading(Span part, Span expression) const {
    const std::string_view text = expression.file->text();
    while (expression.end < text.size() && text[expression.end] == ' ') ++expression.end;
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
        if (!is_error_of_parser(diagnostic)) continue;
        const Span at = diagnostic.primary;
        if (overlap(at, part)) return true;
        if (!syntax::is_read_over(diagnostic.code) && at.file == expression.file && at.begin >= expression.begin &&
            at.begin <= expression.end)
            return true;
        for (const Fix& fix : diagnostic.fixes)
            for (const diagnostics::Edit& edit : fix.edits)
                if (overlap(edit.span, part)) return true;
    }
    return false;
}

bool Reporter::is_on_misread_line(std::string_view word) const {
    const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
        if (!is_error_of_parser(diagnostic) || syntax::is_read_over(diagnostic.code)) continue;
        const Span at = diagnostic.primary;
        const std::string_view line = at.file->line(at.file->line_of(at.begin));
        for (std::size_t found = line.find(word); found != std::string_view::npos; found = line.find(word, found + 1)) {
            const std::size_t end = found + word.size();
            if ((found == 0 || !is_letter(line[found - 1])) && (end == line.size() || !is_letter(line[end])))
                return true;
        }
    }
    return false;
}

Reporter::Frame Reporter::inside(std::string what) {
    std::vector<std::string> before = context_;
    context_.push_back(std::move(what));
    return Frame(context_, std::move(before));
}

Reporter::Frame Reporter::apart(std::string what) {
    std::vector<std::string> before = std::move(context_);
    context_ = {std::move(what)};
    return Frame(context_, std::move(before));
}

Fix replace(Span span, std::string text, std::string title, EditClass applicability) {
    return {std::move(title), applicability, {{span, std::move(text)}}};
}

Fix insert_after(Span span, std::string text, std::string title, EditClass applicability) {
    return replace({span.file, span.end, span.end}, std::move(text), std::move(title), applicability);
}

std::string name_written(const std::vector<Fix>& fixes, Span span) {
    if (fixes.empty() || fixes.front().edits.size() != 1) return "";
    if (fixes.front().applicability == EditClass::changes_selection) return "";
    const diagnostics::Edit& edit = fixes.front().edits.front();
    const bool is_name = std::all_of(edit.insert.begin(), edit.insert.end(),
                                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
    return is_name && edit.span.begin == span.begin && edit.span.end == span.end ? edit.insert : "";
}

Span whole_line(Span span) {
    const std::string_view text = span.file->text();
    const auto is_blank = [&](std::uint32_t at) { return text[at] == ' ' || text[at] == '\t' || text[at] == '\r'; };
    std::uint32_t begin = span.begin, end = span.end;
    while (begin > 0 && is_blank(begin - 1)) --begin;
    while (end < text.size() && is_blank(end)) ++end;
    const bool alone = (begin == 0 || text[begin - 1] == '\n') && (end == text.size() || text[end] == '\n');
    if (!alone) return span;
    return {span.file, begin, std::min(end + 1, static_cast<std::uint32_t>(text.size()))};
}

void suggest_nearest(Diagnostic& diagnostic, Span span, std::vector<std::string> names) {
    if (!names.empty()) {
        const bool certain = diagnostics::is_certain(span.text(), names);
        diagnostic.fixes.push_back(replace(span, names.front(), fmt::format("write `{}`", names.front()),
                                           certain ? EditClass::safe : EditClass::likely));
    }
    diagnostic.candidates = std::move(names);
}

}  // namespace collmc::semantics
