// Conditions on single objects that are nothing but comparisons of their columns with constants, joined by and, or and
// not: they can be decided for many objects at once, in the form in which columns are stored.
#pragma once

#include <optional>
#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::plan {

/// low <= x <= high, where x is a column of the object, or its absolute value.
struct Comparison {
    std::int32_t column = 0;  ///< abi::ObjectColumn
    bool is_absolute = false;
    double low = 0, high = 0;  ///< low > high: nothing is between them
    bool is_inverted = false;  ///< the contrary is meant
};

/// What a node says of the object that `binder` is bound to, if it is one comparison of the kind.
std::optional<Comparison> comparison_of(const Plan& plan, NodeId node, BinderId binder);

/// By collection: the particle of whose objects it is a subset by comparisons alone, or kNone. Its source is that
/// particle's base or another such subset.
std::vector<int> compared_subsets(const Plan& plan);

}  // namespace collmc::plan
