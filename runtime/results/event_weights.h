// What the events of a block count with: the file's weight, and its product with each of the analysis' weights.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/block_sum.h"

namespace collmc::results {

/// The weights of a block's events: one constant, or one per event.
struct Weights {
    const double* each = nullptr;          ///< null where all are `constant`; else ...
    const std::int32_t* place = nullptr;   ///< [event of the block]: where its weight stands in `each`
    std::span<const std::int32_t> events;  ///< that have one of `each`, in the order in which they stand there
    double constant = 1;

    bool is_one() const { return each == nullptr && constant == 1; }
    double of(std::int32_t event) const { return each == nullptr ? constant : each[place[event]]; }
};

/// One per thread, used again from block to block. A product is rounded once, so an event counts with the same bits
/// wherever it stands.
class EventWeights {
public:
    /// For a block for which the compiled analysis has filled the workspace, which has to stay as it is while the
    /// weights are asked for.
    void compute(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout);

    /// `weight` is an index in WorkspaceLayout::weights, or -1: the file's weight alone. With an index, only the events
    /// of that weight's selection have one. Holds until the next compute().
    const Weights& of(int weight) const { return weight < 0 ? file_ : weights_[static_cast<std::size_t>(weight)]; }

    /// Likewise; of those weights.
    const Bounds& bounds(int weight) const;

private:
    /// Where the events of a selection stand in it.
    struct Places {
        int selection;
        std::vector<std::int32_t> of_event;
    };
    void find_file_weights(const abi::Block& block);
    void find_places(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout);
    const std::int32_t* places_in(int selection) const;

    Weights file_;
    std::vector<Weights> weights_;               ///< by weight
    std::vector<std::vector<double>> products_;  ///< by weight; not used where the file's weights are 1
    std::vector<Places> places_;                 ///< of the selections that have a weight; known with the first block
    std::vector<std::int32_t> same_;             ///< 0, 1, 2, ...
    mutable std::vector<std::optional<Bounds>> bounds_;  ///< [weight + 1]: since they were asked for
};

}  // namespace collmc::results
