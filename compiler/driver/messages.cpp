#include "compiler/driver/messages.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/diagnostics/render_text.h"
#include "compiler/diagnostics/sarif_log.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

using diagnostics::Diagnostic;
using diagnostics::Diagnostics;
using diagnostics::Severity;

namespace {

/// Where to read on, for a person at a terminal; other readers find the page in the record ("hint").
std::string where_to_read_on(const Diagnostics& diagnostics) {
    constexpr std::size_t kMost = 3;
    std::vector<std::string> codes;
    for (const Diagnostic& diagnostic : diagnostics.all()) {
        const bool seen = std::ranges::find(codes, diagnostic.code) != codes.end();
        if (!seen && codes.size() < kMost && !diagnostics::hint_page(diagnostic.code).empty())
            codes.push_back(diagnostic.code);
    }
    return codes.empty() ? "" : fmt::format("more about it: collmc explain {}\n", fmt::join(codes, " "));
}

std::unique_ptr<diagnostics::SarifLog> new_log() {
    return std::make_unique<diagnostics::SarifLog>(COLLMC_VERSION, [](const std::string& page) {
        std::string error;
        return read_text_file((share_folder() / page).string(), error).value_or("");
    });
}

Diagnostics as_diagnostics(const Notice& notice) {
    Diagnostic diagnostic;
    diagnostic.code = notice.code;
    const diagnostics::CodeEntry* entry = diagnostics::find_code(notice.code);
    if (entry != nullptr) diagnostic.severity = entry->severity;
    diagnostic.phase = "driver";
    diagnostic.message = notice.text;
    diagnostic.args = notice.args;
    Diagnostics diagnostics;
    diagnostics.report(std::move(diagnostic));
    return diagnostics;
}

/// "error: ", "warning: "; nothing for a note or a mistake of ours, which say it in words.
std::string_view kind_of(const Diagnostics& diagnostics) {
    if (diagnostics.count(Severity::warning) > 0) return "warning: ";
    return diagnostics.count(Severity::error) > 0 ? "error: " : "";
}

}  // namespace

Messages::Messages(MessageFormat format, Stream stream, WarningOptions warnings)
    : format_(format), stream_(stream), warnings_(std::move(warnings)) {
    if (format_ == MessageFormat::sarif) log_ = new_log();
}

Messages::~Messages() = default;

void Messages::print(std::string_view text) const {
    stream_ == Stream::output ? print_output(text) : print_message(text);
}

void Messages::show(Diagnostics& diagnostics, const std::vector<diagnostics::Allowed>& allowed) {
    switch (format_) {
        case MessageFormat::text:
            print_diagnostics(diagnostics);
            if (fail_as_errors(warnings_, diagnostics)) print_message(kCountAsErrors);
            return;
        case MessageFormat::json:
            diagnostics.sort();
            print(lines_.add(diagnostics));
            lines_.add_allowed(allowed.size());
            return;
        case MessageFormat::sarif:
            diagnostics.sort();
            log_->add(diagnostics, allowed);
            return;
    }
}

void Messages::show(const Notice& notice) {
    Diagnostics diagnostics = as_diagnostics(notice);
    if (warnings_.hides(diagnostics.all().front())) return;
    if (for_programs()) return show(diagnostics);
    print_message(fmt::format("collmc: {}{}\n", kind_of(diagnostics), notice.text));
}

void Messages::finish(int exit_code) {
    if (format_ == MessageFormat::json) print(lines_.summary());
    if (format_ == MessageFormat::sarif) {
        print(log_->text(exit_code));
        log_ = new_log();
    }
    lines_ = {};
}

void print_diagnostics(Diagnostics& diagnostics) {
    diagnostics.sort();
    diagnostics::TextOptions options;
    options.colour = colour_wanted(STDERR_FILENO);
    if (const std::size_t columns = terminal_columns(STDERR_FILENO); columns > 0) {
        options.columns = columns;
        options.wrap = true;
    }
    print_message(diagnostics::render_text(diagnostics, options));
    if (isatty(STDERR_FILENO) == 1) print_message(where_to_read_on(diagnostics));
}

int exit_code_of(const Diagnostics& diagnostics) {
    const bool installation = std::ranges::any_of(
        diagnostics.all(), [](const Diagnostic& diagnostic) { return diagnostic.code.starts_with("E09"); });
    if (installation) return kInputUnreadable;
    return diagnostics.has_errors() ? kProgramErrors : kDone;
}

void print_error(const std::string& text) { print_message(fmt::format("collmc: error: {}\n", text)); }

void print_warning(const std::string& text) { print_message(fmt::format("collmc: warning: {}\n", text)); }

}  // namespace collmc::driver
