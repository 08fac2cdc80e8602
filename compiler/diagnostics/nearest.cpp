#include "compiler/diagnostics/nearest.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace collmc::diagnostics {

namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Slips are counted in quarters, so that a wrong case (1) is cheaper than any other slip (4).
constexpr std::size_t slip = 4;

std::size_t replacement(char a, char b) {
    if (a == b) return 0;
    return lower(a) == lower(b) ? 1 : slip;
}

/// Optimal string alignment distance, in quarters of a slip.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j * slip;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i * slip;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + slip, row[j - 1] + slip, last[j - 1] + replacement(a[i - 1], b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + slip);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

}  // namespace

std::vector<std::string> nearest(std::string_view wanted, const std::vector<std::string>& known, std::size_t limit) {
    constexpr std::size_t longest = 100;  // nobody misspells a longer name, and the table below is quadratic
    if (wanted.size() > longest) return {};
    std::vector<std::pair<std::size_t, std::string>> found;
    for (const auto& name : known) {
        if (name.empty() || name.size() > longest) continue;
        const std::size_t length = std::max(wanted.size(), name.size());
        const std::size_t slips = distance(wanted, name);
        const bool near = slips <= slip * std::max<std::size_t>(1, length / 3);
        const bool all_wrong = slips >= slip * std::min(wanted.size(), name.size());  // `a` is not near `b`
        if (near && !all_wrong) found.emplace_back(slips, name);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<std::string> names;
    for (std::size_t i = 0; i < found.size() && i < limit; ++i) names.push_back(found[i].second);
    return names;
}

}  // namespace collmc::diagnostics
