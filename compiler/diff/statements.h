// The statements of regions by what they do: equal texts do the same, whatever they are called and labelled.
#pragma once

#include <string>
#include <vector>

#include "compiler/diff/conditions.h"
#include "compiler/semantics/typed.h"

namespace collmc::diff {

/// A statement of a region of a joint program.
class Item {
    template <class Content>
    const Content& of(const std::vector<Content>& list) const {
        return list[static_cast<std::size_t>(statement.index)];
    }

public:
    const semantics::Region* region = nullptr;
    semantics::Statement statement{};

    bool is_row() const {
        return statement.kind == semantics::Statement::Kind::cut ||
               statement.kind == semantics::Statement::Kind::weight;
    }
    const semantics::Cut* cut() const {
        return statement.kind == semantics::Statement::Kind::cut ? &of(region->cuts) : nullptr;
    }
    const semantics::Weight& weight() const { return of(region->weights); }
    const semantics::Histogram& histogram() const { return of(region->histograms); }
    const semantics::Ntuple& ntuple() const { return of(region->ntuples); }
    const semantics::Bins& bins() const { return of(region->bins); }
    const semantics::Skim& skim() const { return of(region->skims); }
    /// Of an output; empty for a row.
    std::string name() const;
    /// As written between quotes; a condition is no label.
    std::string label() const;
    semantics::Span span() const;
};

std::vector<Item> items_of(const semantics::Region& region);

/// What the statement does, in the terms of `conditions`.
std::string content_of(Conditions& conditions, const Item& item);

/// The parts of a fill.
std::string loop_of(Conditions& conditions, const semantics::Histogram& histogram, Conditions::Scope& scope);
std::string value_of(Conditions& conditions, const semantics::Expr* value, const Conditions::Scope& scope = {});
std::string edges_of(const semantics::Dimension& dimension);

}  // namespace collmc::diff
