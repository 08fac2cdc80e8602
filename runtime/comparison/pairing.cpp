#include "runtime/comparison/pairing.h"

#include <map>

namespace collmc::comparison {

namespace {

using Partners = std::vector<std::optional<std::size_t>>;

/// Positions of each name, in order.
std::map<std::string, std::vector<std::size_t>> positions(const std::vector<std::string>& names) {
    std::map<std::string, std::vector<std::size_t>> found;
    for (std::size_t i = 0; i < names.size(); ++i) found[names[i]].push_back(i);
    return found;
}

/// The end of the run of things without a partner that begins at `start`.
std::size_t run_end(const Partners& partners, std::size_t start) {
    while (start < partners.size() && !partners[start]) ++start;
    return start;
}

/// Pairs the run of the first list that begins at `start` with the run of the second that begins at `other`.
void pair_runs(Partners& of_first, Partners& of_second, std::size_t start, std::size_t other) {
    const std::size_t count = run_end(of_first, start) - start;
    if (count == 0 || run_end(of_second, other) - other != count) return;
    for (std::size_t i = 0; i < count; ++i) {
        of_first[start + i] = other + i;
        of_second[other + i] = start + i;
    }
}

}  // namespace

std::vector<Pair> paired(const std::vector<std::string>& first, const std::vector<std::string>& second) {
    Partners of_first(first.size()), of_second(second.size());
    const auto in_second = positions(second);
    for (const auto& [name, places] : positions(first)) {
        const auto found = in_second.find(name);
        for (std::size_t i = 0; found != in_second.end() && i < std::min(places.size(), found->second.size()); ++i) {
            of_first[places[i]] = found->second[i];
            of_second[found->second[i]] = places[i];
        }
    }
    const Partners by_name = of_first;
    pair_runs(of_first, of_second, 0, 0);
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (by_name[i]) pair_runs(of_first, of_second, i + 1, *by_name[i] + 1);
    }

    std::vector<Pair> pairs;
    const auto append_only_second = [&](std::size_t from) {
        for (; from < second.size() && !of_second[from]; ++from) pairs.push_back({std::nullopt, from});
    };
    append_only_second(0);
    for (std::size_t i = 0; i < first.size(); ++i) {
        pairs.push_back({i, of_first[i]});
        if (of_first[i]) append_only_second(*of_first[i] + 1);
    }
    return pairs;
}

}  // namespace collmc::comparison
