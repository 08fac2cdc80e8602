#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "runtime/comparison/judge.h"
#include "runtime/comparison/pairing.h"

namespace collmc::comparison {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The efficiency of a row with respect to one above. `first`: that one is the first of its region.
results::Efficiency efficiency_of(const Cut& passed, const Cut& total, bool first) {
    if (passed.counted() && total.counted() && *passed.events <= *total.events)
        return results::counted_efficiency(*passed.events, *total.events);
    if (first && passed.of_first) return *passed.of_first;
    if (passed.sumw2 <= total.sumw2 && std::abs(passed.sumw) <= std::abs(total.sumw))
        return results::weighted_efficiency(passed.sumw, passed.sumw2, passed.sumw2, total.sumw, total.sumw2);
    // More than there was: no part of it, but a ratio of two numbers.
    if (total.sumw == 0) return {kNaN, kNaN, kNaN};
    const double value = passed.sumw / total.sumw;
    const double error = std::hypot(std::sqrt(passed.sumw2), value * std::sqrt(total.sumw2)) / std::abs(total.sumw);
    return {value, error, error};
}

bool same_numbers(const Cut& first, const Cut& second) {
    return first.events == second.events && first.sumw == second.sumw && first.sumw2 == second.sumw2 &&
           first.undecided == second.undecided;
}

double relative_change(double first, double second) { return first == 0 ? kNaN : second / first - 1; }

std::string number_text(const std::optional<std::int64_t>& number) {
    return number ? fmt::format("{}", *number) : "none";
}

/// Compares the numbers of a row, by a rule that is not sigma; what differs beside the sum of weights is remarked on.
bool counts_differ(CutComparison& cut, const Judge& judge) {
    const Cut &first = *cut.first, &second = *cut.second;
    const auto differ = [&](auto a, auto b) {
        return judge.numbers_differ(static_cast<double>(a), static_cast<double>(b));
    };
    const bool sums = differ(first.sumw, second.sumw);
    const bool events = first.events && second.events && differ(*first.events, *second.events);
    const bool squares = differ(first.sumw2, second.sumw2);
    const bool undecided = differ(first.undecided, second.undecided);
    if (!sums && events) {
        cut.remark = fmt::format("events {} and {}", number_text(first.events), number_text(second.events));
    } else if (!sums && undecided) {
        cut.remark = fmt::format("undecided {} and {}", first.undecided, second.undecided);
    } else if (!sums && squares) {
        cut.remark = "the sum of squared weights";
    }
    return sums || events || squares || undecided;
}

void compare_counts(CutComparison& cut, const Judge& judge) {
    const Cut &first = *cut.first, &second = *cut.second;
    cut.judged = true;
    cut.difference = difference_of(first.sumw, std::sqrt(first.sumw2), second.sumw, std::sqrt(second.sumw2));
    cut.relative = relative_change(first.sumw, second.sumw);
    cut.differs = (judge.by_sigma() || counts_differ(cut, judge)) && judge.beyond_sigma(cut.difference->pull);
}

void compare_efficiencies(CutComparison& cut, const Judge& judge) {
    const results::Efficiency &first = *cut.first_efficiency, &second = *cut.second_efficiency;
    cut.judged = true;
    cut.relative = relative_change(first.value, second.value);
    if (std::isnan(first.value) || std::isnan(second.value)) {
        cut.differs = std::isnan(first.value) != std::isnan(second.value);
        return;
    }
    cut.difference = difference_of(first, second);
    cut.differs = (judge.by_sigma() || judge.numbers_differ(first.value, second.value)) &&
                  judge.beyond_sigma(cut.difference->pull);
}

std::vector<std::string> labels(const Region& region) {
    std::vector<std::string> list;
    for (const Cut& cut : region.cuts) list.push_back(cut.label);
    return list;
}

RegionComparison compare_regions(const Comparison& comparison, const Region& first, const Region& second) {
    RegionComparison region{first.name, second.name, first.grid && second.grid, {}};
    const Judge judge(comparison);
    const bool efficiencies = comparison.quantity == Quantity::efficiencies;
    std::optional<Pair> reference;
    for (const Pair& pair : paired(labels(first), labels(second))) {
        CutComparison cut;
        if (pair.first) cut.first = first.cuts[*pair.first];
        if (pair.second) cut.second = second.cuts[*pair.second];
        if (cut.first && cut.second) {
            cut.equal = same_numbers(*cut.first, *cut.second);
            const bool is_reference = !reference;
            if (is_reference) reference = pair;
            const bool below = *pair.second > *reference->second;  // in the second list; in the first it always is
            if (efficiencies && !is_reference && below) {
                const std::size_t one = *reference->first, two = *reference->second;
                cut.first_efficiency = efficiency_of(*cut.first, first.cuts[one], one == 0);
                cut.second_efficiency = efficiency_of(*cut.second, second.cuts[two], two == 0);
                compare_efficiencies(cut, judge);
            } else if (!efficiencies && !(region.grid && is_reference)) {  // which the region itself has
                compare_counts(cut, judge);
            }
        }
        region.cuts.push_back(std::move(cut));
    }
    return region;
}

}  // namespace

void compare_cutflows(Comparison& comparison, const RunResults& first, const RunResults& second) {
    const auto names = [](const RunResults& results) {
        std::vector<std::string> list;
        for (const Region& region : results.regions) list.push_back(region.name);
        return list;
    };
    for (const Pair& pair : paired(names(first), names(second))) {
        const auto append_alone = [&](const Region& region, bool is_first) {
            RegionComparison alone;
            (is_first ? alone.first : alone.second) = region.name;
            alone.grid = region.grid;
            comparison.regions.push_back(std::move(alone));
        };
        if (!pair.second) {
            append_alone(first.regions[*pair.first], true);
        } else if (!pair.first) {
            append_alone(second.regions[*pair.second], false);
        } else {
            comparison.regions.push_back(
                compare_regions(comparison, first.regions[*pair.first], second.regions[*pair.second]));
        }
    }
}

}  // namespace collmc::comparison
