// Changes to a program that are asked for in words: "raise the MET cut to 50 GeV and add a b veto".
//
// What stands is kept byte by byte, comments included, but for what the words ask to change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"

namespace collmc::translate {

struct EditResult {
    std::string program;               ///< the whole new text
    std::vector<std::string> changes;  ///< what was done, a line each
};

/// Nothing, with errors at the words that were not understood, unless every part of the wish can be done.
std::optional<EditResult> edit_offline(const diagnostics::SourceFile& program, const diagnostics::SourceFile& wish,
                                       diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::translate
