#include "compiler/codegen/sharing.h"

#include <algorithm>
#include <utility>

#include "compiler/codegen/layout.h"
#include "compiler/plan/op_info.h"

namespace collmc::codegen {

using plan::NodeId;
using plan::Op;

namespace {

// Costs in additions, roughly. A value is worth a function of its own if it costs a few calls of mathematical
// functions.
constexpr int kWorthSharing = 40;
constexpr int kLookup = 4;
constexpr int kFunction = 16;
constexpr int kReduction = 50;
constexpr int kMost = 1 << 20;

int own_cost(const plan::Node& node) {
    switch (node.op) {
        case Op::constant:
        case Op::element: return 0;
        case Op::divide:
        case Op::square_root: return 3;
        case Op::wrap_phi: return 6;
        case Op::event_random:
        case Op::object_random: return 12;
        case Op::eigenvalue3:
        case Op::mt2: return 1000;
        default: break;
    }
    if (plan::op_info(node.op).reduction) return kReduction;
    return node.op >= Op::sin && node.op <= Op::hypot ? kFunction : 1;
}

/// The places where code is emitted: the functions of the steps and those of the shared values.
class Places {
public:
    explicit Places(const plan::Plan& plan) : plan_(plan), only_(plan.nodes.size(), kNowhere) {
        const auto n = static_cast<std::int32_t>(plan.selections.size());
        for (std::size_t i = 0; i < plan.selections.size(); ++i) {
            add({plan.selections[i].pass, plan.selections[i].undecided}, next_);
            ++next_;
        }
        // The outputs of one selection share a function.
        const std::int32_t outputs = std::exchange(next_, next_ + n);
        for (const plan::Weight& weight : plan.weights) add({weight.value}, outputs + weight.selection);
        for (const plan::Ntuple& ntuple : plan.ntuples) add(ntuple.values, outputs + ntuple.selection);
        for (const plan::Histogram& histogram : plan.histograms) {
            const std::int32_t place = histogram.loops.empty() ? outputs + histogram.selection : next_++;
            add(histogram.values, place);
            add({histogram.filter}, place);
        }
        for (const plan::Collection& collection : plan.collections)
            add({collection.condition, collection.key}, next_++);
        for (const plan::Pick& pick : plan.picks) {
            add({pick.condition}, next_);
            add(pick.keys, next_++);
        }
    }
    bool several(NodeId node) const { return only_[at(node)] == kSeveral; }
    /// What `node` needs is needed where the node is, or by its own function.
    void hand_down(NodeId node, bool shared) {
        const std::int32_t place = shared ? next_++ : only_[at(node)];
        for (const NodeId operand : plan_.nodes[at(node)].in) add({operand}, place);
    }

private:
    static constexpr std::int32_t kNowhere = -1, kSeveral = -2;

    void add(const std::vector<NodeId>& nodes, std::int32_t place) {
        if (place == kNowhere) return;
        for (const NodeId node : nodes) {
            if (node == plan::kNone) continue;
            std::int32_t& only = only_[at(node)];
            only = only == kNowhere || only == place ? place : kSeveral;
        }
    }

    const plan::Plan& plan_;
    std::vector<std::int32_t> only_;  ///< by node: the only place that needs it
    std::int32_t next_ = 0;
};

/// By node: the cost of computing it with everything below that is not shared.
std::vector<int> costs(const plan::Plan& plan, const std::vector<char>& shared) {
    std::vector<int> costs(plan.nodes.size());
    for (std::size_t id = 0; id < plan.nodes.size(); ++id) {
        costs[id] = own_cost(plan.nodes[id]);
        for (const NodeId operand : plan.nodes[id].in) {
            costs[id] = std::min(kMost, costs[id] + (shared[at(operand)] ? kLookup : costs[at(operand)]));
        }
    }
    return costs;
}

}  // namespace

std::vector<NodeId> shared_values(const plan::Plan& plan) {
    const auto free = plan::free_binders(plan);
    std::vector<char> shared(plan.nodes.size());
    // The second round knows what is shared below a node, and drops what is cheap then.
    for (int round = 0; round < 2; ++round) {
        const std::vector<int> cost = costs(plan, shared);
        Places places(plan);
        for (auto id = static_cast<NodeId>(plan.nodes.size()) - 1; id >= 0; --id) {
            const bool possible = free[at(id)].empty() && plan.nodes[at(id)].elem != plan::Elem::ref;
            shared[at(id)] = possible && places.several(id) && cost[at(id)] >= kWorthSharing;
            places.hand_down(id, shared[at(id)]);
        }
    }
    std::vector<NodeId> nodes;
    for (std::size_t id = 0; id < shared.size(); ++id) {
        if (shared[id]) nodes.push_back(static_cast<NodeId>(id));
    }
    return nodes;
}

}  // namespace collmc::codegen
