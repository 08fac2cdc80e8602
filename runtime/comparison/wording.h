// Numbers and words of the text. Internal to the folder.
#pragma once

#include <string>
#include <vector>

#include "runtime/comparison/comparison.h"
#include "runtime/report/text_table.h"

namespace collmc::comparison {

/// What a cell says that has nothing to say.
inline constexpr const char* kNone = "–";

/// "+1.5", "−1.5", "0.0"; NaN is kNone, infinity "+∞".
std::string signed_text(double value, int decimals);

/// "1 cut", "1,200 cuts"
std::string counted(std::int64_t number, const std::string& singular);

/// A column of values with errors, empty where a value is missing; all with the decimals that the smallest error needs,
/// `least` at least.
report::TextColumn values_column(std::string heading, const std::vector<std::optional<results::Efficiency>>& values,
                                 double scale, int least);
/// The same of differences, with their signs.
report::TextColumn differences_column(std::string heading, const std::vector<std::optional<Difference>>& values,
                                      double scale, int least);

/// A name on both sides: "SR", or "SR1 → SR_one".
std::string both_names(const std::string& first, const std::string& second);

/// In render_histograms.cpp and render_cutflows.cpp.
void append_cutflows(std::string& text, const Comparison& comparison, bool colour);
void append_histograms(std::string& text, const Comparison& comparison, bool colour);

}  // namespace collmc::comparison
