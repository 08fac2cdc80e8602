#include "compiler/plan/uses.h"

namespace collmc::plan {
namespace {

std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

Use use_of(const Plan& plan, const Step& step) {
    switch (step.kind) {
        case Step::Kind::collection: {
            const Collection& collection = plan.collections[at(step.id)];
            return {step, 0, {collection.condition, collection.key}};
        }
        case Step::Kind::pick: {
            const Pick& pick = plan.picks[at(step.id)];
            Use use{step, 0, pick.keys};
            use.nodes.push_back(pick.condition);
            return use;
        }
        case Step::Kind::selection: {
            const Selection& selection = plan.selections[at(step.id)];
            return {step, selection.within, {selection.pass, selection.undecided}};
        }
        case Step::Kind::weight: {
            const Weight& weight = plan.weights[at(step.id)];
            return {step, weight.selection, {weight.value}};
        }
        case Step::Kind::histogram: {
            const Histogram& histogram = plan.histograms[at(step.id)];
            Use use{step, histogram.selection, histogram.values};
            use.nodes.push_back(histogram.filter);
            return use;
        }
        case Step::Kind::ntuple: break;
    }
    const Ntuple& ntuple = plan.ntuples[at(step.id)];
    return {step, ntuple.selection, ntuple.values};
}

}  // namespace

std::vector<Use> uses(const Plan& plan) {
    std::vector<Use> uses;
    for (const Step& step : plan.schedule) {
        if (step.kind == Step::Kind::selection && step.id == 0) continue;
        uses.push_back(use_of(plan, step));
        std::erase(uses.back().nodes, kNone);
    }
    return uses;
}

std::vector<char> nodes_below(const Plan& plan, std::span<const NodeId> nodes, std::span<const char> known) {
    std::vector<char> below(plan.nodes.size());
    for (const NodeId node : nodes) below[at(node)] = 1;
    for (std::size_t id = below.size(); id-- > 0;) {
        if (below[id] == 0 || (!known.empty() && known[id] != 0)) continue;
        for (const NodeId operand : plan.nodes[id].in) below[at(operand)] = 1;
    }
    return below;
}

}  // namespace collmc::plan
