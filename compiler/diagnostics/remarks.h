// What a diagnostic says beside its message and its places, in words, for renderers that print text.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

struct Remark {
    std::string title;  ///< "note: "; may be empty
    std::string content;
};

/// Context, expectation, notes, nearest names, in this order. The sizes of a counterexample are for programs: a note
/// has it in words.
std::vector<Remark> remarks_of(const Diagnostic& diagnostic);

/// What a fix does and what changes then, in one line.
std::string words_of(const Fix& fix);

}  // namespace collmc::diagnostics
