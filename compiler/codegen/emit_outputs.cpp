#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/tables.h"
#include "compiler/codegen/values.h"
#include "runtime/kernels/event_lists.h"

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

Function* emit_unite(Unit& unit, const std::string& name, plan::SelectionId id) {
    static_assert(sizeof(kernels::EventList) == 2 * sizeof(void*) &&
                  offsetof(kernels::EventList, count) == sizeof(void*));
    const Slots::Union& several = *unit.slots.union_of(id);
    Step step(unit, name);
    Builder& b = step.b;
    llvm::StructType* const list = llvm::StructType::get(b.getPtrTy(), b.getInt64Ty());
    Value* const lists = step.scratch(llvm::ArrayType::get(list, several.of.size()), "lists");
    for (std::size_t i = 0; i < several.of.size(); ++i) {
        Value* const to = b.CreateConstInBoundsGEP1_64(list, lists, i);
        b.CreateStore(step.selected(several.of[i]), to);
        b.CreateStore(step.n_selected(several.of[i]), b.CreateStructGEP(list, to, 1));
    }
    Value* const count = step.call_kernel("collmc_unite_events", b.getInt64Ty(),
                                          {step.block(), lists, b.getInt64(several.of.size()), step.selected(id),
                                           step.event_ints(several.members, "members")});
    step.store_counter(count, unit.slots.layout.selections[at(id)].count);
    return step.finish();
}

namespace {

/// Which lanes of a loop over events are events of a selection that it is over.
class Sources {
public:
    Sources(Step& step, const EventLoop& loop, const EventSweep& events, const EventLanes& lanes)
        : step_(step), loop_(loop), active_(lanes.active) {
        const Slots::Union* const several = step.slots().union_of(step.slots().find(loop.over));
        if (several == nullptr) return;
        Value* const members = step.event_ints(several->members, "members");
        members_ = step.lanes.load(step.lanes.i32(), members, events.first, lanes.active, step.lanes.integer(0));
    }

    Value* mask_of(plan::SelectionId source) {
        if (members_ == nullptr) return active_;
        const auto bit = static_cast<std::uint32_t>(std::ranges::find(loop_.over, source) - loop_.over.begin());
        Value* const is_member =
            step_.b.CreateAnd(members_, step_.lanes.integer(static_cast<std::int32_t>(std::uint32_t{1} << bit)));
        return step_.b.CreateICmpNE(is_member, step_.lanes.integer(0), "is_member");
    }

private:
    Step& step_;
    const EventLoop& loop_;
    Value *active_, *members_ = nullptr;
};

/// What any of some cuts of the loop has.
struct MadeUnion {
    const Slots::Union& several;
    const abi::WorkspaceLayout::Selection& slots;
    llvm::PHINode* count;
};

}  // namespace

Function* emit_cuts(Unit& unit, const std::string& name, const EventLoop& loop) {
    // for (event : any of over) {
    //     pass = is in its source, or passes the cut before it, and ...;
    //     if (pass) events[count++] = event; if (undecided) ++n_undecided;
    //     ...
    // }
    struct Cut {
        plan::SelectionId id;
        const plan::Selection& selection;
        const abi::WorkspaceLayout::Selection& slots;
        llvm::PHINode *count, *n_undecided = nullptr;
        Value* pass = nullptr;
    };
    Step step(unit, name);
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    EventSweep events(step, unit.slots.find(loop.over));
    std::vector<Cut> made;
    std::vector<NodeId> roots;
    for (const plan::SelectionId id : loop.cuts) {
        const plan::Selection& selection = unit.plan.selections[at(id)];
        made.push_back(
            {id, selection, unit.slots.layout.selections[at(id)], events.loop.carry(b.getInt64(0), "count")});
        roots.push_back(selection.pass);
        if (selection.undecided == plan::kNone) continue;
        made.back().n_undecided = events.loop.carry(b.getInt64(0), "undecided");
        roots.push_back(selection.undecided);
    }
    std::vector<MadeUnion> unions;
    for (const Slots::Union& several : unit.slots.unions) {
        if (&unit.slots.loops[several.made_by] != &loop) continue;
        const plan::SelectionId id = unit.slots.find(several.of);
        unions.push_back({several, unit.slots.layout.selections[at(id)], events.loop.carry(b.getInt64(0), "count")});
    }
    const EventLanes event = events.enter();
    Sources sources(step, loop, events, event);
    Values values(step, roots);
    values.open(event);
    for (Cut& cut : made) {
        const auto before = std::ranges::find(made, cut.selection.within, &Cut::id);
        Value* const reached = before != made.end() ? before->pass : sources.mask_of(cut.selection.within);
        if (cut.n_undecided != nullptr) {
            Value* const undecided = lanes.both(reached, values[cut.selection.undecided]);
            events.loop.next(cut.n_undecided, b.CreateAdd(cut.n_undecided, lanes.count(undecided)));
        }
        cut.pass = lanes.both(reached, values[cut.selection.pass], "pass");
        Value* const list = step.event_ints(cut.slots.events, cut.selection.name + ".events");
        events.loop.next(cut.count, lanes.compress_store(event.event, list, cut.count, cut.pass));
    }
    for (const MadeUnion& several : unions) {
        Value* members = lanes.integer(0);
        for (std::size_t i = 0; i < several.several.of.size(); ++i) {
            Value* const pass = std::ranges::find(made, several.several.of[i], &Cut::id)->pass;
            Value* const bit = lanes.integer(static_cast<std::int32_t>(std::uint32_t{1} << i));
            members = b.CreateOr(members, lanes.choose(pass, bit, lanes.integer(0)), "members");
        }
        Value* const is_any = b.CreateICmpNE(members, lanes.integer(0), "is_any");
        lanes.compress_store(members, step.event_ints(several.several.members), several.count, is_any);
        Value* const list = step.event_ints(several.slots.events, "events");
        events.loop.next(several.count, lanes.compress_store(event.event, list, several.count, is_any));
    }
    events.close();
    for (const MadeUnion& several : unions) step.store_counter(events.loop.last(several.count), several.slots.count);
    for (const Cut& cut : made) {
        step.store_counter(events.loop.last(cut.count), cut.slots.count);
        if (cut.n_undecided != nullptr) step.store_counter(events.loop.last(cut.n_undecided), cut.slots.undecided);
    }
    return step.finish();
}

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
