// One change to a program: a token or a line taken out, doubled, exchanged. And which lines a message about it may
// point at: those that were changed, and those that use what they declare or prove.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/unit/property/program_generator.h"

namespace collmc::property {

struct Mutation {
    std::string what;                ///< in words, for the message of a failed test
    std::vector<std::string> lines;  ///< of the changed program
    std::set<std::size_t> affected;  ///< indices of lines
    std::string text() const { return GeneratedProgram{lines}.text(); }
};

Mutation mutate(const GeneratedProgram& program, Random& random);

}  // namespace collmc::property
