#include "compiler/semantics/reporter.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/nearest.h"

namespace collmc::semantics {

diagnostics::Diagnostics& Reporter::diagnostics_for(Span span) {
    const bool guessed = std::any_of(guesses_.begin(), guesses_.end(), [&](Span guess) {
        return guess.file == span.file && guess.begin >= span.begin && guess.end <= span.end;
    });
    return guessed ? not_given_ : diagnostics_;
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
