// Compares the results of two runs.
#pragma once

#include "runtime/comparison/comparison.h"
#include "runtime/comparison/run_results.h"

namespace collmc::comparison {

/// Regions and cuts belong together by name and label, and by order what is left over; histograms by region and name.
///
/// Whether both runs read the same events is told by the checksums of their inputs, and the ranges of events. Of the
/// same events numbers are compared, and any difference is one; of independent samples efficiencies and shapes, and a
/// difference counts beyond 3 standard deviations, unless the settings say otherwise: `exact` and `counts` compare
/// numbers, and so does a tolerance where both runs began with as many events.
Comparison compare(const RunResults& first, const RunResults& second, const Settings& settings);

/// Whether the records tell of the same events, and why.
Relation relation_of(const RunResults& first, const RunResults& second, const Settings& settings);

}  // namespace collmc::comparison
