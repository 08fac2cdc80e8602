// The values of literals: the exact decimal times its unit, rounded once to binary64.
//
// `0.1 MeV` is the double nearest to 1/10000, `30 deg` the one nearest to pi/6, and a bin edge the one nearest to
// lo + (hi - lo) i / n taken over the exact decimals. pi is taken to 100 digits. Energies are in GeV, angles in
// radians.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/types.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

/// The dimension that a unit gives to its number: `GeV^2` 2, `deg` 0.
Rational dimension_of(const syntax::Unit& unit);
Rational dimension_of(const std::optional<syntax::Unit>& unit);

/// Nothing if the number is outside what binary64 holds, has more than 400 digits, or the unit's power is absurd.
std::optional<double> literal_value(const std::string& digits, const std::optional<syntax::Unit>& unit);
std::optional<double> bound_value(const syntax::Bound& bound, const std::optional<syntax::Unit>& unit);
/// The bound with an error added or taken off it, rounded once.
std::optional<double> shifted_value(const syntax::Bound& bound, const std::string& up, const std::string& down,
                                    const std::optional<syntax::Unit>& unit);
/// In 1/fb.
std::optional<double> luminosity_value(const syntax::Luminosity& luminosity);
double pi_value();

/// Offers to write the unit that a bare number lacks: exactly what was meant where it is 0, and a guess elsewhere.
void offer_unit(diagnostics::Diagnostic& diagnostic, diagnostics::Span number, Rational dimension);

/// n + 1 edges that strictly increase; nothing if they do not, or where a bound has no value.
std::optional<std::vector<double>> bin_edges(const syntax::Bound& low, const syntax::Bound& high,
                                             const std::optional<syntax::Unit>& unit, int bins);

}  // namespace collmc::semantics
