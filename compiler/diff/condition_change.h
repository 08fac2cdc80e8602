// How one condition became another: which of its thresholds moved, and whether it is tighter now.
#pragma once

#include <vector>

#include "compiler/diff/changes.h"
#include "compiler/diff/wording.h"

namespace collmc::diff {

/// A cut where it is asked.
struct Asked {
    const semantics::Cut* cut = nullptr;
    Conditions::Scope scope;
    Condition condition;  ///< that passes
};
Asked asked(Conditions& conditions, const semantics::Cut& cut, Conditions::Scope scope = {});

struct ConditionChange {
    std::vector<Detail> details;
    Sense sense = Sense::other;
};
ConditionChange compare(Conditions& conditions, const Asked& before, const Asked& after);

/// How alike two cuts are that are not equal: 0 where nothing says that one became the other.
double likeness(Conditions& conditions, const Asked& before, const Asked& after);

}  // namespace collmc::diff
