// What the events of a block count with: the file's weight, and its product with each of the analysis' weights.
#pragma once

#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/block_sum.h"

namespace collmc::results {

/// The weights of a block's events: one constant, or one per event.
struct Weights {
    const double* each = nullptr;  ///< [event of the block]; null where all are `constant`
    double constant = 1;
    Bounds bounds;  ///< of each

    bool is_one() const { return each == nullptr && constant == 1; }
    double of(std::int32_t event) const { return each == nullptr ? constant : each[event]; }
};

/// One per thread, used again from block to block. A product is rounded once, so an event counts with the same bits
/// wherever it stands.
class EventWeights {
public:
    /// For a block for which the compiled analysis has filled the workspace.
    void compute(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout);

    /// `weight` is an index in WorkspaceLayout::weights, or -1: the file's weight alone. With an index, only the events
    /// of that weight's selection have one. Holds until the next compute().
    Weights of(int weight) const { return weight < 0 ? file_ : Weights{products_[weight].data(), 1, bounds_[weight]}; }

private:
    Weights file_;
    std::vector<std::vector<double>> products_;  ///< [weight][event]
    std::vector<Bounds> bounds_;                 ///< [weight]
    std::vector<double> selected_;               ///< of the events of a weight's selection
};

}  // namespace collmc::results
