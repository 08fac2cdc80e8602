#include <fmt/format.h>

#include <algorithm>

#include "runtime/comparison/judge.h"
#include "runtime/comparison/wording.h"

namespace collmc::comparison {

namespace {

struct Numbers {
    std::int64_t cuts = 0, cuts_differing = 0, histograms = 0, histograms_differing = 0, not_compared = 0;
    std::int64_t regions_alone[2] = {}, cuts_alone[2] = {}, histograms_alone[2] = {};  ///< only in 1, only in 2
};

Numbers numbers_of(const Comparison& comparison) {
    Numbers numbers;
    const auto alone = [](const auto& part) { return !part.first || !part.second; };
    for (const RegionComparison& region : comparison.regions) {
        if (alone(region)) ++numbers.regions_alone[region.first ? 0 : 1];
        for (const CutComparison& cut : region.cuts) {
            if (alone(cut)) ++numbers.cuts_alone[cut.first ? 0 : 1];
            numbers.cuts += cut.judged ? 1 : 0;
            numbers.cuts_differing += cut.differs ? 1 : 0;
        }
    }
    for (const HistogramComparison& histogram : comparison.histograms) {
        if (alone(histogram)) {
            ++numbers.histograms_alone[histogram.first ? 0 : 1];
        } else if (!histogram.compared()) {
            ++numbers.not_compared;
        } else {
            ++numbers.histograms;
            numbers.histograms_differing += histogram.differs ? 1 : 0;
        }
    }
    return numbers;
}

void append(std::string& list, std::int64_t number, const std::string& singular) {
    if (number > 0) list += (list.empty() ? "" : ", ") + counted(number, singular);
}

/// "; only in 1: 1 region, 2 cuts"
std::string only_in(const Numbers& numbers, int side) {
    std::string list;
    append(list, numbers.regions_alone[side], "region");
    append(list, numbers.cuts_alone[side], "cut");
    append(list, numbers.histograms_alone[side], "histogram");
    return list.empty() ? "" : fmt::format("; only in {}: {}", side + 1, list);
}

/// "beyond 3 sigma"
std::string rule_text(const Comparison& comparison) {
    const std::string sigma = fmt::format("beyond {} sigma", comparison.sigma);
    switch (comparison.rule) {
        case Rule::any: return "";
        case Rule::exact: return "bit for bit";
        case Rule::tolerance:
            return fmt::format("beyond a relative {}{}", comparison.tolerance,
                               comparison.sigma > 0 ? " and " + sigma : "");
        case Rule::sigma: return sigma;
    }
    return "";
}

}  // namespace

std::string summary_of(const Comparison& comparison) {
    const Numbers numbers = numbers_of(comparison);
    std::string text = rule_text(comparison);
    if (!text.empty()) text += ": ";
    if (numbers.cuts_differing + numbers.histograms_differing == 0) {
        std::string list;
        append(list, numbers.cuts, "cut");
        append(list, numbers.histograms, "histogram");
        text += list.empty() ? "nothing was compared" : "no difference in " + list;
    } else {
        std::string list;
        if (numbers.cuts > 0) list = fmt::format("{} of {}", numbers.cuts_differing, counted(numbers.cuts, "cut"));
        if (numbers.histograms > 0) {
            list += fmt::format("{}{} of {}", list.empty() ? "" : ", ", numbers.histograms_differing,
                                counted(numbers.histograms, "histogram"));
        }
        text += list + (numbers.cuts + numbers.histograms == 1 ? " differs" : " differ");
    }
    if (numbers.not_compared > 0) text += fmt::format("; not compared: {}", counted(numbers.not_compared, "histogram"));
    return text + only_in(numbers, 0) + only_in(numbers, 1);
}

}  // namespace collmc::comparison
