#include "compiler/plan/plan.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "compiler/plan/op_info.h"

namespace collmc::plan {

namespace {

void insert(std::vector<BinderId>& set, BinderId binder) {
    const auto place = std::ranges::lower_bound(set, binder);
    if (place == set.end() || *place != binder) set.insert(place, binder);
}

}  // namespace

std::vector<std::vector<BinderId>> free_binders(const Plan& plan) {
    std::vector<std::vector<BinderId>> free(plan.nodes.size());
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
        const Node& node = plan.nodes[i];
        if (node.op == Op::element || node.op == Op::in_group) insert(free[i], node.binder);
        for (const NodeId operand : node.in) {
            for (const BinderId binder : free[operand]) insert(free[i], binder);
        }
        if (op_info(node.op).reduction) {
            std::erase(free[i], node.binder);
            if (const BinderId after = plan.binders[node.binder].after; after != kNone) insert(free[i], after);
        }
    }
    return free;
}

abi::WorkspaceLayout output_layout(const Plan& plan) {
    abi::WorkspaceLayout layout;
    for (const Selection& selection : plan.selections) {
        abi::WorkspaceLayout::Selection slots;
        slots.events = layout.event_ints++;
        slots.count = layout.counters++;
        if (selection.undecided != kNone) slots.undecided = layout.counters++;
        layout.selections.push_back(slots);
    }
    // What is the same for the events of a selection is there once: a histogram and its variations share it.
    std::map<std::pair<SelectionId, NodeId>, int> known;
    const auto values = [&](SelectionId selection, WeightId weight, std::span<const NodeId> columns) {
        abi::WorkspaceLayout::Values slots;
        slots.selection = selection;
        slots.weight = weight;
        for (const NodeId column : columns) {
            const auto [place, is_new] = known.try_emplace({selection, column}, layout.event_doubles);
            if (is_new) ++layout.event_doubles;
            slots.event_doubles.push_back(place->second);
            slots.values.push_back(column);
        }
        return slots;
    };
    for (const Weight& weight : plan.weights)
        layout.weights.push_back(values(weight.selection, kNone, {&weight.value, 1}));
    for (const Histogram& histogram : plan.histograms) {
        const bool looped = !histogram.loops.empty();
        layout.histograms.push_back(values(histogram.selection, histogram.weight,
                                           looped ? std::span<const NodeId>() : std::span(histogram.values)));
        if (!looped) continue;
        layout.histograms.back().list = layout.lists++;
        layout.histograms.back().columns = static_cast<int>(histogram.values.size());
    }
    for (const Ntuple& ntuple : plan.ntuples) {
        layout.ntuples.push_back(values(ntuple.selection, ntuple.weight, ntuple.values));
        for (const Ntuple::Variation& variation : ntuple.variations)
            layout.ntuples.back().variation_weights.push_back(variation.weight);
    }
    layout.event_hash = std::ranges::any_of(
        plan.nodes, [](const Node& node) { return node.op == Op::event_random || node.op == Op::object_random; });
    return layout;
}

}  // namespace collmc::plan
