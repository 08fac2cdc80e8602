// Numbers with their units in a text, a request's or a program's.
//
// Internal to translate.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace collmc::translate {

struct Quantity {
    double value = 0;          ///< in GeV or radians, or as it is
    double written = 0;        ///< without its unit
    bool is_measured = false;  ///< it has a unit or decimals: no count, no rank
    std::string text;
};

std::vector<Quantity> quantities_in(std::string_view text);
/// And of each two that are measured the ends and the middle: 76 and 106 are 91 with 15 to either side.
std::vector<Quantity> with_ends_and_middles(std::vector<Quantity> quantities);
/// Whether a number of a request stands among those of statements; a unit may stand once behind several.
bool is_among(const Quantity& asked, const std::vector<Quantity>& there);

/// Whether a line asks for more (1) or less (-1) than its one number; 0 where it may mean something else.
int direction_in(std::string_view line);
/// Whether events or objects with more (1) or less (-1) pass a cut of a program; 0 for all but the simplest.
int direction_of(std::string_view cut);

}  // namespace collmc::translate
