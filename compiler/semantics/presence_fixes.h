// The edits that are offered for an unproved need. All of them change which events pass, so they are only ever offered.
#pragma once

#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/typed.h"

namespace collmc::semantics::presence {

using diagnostics::Fix;

/// The statement that needs something: exactly one of the pointers is set.
struct Statement {
    const Cut* cut = nullptr;
    const Histogram* histogram = nullptr;
    const Ntuple* ntuple = nullptr;
    const Weight* weight = nullptr;
    const Bins* bins = nullptr;
    const Skim* skim = nullptr;

    /// Whether the cut is a cell in a table of regions, where no other cut can stand.
    bool is_cell() const;
    bool is_set() const { return cut || histogram || ntuple || weight || bins || skim; }
    /// The whole cut or weight; of an output, its keyword and name.
    Span span() const;
    const Expr* guard() const;
    /// "this cut", "the histogram", "the ntuple"
    const char* noun() const;
};

/// `select NEED` on a line of its own above the statement.
Fix require_above(const Statement& statement, const std::string& need);
/// `when NEED` behind a cut, or behind the name of an output; joined to a guard that is there.
Fix guard_statement(const Statement& statement, const std::string& need);
/// `VALUE when NEED else 1`: a weight.
Fix weigh_only(const Weight& weight, const std::string& need);
/// `VALUE else 0`, with its unit: the column of an ntuple in which the need stands.
Fix fill_column(const Column& column);
/// `NEED and CONDITION`.
Fix require_inside(const Cut& cut, const std::string& need);
/// For `X[k]` that is never there: the indices of X on its line, one less each if none of them is 0, else k alone. Whoever
/// counts from one means that. Nothing where k is 0, or the index is no number as it is written.
std::optional<Fix> count_from_zero(const Expr& at);
/// Takes a later cut of the region from its place and puts it above the statement.
Fix move_above(const Statement& statement, const Cut& later);
/// Exchanges the sides of an `and`.
Fix swap_sides(const Expr& conjunction);
/// `from PARENT` behind the name of a region that inherits nothing.
Fix inherit(const Region& region, const std::string& parent);
/// Removes a cut; in a table of regions, empties its cell.
Fix remove_cut(const Cut& cut);

}  // namespace collmc::semantics::presence
