#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/tables.h"
#include "compiler/codegen/values.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;
using plan::NodeId;

namespace {

/// One output column: the value and where its numbers go.
struct Column {
    NodeId value;
    int slot;
};

/// All columns of weights, histograms and ntuples that are filled at `selection`, once for each of its events.
std::vector<Column> columns_at(const Unit& unit, plan::SelectionId selection) {
    std::vector<Column> columns;
    const auto add = [&](plan::SelectionId at, std::span<const NodeId> values, std::span<const int> slots) {
        if (at != selection) return;
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (std::ranges::find(columns, slots[i], &Column::slot) == columns.end())
                columns.push_back({values[i], slots[i]});
        }
    };
    const abi::WorkspaceLayout& layout = unit.slots.layout;
    for (std::size_t i = 0; i < unit.plan.weights.size(); ++i) {
        add(unit.plan.weights[i].selection, {&unit.plan.weights[i].value, 1}, layout.weights[i].event_doubles);
    }
    for (std::size_t i = 0; i < unit.plan.histograms.size(); ++i) {
        const plan::Histogram& histogram = unit.plan.histograms[i];
        add(histogram.selection, histogram.values, layout.histograms[i].event_doubles);
    }
    for (std::size_t i = 0; i < unit.plan.ntuples.size(); ++i) {
        add(unit.plan.ntuples[i].selection, unit.plan.ntuples[i].values, layout.ntuples[i].event_doubles);
    }
    return columns;
}

/// The nested loops of a histogram with any number of entries for each event.
class FillEmitter {
public:
    FillEmitter(Step& step, const plan::Histogram& histogram, Values& values, Value* list)
        : step_(step), histogram_(histogram), values_(values), list_(list) {
        Lanes& lanes = step.lanes;
        events_ = step.scratch(lanes.i32(), "events");
        entries_ = step.scratch(llvm::ArrayType::get(lanes.f64(), histogram.values.size()), "entries");
    }

    /// The loops from number `loop` on; inside the last, what is filled.
    void loops(std::size_t loop, Value* event) {
        if (loop == histogram_.loops.size()) return append(event);
        Values::Walk walk = values_.walk(histogram_.loops[loop], {});
        values_.emit_for(histogram_.loops[loop]);
        loops(loop + 1, event);
        values_.end(walk, {});
    }

private:
    void append(Value* event) {
        Builder& b = step_.b;
        Lanes& lanes = step_.lanes;
        Value* filled = values_.active();
        if (histogram_.filter != plan::kNone) filled = lanes.both(filled, values_[histogram_.filter], "filled");
        b.CreateStore(event, events_);
        for (std::size_t i = 0; i < histogram_.values.size(); ++i) {
            b.CreateStore(values_[histogram_.values[i]], b.CreateConstInBoundsGEP1_64(lanes.f64(), entries_, i));
        }
        Value* const columns = b.getInt32(static_cast<std::uint32_t>(histogram_.values.size()));
        step_.call_kernel("collmc_append", b.getVoidTy(),
                          {list_, columns, lanes.bits(filled), events_, entries_, b.getInt64(lanes.width())});
    }

    Step& step_;
    const plan::Histogram& histogram_;
    Values& values_;
    Value *list_, *events_ = nullptr, *entries_ = nullptr;
};

}  // namespace

Function* emit_cuts(Unit& unit, const std::string& name, std::span<const plan::SelectionId> cuts) {
    // for (event : within) {
    //     if (pass) events[count++] = event; if (undecided) ++n_undecided;
    //     if (pass && next_pass) ...
    // }
    struct Cut {
        const plan::Selection& selection;
        const abi::WorkspaceLayout::Selection& slots;
        llvm::PHINode *count, *n_undecided = nullptr;
    };
    Step step(unit, name);
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    EventSweep events(step, unit.plan.selections[at(cuts[0])].within);
    std::vector<Cut> made;
    std::vector<NodeId> roots;
    for (const plan::SelectionId id : cuts) {
        const plan::Selection& selection = unit.plan.selections[at(id)];
        made.push_back({selection, unit.slots.layout.selections[at(id)], events.loop.carry(b.getInt64(0), "count")});
        roots.push_back(selection.pass);
        if (selection.undecided == plan::kNone) continue;
        made.back().n_undecided = events.loop.carry(b.getInt64(0), "undecided");
        roots.push_back(selection.undecided);
    }
    const EventLanes event = events.enter();
    Values values(step, roots);
    values.open(event);
    Value* pass = event.active;
    for (const Cut& cut : made) {
        if (cut.n_undecided != nullptr) {
            Value* const undecided = lanes.both(pass, values[cut.selection.undecided]);
            events.loop.next(cut.n_undecided, b.CreateAdd(cut.n_undecided, lanes.count(undecided)));
        }
        pass = lanes.both(pass, values[cut.selection.pass], "pass");
        Value* const list = step.event_ints(cut.slots.events, cut.selection.name + ".events");
        events.loop.next(cut.count, lanes.compress_store(event.event, list, cut.count, pass));
    }
    events.close();
    for (const Cut& cut : made) {
        step.store_counter(events.loop.last(cut.count), cut.slots.count);
        if (cut.n_undecided != nullptr) step.store_counter(events.loop.last(cut.n_undecided), cut.slots.undecided);
    }
    return step.finish();
}

Function* emit_outputs(Unit& unit, const std::string& name, plan::SelectionId selection) {
    const std::vector<Column> columns = columns_at(unit, selection);
    Step step(unit, name);
    std::vector<NodeId> roots;
    for (const Column& column : columns) roots.push_back(column.value);

    EventSweep events(step, selection);
    const EventLanes event = events.enter();
    Values values(step, roots);
    values.open(event);
    for (const Column& column : columns) {
        Value* const to = step.event_doubles(column.slot, unit.plan.nodes[at(column.value)].name + ".values");
        step.lanes.store(values[column.value], to, events.first, event.active);
    }
    events.close();
    return step.finish();
}

Function* emit_fill(Unit& unit, const std::string& name, std::int32_t id) {
    // list.size = 0;
    // for (event : selection) for (loops) if (filter) append(list, event, values);
    const plan::Histogram& histogram = unit.plan.histograms[at(id)];
    Step step(unit, name);
    Builder& b = step.b;
    Value* const list = step.list(unit.slots.layout.histograms[at(id)].list);
    b.CreateStore(b.getInt64(0), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), list, offsetof(abi::List, size)));

    std::vector<NodeId> roots = histogram.values;
    if (histogram.filter != plan::kNone) roots.push_back(histogram.filter);
    std::vector<plan::CollectionId> collections;
    for (const plan::BinderId loop : histogram.loops) collections.push_back(unit.plan.binders[at(loop)].collection);
    Values values(step, roots, collections);
    const std::optional<Tables> tables = Tables::make(step, roots, values.needed(), histogram.loops);
    EventSweep events(step, histogram.selection);
    const EventLanes event = events.enter();
    values.open(event);
    if (tables) values.tabulate(*tables);
    FillEmitter(step, histogram, values, list).loops(0, event.event);
    events.close();
    if (tables) tables->release();
    return step.finish();
}

}  // namespace collmc::codegen
