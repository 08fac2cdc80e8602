// The program's texts in the words of a report.
#pragma once

#include <map>
#include <string>

#include "compiler/diff/changes.h"
#include "compiler/diff/conditions.h"
#include "compiler/diff/statements.h"

namespace collmc::diff {

/// The text of a span on one line, without comments.
std::string written(semantics::Span span);
std::uint32_t line_of(semantics::Span span);

/// A cut's condition as written, with `reject` and `when`, without its label.
std::string text_of(const semantics::Cut& cut);
/// A statement without its label, `MET.pt > 30 GeV`, `m_jj : W.mass, 40 bins from 40 to 120 GeV`.
std::string text_of(const Item& item);
Place place_of(const Item& item);
Place place_of(const semantics::Cut& cut);
/// `40 bins from 0 to 200 GeV`
std::string text_of(const semantics::Measure& measure);
/// `leptons` of `for l in leptons`, with the filter.
std::string text_of(const std::vector<semantics::Range>& ranges, const semantics::Expr* filter);

/// `> 30 GeV`, `in [60, 100] GeV`.
std::string text_of(const semantics::Numbers& numbers, semantics::Rational dimension);

/// The quantities that a condition compares with constants, as written.
using Subjects = std::map<TermId, std::string>;
void add_subjects(Conditions& conditions, const semantics::Expr& condition, const Conditions::Scope& scope,
                  Subjects& subjects);

/// "cut", "weight", "histo", "profile", "bins", "ntuple", "skim".
std::string kind_of(const Item& item);

}  // namespace collmc::diff
