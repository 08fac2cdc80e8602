#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "compiler/codegen/sources.h"
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
    // Roots last: they take longest, and what stands behind them would not be finished before.
    std::ranges::stable_partition(
        columns, [&](const Column& column) { return unit.plan.nodes[at(column.value)].op != plan::Op::square_root; });
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

Function* emit_outputs(Unit& unit, const std::string& name, const EventLoop& loop) {
    // for (event : any of over) for (selection : over) if (event is of it) columns[selection's count++] = values;
    struct Output {
        plan::SelectionId selection;
        std::vector<Column> columns;
        llvm::PHINode* count = nullptr;
    };
    Step step(unit, name);
    EventSweep events(step, unit.slots.find(loop.over));
    std::vector<Output> outputs;
    std::vector<NodeId> roots;
    for (const plan::SelectionId selection : loop.over) {
        outputs.push_back({selection, columns_at(unit, selection)});
        if (loop.over.size() > 1) outputs.back().count = events.loop.carry(step.b.getInt64(0), "count");
        for (const Column& column : outputs.back().columns) roots.push_back(column.value);
    }
    const EventLanes event = events.enter();
    Sources sources(step, loop, events, event);
    Values values(step, roots);
    values.open(event);
    for (const Output& output : outputs) {
        std::vector<Lanes::Stored> stored;
        for (const Column& column : output.columns) {
            Value* const to = step.event_doubles(column.slot, unit.plan.nodes[at(column.value)].name + ".values");
            stored.emplace_back(values[column.value], to);
        }
        if (output.count != nullptr) {
            Value* const mask = sources.mask_of(output.selection);
            events.loop.next(output.count, step.lanes.compress_store(stored, output.count, mask));
        } else {
            for (const auto& [value, to] : stored) step.lanes.store(value, to, events.first, event.active);
        }
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
