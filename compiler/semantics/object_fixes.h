// Edits for an object, a collection or a condition that stands where a number, or a condition, is asked for.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/reporter.h"
#include "compiler/semantics/schema.h"
#include "compiler/semantics/typed.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

/// The source text, in parentheses where something that binds tighter (`.pt`, `^2`) follows.
std::string as_operand(const syntax::Expr& tree);

/// One number that the value may stand for: of a sum of momenta its mass or pt, of an object its pt or charge, of a
/// collection how many there are.
std::vector<Fix> number_instead(const Expr& value, const syntax::Expr& tree, const Schema& schema);

/// `C` for `C == 1`, `not C` for `C == 0`, and so on; nothing for other comparisons of a condition.
std::vector<Fix> condition_alone(const syntax::Expr& condition, const syntax::Expr& comparison);

/// A condition that the value may stand for, as the whole of `asked`: `size(jets) >= 1`, `btagged`, or with `negated`
/// (`asked` is then `not VALUE`) their contrary.
std::vector<Fix> condition_instead(const Expr& value, const syntax::Expr& tree, Span asked, bool negated);

/// A collection added to an object or to another collection: one of its objects, or the sum of all.
std::vector<Fix> object_instead(const Expr& collection, const syntax::Expr& tree);

}  // namespace collmc::semantics
