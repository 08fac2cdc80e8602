// Reports the checker's findings, each with the chain of declarations it stands in.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::semantics {

using diagnostics::Diagnostic;
using diagnostics::EditClass;
using diagnostics::Fix;
using diagnostics::Span;

class Reporter {
public:
    explicit Reporter(diagnostics::Diagnostics& diagnostics) : diagnostics_(diagnostics), sink_(&diagnostics) {}

    /// The returned record may be completed until the next report.
    Diagnostic& error(std::string code, Span span, std::string message);
    Diagnostic& warning(std::string code, Span span, std::string message);
    /// Whether the parser reported an error inside the span: what is unknown there may only follow from it.
    bool is_misread(Span span) const;
    /// Whether a name was reported that nothing has: it may be meant for any that is not used.
    bool has_unknown_name() const;
    /// What stands at the span was taken for something else, as the last report says. Reports of what holds it may only
    /// follow from that: they are made and not given.
    void guess(Span span) { guesses_.push_back(span); }
    /// Whether what is wrong at a part of an expression may only follow from what the parser reported: on the part, or
    /// that it could not read all of the expression.
    bool follows_from_misreading(Span part, Span expression) const;
    /// Whether a line that the parser could not read has the word: it may have been declared there.
    bool is_on_misread_line(std::string_view word) const;
    /// The declaration that is being checked ("region WW"); empty outside of any.
    std::string place() const { return context_.empty() ? "" : context_.front(); }
    std::size_t error_count() const { return diagnostics_.error_count(); }

    /// While it lives, reports stand inside `what` ("region WW", "select 3").
    class Frame {
    public:
        ~Frame() { *context_ = std::move(before_); }
        Frame(const Frame&) = delete;
        Frame& operator=(const Frame&) = delete;

    private:
        friend class Reporter;
        Frame(std::vector<std::string>& context, std::vector<std::string> before)
            : context_(&context), before_(std::move(before)) {}
        std::vector<std::string>* context_;
        std::vector<std::string> before_;
    };
    [[nodiscard]] Frame inside(std::string what);
    /// For a declaration that is checked when it is first used: its place is its own, not that of the use.
    [[nodiscard]] Frame apart(std::string what);

    /// While it lives, reports go elsewhere: those on something that is only tried.
    class Redirection {
    public:
        ~Redirection() { *sink_ = before_; }
        Redirection(const Redirection&) = delete;
        Redirection& operator=(const Redirection&) = delete;

    private:
        friend class Reporter;
        Redirection(diagnostics::Diagnostics** sink, diagnostics::Diagnostics& to) : sink_(sink), before_(*sink) {
            *sink = &to;
        }
        diagnostics::Diagnostics** sink_;
        diagnostics::Diagnostics* before_;
    };
    [[nodiscard]] Redirection aside(diagnostics::Diagnostics& sink) { return {&sink_, sink}; }
    /// To the person, whatever is being tried.
    [[nodiscard]] Redirection to_the_person() { return {&sink_, diagnostics_}; }

private:
    diagnostics::Diagnostics& diagnostics_for(Span span);

    diagnostics::Diagnostics& diagnostics_;
    diagnostics::Diagnostics* sink_;
    diagnostics::Diagnostics not_given_;
    std::vector<Span> guesses_;
    std::vector<std::string> context_;
};

/// A fix that replaces one span.
Fix replace(Span span, std::string text, std::string title, EditClass applicability);
/// A fix that inserts text behind a span.
Fix insert_after(Span span, std::string text, std::string title, EditClass applicability);
/// The name that the first of the edits writes at the span, if it does only that; else empty.
std::string name_written(const std::vector<Fix>& fixes, Span span);

/// The bytes of a statement, with its line if nothing else stands there: what an edit that takes it out removes.
Span whole_line(Span span);

/// Offers known names, the nearest first, in place of the unknown one at `span`: an edit writes the nearest, which is
/// safe where it was certainly meant.
void suggest_nearest(Diagnostic& diagnostic, Span span, std::vector<std::string> names);

}  // namespace collmc::semantics
