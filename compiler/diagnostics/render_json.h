// Diagnostics as JSON lines, schema `collmc.diagnostic/1`, for programs: one object a diagnostic, then one summary.
//
// Byte offsets are the truth; line and column are 1-based, the column in code points. An edit carries the text it
// expects to replace. `applicability` is `safe`, `likely` or `changes_selection`; the last is a decision about physics.
// docs/diagnostic.schema.json says all of it.
#pragma once

#include <array>
#include <string>

#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

/// The lines of one output, which may be of several compilations.
class JsonLines {
public:
    /// A line for each diagnostic, in their order. `caused_by` counts from the first line of the whole output.
    std::string add(const Diagnostics& diagnostics);
    /// Counts warnings that the files allow, which have no lines.
    void add_allowed(std::size_t number) { allowed_ += number; }
    /// The last line: how many there were of each severity; and how many are allowed, where some are.
    std::string summary() const;

private:
    std::size_t lines_ = 0, allowed_ = 0;
    std::array<std::size_t, severities> counts_ = {};
};

/// The lines of one compilation, with their summary.
std::string render_json(const Diagnostics& diagnostics);

}  // namespace collmc::diagnostics
