// The diagnostic record: one value that every phase produces and every renderer (text, JSON lines) reads.
//
// A message says what was seen, then the rule if it is not obvious, then at most one suggestion; it quotes what the
// person wrote, never a desugared form. The code is stable (`E0201`): its family is the phase or topic. All
// codes stand in catalogue.h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/diagnostics/source.h"

namespace collmc::diagnostics {

enum class Severity { error, warning, note };

/// What an edit does to the meaning: `safe` restores what was certainly meant, `likely` is one good guess,
/// `changes_selection` alters which events pass and is therefore only ever offered.
enum class EditClass { safe, likely, changes_selection };

/// Replaces the bytes of `span` (an empty span inserts) by `insert`.
struct Edit {
    Span span;
    std::string insert;
};

struct Fix {
    std::string title;  ///< the effect in words, e.g. "require at least two jets"
    EditClass applicability = EditClass::likely;
    std::vector<Edit> edits;
};

/// A secondary place with a remark, e.g. "`jets` is defined here".
struct Label {
    Span span;
    std::string text;
};

struct Diagnostic {
    std::string code;  ///< "E0201", "W0809"
    Severity severity = Severity::error;
    std::string phase;  ///< the folder that found it: "syntax", "semantics", ...
    std::string message;
    Span primary;
    std::string primary_label;  ///< short text under the carets; may be empty
    std::vector<Label> labels;
    std::vector<std::string> context;     ///< outermost first: {"region WW", "select 3"}
    std::string expected, found;          ///< types or tokens where that is the point; may be empty
    std::vector<std::string> candidates;  ///< nearest names, best first
    std::vector<std::string> notes;
    std::vector<std::pair<std::string, long>> counterexample;  ///< e.g. {"size(jets)", 1}: the smallest failing event
    std::vector<Fix> fixes;
};

/// Collects the diagnostics of one compilation in the order found.
class Diagnostics {
public:
    Diagnostic& report(Diagnostic diagnostic);
    Diagnostic& error(std::string code, std::string phase, Span primary, std::string message);
    Diagnostic& warning(std::string code, std::string phase, Span primary, std::string message);

    bool has_errors() const { return errors_ > 0; }
    std::size_t error_count() const { return errors_; }
    std::size_t warning_count() const { return warnings_; }
    const std::vector<Diagnostic>& all() const { return all_; }
    /// Orders by file position, stably, and drops exact repetitions (same code and span).
    void sort();

private:
    std::vector<Diagnostic> all_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
};

}  // namespace collmc::diagnostics
