// The edits that are offered for an unproved need. All of them change which events pass, so they are only ever offered.
#pragma once

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

    /// The whole cut; of an output, its keyword and name.
    Span span() const;
    const Expr* guard() const;
    /// "this cut", "the histogram", "the ntuple"
    const char* noun() const;
};

/// `select NEED` on a line of its own above the statement.
Fix require_above(const Statement& statement, const std::string& need);
/// `when NEED` behind a cut, or behind the name of an output; joined to a guard that is there.
Fix guard_statement(const Statement& statement, const std::string& need);
/// `NEED and CONDITION`.
Fix require_inside(const Cut& cut, const std::string& need);
/// Takes a later cut of the region from its place and puts it above the statement.
Fix move_above(const Statement& statement, const Cut& later);
/// Exchanges the sides of an `and`.
Fix swap_sides(const Expr& conjunction);
/// `from PARENT` behind the name of a region that inherits nothing.
Fix inherit(const Region& region, const std::string& parent);
/// Removes a cut.
Fix remove_cut(const Cut& cut);

}  // namespace collmc::semantics::presence
