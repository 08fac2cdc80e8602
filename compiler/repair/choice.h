// The author's choice among the edits that a diagnostic offers, as it is written on a command line.
//
//     [CODE:]LINE[:COLUMN]:NUMBER      E0205:34:2   alternative 2 of the E0205 that is reported at line 34
//
// NUMBER counts the edits of the diagnostic from 1, in the order in which they are printed; LINE and COLUMN are the
// place behind `-->`. Code and column may be left out where the rest says which diagnostic is meant.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::repair {

struct Choice {
    std::string code;          ///< empty: any
    std::uint32_t line = 0;    ///< from 1
    std::uint32_t column = 0;  ///< from 1, in code points; 0: any
    std::size_t number = 0;    ///< from 1
};

/// Nothing for a text of another form.
std::optional<Choice> parse_choice(std::string_view text);
std::string to_string(const Choice& choice);

/// A diagnostic and the edit of it that is meant.
struct Chosen {
    const diagnostics::Diagnostic* diagnostic = nullptr;
    const diagnostics::Fix* fix = nullptr;
};

/// What a choice means among these diagnostics (of one file, which they may outlive the call of), or why it means
/// nothing, in a sentence.
std::variant<Chosen, std::string> find_choice(const Choice& choice, const diagnostics::Diagnostics& diagnostics,
                                              const diagnostics::SourceFile& file);

/// The shortest choice with its code that means this edit, counted from 1, among these diagnostics.
Choice choice_of(const diagnostics::Diagnostic& diagnostic, std::size_t number,
                 const diagnostics::Diagnostics& diagnostics);

}  // namespace collmc::repair
