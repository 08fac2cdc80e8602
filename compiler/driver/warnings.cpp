#include "compiler/driver/warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/nearest.h"
#include "compiler/pipeline/allowed.h"

namespace collmc::driver {

using diagnostics::Diagnostic;
using diagnostics::Diagnostics;
using diagnostics::Severity;

namespace {

bool is_warning(Severity severity) { return severity == Severity::warning || severity == Severity::perf; }

}  // namespace

bool WarningOptions::hides(const Diagnostic& diagnostic) const {
    if (diagnostic.severity == Severity::error || diagnostic.severity == Severity::internal) return false;
    if (mode == Mode::none && is_warning(diagnostic.severity)) return true;
    return std::ranges::find(ignored, diagnostic.code) != ignored.end();
}

std::string code_as_catalogued(std::string code) {
    for (char& c : code) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return code;
}

std::string nearest_codes(const std::string& code) {
    std::vector<std::string> codes;
    for (const diagnostics::CodeEntry& entry : diagnostics::catalogue()) codes.emplace_back(entry.code);
    const std::vector<std::string> near = diagnostics::nearest(code, codes);
    return near.empty() ? "`collmc explain` lists them" : fmt::format("did you mean {}?", fmt::join(near, " or "));
}

std::string why_not_ignored(const std::string& code) {
    const diagnostics::CodeEntry* entry = diagnostics::find_code(code);
    if (entry == nullptr) return fmt::format("no diagnostic is called `{}`; {}", code, nearest_codes(code));
    if (entry->severity == Severity::error || entry->severity == Severity::internal)
        return fmt::format("{} ({}) is an error; only warnings and notes can be ignored", code, entry->title);
    return "";
}

std::vector<diagnostics::Allowed> settle(const WarningOptions& options, const diagnostics::SourceFile& source,
                                         Diagnostics& diagnostics, bool complete) {
    // What is allowed comes first: a comment does not become idle because its warning is ignored today.
    std::vector<diagnostics::Allowed> allowed =
        pipeline::take_allowed(source, diagnostics, complete && !diagnostics.has_errors());
    std::vector<bool> keep;
    for (const Diagnostic& diagnostic : diagnostics.all()) keep.push_back(!options.hides(diagnostic));
    if (std::ranges::find(keep, false) != keep.end()) diagnostics = diagnostics::only(diagnostics, keep);
    return allowed;
}

bool fail_as_errors(const WarningOptions& options, const Diagnostics& diagnostics) {
    return options.mode == WarningOptions::Mode::errors && !diagnostics.has_errors() &&
           std::ranges::any_of(diagnostics.all(), [](const Diagnostic& it) { return is_warning(it.severity); });
}

}  // namespace collmc::driver
