// Two versions of a text as a unified diff, as `diff -u` prints it and `patch` reads it.
//
// Lines end with a line feed; a last line without one is marked as `diff` marks it. Of the shortest lists of changes it
// takes one in which removed lines stand before added ones; texts that differ in very many lines are shown as one
// change each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace collmc::diagnostics {

struct DiffOptions {
    bool colour = false;      ///< ANSI escapes, for a terminal
    bool printable = false;   ///< control characters are replaced, so that a text cannot move the terminal
    std::size_t context = 3;  ///< equal lines around a change
};

/// `--- PATH`, `+++ PATH` and the changes; empty where the texts are equal.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after,
                         const DiffOptions& options = {});

}  // namespace collmc::diagnostics
