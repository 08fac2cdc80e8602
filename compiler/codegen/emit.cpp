#include "compiler/codegen/emit.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "compiler/codegen/step.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/tables.h"
#include "compiler/codegen/values.h"
#include "runtime/kernels/collections.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;
using plan::NodeId;

namespace {

std::size_t at(std::int32_t id) { return static_cast<std::size_t>(id); }

/// A sweep over the events of a selection.
class EventSweep : public Sweep {
public:
    EventSweep(Step& step, plan::SelectionId selection)
        : Sweep(step, step.b.getInt64(0), count(step, selection), "events"), step_(step), selection_(selection) {}

    EventLanes enter() {
        Sweep::enter();
        if (selection_ == 0) return {active, index, first};
        Lanes& lanes = step_.lanes;
        const int slot = step_.slots().layout.selections[at(selection_)].events;
        Value* const list = step_.event_ints(slot, step_.plan().selections[at(selection_)].name + ".events");
        return {active, lanes.load(lanes.i32(), list, first, active, lanes.integer(0), "event")};
    }

private:
    static Value* count(Step& step, plan::SelectionId selection) {
        if (selection == 0) return step.n_events();
        return step.load_counter(step.slots().layout.selections[at(selection)].count);
    }

    Step& step_;
    plan::SelectionId selection_;
};

Function* emit_all_events(Unit& unit) {
    // for (event = 0; event < n_events; ++event) events[event] = event; count = n_events;
    Step step(unit, "all_events");
    const auto& slots = unit.slots.layout.selections[0];
    Sweep events(step, step.b.getInt64(0), step.n_events(), "events");
    events.enter();
    step.lanes.store(events.index, step.event_ints(slots.events, "events"), events.first, events.active);
    events.close();
    step.store_counter(step.n_events(), slots.count);
    return step.finish();
}

// ---- collections

/// The events' begin and size in a filtered collection, from how many of the source's objects had passed at each of
/// them.
void emit_filtered_extents(Step& step, plan::CollectionId id, Value* source_first) {
    // passed(position) = position > source_first ? running[position - 1] : 0;
    // begin = passed(source.begin); size = source.size > 0 ? passed(source.begin + source.size) - begin : 0;
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    const plan::CollectionId source = step.plan().collections[at(id)].sources[0];
    Value* const running = step.object_ints(step.slots().running, "running");
    Value* const zero = lanes.integer(0);
    Value* const first = lanes.splat(b.CreateTrunc(source_first, b.getInt32Ty()));
    Sweep events(step, b.getInt64(0), step.n_events(), "events");
    events.enter();
    Value* const from = lanes.load(lanes.i32(), step.begin(source), events.first, events.active, zero, "from");
    Value* const size = lanes.load(lanes.i32(), step.size(source), events.first, events.active, zero, "source_size");
    Value* const any = b.CreateICmpSGT(size, zero);
    const auto passed = [&](Value* position) {
        Value* const behind_first = b.CreateAnd(any, b.CreateICmpSGT(position, first));
        return lanes.gather(lanes.i32(), running, b.CreateSub(position, lanes.integer(1)), behind_first, zero);
    };
    Value* const begin = passed(from);
    lanes.store(begin, step.begin(id), events.first, events.active);
    lanes.store(b.CreateSub(passed(b.CreateAdd(from, size)), begin), step.size(id), events.first, events.active);
    events.close();
}

/// What keeps an object in a collection: the condition of a filter, or being no leg of the excluded picks.
Value* emit_kept(Step& step, const plan::Collection& collection, Values& values, const EventLanes& events, Value* row) {
    if (collection.condition != plan::kNone) return values[collection.condition];
    Lanes& lanes = step.lanes;
    Value* kept = lanes.boolean(true);
    for (const plan::PickId pick : collection.excluded) {
        for (const int slot : step.slots().legs[at(pick)]) {
            Value* const leg =
                lanes.gather(lanes.i32(), step.event_ints(slot, step.plan().picks[at(pick)].name), events.event);
            kept = lanes.both(kept, step.b.CreateICmpNE(row, leg));
        }
    }
    return kept;
}

Function* emit_filter(Unit& unit, plan::CollectionId id) {
    // for (position = the source's first; position < its end; ++position) {
    //     if (kept(row)) rows[total++] = row;
    //     running[position] = total;
    // }
    const plan::Collection& collection = unit.plan.collections[at(id)];
    Step step(unit, "object." + collection.name);
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    const plan::CollectionId source = collection.sources[0];
    const plan::Collection& from = unit.plan.collections[at(source)];
    const bool base = step.is_base(source);
    Value* const first = base ? step.segment_begin(from.particle) : b.getInt64(0);
    Value* const end =
        base ? step.segment_end(from.particle) : step.load_counter(unit.slots.collections[at(source)].total);

    Sweep objects(step, first, end, "objects");
    llvm::PHINode* const total = objects.loop.carry(b.getInt64(0), "total");
    objects.enter();
    EventLanes events{objects.active, nullptr};
    Value* row = objects.index;
    if (base) {
        events.event =
            lanes.load(lanes.i32(), step.object_event(), objects.first, objects.active, lanes.integer(0), "event");
        row = lanes.choose(objects.active, row, step.sentinel());
    } else {
        row = lanes.load(lanes.i32(), step.rows(source), objects.first, objects.active, step.sentinel(), "row");
        events.event = lanes.gather(lanes.i32(), step.object_event(), row, "event");
    }
    std::vector<NodeId> roots;
    if (collection.condition != plan::kNone) roots.push_back(collection.condition);
    Values values(step, roots);
    values.open(events);
    if (collection.binder != plan::kNone) values.bind(collection.binder, row, base ? objects.first : nullptr);

    Value* const kept = lanes.both(objects.active, emit_kept(step, collection, values, events, row), "kept");
    Value* const running = b.CreateAdd(lanes.splat(b.CreateTrunc(total, b.getInt32Ty())), lanes.running_count(kept));
    lanes.store(running, step.object_ints(unit.slots.running, "running"), objects.first, objects.active);
    objects.loop.next(total, lanes.compress_store(row, step.rows(id), total, kept));
    objects.close();
    step.store_counter(total, unit.slots.collections[at(id)].total);

    emit_filtered_extents(step, id, first);
    return step.finish();
}

Function* emit_union(Unit& unit, plan::CollectionId id) {
    const plan::Collection& collection = unit.plan.collections[at(id)];
    Step step(unit, "object." + collection.name);
    Builder& b = step.b;
    llvm::Type* const pointer = b.getPtrTy();
    auto* const list = llvm::StructType::get(pointer, pointer, pointer);
    static_assert(sizeof(kernels::RowList) == 3 * sizeof(void*));
    static_assert(offsetof(kernels::RowList, size) == sizeof(void*));
    static_assert(offsetof(kernels::RowList, rows) == 2 * sizeof(void*));

    const auto n_sources = collection.sources.size();
    Value* const sources = b.CreateAlloca(llvm::ArrayType::get(list, n_sources), nullptr, "sources");
    for (std::size_t i = 0; i < n_sources; ++i) {
        const plan::CollectionId source = collection.sources[i];
        Value* const to = b.CreateConstInBoundsGEP1_64(list, sources, i);
        Value* const rows = step.rows(source);
        b.CreateStore(step.begin(source), to);
        b.CreateStore(step.size(source), b.CreateStructGEP(list, to, 1));
        b.CreateStore(rows ? rows : llvm::ConstantPointerNull::get(b.getPtrTy()), b.CreateStructGEP(list, to, 2));
    }
    auto* const type =
        llvm::FunctionType::get(b.getInt64Ty(), {pointer, pointer, b.getInt64Ty(), pointer, pointer, pointer}, false);
    llvm::FunctionCallee unite = unit.module.getOrInsertFunction("collmc_unite", type);
    llvm::cast<Function>(unite.getCallee())->setDoesNotThrow();
    Value* const total = b.CreateCall(
        unite, {step.block(), sources, b.getInt64(n_sources), step.begin(id), step.size(id), step.rows(id)}, "total");
    step.store_counter(total, unit.slots.collections[at(id)].total);
    return step.finish();
}

/// Null for the block's own collections, which need no code.
Function* emit_collection(Unit& unit, plan::CollectionId id) {
    switch (unit.plan.collections[at(id)].kind) {
        case plan::Collection::Kind::base: return nullptr;
        case plan::Collection::Kind::union_of: return emit_union(unit, id);
        default: return emit_filter(unit, id);
    }
}

// ---- picks

/// The best combination so far.
struct Best {
    Value* found;              ///< mask
    Value* key;                ///< f64 lanes
    std::vector<Value*> legs;  ///< i32 lanes

    std::vector<Value*> parts() const {
        std::vector<Value*> parts = {found, key};
        parts.insert(parts.end(), legs.begin(), legs.end());
        return parts;
    }
    template <class Range>
    static Best of(const Range& parts) {
        return {parts[0], parts[1], {parts.begin() + 2, parts.end()}};
    }
};

class PickEmitter {
public:
    PickEmitter(Step& step, const plan::Pick& pick, Values& values) : step_(step), pick_(pick), values_(values) {}

    /// The loops over legs `leg` and following, which start from `best`; gives the best after them.
    Best legs(std::size_t leg, const Best& best) {
        if (leg == pick_.legs.size()) return consider(best);
        Values::Walk walk = values_.walk(pick_.legs[leg], best.parts());
        values_.emit_for(pick_.legs[leg]);
        const Best after = legs(leg + 1, Best::of(walk.carried));
        values_.end(walk, after.parts());
        return Best::of(walk.carried);
    }

private:
    /// Takes the combination that the binders stand at if it beats `best`.
    Best consider(const Best& best) {
        Builder& b = step_.b;
        Lanes& lanes = step_.lanes;
        Value* take = values_.active();
        if (pick_.condition != plan::kNone) take = lanes.both(take, values_[pick_.condition]);
        Best after = best;
        Value* beats = b.CreateNot(best.found);
        if (pick_.key != plan::kNone) {
            after.key = values_[pick_.key];
            Value* const is_number = b.CreateFCmpORD(after.key, lanes.number(0));
            Value* const best_is_nan = b.CreateFCmpUNO(best.key, lanes.number(0));
            beats = b.CreateOr(beats, b.CreateFCmpOLT(after.key, best.key));
            beats = b.CreateOr(beats, b.CreateAnd(is_number, best_is_nan));
        }
        take = lanes.both(take, beats, "take");
        after.found = b.CreateOr(best.found, take);
        after.key = lanes.choose(take, after.key, best.key);
        for (std::size_t i = 0; i < best.legs.size(); ++i) {
            after.legs[i] = lanes.choose(take, values_.row(pick_.legs[i]), best.legs[i]);
        }
        return after;
    }

    Step& step_;
    const plan::Pick& pick_;
    Values& values_;
};

Function* emit_pick(Unit& unit, plan::PickId id) {
    const plan::Pick& pick = unit.plan.picks[at(id)];
    Step step(unit, "candidate." + pick.name);
    Lanes& lanes = step.lanes;
    std::vector<NodeId> roots;
    if (pick.condition != plan::kNone) roots.push_back(pick.condition);
    if (pick.key != plan::kNone) roots.push_back(pick.key);
    std::vector<plan::CollectionId> collections;
    for (const plan::BinderId leg : pick.legs) collections.push_back(unit.plan.binders[at(leg)].collection);

    Values values(step, roots, collections);
    // With one loop inside the other, what depends on one object alone is computed before, once per object.
    std::optional<Tables> tables;
    if (pick.legs.size() > 1) tables.emplace(step, roots, values.needed(), pick.legs);
    EventSweep events(step, 0);
    const EventLanes event = events.enter();
    values.open(event);
    if (tables) values.tabulate(*tables);
    const Best none{lanes.boolean(false), lanes.number(0), std::vector<Value*>(pick.legs.size(), step.sentinel())};
    const Best best = PickEmitter(step, pick, values).legs(0, none);
    for (std::size_t leg = 0; leg < pick.legs.size(); ++leg) {
        const int slot = unit.slots.legs[at(id)][leg];
        lanes.store(best.legs[leg], step.event_ints(slot, pick.name), events.first, event.active);
    }
    events.close();
    if (tables) tables->release();
    return step.finish();
}

// ---- selections and outputs

Function* emit_selection(Unit& unit, plan::SelectionId id) {
    // for (event : within) { if (pass) events[count++] = event; if (undecided) ++n_undecided; }
    const plan::Selection& selection = unit.plan.selections[at(id)];
    const auto& slots = unit.slots.layout.selections[at(id)];
    Step step(unit, "region." + selection.name);
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    const bool counts_undecided = selection.undecided != plan::kNone;
    std::vector<NodeId> roots = {selection.pass};
    if (counts_undecided) roots.push_back(selection.undecided);

    EventSweep events(step, selection.within);
    llvm::PHINode* const count = events.loop.carry(b.getInt64(0), "count");
    llvm::PHINode* const n_undecided = counts_undecided ? events.loop.carry(b.getInt64(0), "undecided") : nullptr;
    const EventLanes event = events.enter();
    Values values(step, roots);
    values.open(event);
    if (counts_undecided) {
        Value* const undecided = lanes.both(event.active, values[selection.undecided]);
        events.loop.next(n_undecided, b.CreateAdd(n_undecided, lanes.count(undecided)));
    }
    Value* const pass = lanes.both(event.active, values[selection.pass], "pass");
    Value* const list = step.event_ints(slots.events, selection.name + ".events");
    events.loop.next(count, lanes.compress_store(event.event, list, count, pass));
    events.close();
    step.store_counter(count, slots.count);
    if (counts_undecided) step.store_counter(n_undecided, slots.undecided);
    return step.finish();
}

/// One output column: the value and where its numbers go.
struct Column {
    NodeId value;
    int slot;
};

/// All columns of histograms and ntuples that are filled at `selection`.
std::vector<Column> columns_at(const Unit& unit, plan::SelectionId selection) {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < unit.plan.histograms.size(); ++i) {
        const plan::Histogram& histogram = unit.plan.histograms[i];
        if (histogram.selection == selection) {
            columns.push_back({histogram.value, unit.slots.layout.histograms[i].event_doubles[0]});
        }
    }
    for (std::size_t i = 0; i < unit.plan.ntuples.size(); ++i) {
        const plan::Ntuple& ntuple = unit.plan.ntuples[i];
        if (ntuple.selection != selection) continue;
        const auto& slots = unit.slots.layout.ntuples[i].event_doubles;
        for (std::size_t c = 0; c < slots.size(); ++c) columns.push_back({ntuple.values[c], slots[c]});
    }
    return columns;
}

Function* emit_outputs(Unit& unit, plan::SelectionId selection) {
    const std::vector<Column> columns = columns_at(unit, selection);
    const std::string& name = unit.plan.selections[at(selection)].name;
    Step step(unit, "output." + (name.empty() ? "all_events" : name));
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

std::optional<plan::SelectionId> output_selection(const plan::Plan& plan, const plan::Step& step) {
    if (step.kind == plan::Step::Kind::histogram) return plan.histograms[at(step.id)].selection;
    if (step.kind == plan::Step::Kind::ntuple) return plan.ntuples[at(step.id)].selection;
    return std::nullopt;
}

std::vector<Function*> emit_steps(Unit& unit) {
    std::vector<Function*> functions = {emit_all_events(unit)};
    for (auto step = unit.plan.schedule.begin(); step != unit.plan.schedule.end(); ++step) {
        switch (step->kind) {
            case plan::Step::Kind::collection: functions.push_back(emit_collection(unit, step->id)); break;
            case plan::Step::Kind::pick: functions.push_back(emit_pick(unit, step->id)); break;
            case plan::Step::Kind::selection:
                if (step->id != 0) functions.push_back(emit_selection(unit, step->id));
                break;
            default: {
                // The outputs of one selection share a function, which stands where the last of them does.
                const auto selection = output_selection(unit.plan, *step);
                const auto same = [&](const plan::Step& later) {
                    return output_selection(unit.plan, later) == selection;
                };
                if (std::none_of(step + 1, unit.plan.schedule.end(), same)) {
                    functions.push_back(emit_outputs(unit, *selection));
                }
            }
        }
    }
    std::erase(functions, nullptr);
    return functions;
}

}  // namespace

std::unique_ptr<llvm::Module> emit_module(llvm::LLVMContext& context, const plan::Plan& plan, const Slots& slots,
                                          int width, llvm::AttributeList attributes) {
    auto module = std::make_unique<llvm::Module>(plan.title, context);
    Unit unit{plan, slots, plan::free_binders(plan), *module, attributes, width};
    const std::vector<Function*> functions = emit_steps(unit);
    Step entry(unit, kEntryPoint, llvm::GlobalValue::ExternalLinkage);
    for (Function* const function : functions) entry.b.CreateCall(function, {entry.block(), entry.workspace()});
    entry.finish();
    return module;
}

}  // namespace collmc::codegen
