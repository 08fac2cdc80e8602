#include "compiler/codegen/cut_runs.h"

#include <algorithm>

namespace collmc::codegen {

using plan::NodeId;
using plan::Op;
using plan::SelectionId;

namespace {

constexpr int kFewOperations = 8;

/// An instruction or two, of values that are there.
bool is_cheap(const plan::Node& node) {
    switch (node.op) {
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::negate:
        case Op::absolute:
        case Op::less:
        case Op::less_equal:
        case Op::equal:
        case Op::not_equal:
        case Op::is_nan:
        case Op::logical_and:
        case Op::logical_or:
        case Op::logical_not:
        case Op::select: return true;
        default: return false;
    }
}

/// What lies in memory by event: it is read as vectors where all events are looked at.
bool is_column(const plan::Node& node) {
    return node.op == Op::event_column || node.op == Op::size || node.op == Op::found;
}

/// What the cuts of a run look at.
class Known {
public:
    Known(const plan::Plan& plan, const Slots& slots) : plan_(plan), slots_(slots), is_known_(plan.nodes.size()) {}

    void begin(SelectionId cut) {
        is_known_.assign(is_known_.size(), false);
        is_of_all_events_ = plan_.selections[at(cut)].within == 0;
        note(cut);
    }
    /// Whether a cut needs little more.
    bool is_enough_for(SelectionId cut) const {
        const plan::Selection& selection = plan_.selections[at(cut)];
        int operations = 0;
        return is_enough(selection.pass, operations) && is_enough(selection.undecided, operations);
    }
    void note(SelectionId cut) {
        const plan::Selection& selection = plan_.selections[at(cut)];
        note_node(selection.pass);
        note_node(selection.undecided);
    }

private:
    bool is_enough(NodeId node, int& operations) const {
        if (node == plan::kNone || is_known_[at(node)] || plan_.nodes[at(node)].op == Op::constant) return true;
        if (slots_.shared[at(node)] >= 0) return false;
        if (is_of_all_events_ && is_column(plan_.nodes[at(node)])) return true;
        if (!is_cheap(plan_.nodes[at(node)])) return false;
        if (++operations > kFewOperations) return false;
        return std::ranges::all_of(plan_.nodes[at(node)].in, [&](NodeId in) { return is_enough(in, operations); });
    }
    void note_node(NodeId node) {
        if (node == plan::kNone || is_known_[at(node)]) return;
        is_known_[at(node)] = true;
        // What a shared value is made of is in the function that makes it, that of a reduction in its loop.
        if (slots_.shared[at(node)] >= 0 || plan_.nodes[at(node)].binder != plan::kNone) return;
        for (const NodeId in : plan_.nodes[at(node)].in) note_node(in);
    }

    const plan::Plan& plan_;
    const Slots& slots_;
    std::vector<bool> is_known_;
    bool is_of_all_events_ = false;  ///< the run
};

}  // namespace

std::vector<std::vector<SelectionId>> cut_runs(const plan::Plan& plan, const Slots& slots) {
    std::vector<std::vector<SelectionId>> runs;
    Known known(plan, slots);
    bool is_behind_cut = false;
    for (const plan::Step& step : plan.schedule) {
        const bool is_cut = step.kind == plan::Step::Kind::selection && step.id != 0;
        if (is_cut) {
            const bool follows = is_behind_cut && plan.selections[at(step.id)].within == runs.back().back();
            if (follows && known.is_enough_for(step.id)) {
                runs.back().push_back(step.id);
                known.note(step.id);
            } else {
                runs.push_back({step.id});
                known.begin(step.id);
            }
        }
        const bool is_for_all = step.kind == plan::Step::Kind::collection || step.kind == plan::Step::Kind::pick;
        is_behind_cut = is_cut || (is_behind_cut && is_for_all);
    }
    return runs;
}

}  // namespace collmc::codegen
