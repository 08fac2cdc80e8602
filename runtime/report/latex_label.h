// Axis labels: LaTeX as physicists write it -> gnuplot's "enhanced" text.
//
// Between dollars: letters are italic variables, words of several letters in a script ("miss", "lep") are upright,
// Greek letters become Unicode, `_` and `^` may come together in either order, and the usual commands of the field work
// (\ell, \Delta, \bar, \sqrt, \mathrm, \text, \cos, \to, \pm, …). Outside dollars the text is taken as it stands,
// except for commands and scripts that can only be meant as LaTeX.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace collmc::report {

struct GnuplotLabel {
    std::string text;
    std::vector<std::string> unknown;  ///< commands that are not known; they are shown without the backslash
};

GnuplotLabel gnuplot_label(std::string_view latex);

/// Text that gnuplot shows as it stands.
std::string gnuplot_plain(std::string_view text);

}  // namespace collmc::report
