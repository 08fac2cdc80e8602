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
/// A condition on an object that does not depend on the object.
void warn_of_event_quantity(Checker& checker, const Cut& cut, const std::vector<Variable>& self);
/// A reduction in an object's block that also compares the object with itself.
void warn_of_self_comparison(Checker& checker, const Expr& reduction, const Variable& self, CollectionId own_source);
/// A histogram whose name or label says phi and whose value is eta, or the other way round.
void warn_of_mislabelled(Checker& checker, const Histogram& histogram);

}  // namespace collmc::semantics
