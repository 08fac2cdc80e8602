#include "compiler/diagnostics/diagnostic.h"

#include <algorithm>
#include <tuple>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/internal_error.h"

namespace collmc::diagnostics {

Diagnostic& Diagnostics::report(Diagnostic diagnostic) {
    if (!find_code(diagnostic.code)) throw InternalError("diagnostics", diagnostic.code + " is not in catalogue.cpp");
    if (diagnostic.severity == Severity::error) ++errors_;
    if (diagnostic.severity == Severity::warning) ++warnings_;
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

void Diagnostics::sort() {
    // Files keep the order in which they first appear among the diagnostics: addresses would differ from run to run.
    std::vector<const SourceFile*> files;
    for (const auto& diagnostic : all_)
        if (std::find(files.begin(), files.end(), diagnostic.primary.file) == files.end())
            files.push_back(diagnostic.primary.file);
    const auto key = [&](const Diagnostic& diagnostic) {
        const auto file = std::find(files.begin(), files.end(), diagnostic.primary.file) - files.begin();
        return std::tuple(file, diagnostic.primary.begin, diagnostic.primary.end);
    };
    std::stable_sort(all_.begin(), all_.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });

    std::vector<Diagnostic> kept;
    for (auto& diagnostic : all_) {
        const bool repeated = std::any_of(kept.rbegin(), kept.rend(), [&](const Diagnostic& earlier) {
            return earlier.code == diagnostic.code && key(earlier) == key(diagnostic);
        });
        if (!repeated) kept.push_back(std::move(diagnostic));
    }
    all_ = std::move(kept);
    const auto count = [&](Severity severity) {
        return static_cast<std::size_t>(
            std::count_if(all_.begin(), all_.end(), [&](const auto& d) { return d.severity == severity; }));
    };
    errors_ = count(Severity::error);
    warnings_ = count(Severity::warning);
}

}  // namespace collmc::diagnostics
