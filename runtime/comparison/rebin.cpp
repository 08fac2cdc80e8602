#include "runtime/comparison/rebin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "runtime/results/profile.h"

namespace collmc::comparison {

namespace {

/// For each slot of an axis, the slot of a coarser axis that it belongs to.
using Slots = std::vector<std::size_t>;

bool same_edge(double a, double b, double width) { return std::abs(a - b) <= 1e-9 * width; }

/// The position of an edge in an axis.
std::optional<std::size_t> find_edge(const Axis& axis, double edge) {
    const auto at = std::ranges::lower_bound(axis.edges, edge);
    const auto index = static_cast<std::size_t>(at - axis.edges.begin());
    for (const std::size_t i : {index, index - 1}) {  // index - 1 wraps around at 0, and is no edge then
        if (i >= axis.edges.size()) continue;
        const double width =
            i + 1 < axis.edges.size() ? axis.edges[i + 1] - axis.edges[i] : axis.edges[i] - axis.edges[i - 1];
        if (same_edge(axis.edges[i], edge, width)) return i;
    }
    return std::nullopt;
}

/// Where the slots of `fine` go in `coarse`; nothing where its bins do not make up those of `coarse`.
std::optional<Slots> slots_in(const Axis& fine, const Axis& coarse) {
    std::vector<std::size_t> cuts;  // edges of coarse as positions in fine
    for (const double edge : coarse.edges) {
        const std::optional<std::size_t> found = find_edge(fine, edge);
        if (!found || (!cuts.empty() && *found <= cuts.back())) return std::nullopt;
        cuts.push_back(*found);
    }
    const std::size_t fine_bins = fine.edges.size() - 1;
    // What lies below the first edge and above the last must be known on both sides, or on neither.
    const bool below = fine.underflow || cuts.front() > 0, above = fine.overflow || cuts.back() < fine_bins;
    if (fine.underflow != coarse.underflow || fine.overflow != coarse.overflow) return std::nullopt;
    if (below != coarse.underflow || above != coarse.overflow) return std::nullopt;
    Slots slots;
    if (fine.underflow) slots.push_back(0);
    for (std::size_t bin = 0; bin < fine_bins; ++bin) {
        const auto edges_below = static_cast<std::size_t>(std::ranges::upper_bound(cuts, bin) - cuts.begin());
        slots.push_back(edges_below - (coarse.underflow ? 0 : 1));
    }
    if (fine.overflow) slots.push_back(static_cast<std::size_t>(coarse.slots()) - 1);
    return slots;
}

/// The sums from which a profile's means and variances follow.
struct ProfileSums {
    double wy, wyy;
};

ProfileSums sums_of(const Histogram& profile, std::size_t slot) {
    const double w = profile.values[slot], w2 = profile.variances[slot], mean = profile.means[slot];
    const double freedom = w == 0 ? 0 : w - w2 / w;
    return {w * mean, profile.spreads[slot] * freedom + mean * mean * w};
}

/// The histogram with its slots added up along one axis.
Histogram merged(const Histogram& from, std::size_t axis, const Axis& coarse, const Slots& slots) {
    std::size_t inner = 1;  // slots of the axes behind this one
    for (std::size_t i = axis + 1; i < from.axes.size(); ++i) inner *= static_cast<std::size_t>(from.axes[i].slots());
    Histogram to = from;
    to.axes[axis] = coarse;
    const std::size_t fine = slots.size(), few = static_cast<std::size_t>(coarse.slots());
    const std::size_t size = from.values.size() / fine * few;
    results::HistogramResult sums;
    sums.values.assign(size, 0);
    sums.variances.assign(size, 0);
    sums.sum_wy.assign(size, 0);
    sums.sum_wyy.assign(size, 0);
    for (std::size_t i = 0; i < from.values.size(); ++i) {
        const std::size_t outer = i / inner / fine, place = i / inner % fine;
        const std::size_t target = (outer * few + slots[place]) * inner + i % inner;
        sums.values[target] += from.values[i];
        sums.variances[target] += from.variances[i];
        if (!from.profile) continue;
        const ProfileSums part = sums_of(from, i);
        sums.sum_wy[target] += part.wy;
        sums.sum_wyy[target] += part.wyy;
    }
    if (from.profile) {
        results::Profile profile = results::profile_of(sums);
        to.means = std::move(profile.means);
        to.spreads = std::move(profile.variances);
    }
    to.values = std::move(sums.values);
    to.variances = std::move(sums.variances);
    return to;
}

bool is_identity(const Slots& slots) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (slots[i] != i) return false;
    }
    return true;
}

/// Brings one axis of both to the same bins; false where that is impossible.
bool merge_axis(CommonBins& common, std::size_t axis) {
    const Axis first = common.first.axes[axis], second = common.second.axes[axis];
    const auto to_second = slots_in(first, second);
    if (to_second && is_identity(*to_second) && first.slots() == second.slots()) return true;
    if (to_second) {
        common.first = merged(common.first, axis, second, *to_second);
    } else if (const auto to_first = slots_in(second, first)) {
        common.second = merged(common.second, axis, first, *to_first);
    } else {
        return false;
    }
    common.merged = true;
    return true;
}

const char* kind(const Histogram& histogram) { return histogram.profile ? "a profile" : "a histogram"; }

}  // namespace

std::string describe(const Axis& axis) {
    const auto number = [](double edge) {
        return edge >= std::numeric_limits<double>::max() ? "∞" : fmt::format("{}", edge);
    };
    return fmt::format("{} bin{} from {} to {}{}{}", axis.bins(), axis.bins() == 1 ? "" : "s",
                       number(axis.edges.front()), number(axis.edges.back()), axis.unit.empty() ? "" : " ", axis.unit);
}

std::variant<CommonBins, NotComparable> in_common_bins(const Histogram& first, const Histogram& second) {
    if (first.profile != second.profile) return NotComparable{fmt::format("{} and {}", kind(first), kind(second))};
    if (first.axes.size() != second.axes.size())
        return NotComparable{fmt::format("{} and {} axes", first.axes.size(), second.axes.size())};
    CommonBins common{first, second};
    for (std::size_t axis = 0; axis < first.axes.size(); ++axis) {
        const Axis &one = first.axes[axis], &two = second.axes[axis];
        if (!one.unit.empty() && !two.unit.empty() && one.unit != two.unit)
            return NotComparable{fmt::format("in {} and in {}", one.unit, two.unit)};
        if (!merge_axis(common, axis)) {
            const std::string a = describe(one), b = describe(two);
            return NotComparable{a == b ? fmt::format("other edges, or flow bins in one only: {}", a)
                                        : fmt::format("{}, and {}", a, b)};
        }
    }
    return common;
}

}  // namespace collmc::comparison
