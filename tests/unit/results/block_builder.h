// A block, workspace and layout made by hand, as a compiled analysis would leave them.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/abi/block.h"
#include "runtime/results/event_weights.h"

namespace collmc::results {

class BlockBuilder {
public:
    /// One event per weight; the events are numbered from first_number on.
    explicit BlockBuilder(std::vector<double> weights, double first_number = 1) : weights_(std::move(weights)) {
        for (std::size_t i = 0; i < weights_.size(); ++i) numbers_.push_back(first_number + static_cast<double>(i));
        block_.n_events = static_cast<std::int32_t>(weights_.size());
        block_.unit_weights = true;
        for (const double weight : weights_) block_.unit_weights = block_.unit_weights && weight == 1;
        block_.event_columns[abi::kWeight] = weights_.data();
        block_.event_columns[abi::kNumber] = numbers_.data();
    }

    /// Returns the selection's index.
    int select(std::vector<std::int32_t> events, std::int64_t undecided = 0) {
        const auto slot = static_cast<int>(ints_.size()), counter = static_cast<int>(counters_.size());
        layout_.selections.push_back({slot, counter, counter + 1});
        counters_.push_back(static_cast<std::int64_t>(events.size()));
        counters_.push_back(undecided);
        ints_.push_back(std::make_unique<std::vector<std::int32_t>>(std::move(events)));
        return static_cast<int>(layout_.selections.size()) - 1;
    }
    /// Returns the weight's index. `factors`: one per event of the selection.
    int weight(int selection, std::vector<double> factors) {
        layout_.weights.push_back(dense(selection, {std::move(factors)}, -1));
        return static_cast<int>(layout_.weights.size()) - 1;
    }
    void histogram(int selection, std::vector<std::vector<double>> columns, int weight = -1) {
        layout_.histograms.push_back(dense(selection, std::move(columns), weight));
    }
    /// A histogram with any number of entries: `events` says of which event each is.
    void looped_histogram(int selection, std::vector<std::int32_t> events, std::vector<std::vector<double>> columns,
                          int weight = -1) {
        abi::WorkspaceLayout::Values values;
        values.selection = selection;
        values.list = layout_.lists++;
        values.columns = static_cast<int>(columns.size());
        values.weight = weight;
        abi::List& list = lists_.emplace_back();
        list.size = list.capacity = static_cast<std::int64_t>(events.size());
        ints_.push_back(std::make_unique<std::vector<std::int32_t>>(std::move(events)));
        list.events = ints_.back()->data();
        for (std::size_t i = 0; i < columns.size(); ++i)
            list.columns[i] = doubles_[column(std::move(columns[i]))]->data();
        layout_.histograms.push_back(values);
    }
    void ntuple(int selection, std::vector<std::vector<double>> columns, int weight = -1) {
        layout_.ntuples.push_back(dense(selection, std::move(columns), weight));
    }

    const abi::Block& block() const { return block_; }
    const abi::WorkspaceLayout& layout() const { return layout_; }
    const abi::Workspace& workspace() {
        int_arrays_.clear();
        double_arrays_.clear();
        for (const auto& array : ints_) int_arrays_.push_back(array->data());
        for (const auto& array : doubles_) double_arrays_.push_back(array->data());
        workspace_ = {int_arrays_.data(), nullptr, double_arrays_.data(), counters_.data(), lists_.data()};
        return workspace_;
    }
    const EventWeights& event_weights() {
        event_weights_.compute(block_, workspace(), layout_);
        return event_weights_;
    }

private:
    abi::WorkspaceLayout::Values dense(int selection, std::vector<std::vector<double>> columns, int weight) {
        abi::WorkspaceLayout::Values values;
        values.selection = selection;
        values.weight = weight;
        for (auto& numbers : columns) values.event_doubles.push_back(column(std::move(numbers)));
        return values;
    }
    int column(std::vector<double> values) {
        doubles_.push_back(std::make_unique<std::vector<double>>(std::move(values)));
        return static_cast<int>(doubles_.size()) - 1;
    }

    std::vector<double> weights_, numbers_;
    std::vector<std::unique_ptr<std::vector<std::int32_t>>> ints_;
    std::vector<std::unique_ptr<std::vector<double>>> doubles_;
    std::vector<std::int64_t> counters_;
    std::vector<std::int32_t*> int_arrays_;
    std::vector<double*> double_arrays_;
    abi::Block block_;
    abi::WorkspaceLayout layout_;
    abi::Workspace workspace_;
    std::vector<abi::List> lists_;
    EventWeights event_weights_;
};

}  // namespace collmc::results
