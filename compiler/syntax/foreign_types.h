// The types of functions that are written in another language, as the words of this one: for edits that rewrite them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace collmc::syntax {

/// "const double" is Number, "TLorentzVector" is Momentum; what is not known stays as it is written.
std::string type_for(std::string_view foreign);

/// The result of a formula with these parameters ("a : Momentum"). It is of the kind of the numbers that are given; of
/// objects alone it is an energy, if the formula takes one from them and divides by nothing.
std::string guessed_result(const std::vector<std::string>& parameters, const std::string& formula);

}  // namespace collmc::syntax
