#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "runtime/comparison/judge.h"
#include "runtime/comparison/rebin.h"

namespace collmc::comparison {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double sum(const std::vector<double>& numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0.0); }

/// Edges of a slot of an axis.
std::pair<double, double> edges_of(const Axis& axis, int slot) {
    const int bin = slot - (axis.underflow ? 1 : 0);
    const auto edge = [&](int i) { return axis.edges[static_cast<std::size_t>(i)]; };
    if (bin < 0) return {-kInfinity, edge(0)};
    if (bin >= axis.bins()) return {edge(axis.bins()), kInfinity};
    // The largest double stands for a bin without an upper end.
    return {edge(bin), edge(bin + 1) == std::numeric_limits<double>::max() ? kInfinity : edge(bin + 1)};
}

void set_mean(HistogramSide& side, const Histogram& histogram) {
    side.mean = side.mean_error = kNaN;
    if (histogram.axes.size() != 1 || histogram.profile) return;
    const Axis& axis = histogram.axes.front();
    if (axis.edges.back() == std::numeric_limits<double>::max()) return;
    const auto centre = [&](int bin) { return axis.edges[bin] + (axis.edges[bin + 1] - axis.edges[bin]) / 2; };
    const std::size_t shift = axis.underflow ? 1 : 0;
    double total = 0, moment = 0, squares = 0;
    for (int bin = 0; bin < axis.bins(); ++bin) {
        total += histogram.values[bin + shift];
        moment += histogram.values[bin + shift] * centre(bin);
    }
    if (!(total > 0)) return;
    side.mean = moment / total;
    for (int bin = 0; bin < axis.bins(); ++bin)
        squares += histogram.variances[bin + shift] * (centre(bin) - side.mean) * (centre(bin) - side.mean);
    side.mean_error = std::sqrt(squares) / total;
}

HistogramSide side_of(const Histogram& histogram) {
    HistogramSide side;
    side.entries = histogram.entries;
    side.nan = histogram.nan;
    side.total = sum(histogram.values);
    side.total_error = std::sqrt(sum(histogram.variances));
    set_mean(side, histogram);
    return side;
}

/// Errors of a profile's means; 0 where they are not known, with one entry or none.
std::vector<double> mean_errors(const Histogram& profile) {
    std::vector<double> errors;
    for (std::size_t slot = 0; slot < profile.values.size(); ++slot) {
        const double w = profile.values[slot];
        errors.push_back(w == 0 ? 0 : std::sqrt(profile.spreads[slot] * profile.variances[slot]) / std::abs(w));
    }
    return errors;
}

Means means_of(const Histogram& profile) {
    Means means{profile.means, mean_errors(profile), {}};
    for (std::size_t slot = 0; slot < profile.values.size(); ++slot) {
        const double w = profile.values[slot], w2 = profile.variances[slot];
        means.entries.push_back(w2 > 0 ? w * w / w2 : 0);
    }
    return means;
}

/// The edges of a slot, axis by axis.
void append_edges(SlotComparison& to, const std::vector<Axis>& axes, std::size_t slot) {
    for (std::size_t axis = axes.size(); axis-- > 0;) {
        const auto slots = static_cast<std::size_t>(axes[axis].slots());
        const auto [lower, upper] = edges_of(axes[axis], static_cast<int>(slot % slots));
        to.lower.insert(to.lower.begin(), lower);
        to.upper.insert(to.upper.begin(), upper);
        slot /= slots;
    }
}

/// What slots from `begin` to `end` hold, and its error; of a profile the mean of the one slot.
std::pair<double, double> content(const Histogram& histogram, std::size_t begin, std::size_t end) {
    if (histogram.profile) return {histogram.means[begin], mean_errors(histogram)[begin]};
    double value = 0, variance = 0;
    for (std::size_t slot = begin; slot < end; ++slot) {
        value += histogram.values[slot];
        variance += histogram.variances[slot];
    }
    return {value, std::sqrt(variance)};
}

/// The slots with the largest pull.
std::optional<SlotComparison> largest(const CommonBins& bins, const Chi2& test) {
    const auto larger = [](double a, double b) { return std::abs(a) < std::abs(b); };
    const auto at = std::ranges::max_element(test.pulls, larger);
    if (at == test.pulls.end() || *at == 0) return std::nullopt;
    const auto group = static_cast<std::size_t>(at - test.pulls.begin());
    const std::size_t begin = test.starts[group];
    const std::size_t end = group + 1 < test.starts.size() ? test.starts[group + 1] : bins.first.values.size();
    SlotComparison found, last;
    append_edges(found, bins.first.axes, begin);
    append_edges(last, bins.first.axes, end - 1);
    if (bins.first.axes.size() == 1) {
        found.upper = last.upper;
    } else if (end - begin > 1) {
        found.last_lower = last.lower;
        found.last_upper = last.upper;
    }
    std::tie(found.first, found.first_error) = content(bins.first, begin, end);
    std::tie(found.second, found.second_error) = content(bins.second, begin, end);
    found.pull = *at;
    return found;
}

bool same_axes(const Histogram& first, const Histogram& second) {
    return std::ranges::equal(first.axes, second.axes, [](const Axis& a, const Axis& b) { return a.edges == b.edges; });
}

/// How many slots differ by a rule that is not sigma. Of efficiencies, as parts of the totals.
int slots_differing(const CommonBins& bins, const Judge& judge, bool as_parts) {
    const double total1 = sum(bins.first.values), total2 = sum(bins.second.values);
    const bool scaled = as_parts && total1 > 0 && total2 > 0;
    const double scale1 = scaled ? total1 : 1, scale2 = scaled ? total2 : 1;
    int differing = 0;
    for (std::size_t slot = 0; slot < bins.first.values.size(); ++slot) {
        const auto differ = [&](const std::vector<double>& first, const std::vector<double>& second, double one,
                                double two) {
            return judge.numbers_differ(first[slot] / one, second[slot] / two, bins.merged);
        };
        bool slot_differs = differ(bins.first.values, bins.second.values, scale1, scale2);
        if (!as_parts) slot_differs = slot_differs || differ(bins.first.variances, bins.second.variances, 1, 1);
        if (bins.first.profile) {
            slot_differs = slot_differs || differ(bins.first.means, bins.second.means, 1, 1) ||
                           (!as_parts && differ(bins.first.spreads, bins.second.spreads, 1, 1));
        }
        differing += slot_differs ? 1 : 0;
    }
    return differing;
}

bool counts_differ(const Judge& judge, const std::optional<std::int64_t>& first,
                   const std::optional<std::int64_t>& second) {
    return first && second && judge.numbers_differ(static_cast<double>(*first), static_cast<double>(*second));
}

/// Sums of weights of the first rows that a region has on both sides, if it is there.
using Events = std::map<std::string, std::pair<double, double>>;

Events events_of_regions(const Comparison& comparison) {
    Events events;
    for (const RegionComparison& region : comparison.regions) {
        for (const CutComparison& cut : region.cuts) {
            if (!cut.first || !cut.second) continue;
            events.emplace(*region.first, std::pair(cut.first->sumw, cut.second->sumw));
            break;
        }
    }
    return events;
}

class HistogramComparer {
public:
    explicit HistogramComparer(const Comparison& comparison)
        : comparison_(comparison), judge_(comparison), events_(events_of_regions(comparison)) {}

    HistogramComparison compared(const Histogram& first, const Histogram& second) const {
        HistogramComparison result;
        result.first = first.key();
        result.second = second.key();
        result.first_side = side_of(first);
        result.second_side = side_of(second);
        const auto bins = in_common_bins(first, second);
        if (const auto* reason = std::get_if<NotComparable>(&bins)) {
            result.not_compared = reason->why;
            result.differs = true;
            return result;
        }
        compare_bins(result, std::get<CommonBins>(bins), same_axes(first, second));
        return result;
    }

private:
    void compare_bins(HistogramComparison& result, const CommonBins& bins, bool axes_are_same) const {
        const bool counts = comparison_.quantity == Quantity::counts;
        result.merged = bins.merged;
        if (result.merged) {
            result.first_side = side_of(bins.first);
            result.second_side = side_of(bins.second);
        }
        result.slots = static_cast<int>(bins.first.values.size());
        result.test = bins.first.profile ? HistogramComparison::Test::means
                      : counts           ? HistogramComparison::Test::contents
                                         : HistogramComparison::Test::shape;
        result.chi2 = test(result.test, bins);
        result.largest = largest(bins, result.chi2);
        set_total(result, counts);
        result.equal = !bins.merged && axes_are_same && bins.first.values == bins.second.values &&
                       bins.first.variances == bins.second.variances && bins.first.means == bins.second.means &&
                       bins.first.spreads == bins.second.spreads && bins.first.entries == bins.second.entries &&
                       bins.first.nan == bins.second.nan;
        decide(result, bins, axes_are_same);
    }

    static Chi2 test(HistogramComparison::Test test, const CommonBins& bins) {
        const Binned first{bins.first.values, bins.first.variances}, second{bins.second.values, bins.second.variances};
        switch (test) {
            case HistogramComparison::Test::means: return means_test(means_of(bins.first), means_of(bins.second));
            case HistogramComparison::Test::contents: return contents_test(first, second);
            case HistogramComparison::Test::shape: return shape_test(first, second);
        }
        return {};
    }

    /// Per event where efficiencies are compared, if the cutflows tell how many there were.
    void set_total(HistogramComparison& result, bool counts) const {
        double events1 = 1, events2 = 1;
        if (!counts) {
            const std::string& key = *result.first;
            const auto events = events_.find(key.substr(0, key.find('/')));
            if (events == events_.end()) return;
            std::tie(events1, events2) = events->second;
            if (!(events1 > 0) || !(events2 > 0)) return;
        }
        const HistogramSide &one = result.first_side, &two = result.second_side;
        result.total = difference_of(one.total / events1, one.total_error / events1, two.total / events2,
                                     two.total_error / events2);
    }

    void decide(HistogramComparison& result, const CommonBins& bins, bool axes_are_same) const {
        const bool counts = comparison_.quantity == Quantity::counts;
        const bool significant =
            judge_.beyond_sigma(result.chi2) || (result.total && judge_.beyond_sigma(result.total->pull));
        if (judge_.by_sigma()) {
            result.slots = static_cast<int>(result.chi2.pulls.size());
            result.slots_differing = static_cast<int>(
                std::ranges::count_if(result.chi2.pulls, [&](double pull) { return judge_.beyond_sigma(pull); }));
            result.differs = significant;
            return;
        }
        result.slots_differing = slots_differing(bins, judge_, !counts);
        const bool numbers =
            result.slots_differing > 0 || (counts && (counts_differ(judge_, bins.first.entries, bins.second.entries) ||
                                                      counts_differ(judge_, bins.first.nan, bins.second.nan)));
        const bool other_bins = comparison_.rule == Rule::exact && !axes_are_same;
        result.differs = other_bins || (numbers && significant);
    }

    const Comparison& comparison_;
    Judge judge_;
    Events events_;
};

/// The name that a region of the first has in the second.
std::map<std::string, std::string> names_in_second(const Comparison& comparison) {
    std::map<std::string, std::string> names;
    for (const RegionComparison& region : comparison.regions) {
        if (region.first && region.second) names.emplace(*region.first, *region.second);
    }
    return names;
}

}  // namespace

void compare_histograms(Comparison& comparison, const RunResults& first, const RunResults& second) {
    std::map<std::string, const Histogram*> in_second;
    for (const Histogram& histogram : second.histograms) in_second.emplace(histogram.key(), &histogram);
    const auto names = names_in_second(comparison);
    const HistogramComparer comparer(comparison);
    for (const Histogram& histogram : first.histograms) {
        Histogram called = histogram;  // as the second calls it
        if (const auto name = names.find(histogram.region); name != names.end()) called.region = name->second;
        const auto partner = in_second.find(called.key());
        if (partner == in_second.end()) {
            HistogramComparison alone;
            alone.first = histogram.key();
            comparison.histograms.push_back(std::move(alone));
        } else {
            comparison.histograms.push_back(comparer.compared(histogram, *partner->second));
            in_second.erase(partner);
        }
    }
    for (const Histogram& histogram : second.histograms) {
        if (!in_second.contains(histogram.key())) continue;
        HistogramComparison alone;
        alone.second = histogram.key();
        comparison.histograms.push_back(std::move(alone));
    }
}

}  // namespace collmc::comparison
