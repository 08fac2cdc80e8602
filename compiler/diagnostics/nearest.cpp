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

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// The letters of a word of a name around a place: words are parted by `_`, digits and a capital behind a small letter.
std::pair<std::size_t, std::size_t> word_around(std::string_view name, std::size_t at) {
    const auto parted = [&](std::size_t i) {  // between i - 1 and i
        if (!is_letter(name[i - 1]) || !is_letter(name[i])) return true;
        return std::islower(static_cast<unsigned char>(name[i - 1])) &&
               std::isupper(static_cast<unsigned char>(name[i]));
    };
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && !parted(begin)) --begin;
    while (end < name.size() && !parted(end)) ++end;
    return {begin, end};
}

/// Whether a letter at `at` of the longer name, which the other lacks, is a slip.
bool is_slip_of_length(std::string_view longer, std::size_t at) {
    if (longer[at] == '_') return at > 0;
    if (!is_letter(longer[at])) return false;
    // Of a doubled letter either may be the one too many.
    std::size_t first = at;
    while (first > 0 && lower(longer[first - 1]) == lower(longer[at])) --first;
    const auto [begin, end] = word_around(longer, at);
    const bool plural = lower(longer[at]) == 's';
    return end - begin >= 4 && first > begin && (at + 1 < end || first < at || plural);
}

/// Whether names that differ in more than the case of letters differ by one slip of the hand.
bool is_slip(std::string_view wanted, std::string_view name) {
    const std::string_view longer = wanted.size() > name.size() ? wanted : name;
    const std::string_view shorter = wanted.size() > name.size() ? name : wanted;
    std::size_t same = 0, same_behind = 0;
    while (same < shorter.size() && lower(longer[same]) == lower(shorter[same])) ++same;
    while (same_behind < shorter.size() - same &&
           lower(longer[longer.size() - 1 - same_behind]) == lower(shorter[shorter.size() - 1 - same_behind]))
        ++same_behind;
    const std::size_t differing = longer.size() - same - same_behind;
    if (longer.size() == shorter.size() + 1) return differing == 1 && is_slip_of_length(longer, same);
    if (longer.size() != shorter.size() || !is_letter(wanted[same]) || !is_letter(name[same])) return false;
    const auto [begin, end] = word_around(name, same);
    if (differing == 1) return end - begin >= 5 && same > begin && same + 1 < end;
    const bool swapped =
        differing == 2 && lower(wanted[same]) == lower(name[same + 1]) && lower(wanted[same + 1]) == lower(name[same]);
    return swapped && same + 1 < end && end - begin >= 3;
}

bool same_letters(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
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

bool is_certain(std::string_view wanted, const std::vector<std::string>& nearest_names) {
    if (nearest_names.empty()) return false;
    const std::string& name = nearest_names.front();
    const auto may_be = [&](const std::string& other) { return same_letters(wanted, other) || is_slip(wanted, other); };
    return may_be(name) && std::none_of(nearest_names.begin() + 1, nearest_names.end(), [&](const std::string& other) {
               const bool about_as_near = distance(wanted, other) < distance(wanted, name) + slip;
               return may_be(other) || (about_as_near && !same_letters(wanted, name));
           });
}

}  // namespace collmc::diagnostics
