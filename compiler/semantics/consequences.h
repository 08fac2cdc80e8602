// What follows from cuts that all pass, as far as it can be proved: by the ranges of values (range_facts.h) or by
// counting objects (the presence proof's solver). What is not proved is not denied either.
#pragma once

#include <memory>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

/// The regions that a region's cuts are taken from, each once and before those that inherit from it; itself last.
std::vector<int> lineage(const Program& program, int region);

/// The cuts of a region with those that it inherits, each once, in the order in which they are asked.
std::vector<const Cut*> all_cuts(const Program& program, int region);

class Consequences {
public:
    /// The program must outlive it and not change.
    explicit Consequences(const Program& program);
    ~Consequences();

    /// Cuts that were read once, to be asked about often.
    struct Premises;
    std::shared_ptr<const Premises> read(std::vector<const Cut*> cuts);

    /// No event passes both.
    bool exclude(const Premises& a, const Premises& b);
    /// Every event that passes all of the cuts passes this one: it is neither rejected nor left undecided.
    bool give(const Premises& cuts, const Cut& cut);

private:
    struct Engines;
    std::unique_ptr<Engines> engines_;
};

}  // namespace collmc::semantics
