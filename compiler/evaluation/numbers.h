// Whether a program's results are those of the reference, by the files that a run writes.
#pragma once

#include <string>
#include <string_view>

namespace collmc::evaluation {

/// Every region of the reference has a region with the same numbers of events after each cut, in its order; what it is
/// called does not matter. Empty where it is so, else a sentence with the first number that differs. Texts of
/// cutflow.json.
std::string compare_cutflows(std::string_view reference, std::string_view results);

/// Every histogram of the reference has one, of its own, with the same entries, entries on the axis and mean there (of
/// the bins' middles) within `tolerance` of the reference's; a mean near 0 within `tolerance` of the axis' length.
/// Texts of histograms.json.
std::string compare_histograms(std::string_view reference, std::string_view results, double tolerance = 0.02);

}  // namespace collmc::evaluation
