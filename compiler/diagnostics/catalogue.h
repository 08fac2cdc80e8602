// Every diagnostic code of the compiler, with its severity and a one-line title.
//
// A code is stable once released: programs match on it. The families: E00 syntax, E01 names, E02 presence, E03 types
// and dimensions, E04 blocks, E05 outputs, E06 functions, E09 installation and files, W08 meaning, W10 cost, W11 what a
// run met, N11 notes of a run, I00 our own mistakes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

struct CodeEntry {
    std::string_view code;
    Severity severity;
    std::string_view title;
};

/// All codes, sorted.
const std::vector<CodeEntry>& catalogue();

/// The entry of a code, or null.
const CodeEntry* find_code(std::string_view code);

/// The page that explains a code at length, below the folder of the data files: "hints/E0201.md". Every code has one;
/// empty for what is no code.
std::string hint_page(std::string_view code);

}  // namespace collmc::diagnostics
