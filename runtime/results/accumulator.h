// Sums up the finished blocks of an event loop: cutflow and histograms.
//
// One Accumulator belongs to one thread. Every sum is exact until it is rounded once at the end, so the results carry
// the same bits for any division of the events into blocks and any order of merging. Ntuple rows, whose order matters,
// are only counted here; ntuple_text.h writes them.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"
#include "runtime/results/histogram_family.h"
#include "runtime/results/histogram_sums.h"
#include "runtime/results/nested_rows.h"
#include "runtime/results/output_spec.h"
#include "runtime/results/results.h"
#include "runtime/results/row_sum.h"
#include "runtime/results/world_weights.h"

namespace collmc::results {

class Accumulator {
public:
    /// `spec` must outlive the accumulator.
    explicit Accumulator(const OutputSpec& spec);

    /// Adds a block for which the compiled analysis has filled the workspace, and whose weights are known.
    void add(const abi::Block& block, const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
             const EventWeights& weights);

    /// Adds what another accumulator of the same spec holds.
    void merge(const Accumulator& other);

    Results finish();

private:
    void add_rows(const RegionSpec& region);
    void find_models(const abi::WorkspaceLayout& layout);
    void find_nested_rows();
    std::vector<NestedRows::Cut> cuts_in_all_worlds();
    void find_families(const abi::WorkspaceLayout& layout);
    std::size_t number_of_worlds(const std::vector<int>& weights);
    void add_rows(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout, const EventWeights& weights);
    void add_histograms(const abi::Workspace& workspace, const abi::WorkspaceLayout& layout,
                        const EventWeights& weights);

    const OutputSpec* spec_;
    bool unit_weights_ = true;
    std::vector<RowSum> sums_;                    ///< regions share the rows that they inherit
    std::vector<std::vector<std::size_t>> rows_;  ///< [region][row]: index in sums_
    std::vector<HistogramSums> histograms_;
    std::vector<std::size_t> models_;  ///< [histogram]: whose slots it takes; known with the first block
    std::vector<HistogramFamily> families_;
    std::vector<std::size_t> found_first_;  ///< histograms that are their own model
    std::vector<std::size_t> alone_;        ///< histograms that are in no family
    bool families_known_ = false;           ///< with the first block, as the models
    std::vector<NestedRows> nested_rows_;
    std::vector<std::size_t> alone_rows_;  ///< sums that are in no nested rows
    std::vector<WorldWeights> world_weights_;
    std::vector<std::int64_t> ntuple_rows_, skim_events_;
    RowSum::Scratch scratch_;
};

}  // namespace collmc::results
