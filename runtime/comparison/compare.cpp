#include "runtime/comparison/compare.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "runtime/comparison/judge.h"

namespace collmc::comparison {

namespace {

constexpr double kUsualSigma = 3;
constexpr double kRoundingOfSums = 1e-9;

bool beyond_tolerance(double first, double second, double tolerance) {
    if (std::isnan(first) || std::isnan(second)) return std::isnan(first) != std::isnan(second);
    return std::abs(second - first) > tolerance * std::max(std::abs(first), std::abs(second));
}

void set_rule(Comparison& comparison, const Settings& settings) {
    if (settings.exact) {
        comparison.rule = Rule::exact;
    } else if (settings.tolerance) {
        comparison.rule = Rule::tolerance;
        comparison.tolerance = *settings.tolerance;
        comparison.sigma = settings.sigma.value_or(0);
    } else if (settings.sigma || !comparison.relation.same_events) {
        comparison.rule = Rule::sigma;
        comparison.sigma = settings.sigma.value_or(kUsualSigma);
    }
}

/// Whether both runs began with as many events, in every region that both have.
bool same_size(const RunResults& first, const RunResults& second) {
    for (const Region& one : first.regions) {
        const auto two = std::ranges::find(second.regions, one.name, &Region::name);
        if (two != second.regions.end() && one.cuts.front().sumw != two->cuts.front().sumw) return false;
    }
    return true;
}

bool compares_counts(const Comparison& comparison, const RunResults& first, const RunResults& second,
                     const Settings& settings) {
    if (comparison.relation.same_events || settings.counts || settings.exact) return true;
    return comparison.rule == Rule::tolerance && same_size(first, second);
}

bool agree(const Comparison& comparison) {
    const auto one_side_counts = [&](const auto& part) { return !comparison.common && !(part.first && part.second); };
    for (const RegionComparison& region : comparison.regions) {
        if (one_side_counts(region)) return false;
        for (const CutComparison& cut : region.cuts) {
            if (cut.differs || (region.first && region.second && one_side_counts(cut))) return false;
        }
    }
    return std::ranges::none_of(comparison.histograms, [&](const HistogramComparison& histogram) {
        return histogram.differs || one_side_counts(histogram);
    });
}

}  // namespace

bool RegionComparison::equal() const {
    return first && second && std::ranges::all_of(cuts, [](const CutComparison& cut) {
               return cut.first && cut.second && cut.equal && cut.first->label == cut.second->label;
           });
}

bool Judge::numbers_differ(double first, double second, bool merged) const {
    switch (comparison_.rule) {
        case Rule::exact: return std::bit_cast<std::uint64_t>(first) != std::bit_cast<std::uint64_t>(second);
        case Rule::tolerance:
            return beyond_tolerance(first, second, std::max(comparison_.tolerance, merged ? kRoundingOfSums : 0));
        case Rule::any:
        case Rule::sigma: return beyond_tolerance(first, second, merged ? kRoundingOfSums : 0);
    }
    return false;
}

bool Judge::beyond_sigma(double pull) const { return comparison_.sigma == 0 || std::abs(pull) > comparison_.sigma; }

bool Judge::beyond_sigma(const Chi2& test) const {
    return comparison_.sigma == 0 || test.probability < two_sided_probability(comparison_.sigma);
}

Comparison compare(const RunResults& first, const RunResults& second, const Settings& settings) {
    Comparison comparison;
    comparison.relation = relation_of(first, second, settings);
    comparison.common = settings.common;
    set_rule(comparison, settings);
    comparison.quantity =
        compares_counts(comparison, first, second, settings) ? Quantity::counts : Quantity::efficiencies;
    comparison.remarks = remarks_on(first, second);
    comparison.compared = (first.has_cutflow && second.has_cutflow) || (first.has_histograms && second.has_histograms);
    if (first.has_cutflow && second.has_cutflow) compare_cutflows(comparison, first, second);
    if (first.has_histograms && second.has_histograms) compare_histograms(comparison, first, second);
    comparison.agree = agree(comparison);
    comparison.summary = summary_of(comparison);
    return comparison;
}

}  // namespace collmc::comparison
