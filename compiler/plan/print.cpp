#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>

#include "compiler/plan/op_info.h"
#include "compiler/plan/plan.h"

namespace collmc::plan {

namespace {

constexpr std::size_t kCommentColumn = 52;

class Printer {
public:
    explicit Printer(const Plan& plan) : plan_(plan), printed_(plan.nodes.size()) {}

    std::string print() {
        line("plan \"{}\"", plan_.title);
        for (std::size_t i = 0; i < plan_.schedule.size(); ++i) {
            const Step& step = plan_.schedule[i];
            const bool output = step.kind == Step::Kind::histogram || step.kind == Step::Kind::ntuple;
            if (i == 0 || !output || plan_.schedule[i - 1].kind != step.kind) text_ += '\n';  // outputs stand together
            print_step(step);
        }
        for (const Region& region : plan_.regions) print_region(region);
        return std::move(text_);
    }

private:
    template <class... Parts>
    void line(fmt::format_string<Parts...> format, Parts&&... parts) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Parts>(parts)...);
        text_ += '\n';
    }

    void print_step(const Step& step);
    void print_collection(CollectionId id);
    void print_pick(PickId id);
    void print_selection(SelectionId id);
    void print_region(const Region& region);
    /// The nodes below these that no step before has printed, operands first.
    void print_nodes(std::initializer_list<NodeId> roots);
    void print_node(NodeId id);
    std::string describe(const Node& node) const;
    /// How a node is written where it is used: by number, or as the constant it is.
    std::string operand(NodeId id) const;
    std::string collection(CollectionId id) const { return plan_.collections[id].name; }
    std::string binder(BinderId id) const;
    std::string place(SelectionId id) const {
        return id == 0 ? "all events" : fmt::format("s{} {}", id, plan_.selections[id].name);
    }

    const Plan& plan_;
    std::vector<bool> printed_;
    std::string text_;
};

void Printer::print_step(const Step& step) {
    switch (step.kind) {
        case Step::Kind::collection: print_collection(step.id); break;
        case Step::Kind::pick: print_pick(step.id); break;
        case Step::Kind::selection: print_selection(step.id); break;
        case Step::Kind::histogram: {
            const Histogram& histogram = plan_.histograms[step.id];
            print_nodes({histogram.value});
            line("histogram {}/{} = {} in {}, {} bins from {} to {}{}{}", histogram.region, histogram.name,
                 operand(histogram.value), place(histogram.selection), histogram.edges.size() - 1, histogram.low,
                 histogram.high, histogram.unit.empty() ? "" : " ", histogram.unit);
            break;
        }
        case Step::Kind::ntuple: {
            const Ntuple& ntuple = plan_.ntuples[step.id];
            std::vector<std::string> columns;
            for (std::size_t i = 0; i < ntuple.values.size(); ++i) {
                print_nodes({ntuple.values[i]});
                columns.push_back(fmt::format("{} = {}", ntuple.columns[i], operand(ntuple.values[i])));
            }
            line("ntuple {}/{} in {}: {}", ntuple.region, ntuple.name, place(ntuple.selection),
                 fmt::join(columns, ", "));
            break;
        }
    }
}

void Printer::print_collection(CollectionId id) {
    const Collection& self = plan_.collections[id];
    std::vector<std::string> sources, excluded;
    for (const CollectionId source : self.sources) sources.push_back(collection(source));
    for (const PickId pick : self.excluded) excluded.push_back(plan_.picks[pick].name);
    switch (self.kind) {
        case Collection::Kind::base:
            line("collection {} = every {}", self.name, abi::kParticleNames[self.particle]);
            break;
        case Collection::Kind::filter:
            print_nodes({self.condition});
            line("collection {} = filter {} where {}", self.name, binder(self.binder), operand(self.condition));
            break;
        case Collection::Kind::union_of:
            line("collection {} = union of {}", self.name, fmt::join(sources, ", "));
            break;
        case Collection::Kind::excluding:
            line("collection {} = {} excluding {}", self.name, sources[0], fmt::join(excluded, ", "));
            break;
    }
}

void Printer::print_pick(PickId id) {
    const Pick& pick = plan_.picks[id];
    print_nodes({pick.condition, pick.key});
    std::vector<std::string> legs;
    for (const BinderId leg : pick.legs) legs.push_back(binder(leg));
    line("pick {} = {} of {}{}", pick.name, pick.key == kNone ? "first" : "lowest " + operand(pick.key),
         fmt::join(legs, ", "), pick.condition == kNone ? "" : " where " + operand(pick.condition));
}

void Printer::print_selection(SelectionId id) {
    const Selection& selection = plan_.selections[id];
    print_nodes({selection.pass, selection.undecided});
    line("selection s{} {} = {} in {}{}", id, selection.name, operand(selection.pass), place(selection.within),
         selection.undecided == kNone ? "" : ", undecided " + operand(selection.undecided));
}

void Printer::print_region(const Region& region) {
    text_ += '\n';
    line("region {}", region.name);
    for (const Row& row : region.rows) line("    s{} \"{}\"", row.selection, row.label);
}

void Printer::print_nodes(std::initializer_list<NodeId> roots) {
    // An explicit stack: a long sum is a deep graph.
    std::vector<std::pair<NodeId, std::size_t>> pending;  // a node and how many of its operands have been visited
    for (const NodeId root : roots) {
        if (root != kNone && !printed_[root]) pending.emplace_back(root, 0);
        while (!pending.empty()) {
            const NodeId id = pending.back().first;
            const std::vector<NodeId>& in = plan_.nodes[id].in;
            if (pending.back().second < in.size()) {
                const NodeId operand = in[pending.back().second++];
                if (!printed_[operand]) pending.emplace_back(operand, 0);
                continue;
            }
            if (!printed_[id]) print_node(id);
            pending.pop_back();
        }
    }
}

void Printer::print_node(NodeId id) {
    printed_[id] = true;
    const Node& node = plan_.nodes[id];
    if (node.op == Op::constant) return;
    std::string text = fmt::format("    %{} = {}", id, describe(node));
    if (!node.name.empty()) text = fmt::format("{:<{}} ; {}", text, kCommentColumn, node.name);
    line("{}", text);
}

std::string Printer::operand(NodeId id) const {
    const Node& node = plan_.nodes[id];
    if (node.op != Op::constant) return fmt::format("%{}", id);
    if (node.elem == Elem::b1) return node.value != 0 ? "true" : "false";
    return fmt::format("{}", node.value);
}

std::string Printer::describe(const Node& node) const {
    const OpInfo& info = op_info(node.op);
    switch (node.op) {
        case Op::event_column: return fmt::format("event.{}", abi::kEventColumnNames[node.index]);
        case Op::object_column: return fmt::format("%{}.{}", node.in[0], abi::kObjectColumnNames[node.index]);
        case Op::element: return fmt::format("element {}", binder(node.binder));
        case Op::at: return fmt::format("{}[{}]", collection(node.collection), node.index);
        case Op::leg: return fmt::format("{} leg {}", plan_.picks[node.pick].name, node.index);
        case Op::size: return fmt::format("size {}", collection(node.collection));
        case Op::found: return fmt::format("found {}", plan_.picks[node.pick].name);
        default: break;
    }
    if (info.reduction) {
        const NodeId filter = filter_of(node);
        return fmt::format("{} {} for {}{}", info.name, operand(node.in[0]), binder(node.binder),
                           filter == kNone ? "" : " when " + operand(filter));
    }
    std::string text(info.name);
    for (const NodeId id : node.in) text += " " + operand(id);
    return text;
}

/// "b3 j in jets": a binder's number tells apart those that share a name.
std::string Printer::binder(BinderId id) const {
    const Binder& self = plan_.binders[id];
    return fmt::format("b{} {} in {}{}", id, self.name, collection(self.collection),
                       self.after == kNone ? "" : fmt::format(" after b{}", self.after));
}

}  // namespace

std::string print(const Plan& plan) { return Printer(plan).print(); }

}  // namespace collmc::plan
