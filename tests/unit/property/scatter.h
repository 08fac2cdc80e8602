// The same program in other white space: between two tokens stand spaces, tabs, line ends of all kinds, empty lines and
// comments, or nothing where nothing is needed.
#pragma once

#include <string>

#include "tests/unit/plan/random.h"

namespace collmc::property {

struct Scattering {
    int white_space = 20;  ///< percent of the gaps between tokens that are filled at random; the others stay
    int comments = 3;      ///< percent of those that hold a comment
};

/// Of a program without mistakes; what it means does not change.
std::string scatter(const std::string& program, plan::testing::Random& random, Scattering scattering);

}  // namespace collmc::property
