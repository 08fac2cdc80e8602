#include "compiler/diagnostics/allowance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/nearest.h"

namespace collmc::diagnostics {

namespace {

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

/// Warnings of the checker; those on allowances themselves are answered by changing the allowance.
std::vector<std::string> codes_to_allow() {
    std::vector<std::string> codes;
    for (const CodeEntry& entry : catalogue())
        if (can_be_allowed(entry.code)) codes.emplace_back(entry.code);
    return codes;
}

class Taking {
public:
    Taking(const std::vector<Allowance>& allowances, Diagnostics& diagnostics, bool complete)
        : allowances_(allowances), diagnostics_(diagnostics), complete_(complete) {}

    std::vector<Allowed> take() {
        for (const Allowance& allowance : allowances_) used_.emplace_back(allowance.codes.size(), false);
        std::vector<bool> keep;
        std::vector<Allowed> allowed;
        for (const Diagnostic& diagnostic : diagnostics_.all()) {
            const Allowance* by = allowance_of(diagnostic);
            keep.push_back(by == nullptr);
            if (by != nullptr) allowed.push_back({diagnostic, by->reason, by->span});
        }
        if (!allowed.empty()) diagnostics_ = only(diagnostics_, keep);
        for (std::size_t i = 0; i < allowances_.size(); ++i) judge(allowances_[i], used_[i]);
        return allowed;
    }

private:
    static bool counts(const Allowance& allowance) { return !allowance.reason.empty() && allowance.rewritten.empty(); }

    /// The innermost one counts, so that one for a line is not idle below one for the file.
    const Allowance* allowance_of(const Diagnostic& diagnostic) {
        if (!can_be_allowed(diagnostic.code)) return nullptr;
        const Allowance* best = nullptr;
        std::size_t best_at = 0, best_code = 0;
        for (std::size_t i = 0; i < allowances_.size(); ++i) {
            const Allowance& allowance = allowances_[i];
            if (!counts(allowance) || !is_inside(diagnostic.primary, allowance.scope)) continue;
            for (std::size_t j = 0; j < allowance.codes.size(); ++j) {
                if (upper(allowance.codes[j].text) != diagnostic.code) continue;
                if (best != nullptr && length(best->scope) < length(allowance.scope)) continue;
                best = &allowance, best_at = i, best_code = j;
            }
        }
        if (best != nullptr) used_[best_at][best_code] = true;
        return best;
    }

    static std::uint32_t length(Span span) { return span.end - span.begin; }
    static bool is_inside(Span place, Span scope) {
        return scope.valid() && place.file == scope.file && place.begin >= scope.begin && place.begin <= scope.end;
    }

    void judge(const Allowance& allowance, const std::vector<bool>& used) {
        bool readable = true;
        for (const Allowance::Code& code : allowance.codes) readable &= is_allowable(allowance, code);
        if (!readable) return;
        if (!allowance.rewritten.empty()) {
            warn(allowance.span, "a comment that allows a warning reads `# allows CODE: reason`").fixes =
                allowance.rewritten;
        } else if (allowance.reason.empty()) {
            warn(allowance.span, fmt::format("a comment that allows {} says why: `# allows {}: reason`",
                                             listed(allowance), listed(allowance)))
                .notes.push_back("without a reason it allows nothing");
        } else if (complete_) {
            const bool idle = std::ranges::none_of(used, [](bool it) { return it; });
            for (std::size_t i = 0; i < used.size(); ++i)
                if (!used[i]) report_idle(allowance, i, idle);
        }
    }

    Diagnostic& warn(Span span, std::string message) {
        return diagnostics_.warning("W0836", "diagnostics", span, std::move(message));
    }

    static std::string listed(const Allowance& allowance) {
        std::vector<std::string> codes;
        for (const Allowance::Code& code : allowance.codes) codes.push_back(upper(code.text));
        return fmt::format("{}", fmt::join(codes, ", "));
    }

    bool is_allowable(const Allowance& allowance, const Allowance::Code& code) {
        const std::string name = upper(code.text);
        if (can_be_allowed(name)) return true;
        const CodeEntry* entry = find_code(name);
        if (entry == nullptr) {
            Diagnostic& diagnostic = warn(code.span, fmt::format("no warning is called `{}`", code.text));
            diagnostic.candidates = nearest(name, codes_to_allow());
            if (!diagnostic.candidates.empty()) {
                const std::string& first = diagnostic.candidates.front();
                diagnostic.fixes.push_back({fmt::format("write {} ({})", first, find_code(first)->title),
                                            EditClass::likely,
                                            {{code.span, first}}});
            }
        } else if (entry->severity == Severity::error || entry->severity == Severity::internal) {
            offer_deletion(warn(code.span, fmt::format("{} is an error; only warnings can be allowed", name)),
                           allowance);
        } else if (name == "W0835" || name == "W0836") {
            offer_deletion(warn(code.span, fmt::format("{} is about comments such as this one; change the comment that "
                                                       "it is about",
                                                       name)),
                           allowance);
        } else {
            offer_deletion(warn(code.span, fmt::format("{} is about a run, and no file allows it", name)), allowance)
                .notes.push_back(fmt::format("`--ignore {}` turns it off", name));
        }
        return false;
    }

    static Diagnostic& offer_deletion(Diagnostic& diagnostic, const Allowance& allowance) {
        if (allowance.codes.size() == 1)
            diagnostic.fixes.push_back({"delete the comment", EditClass::likely, {{allowance.lines, ""}}});
        return diagnostic;
    }

    void report_idle(const Allowance& allowance, std::size_t at, bool idle) {
        const Allowance::Code& code = allowance.codes[at];
        const std::string where = allowance.whole_file ? "in this file" : "here";
        Diagnostic& diagnostic =
            diagnostics_.warning("W0835", "diagnostics", code.span,
                                 fmt::format("{} is allowed {}, and nothing gives it", upper(code.text), where));
        if (!allowance.scope.valid()) {
            diagnostic.notes.push_back("no statement follows the comment");
        } else if (!allowance.whole_file) {
            const std::uint32_t line = allowance.scope.file->line_of(allowance.scope.begin);
            const std::uint32_t last = allowance.scope.file->line_of(allowance.scope.end);
            diagnostic.notes.push_back(line == last ? fmt::format("the comment is for the statement on line {}", line)
                                                    : fmt::format("the comment is for lines {} to {}", line, last));
        }
        if (idle) {
            if (at == 0) diagnostic.fixes.push_back({"delete the comment", EditClass::likely, {{allowance.lines, ""}}});
            return;
        }
        const bool first = at == 0;
        const Span span = first ? Span{code.span.file, code.span.begin, allowance.codes[1].span.begin}
                                : Span{code.span.file, allowance.codes[at - 1].span.end, code.span.end};
        diagnostic.fixes.push_back({fmt::format("leave out {}", upper(code.text)), EditClass::likely, {{span, ""}}});
    }

    const std::vector<Allowance>& allowances_;
    Diagnostics& diagnostics_;
    const bool complete_;
    std::vector<std::vector<bool>> used_;  // the codes of each allowance
};

}  // namespace

bool can_be_allowed(std::string_view code) {
    const bool of_programs = code.starts_with("W08") || code.starts_with("W10");
    return of_programs && find_code(code) != nullptr && code != "W0835" && code != "W0836";
}

std::vector<Allowed> take_allowed(const std::vector<Allowance>& allowances, Diagnostics& diagnostics, bool complete) {
    return Taking(allowances, diagnostics, complete).take();
}

Diagnostics only(const Diagnostics& diagnostics, const std::vector<bool>& keep) {
    std::vector<std::size_t> now_at(keep.size());
    Diagnostics kept;
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (!keep[i]) continue;
        now_at[i] = kept.all().size();
        kept.report(diagnostics.all()[i]);
    }
    // A cause may stand behind what follows from it, so places are known only now.
    Diagnostics result;
    for (Diagnostic diagnostic : kept.all()) {
        if (diagnostic.caused_by) {
            const std::size_t cause = *diagnostic.caused_by;
            diagnostic.caused_by.reset();
            if (cause < keep.size() && keep[cause]) diagnostic.caused_by = now_at[cause];
        }
        result.report(std::move(diagnostic));
    }
    return result;
}

}  // namespace collmc::diagnostics
