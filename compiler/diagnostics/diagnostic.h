// The diagnostic record: one value that every phase produces and every renderer (text, JSON lines, SARIF) reads.
//
// A message says what was seen, then the rule if it is not obvious, then at most one suggestion; it quotes what the
// person wrote, never a desugared form. The code is stable (`E0201`): its family is the phase or topic. All
// codes stand in catalogue.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/diagnostics/source.h"

namespace collmc::diagnostics {

/// `perf`: the program is right and slow. `note`: worth knowing, nothing to change. `internal`: our mistake.
enum class Severity { error, warning, perf, note, internal };
constexpr std::size_t severities = 5;

/// The word that programs match on: "error", "warning", "perf", "note", "internal".
std::string_view name_of(Severity severity);

/// What an edit does to the meaning: `safe` restores what was certainly meant, `likely` is one good guess,
/// `changes_selection` alters which events pass and is therefore only ever offered.
enum class EditClass { safe, likely, changes_selection };

/// "safe", "likely", "changes_selection".
std::string_view name_of(EditClass applicability);

/// Replaces the bytes of `span` (an empty span inserts) by `insert`.
struct Edit {
    Span span;
    std::string insert;
};

/// One way to repair; the fixes of a diagnostic are alternatives.
struct Fix {
    std::string title;  ///< what is done, e.g. "require size(jets) >= 2 above"
    EditClass applicability = EditClass::likely;
    std::vector<Edit> edits;
    std::string effect = {};  ///< what changes then, e.g. "events without it are dropped"; may be empty
};

/// A secondary place with a remark, e.g. "`jets` is defined here".
struct Label {
    Span span;
    std::string text;
};

/// What stands at a place, or should: in words, and in parts where it is a typed value. The parts may be empty.
struct Expectation {
    Expectation() = default;
    Expectation(std::string words) : words(std::move(words)) {}
    Expectation(const char* words) : words(words) {}

    bool empty() const { return words.empty(); }

    std::string words;      ///< "Energy (GeV)"
    std::string type;       ///< "Real", "Bool", "Jet"
    std::string dimension;  ///< of a number: "Energy", "Energy^2", "1"
    std::string unit;       ///< of a number that has one: "GeV", "GeV^2"
    std::string shape;      ///< "one per event", "one per object", "collection"
};

/// A value of which a message speaks, for programs.
using Argument = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

struct Diagnostic {
    std::string code;  ///< "E0201", "W0809"
    Severity severity = Severity::error;
    std::string phase;  ///< the folder that found it: "syntax", "semantics", ...
    std::string message;
    /// What the message is about, by name, in the order of the message: {"collection", "jets"}, {"needed", 2}. The
    /// names are those of docs/diagnostic.schema.json.
    std::vector<std::pair<std::string, Argument>> args;
    Span primary;
    std::string primary_label;  ///< short text under the carets; may be empty
    std::vector<Label> labels;
    std::vector<std::string> context;     ///< outermost first: {"region WW", "select 3"}
    Expectation expected, found;          ///< where that is the point; may be empty
    std::vector<std::string> candidates;  ///< nearest names, best first
    std::vector<std::string> notes;
    std::vector<std::pair<std::string, long>> counterexample;  ///< e.g. {"size(jets)", 1}: the smallest failing event
    std::vector<Fix> fixes;
    /// Where in Diagnostics::all() the diagnostic stands from which this one follows: repairing that may repair this.
    std::optional<std::size_t> caused_by;

    /// Adds an argument of the message.
    Diagnostic& with(std::string name, Argument value) {
        args.emplace_back(std::move(name), std::move(value));
        return *this;
    }
};

/// Collects the diagnostics of one compilation in the order found.
class Diagnostics {
public:
    /// The catalogue must have the code with this severity. The returned record may be completed until the next one.
    Diagnostic& report(Diagnostic diagnostic);
    Diagnostic& error(std::string code, std::string phase, Span primary, std::string message);
    Diagnostic& warning(std::string code, std::string phase, Span primary, std::string message);
    Diagnostic& perf(std::string code, std::string phase, Span primary, std::string message);

    /// Errors of the program, or a mistake of ours.
    bool has_errors() const { return count(Severity::error) > 0 || count(Severity::internal) > 0; }
    std::size_t error_count() const { return count(Severity::error); }
    std::size_t warning_count() const { return count(Severity::warning); }
    std::size_t count(Severity severity) const { return counts_[static_cast<std::size_t>(severity)]; }
    const std::vector<Diagnostic>& all() const { return all_; }
    /// Orders by file position, stably, and drops exact repetitions (same code and span).
    void sort();

private:
    std::vector<Diagnostic> all_;
    std::array<std::size_t, severities> counts_ = {};
};

}  // namespace collmc::diagnostics
