#include "compiler/plan/interpreter.h"

#include "compiler/plan/event_machine.h"
#include "runtime/kernels/memory.h"

namespace collmc::plan {

namespace {

/// One run over one block, event after event.
class Run {
public:
    Run(const Plan& plan, const abi::Block& block, const abi::Workspace& workspace)
        : plan_(plan), workspace_(workspace), layout_(output_layout(plan)), machine_(plan, block) {
        for (int i = 0; i < layout_.counters; ++i) workspace_.counters[i] = 0;
        for (int i = 0; i < layout_.lists; ++i) workspace_.lists[i].size = 0;
    }

    void run_event(std::int32_t event) {
        event_ = event;
        machine_.begin(event);
        enter(0);
        for (const Step& step : plan_.schedule) run_step(step);
    }

private:
    void run_step(const Step& step) {
        switch (step.kind) {
            case Step::Kind::collection: machine_.compute_collection(step.id); break;
            case Step::Kind::pick: machine_.compute_pick(step.id); break;
            case Step::Kind::selection: run_selection(step.id); break;
            case Step::Kind::weight:
                write(layout_.weights[step.id], {plan_.weights[step.id].value}, "weight " + std::to_string(step.id));
                break;
            case Step::Kind::histogram: run_histogram(step.id); break;
            case Step::Kind::ntuple: {
                const Ntuple& ntuple = plan_.ntuples[step.id];
                write(layout_.ntuples[step.id], ntuple.values, name_of(ntuple));
                break;
            }
        }
    }

    void enter(SelectionId id) {
        const abi::WorkspaceLayout::Selection& slots = layout_.selections[id];
        workspace_.event_ints[slots.events][workspace_.counters[slots.count]++] = event_;
    }

    void run_selection(SelectionId id) {
        machine_.compute_selection(id);
        if (machine_.is_undecided(id)) ++workspace_.counters[layout_.selections[id].undecided];
        if (machine_.passes(id)) enter(id);
    }

    void run_histogram(std::int32_t id) {
        const Histogram& histogram = plan_.histograms[id];
        const abi::WorkspaceLayout::Values& slots = layout_.histograms[id];
        if (slots.list == kNone) return write(slots, histogram.values, name_of(histogram));
        if (!machine_.passes(histogram.selection)) return;
        const auto observer = [&] { return name_of(histogram); };
        abi::List& list = workspace_.lists[slots.list];
        machine_.for_each(histogram.loops, histogram.filter, observer, [&] {
            kernels::collmc_reserve(&list, slots.columns, list.size + 1);
            list.events[list.size] = event_;
            for (int column = 0; column < slots.columns; ++column)
                list.columns[column][list.size] = machine_.observe(histogram.values[column], observer).number;
            ++list.size;
        });
    }

    /// The columns of this event at its place among those of the selection, if it is one: it was counted when it
    /// passed.
    void write(const abi::WorkspaceLayout::Values& slots, const std::vector<NodeId>& values, const std::string& name) {
        if (!machine_.passes(slots.selection)) return;
        const std::int64_t place = workspace_.counters[layout_.selections[slots.selection].count] - 1;
        for (std::size_t i = 0; i < values.size(); ++i) {
            workspace_.event_doubles[slots.event_doubles[i]][place] =
                machine_.observe(values[i], [&] { return name; }).number;
        }
    }

    template <class Output>
    std::string name_of(const Output& output) const {
        return "output " + output.name + " of region " + plan_.regions[output.region].name;
    }

    const Plan& plan_;
    const abi::Workspace& workspace_;
    const abi::WorkspaceLayout layout_;
    EventMachine machine_;
    std::int32_t event_ = 0;
};

}  // namespace

void Interpreter::run(const abi::Block& block, const abi::Workspace& workspace) const {
    Run run(*plan_, block, workspace);
    for (std::int32_t event = 0; event < block.n_events; ++event) run.run_event(event);
}

}  // namespace collmc::plan
