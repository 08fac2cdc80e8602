// What a file allows: the warnings that its author has looked at and lets stand, each with a reason.
//
// An allowance is for a place, a statement with its block or a whole file, and for codes. What it allows is taken out
// of the diagnostics and kept beside them, for reviewers. An allowance that cannot be read, or that allows nothing, is
// a warning itself (W0836, W0835), so none outlives its cause. Only warnings about programs (W08, W10) can be allowed.
//
// This folder knows nothing of how an allowance is written; syntax/allowances.h reads them.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

struct Allowance {
    struct Code {
        std::string text;  ///< as written
        Span span;
    };
    std::vector<Code> codes;
    std::string reason;       ///< empty: none is given, and nothing is allowed
    Span span;                ///< of all that is written
    Span lines;               ///< what goes where it is deleted: `span`, with its line where nothing else stands there
    Span scope;               ///< where it counts: a diagnostic counts that begins here; empty: nowhere
    bool whole_file = false;  ///< `scope` is the file
    std::vector<Fix> rewritten;  ///< as it must be written, where it is written otherwise; then nothing is allowed
};

/// A diagnostic that was taken out, and what allows it.
struct Allowed {
    Diagnostic diagnostic;
    std::string reason;
    Span by;  ///< of the allowance
};

/// Whether a code is of a warning about programs.
bool can_be_allowed(std::string_view code);

/// Takes what is allowed out of the diagnostics, and reports allowances that are wrong. `complete` says that all checks
/// were made: only then can an allowance be known to allow nothing.
std::vector<Allowed> take_allowed(const std::vector<Allowance>& allowances, Diagnostics& diagnostics, bool complete);

/// The diagnostics for which `keep` holds, in their order. A cause that is left out is no longer named.
Diagnostics only(const Diagnostics& diagnostics, const std::vector<bool>& keep);

}  // namespace collmc::diagnostics
