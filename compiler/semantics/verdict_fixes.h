// Edits for cuts that decide nothing: that cannot pass, cannot fail, or divide by what can be 0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/semantics/presence_fixes.h"
#include "compiler/semantics/range_terms.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// For a cut that cannot pass because of others: without it, without the other, with their numbers exchanged, or with
/// the ends of an interval of whole numbers closed.
std::vector<presence::Fix> fixes_of_impossible(const Cut& cut, const std::vector<const Cut*>& because);
/// The numbers of two cuts exchanged; nothing where one of them has none, or both the same.
std::vector<presence::Fix> exchanged_numbers(const Cut& cut, const std::vector<const Cut*>& because);
/// A conjunction without the condition that is one of its sides; nothing where more than `and` stands between them.
std::optional<presence::Fix> without_part(const Expr& conjunction, const Expr& condition);
/// `size(jets) >= 1` above the statement, or as its guard, where the denominator is made of one collection.
std::vector<presence::Fix> fixes_of_quotient(const Program& program, const Terms& terms, TermId denominator,
                                             const presence::Statement& statement);

}  // namespace collmc::semantics
