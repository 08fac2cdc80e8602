#include "compiler/diagnostics/diagnostic.h"

#include <algorithm>
#include <tuple>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/internal_error.h"

namespace collmc::diagnostics {

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::perf: return "perf";
        case Severity::note: return "note";
        case Severity::internal: return "internal";
    }
    return "error";
}

std::string_view name_of(EditClass applicability) {
    switch (applicability) {
        case EditClass::safe: return "safe";
        case EditClass::likely: return "likely";
        case EditClass::changes_selection: return "changes_selection";
    }
    return "likely";
}

Diagnostic& Diagnostics::report(Diagnostic diagnostic) {
    const CodeEntry* entry = find_code(diagnostic.code);
    if (entry == nullptr) throw InternalError("diagnostics", diagnostic.code + " is not in catalogue.cpp");
    if (entry->severity != diagnostic.severity)
        throw InternalError("diagnostics", diagnostic.code + " has another severity in catalogue.cpp");
    ++counts_[static_cast<std::size_t>(diagnostic.severity)];
    return all_.emplace_back(std::move(diagnostic));
}

static Diagnostic make(Severity severity, std::string code, std::string phase, Span primary, std::string message) {
    Diagnostic diagnostic;
    diagnostic.severity = severity;
    diagnostic.code = std::move(code);
    diagnostic.phase = std::move(phase);
    diagnostic.primary = primary;
    diagnostic.message = std::move(message);
    return diagnostic;
}

Diagnostic& Diagnostics::error(std::string code, std::string phase, Span primary, std::string message) {
    return report(make(Severity::error, std::move(code), std::move(phase), primary, std::move(message)));
}

Diagnostic& Diagnostics::warning(std::string code, std::string phase, Span primary, std::string message) {
    return report(make(Severity::warning, std::move(code), std::move(phase), primary, std::move(message)));
}

Diagnostic& Diagnostics::perf(std::string code, std::string phase, Span primary, std::string message) {
    return report(make(Severity::perf, std::move(code), std::move(phase), primary, std::move(message)));
}

void Diagnostics::sort() {
    // Files keep the order in which they first appear among the diagnostics: addresses would differ from run to run.
    std::vector<const SourceFile*> files;
    struct Place {
        std::size_t file;
        std::uint32_t begin, end;
        std::size_t index;  // before sorting
        auto operator<=>(const Place&) const = default;
        bool same_span(const Place& other) const {
            return file == other.file && begin == other.begin && end == other.end;
        }
    };
    std::vector<Place> order;
    for (const auto& diagnostic : all_) {
        const Span& span = diagnostic.primary;
        const auto file = std::find(files.begin(), files.end(), span.file);
        order.push_back({static_cast<std::size_t>(file - files.begin()), span.begin, span.end, order.size()});
        if (file == files.end()) files.push_back(span.file);
    }
    std::sort(order.begin(), order.end());

    std::vector<Diagnostic> kept;
    std::vector<std::size_t> now_at(all_.size());  // where each diagnostic, or the one that it repeats, stands now
    counts_ = {};
    std::size_t first_at_span = 0;  // the first kept one with the span of the one before
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == 0 || !order[i].same_span(order[i - 1])) first_at_span = kept.size();
        Diagnostic& diagnostic = all_[order[i].index];
        const auto same = std::find_if(kept.begin() + static_cast<std::ptrdiff_t>(first_at_span), kept.end(),
                                       [&](const Diagnostic& earlier) { return earlier.code == diagnostic.code; });
        now_at[order[i].index] = static_cast<std::size_t>(same - kept.begin());
        if (same != kept.end()) continue;
        ++counts_[static_cast<std::size_t>(diagnostic.severity)];
        kept.push_back(std::move(diagnostic));
    }
    for (Diagnostic& diagnostic : kept) {
        if (!diagnostic.caused_by) continue;
        if (*diagnostic.caused_by >= now_at.size()) throw InternalError("diagnostics", "caused_by names no diagnostic");
        diagnostic.caused_by = now_at[*diagnostic.caused_by];
    }
    all_ = std::move(kept);
}

}  // namespace collmc::diagnostics
