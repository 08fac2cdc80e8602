// What is certainly true of a number whatever the event: whether it can be NaN, its sign, how large it can get.
//
// Only used to leave out the question "is it NaN?" where the answer is no. Every rule holds for the operations as
// computed: binary64 with rounding, the kernels' results. Stored columns are finite, and nothing else is assumed of
// them (angles excepted). Nothing is said of bottom.
#pragma once

#include <limits>
#include <vector>

#include "compiler/plan/plan.h"

namespace collmc::plan {

struct Facts {
    bool never_nan = false;
    bool non_negative = false;  ///< never NaN and never below zero (-0 counts as zero)
    /// Never NaN, and |x| is at most this; infinity: nothing is known.
    double bound = std::numeric_limits<double>::infinity();

    bool is_finite() const { return never_nan && bound < std::numeric_limits<double>::infinity(); }
};

/// `known` holds the facts of all nodes before `node`. Nothing is known of b1 and ref.
Facts facts_of(const Node& node, const std::vector<Node>& nodes, const std::vector<Facts>& known);

}  // namespace collmc::plan
