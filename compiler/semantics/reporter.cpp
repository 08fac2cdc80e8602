#include "compiler/semantics/reporter.h"

namespace collmc::semantics {

Diagnostic& Reporter::error(std::string code, Span span, std::string message) {
    Diagnostic& diagnostic = diagnostics_.error(std::move(code), "semantics", span, std::move(message));
    diagnostic.context = context_;
    return diagnostic;
}

Diagnostic& Reporter::warning(std::string code, Span span, std::string message) {
    Diagnostic& diagnostic = diagnostics_.warning(std::move(code), "semantics", span, std::move(message));
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

}  // namespace collmc::semantics
