// The statements of a region that put something out, and weights: tree -> typed.
//
// Each reports its own mistakes and is complete where there was none. Their names are compared by the region
// (regions.cpp).
#pragma once

#include "compiler/semantics/checker.h"
#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

inline constexpr long kMostBins = 100'000;  ///< of one histogram or grid, in all its dimensions

Histogram check_histogram(Checker& checker, const syntax::Histogram& tree);
Ntuple check_ntuple(Checker& checker, const syntax::Ntuple& tree);
Bins check_bins(Checker& checker, const syntax::Bins& tree);
Weight check_weight(Checker& checker, const syntax::Weight& tree);
Skim check_skim(Checker& checker, const syntax::Skim& tree);

/// The `when` of an output, or null.
ExprPtr check_guard(Checker& checker, const syntax::ExprPtr& guard);

/// The binning of a value, which has the value's dimension.
Axis check_axis(Checker& checker, const syntax::Axis& tree, const Expr& value);
/// Edges that a person wrote one by one, strictly ascending. `above`: one edge is enough.
Axis check_edges(Checker& checker, const std::vector<syntax::Bound>& edges, const std::optional<syntax::Unit>& unit,
                 Span span, bool above, const Expr& value);

/// Published numbers: what is wrong with them is reported, and stands as 0.
long observed_count(Checker& checker, const syntax::Observed::Count& count);
/// `observed 3,148,643` as one number, where the commas may stand between thousands.
std::optional<Fix> without_commas(const std::vector<syntax::Observed::Count>& counts);
Measure expected_events(Checker& checker, const syntax::Measure& measure);

}  // namespace collmc::semantics
