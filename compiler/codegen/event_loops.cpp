#include "compiler/codegen/event_loops.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>

#include "runtime/kernels/event_lists.h"

namespace collmc::codegen {

using plan::NodeId;
using plan::Op;
using plan::SelectionId;
using plan::Use;

namespace {

std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

constexpr int kFewOperations = 8;
/// Behind a cut with so many others behind it, these are better made for its events than for all.
constexpr std::int64_t kManyBranches = 4;

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

/// What the cuts of a loop look at.
class Known {
public:
    Known(const plan::Plan& plan, const std::vector<char>& shared)
        : plan_(plan), shared_(shared), is_known_(plan.nodes.size()) {}

    void begin(const Use& cut, bool has_columns) {
        is_known_.assign(is_known_.size(), false);
        has_columns_ = has_columns;
        note(cut);
    }
    /// Whether a cut needs little more.
    bool is_enough_for(const Use& cut) const {
        int operations = 0;
        return std::ranges::all_of(cut.nodes, [&](NodeId node) { return is_enough(node, operations); });
    }
    void note(const Use& cut) {
        for (const NodeId node : cut.nodes) note_node(node);
    }

private:
    bool is_enough(NodeId node, int& operations) const {
        if (is_known_[at(node)] || plan_.nodes[at(node)].op == Op::constant) return true;
        if (shared_[at(node)] != 0) return false;
        if (has_columns_ && is_column(plan_.nodes[at(node)])) return true;
        if (!is_cheap(plan_.nodes[at(node)])) return false;
        if (++operations > kFewOperations) return false;
        return std::ranges::all_of(plan_.nodes[at(node)].in, [&](NodeId in) { return is_enough(in, operations); });
    }
    void note_node(NodeId node) {
        if (is_known_[at(node)]) return;
        is_known_[at(node)] = true;
        // What a shared value is made of is in the function that makes it, that of a reduction in its loop.
        if (shared_[at(node)] != 0 || plan_.nodes[at(node)].binder != plan::kNone) return;
        for (const NodeId in : plan_.nodes[at(node)].in) note_node(in);
    }

    const plan::Plan& plan_;
    const std::vector<char>& shared_;
    std::vector<bool> is_known_;
    bool has_columns_ = false;  ///< columns of the events are at hand
};

/// A set of them.
class Nodes {
public:
    void add(std::size_t node) {
        if (words_.size() <= node / kBits) words_.resize(node / kBits + 1);
        words_[node / kBits] |= std::uint64_t{1} << (node % kBits);
    }
    bool meet(const Nodes& other) const {
        const std::size_t size = std::min(words_.size(), other.words_.size());
        for (std::size_t i = 0; i < size; ++i) {
            if ((words_[i] & other.words_[i]) != 0) return true;
        }
        return false;
    }
    bool are_among(const Nodes& others) const {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            const std::uint64_t there = i < others.words_.size() ? others.words_[i] : 0;
            if ((words_[i] & ~there) != 0) return false;
        }
        return true;
    }

private:
    static constexpr std::size_t kBits = 64;
    std::vector<std::uint64_t> words_;
};

class Scheduler {
public:
    Scheduler(const plan::Plan& plan, const std::vector<char>& shared)
        : plan_(plan), known_(plan, shared), needed_(plan.selections.size()), is_made_(plan.selections.size()) {}

    std::vector<EventLoop> run() {
        std::vector<Use> outputs;
        loops_.push_back({{0}, {}, {}});
        for (Use& use : plan::uses(plan_)) {
            const auto kind = use.step.kind;
            if (kind == plan::Step::Kind::selection) {
                needed_[at(made_by(use))] = needed_by(use);
                waiting_.push_back(std::move(use));
            } else if (kind == plan::Step::Kind::collection || kind == plan::Step::Kind::pick) {
                loops_[0].uses.push_back(std::move(use));
            } else {
                outputs.push_back(std::move(use));
            }
        }
        is_made_[0] = true;
        while (!waiting_.empty()) add_cuts(next());
        add_outputs(std::move(outputs));
        return std::move(loops_);
    }

private:
    static SelectionId made_by(const Use& cut) { return cut.step.id; }
    bool is_ready(const Use& cut) const { return is_made_[at(cut.selection)]; }

    /// The cut that the next loop starts with: the first that no other one would join if it were its turn already.
    std::size_t next() const {
        const auto ready = [&](const Use& cut) { return is_ready(cut); };
        for (std::size_t i = 0; i < waiting_.size(); ++i) {
            if (is_ready(waiting_[i]) && !is_asked_later(waiting_[i])) return i;
        }
        return static_cast<std::size_t>(std::ranges::find_if(waiting_, ready) - waiting_.begin());
    }

    /// Whether a cut that has to wait, and not for this one, needs something of what this one needs.
    bool is_asked_later(const Use& cut) const {
        const Nodes& needed = needed_[at(made_by(cut))];
        return std::ranges::any_of(waiting_, [&](const Use& other) {
            return !is_ready(other) && needed.meet(needed_[at(made_by(other))]) &&
                   !is_behind(other.selection, made_by(cut));
        });
    }
    bool is_behind(SelectionId selection, SelectionId cut) const {
        while (selection > cut) selection = plan_.selections[at(selection)].within;
        return selection == cut;
    }
    /// What is worth having once: objects, their values, functions.
    Nodes needed_by(const Use& cut) const {
        Nodes needed;
        const std::vector<char> below = plan::nodes_below(plan_, cut.nodes);
        for (std::size_t id = 0; id < below.size(); ++id) {
            const plan::Node& node = plan_.nodes[id];
            if (below[id] != 0 && !is_cheap(node) && !is_column(node) && node.op != Op::constant) needed.add(id);
        }
        return needed;
    }

    void add_cuts(std::size_t first) {
        loops_.emplace_back();
        EventLoop& loop = loops_.back();
        const SelectionId within = waiting_[first].selection;
        known_.begin(waiting_[first], within == 0 || has_many_branches(within));
        add_cut(loop, first);
        // What joins may stand before what has joined already, in a region that was written later.
        for (bool is_new = true; is_new;) {
            is_new = false;
            for (std::size_t i = 0; i < waiting_.size();) {
                if (!may_join(loop, waiting_[i])) {
                    ++i;
                    continue;
                }
                add_cut(loop, i);
                is_new = true;
            }
        }
        for (const SelectionId cut : loop.cuts) is_made_[at(cut)] = true;
        std::ranges::sort(loop.over);
    }

    void add_cut(EventLoop& loop, std::size_t i) {
        Use& cut = waiting_[i];
        if (is_ready(cut) && std::ranges::find(loop.over, cut.selection) == loop.over.end())
            loop.over.push_back(cut.selection);
        known_.note(cut);
        loop.cuts.push_back(made_by(cut));
        loop.uses.push_back(std::move(cut));
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    }

    bool may_join(const EventLoop& loop, const Use& cut) const {
        const bool is_of_all = loop.over[0] == 0;
        const bool is_in_tree = std::ranges::find(loop.cuts, cut.selection) != loop.cuts.end();
        if (is_of_all && is_in_tree && has_many_branches(cut.selection)) return false;
        if (!is_in_tree && std::ranges::find(loop.over, cut.selection) == loop.over.end()) {
            // More events: then all that is computed for the loop has to be worth it for them.
            const bool is_wanted = needed_[at(loop.cuts[0])].are_among(needed_[at(made_by(cut))]);
            const bool is_possible = is_ready(cut) && !is_of_all && cut.selection != 0;
            if (!is_wanted || !is_possible || loop.over.size() == kernels::kMostToldApart) return false;
        }
        return known_.is_enough_for(cut);
    }

    bool has_many_branches(SelectionId selection) const {
        return std::ranges::count(plan_.selections, selection, &plan::Selection::within) >= kManyBranches;
    }

    void add_outputs(std::vector<Use> outputs) {
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const SelectionId selection = outputs[i].selection;
            const auto is_same = [&](const EventLoop& loop) {
                return loop.cuts.empty() && loop.over[0] == selection && !is_fill(loop.uses[0]);
            };
            const auto same = std::find_if(loops_.begin() + 1, loops_.end(), is_same);
            if (is_fill(outputs[i]) || same == loops_.end())
                loops_.push_back({{selection}, {}, {std::move(outputs[i])}});
            else
                same->uses.push_back(std::move(outputs[i]));
        }
        join_outputs();
    }

    /// Selections with the same values share a loop.
    void join_outputs() {
        std::vector<EventLoop> joined;
        std::map<std::set<NodeId>, std::size_t> known;  ///< by the values: the loop
        for (EventLoop& loop : loops_) {
            const bool is_first = joined.empty();
            if (is_first || !loop.cuts.empty() || loop.over[0] == 0 || is_fill(loop.uses[0])) {
                joined.push_back(std::move(loop));
                continue;
            }
            std::set<NodeId> values;
            for (const Use& use : loop.uses) values.insert(use.nodes.begin(), use.nodes.end());
            const auto [place, is_new] = known.try_emplace(std::move(values), joined.size());
            if (is_new || joined[place->second].over.size() == kernels::kMostToldApart) {
                place->second = joined.size();
                joined.push_back(std::move(loop));
                continue;
            }
            EventLoop& to = joined[place->second];
            to.over.push_back(loop.over[0]);
            std::ranges::sort(to.over);
            std::ranges::move(loop.uses, std::back_inserter(to.uses));
        }
        loops_ = std::move(joined);
    }
    bool is_fill(const Use& use) const {
        return use.step.kind == plan::Step::Kind::histogram && !plan_.histograms[at(use.step.id)].loops.empty();
    }

    const plan::Plan& plan_;
    Known known_;
    std::vector<Nodes> needed_;  ///< by selection: by its cut
    std::vector<bool> is_made_;  ///< by selection: before the loop that is being put together
    std::vector<Use> waiting_;   ///< cuts, in the order of the plan
    std::vector<EventLoop> loops_;
};

}  // namespace

std::vector<EventLoop> event_loops(const plan::Plan& plan, const std::vector<char>& shared) {
    return Scheduler(plan, shared).run();
}

}  // namespace collmc::codegen
