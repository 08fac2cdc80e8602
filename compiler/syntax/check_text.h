// What a text must be before it is given to the lexer.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"

namespace collmc::syntax {

/// A program written by hand stays far below; the bound keeps time and memory small when an events file is given
/// instead.
constexpr std::size_t most_bytes = 1'000'000;

/// Whether the text is UTF-8 and at most `most_bytes` long; reports the first of these that fails.
bool check_text(const diagnostics::SourceFile& file, diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::syntax
