// Warnings about what is legal and probably not meant (W08xx).
#pragma once

#include "compiler/semantics/checker.h"
#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

/// Equality of computed numbers, one-sided cuts on signed angles, degrees taken for radians, b tags compared with a
/// value.
void warn_of_comparison(Checker& checker, const Expr& comparison, const syntax::Expr& tree);
/// The same for `x in [low, high]`.
void warn_of_interval(Checker& checker, const Expr& interval, const syntax::Expr& tree);
/// A sum of objects, or of their pt, in which something is added twice (lints_sums.cpp).
void warn_of_sum(Checker& checker, const Expr& sum, const syntax::Expr& tree);
/// A constant or a table that is no probability (lints_numbers.cpp, as the next four).
void warn_of_probability(Checker& checker, const Expr& probability);
/// A b tag compared with a fraction; true if it is one.
bool warn_of_discriminant(Checker& checker, const Expr& comparison, const syntax::Expr& tree);
/// A flavor that no lepton has; true if it is one.
bool warn_of_flavor(Checker& checker, const Expr& comparison, const syntax::Expr& tree);
/// A factor that is far from 1.
void warn_of_scale(Checker& checker, const Variation& variation, const syntax::Variation& tree);
/// An output named after another object than it shows: `pt_j2 : jets[0].pt`.
void warn_of_misnumbered(Checker& checker, const std::string& name, Span name_span, const Expr& shown);
/// A condition on an object that does not depend on the object.
void warn_of_event_quantity(Checker& checker, const Cut& cut, const std::vector<Variable>& self);
/// A reduction in an object's block that also compares the object with itself.
void warn_of_self_comparison(Checker& checker, const Expr& reduction, const Variable& self, CollectionId own_source);
/// A histogram whose name or label says one of pt, eta and phi and whose value is another one; or another object.
void warn_of_mislabelled(Checker& checker, const Histogram& histogram);

}  // namespace collmc::semantics
