// The rule of a comparison, applied to numbers. Internal to the folder.
#pragma once

#include "runtime/comparison/comparison.h"

namespace collmc::comparison {

class Judge {
public:
    explicit Judge(const Comparison& comparison) : comparison_(comparison) {}

    bool by_sigma() const { return comparison_.rule == Rule::sigma; }
    /// Whether numbers differ by the rule, which is not sigma. `merged`: sums that were added up anew, where rounding
    /// is no difference.
    bool numbers_differ(double first, double second, bool merged = false) const;
    /// Whether a pull is one that counts; true where the rule knows no sigma.
    bool beyond_sigma(double pull) const;
    bool beyond_sigma(const Chi2& test) const;

private:
    const Comparison& comparison_;
};

/// In compare_cutflows.cpp and compare_histograms.cpp: fill the comparison's regions and histograms.
void compare_cutflows(Comparison& comparison, const RunResults& first, const RunResults& second);
void compare_histograms(Comparison& comparison, const RunResults& first, const RunResults& second);

/// In remarks.cpp.
std::vector<Remark> remarks_on(const RunResults& first, const RunResults& second);
/// In summary.cpp: what differs, or that nothing does, in a line.
std::string summary_of(const Comparison& comparison);

}  // namespace collmc::comparison
