// Differences for people, and for other programs.
#pragma once

#include <string>

#include "compiler/diff/changes.h"

namespace collmc::diff {

struct TextOptions {
    bool colour = false;
    int columns = 100;  ///< longer lines are continued below
};

/// The changes by declaration and region, what is only called otherwise, and a summary in the last line.
std::string render_text(const Differences& differences, const TextOptions& options = {});

/// "2 cuts changed, 1 histogram added; the selection changes in SR, CR".
std::string summary(const Differences& differences);

/// One object of schema `collmc.diff/1`, see docs/comparing.md; `before` and `after` are the paths of the analyses.
std::string render_json(const Differences& differences, const std::string& before, const std::string& after);

}  // namespace collmc::diff
