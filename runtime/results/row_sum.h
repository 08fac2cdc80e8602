// A row of a cutflow while the events are read: the events of a selection, counted with one of the weights.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/exact_sum.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::results {

/// How many events there are, and how many a comparison with a NaN kept out.
struct RowCounts {
    std::int64_t events = 0, undecided = 0;

    void add(const RowCounts& other) {
        events += other.events;
        undecided += other.undecided;
    }
};
RowCounts counts_of(int selection, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout);

class RowSum {
public:
    /// `previous_weight` is that of the row before.
    RowSum(int selection, int weight, int previous_weight)
        : selection_(selection), weight_(weight), previous_weight_(previous_weight) {}

    int selection() const { return selection_; }
    int weight() const { return weight_; }
    int previous_weight() const { return previous_weight_; }
    bool operator==(const RowSpec& row) const { return selection_ == row.selection && weight_ == row.weight; }

    /// Weights of the events that are being added.
    struct Scratch {
        std::vector<double> mine, other;
    };
    /// Adds the events of a block with their weights.
    void add(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const EventWeights& weights,
             Scratch& scratch);
    /// The same in one sum, of events where the file's weights are 1, and the row before has the same weight or none.
    void add(const RowCounts& counts, const WeightSum& weights);

    void merge(const RowSum& other);
    CutflowRow finish(const RowSpec& spec) const;

private:
    int selection_ = 0, weight_ = -1, previous_weight_ = -1;
    RowCounts counts_;
    WeightSum weights_;
    ExactSum with_first_, with_previous_;  ///< as in CutflowRow; used only where the weights differ
};

}  // namespace collmc::results
