// Boxes of numbers: whether any two overlap, and whether they fill the box around them all.
//
// The ends of an interval are places between numbers: `[20` lies before 20, `(20` behind it. Of whole numbers, an
// interval is the run of those inside it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// Where an interval begins or ends: directly before a number, or directly behind it.
struct Place {
    double value = 0;
    bool behind = false;

    friend auto operator<=>(const Place&, const Place&) = default;
};

/// From one place to a later one.
struct Stretch {
    Place begin, end;

    bool empty() const { return !(begin < end); }
    Table::Side side() const { return {begin.value, end.value, !begin.behind, end.behind}; }
    friend bool operator==(const Stretch&, const Stretch&) = default;
};

using Box = std::vector<Stretch>;  ///< one per quantity

/// `whole`: of an integer quantity. `[2, 4]` and `[2, 5)` are then the same.
Stretch stretch_of(const Table::Side& side, bool whole);
Stretch intersection(const Stretch& a, const Stretch& b);

/// Two that share a point, if any do. Every box has at least one quantity, and none is empty.
std::optional<std::pair<std::size_t, std::size_t>> overlapping(const std::vector<Box>& boxes);

/// Of boxes that do not overlap, a part of the box around them that none covers.
std::optional<Box> uncovered(const std::vector<Box>& boxes);

}  // namespace collmc::semantics
