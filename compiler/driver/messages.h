// What a command says beside its output: the diagnostics of programs, and notices of its own about files, events and
// the machine. As text they go to the standard error. For programs, as JSON lines or a SARIF log, they go to the one
// stream that the command names, and nothing else goes there: the standard output of `check`, the standard error of a
// run.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diagnostics/allowance.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/render_json.h"
#include "compiler/driver/warnings.h"

namespace collmc::diagnostics {
class SarifLog;
}

namespace collmc::driver {

enum class MessageFormat { text, json, sarif };

/// Something to say that has no place in a program.
struct Notice {
    std::string code;  ///< of the catalogue, which knows its severity
    std::string text;
    std::vector<std::pair<std::string, diagnostics::Argument>> args = {};
};

class Messages {
public:
    enum class Stream { output, error };

    /// `stream` is where messages for programs go; `warnings` says which notices are not shown.
    Messages(MessageFormat format, Stream stream, WarningOptions warnings = {});
    ~Messages();
    Messages(const Messages&) = delete;
    Messages& operator=(const Messages&) = delete;

    /// Whether the readers are programs: then there is no colour, no progress line, no text beside the messages.
    bool for_programs() const { return format_ != MessageFormat::text; }
    /// All of them in the order of the file. As text with a line that has their number, at a terminal with a line that
    /// says where to read on.
    /// What the file allows is told to programs: as results with a suppression, or as their number.
    void show(diagnostics::Diagnostics& diagnostics, const std::vector<diagnostics::Allowed>& allowed = {});
    /// As text "collmc: warning: TEXT"; a note has no such word.
    void show(const Notice& notice);
    /// The end of what a command says: for programs, the summary or the whole log. What is said afterwards is the
    /// beginning of something new.
    void finish(int exit_code);

private:
    void print(std::string_view text) const;

    MessageFormat format_;
    Stream stream_;
    WarningOptions warnings_;
    diagnostics::JsonLines lines_;
    std::unique_ptr<diagnostics::SarifLog> log_;
};

/// All of them as text to the standard error, for commands that have one format.
void print_diagnostics(diagnostics::Diagnostics& diagnostics);

/// How a command ends that stops because of them: the program's errors, unless the library itself could not be read.
int exit_code_of(const diagnostics::Diagnostics& diagnostics);

/// "collmc: error: TEXT" and "collmc: warning: TEXT", for commands that have one format.
void print_error(const std::string& text);
void print_warning(const std::string& text);

}  // namespace collmc::driver
