#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
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
        print_head();
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

    void print_head();
    void print_step(const Step& step);
    void print_collection(CollectionId id);
    void print_pick(PickId id);
    void print_selection(SelectionId id);
    void print_histogram(std::int32_t id);
    void print_region(const Region& self);
    void print_measured(const std::vector<std::int64_t>& observed, const std::vector<Measure>& background);
    /// The nodes below these that no step before has printed, operands first.
    void print_nodes(const std::vector<NodeId>& roots);
    void print_node(NodeId id);
    std::string describe(const Node& node) const;
    /// How a node is written where it is used: by number, or as the constant it is.
    std::string operand(NodeId id) const;
    std::string collection(CollectionId id) const { return plan_.collections[id].name; }
    std::string binder(BinderId id) const;
    std::string place(SelectionId id) const {
        return id == 0 ? "all events" : fmt::format("s{} {}", id, plan_.selections[id].name);
    }

    std::string region(std::int32_t id) const {
        const Region& self = plan_.regions[id];
        return self.variation.empty() ? self.name : self.name + "__" + self.variation;
    }
    std::string weighted(WeightId id) const { return id == kNone ? "" : fmt::format(" with w{}", id); }

    const Plan& plan_;
    std::vector<bool> printed_;
    std::string text_;
};

void Printer::print_head() {
    line("plan \"{}\"", plan_.title);
    if (!plan_.experiment.empty()) line("    experiment {}", plan_.experiment);
    if (!plan_.reference.empty()) line("    reference {}", plan_.reference);
    if (plan_.luminosity != 0) line("    luminosity {} /fb", plan_.luminosity);
    if (!plan_.dialect.empty()) line("    only files of {}", plan_.dialect);
}

void Printer::print_step(const Step& step) {
    switch (step.kind) {
        case Step::Kind::collection: print_collection(step.id); break;
        case Step::Kind::pick: print_pick(step.id); break;
        case Step::Kind::selection: print_selection(step.id); break;
        case Step::Kind::weight: {
            const Weight& weight = plan_.weights[step.id];
            print_nodes({weight.value});
            line("weight w{} = {} in {}", step.id, operand(weight.value), place(weight.selection));
            break;
        }
        case Step::Kind::histogram: print_histogram(step.id); break;
        case Step::Kind::ntuple: {
            const Ntuple& ntuple = plan_.ntuples[step.id];
            std::vector<std::string> columns;
            for (std::size_t i = 0; i < ntuple.values.size(); ++i) {
                print_nodes({ntuple.values[i]});
                columns.push_back(fmt::format("{} = {}", ntuple.columns[i], operand(ntuple.values[i])));
            }
            std::string weights = weighted(ntuple.weight);
            for (const Ntuple::Variation& it : ntuple.variations)
                weights += fmt::format(", {}{}", it.name, weighted(it.weight));
            line("ntuple {}/{} in {}{}: {}", region(ntuple.region), ntuple.name, place(ntuple.selection), weights,
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
        case Collection::Kind::members: line("collection {} = members of {}", self.name, excluded[0]); break;
        case Collection::Kind::ordered:
            print_nodes({self.key});
            line("collection {} = {} by {}, {} first", self.name, binder(self.binder), operand(self.key),
                 self.highest_first ? "highest" : "lowest");
            break;
        case Collection::Kind::leading:
            line("collection {} = first {} of {}", self.name, self.count, sources[0]);
            break;
    }
}

void Printer::print_pick(PickId id) {
    const Pick& pick = plan_.picks[id];
    print_nodes({pick.condition});
    print_nodes(pick.keys);
    std::vector<std::string> legs, keys;
    for (const BinderId leg : pick.legs) legs.push_back(binder(leg));
    for (const NodeId key : pick.keys) keys.push_back(operand(key));
    line("pick {} = {} of {}{}", pick.name, keys.empty() ? "first" : fmt::format("lowest {}", fmt::join(keys, ", ")),
         fmt::join(legs, ", "), pick.condition == kNone ? "" : " where " + operand(pick.condition));
}

/// "histogram SR/mass = %7 in s3 SR.cut3 with w0, 40 bins from 0 to 200 GeV", an axis behind the other with `by`.
void Printer::print_histogram(std::int32_t id) {
    const Histogram& self = plan_.histograms[id];
    print_nodes(self.values);
    print_nodes({self.filter});
    constexpr std::array kKinds = {"histogram", "profile", "grid"};
    std::vector<std::string> axes, loops;
    for (std::size_t i = 0; i < self.axes.size(); ++i) {
        const Axis& axis = self.axes[i];
        axes.push_back(fmt::format("{}, {} bins from {} to {}{}{}{}", operand(self.values[i]), axis.edges.size() - 1,
                                   axis.low, axis.high, axis.unit.empty() ? "" : " ", axis.unit,
                                   axis.above ? " and above" : ""));
    }
    for (const BinderId loop : self.loops) loops.push_back(binder(loop));
    const bool profile = self.kind == Histogram::Kind::profile;
    line("{} {}/{} in {}{}: {}{}{}{}", kKinds[static_cast<std::size_t>(self.kind)], region(self.region), self.name,
         place(self.selection), weighted(self.weight), profile ? operand(self.values.back()) + " by " : "",
         fmt::join(axes, " by "), loops.empty() ? "" : fmt::format(" for {}", fmt::join(loops, ", ")),
         self.filter == kNone ? "" : " when " + operand(self.filter));
    print_measured(self.observed, self.background);
}

void Printer::print_measured(const std::vector<std::int64_t>& observed, const std::vector<Measure>& background) {
    std::vector<std::string> expected;
    for (const Measure& it : background) expected.push_back(fmt::format("{} + {} - {}", it.value, it.up, it.down));
    if (!observed.empty()) line("    observed {}", fmt::join(observed, ", "));
    if (!expected.empty()) line("    background {}", fmt::join(expected, ", "));
}

void Printer::print_selection(SelectionId id) {
    const Selection& selection = plan_.selections[id];
    print_nodes({selection.pass, selection.undecided});
    line("selection s{} {} = {} in {}{}", id, selection.name, operand(selection.pass), place(selection.within),
         selection.undecided == kNone ? "" : ", undecided " + operand(selection.undecided));
}

void Printer::print_region(const Region& self) {
    text_ += '\n';
    line("region {}{}{}", self.name, self.variation.empty() ? "" : "__", self.variation);
    for (const Row& row : self.rows) {
        line("    s{}{} \"{}\"{}", row.selection, weighted(row.weight), row.label, row.is_weight ? ", a weight" : "");
        for (const Watched& watched : row.watched) line("        {} = {}", watched.text, operand(watched.value));
    }
    print_measured(self.observed, self.background);
    for (const Skim& skim : plan_.skims) {
        if (&plan_.regions[skim.region] == &self) line("    skim {} of {}", skim.name, place(skim.selection));
    }
}

void Printer::print_nodes(const std::vector<NodeId>& roots) {
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
        case Op::in_group: return fmt::format("b{} in second group of {}", node.binder, operand(node.in[0]));
        case Op::event_random: return fmt::format("event_random {:.0f}", node.value);
        case Op::object_random: return fmt::format("object_random {:.0f} of {}", node.value, operand(node.in[0]));
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
    return fmt::format("b{} {} {} {}{}", id, self.name, self.kind == Binder::Kind::split ? "splits" : "in",
                       collection(self.collection), self.after == kNone ? "" : fmt::format(" after b{}", self.after));
}

}  // namespace

std::string print(const Plan& plan) { return Printer(plan).print(); }

}  // namespace collmc::plan
