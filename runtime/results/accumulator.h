// Sums up the finished blocks of an event loop: cutflow and histograms.
//
// One Accumulator belongs to one thread. Every sum is exact until it is rounded once at the end, so the results carry
// the same bits for any division of the events into blocks and any order of merging. Ntuple rows, whose order matters,
// are only counted here; ntuple_text.h writes them.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/binning.h"
#include "runtime/results/exact_sum.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"

namespace collmc::results {

class Accumulator {
public:
    /// `spec` must outlive the accumulator.
    explicit Accumulator(const OutputSpec& spec);

    /// Adds a block for which the compiled analysis has filled the workspace.
    void add(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout);

    /// Adds what another accumulator of the same spec holds.
    void merge(const Accumulator& other);

    Results finish() const;

private:
    /// The weights of a block's events: one constant, or one per event.
    struct Weights {
        const double* each = nullptr;  ///< null where all are `constant`
        double constant = 1;
    };
    struct SelectionSum {
        bool used = false;  ///< named by a row
        std::int64_t events = 0;
        std::int64_t undecided = 0;
        WeightSum weights;
    };
    struct Histogram {
        explicit Histogram(const HistogramSpec& spec);

        Binning binning;
        std::vector<std::int64_t> units;   ///< fills of weight 1, by slot
        std::vector<WeightSum> weighted;   ///< fills from blocks with other weights, by slot without NaN; may be empty
        std::vector<std::int64_t> counts;  ///< their number, by slot; may be empty

        void merge(const Histogram& other);
        HistogramResult finish() const;
    };

    void add_selection(const abi::Workspace& workspace, const abi::WorkspaceLayout::Selection& selection,
                       const Weights& weights, SelectionSum& sum);
    void fill(Histogram& histogram, const double* values, const std::int32_t* events, std::int64_t count,
              const Weights& weights);

    const OutputSpec* spec_;
    bool unit_weights_ = true;
    std::vector<SelectionSum> selections_;  ///< by selection
    std::vector<Histogram> histograms_;
    std::vector<std::int64_t> ntuple_rows_;
    std::vector<std::int64_t> fills_of_block_;  ///< by slot, where all events of the block have one weight
};

}  // namespace collmc::results
