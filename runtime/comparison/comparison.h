// What a comparison of the results of two runs found. Differences are second - first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/comparison/run_results.h"
#include "runtime/comparison/statistics.h"

namespace collmc::comparison {

/// What somebody asked for.
struct Settings {
    std::optional<bool> same_events;  ///< what the two runs have read; empty: as the records tell
    bool counts = false;              ///< numbers of events, not efficiencies, also of independent samples
    bool exact = false;
    bool common = false;              ///< what only one side has is no difference
    std::optional<double> tolerance;  ///< relative, not negative
    std::optional<double> sigma;      ///< positive
};

/// When two numbers are not the same.
enum class Rule {
    any,        ///< when they differ at all
    exact,      ///< when a bit of theirs differs, or the bins of a histogram
    tolerance,  ///< when they differ by more than a part of the larger one (and, if asked for, by more than sigma)
    sigma,      ///< when they differ by more than a number of standard deviations
};

/// Which of the numbers are compared.
enum class Quantity { counts, efficiencies };

struct Relation {
    enum class Chosen { option, records, nothing };  ///< nothing: a record is missing

    bool same_events = false;
    Chosen chosen = Chosen::nothing;
    std::string because;  ///< goes on after "same events: " or "independent samples: "
};

/// Something about the two runs as a whole, such as other programs.
struct Remark {
    std::string what;  ///< programs, versions, inputs, options, cutflow, histograms
    std::string text;
};

struct CutComparison {
    std::optional<Cut> first, second;
    /// With respect to the first row that the region has on both sides; NaN where nothing was there to pass. Missing in
    /// that row, above it, and where counts are compared.
    std::optional<results::Efficiency> first_efficiency, second_efficiency;
    std::optional<Difference> difference;  ///< of what is compared; missing where that is nothing
    double relative = 0;                   ///< second / first - 1 of what is compared; NaN where first is 0
    bool judged = false;                   ///< both are there, and can differ
    bool equal = false;                    ///< all numbers are the same
    bool differs = false;                  ///< by the rule
    std::string remark;                    ///< what differs, where it is none of the above
};

struct RegionComparison {
    std::optional<std::string> first, second;  ///< names
    bool grid = false;
    std::vector<CutComparison> cuts;

    bool equal() const;
};

struct HistogramSide {
    std::optional<std::int64_t> entries, nan;
    double total = 0, total_error = 0;  ///< sum of weights, under- and overflow included
    /// Of what lies inside one axis, from the centres of the bins; NaN where that has no meaning.
    double mean = 0, mean_error = 0;
};

/// One slot, or several that were put together for a test: edges on each axis, where ±infinity stands for under- and
/// overflow. In several dimensions `last_lower` and `last_upper` are those of the last of several slots.
struct SlotComparison {
    std::vector<double> lower, upper, last_lower, last_upper;
    double first = 0, first_error = 0, second = 0, second_error = 0;  ///< contents, or means of a profile
    double pull = 0;
};

struct HistogramComparison {
    enum class Test { shape, contents, means };

    std::optional<std::string> first, second;  ///< keys "REGION/NAME"
    std::string not_compared;                  ///< why, where both are there but cannot be compared
    bool merged = false;                       ///< bins of one were put together to be those of the other
    HistogramSide first_side, second_side;
    Test test = Test::shape;
    Chi2 chi2;
    std::optional<SlotComparison> largest;  ///< with the largest pull; missing where all are 0
    /// Of the totals: as they are, or per event of the region's first row.
    std::optional<Difference> total;
    int slots = 0, slots_differing = 0;  ///< by the rule; by sigma, of the slots as the test put them together
    bool equal = false;                  ///< the same bins, and all numbers the same
    bool differs = false;                ///< by the rule

    bool compared() const { return first && second && not_compared.empty(); }
};

struct Comparison {
    Relation relation;
    Rule rule = Rule::any;
    double tolerance = 0, sigma = 0;  ///< of the rule, where it has them; sigma with a tolerance is 0 if not asked for
    Quantity quantity = Quantity::counts;
    bool common = false;
    std::vector<Remark> remarks;
    std::vector<RegionComparison> regions;
    std::vector<HistogramComparison> histograms;
    bool compared = false;  ///< there was a cutflow on both sides, or histograms
    bool agree = false;
    std::string summary;  ///< in a line
};

/// Errors of the same events would need the events that only one side has, which numbers do not tell. Those of
/// independent samples are an upper bound of them: then chi2 and pulls are lower bounds, and probabilities upper ones.
inline bool errors_are_bounds(const Comparison& comparison) { return comparison.relation.same_events; }

}  // namespace collmc::comparison
