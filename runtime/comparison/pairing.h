// Which things of two lists with names belong together.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace collmc::comparison {

/// Positions in the two lists; one is missing where the thing is in one list only.
struct Pair {
    std::optional<std::size_t> first, second;
};

/// The n-th of a name belongs to the n-th of that name. What is left over between the same neighbours belongs together
/// in order, if it is as many on both sides. Pairs are in the order of the first list; what only the second has stands
/// behind what it follows there. Swapping the lists swaps the pairs.
std::vector<Pair> paired(const std::vector<std::string>& first, const std::vector<std::string>& second);

}  // namespace collmc::comparison
