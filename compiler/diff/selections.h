// Which events two regions of a joint program keep, as far as it can be proved.
#pragma once

#include <vector>

#include "compiler/diff/changes.h"
#include "compiler/diff/join.h"
#include "compiler/semantics/consequences.h"

namespace collmc::diff {

/// All cuts of a region, read once.
class Selection {
public:
    const std::vector<const semantics::Cut*>& cuts() const { return cuts_; }

private:
    friend class Selections;
    std::vector<const semantics::Cut*> cuts_;
    Condition condition_;
    std::shared_ptr<const semantics::Consequences::Premises> premises_;
};

class Selections {
public:
    /// The joint program must outlive it and not change.
    explicit Selections(Joint& joint) : joint_(joint), consequences_(joint.program()) {}

    /// Of a region by its number in the joint program.
    Selection read(int region);

    /// Whether every event of the selection passes the cut.
    bool gives(const Selection& selection, const semantics::Cut& cut);
    /// Whether every event of `part` is one of `whole`.
    bool is_part(const Selection& part, const Selection& whole);

    /// What becomes of the selection: `rows` where exactly the same events are proved to pass.
    Effect compare(const Selection& before, const Selection& after);

private:
    Joint& joint_;
    semantics::Consequences consequences_;
};

}  // namespace collmc::diff
