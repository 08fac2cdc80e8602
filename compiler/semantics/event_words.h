// An event in words: "an event with 2 jets, none of them in `bjets`, and no muons".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// "2 jets", "1 jet", "no jets" where the name is that of a kind of particle, as `softJets` is; else "2 `pairs`".
std::string count_in_words(std::string_view name, long number);

/// So many of a collection, or whether a candidate exists.
struct Tally {
    std::string name;
    long number = 0;
    bool is_candidate = false;
    int part_of = -1;  ///< index of a tally before it: all of its objects are among those
};

/// "an event with A, B and C"; without items: "an event".
std::string listed_event(const std::vector<std::string>& items);

/// Parts follow what they are parts of; those of nothing are left out. Without tallies: "an event".
std::string event_in_words(const std::vector<Tally>& tallies);

}  // namespace collmc::semantics
