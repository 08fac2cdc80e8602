#include <cstddef>

#include "compiler/codegen/compared.h"
#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/values.h"
#include "compiler/plan/columns_read.h"
#include "runtime/kernels/collections.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;
using plan::NodeId;

namespace {

using Kind = plan::Collection::Kind;

/// A sweep over the objects of a collection's source, in all events of the block.
class ObjectSweep : public Sweep {
public:
    ObjectSweep(Step& step, const plan::Collection& collection)
        : ObjectSweep(step, collection, collection.sources[0]) {}

    void enter() {
        Sweep::enter();
        Lanes& lanes = step_.lanes;
        events.active = active;
        if (base_) {
            row = lanes.choose(active, index, step_.sentinel());
        } else {
            row = lanes.load(lanes.i32(), step_.rows(source_), first, active, step_.sentinel(), "row");
        }
        if (!asks_for_event_) return;
        if (base_) {
            events.event = lanes.load(lanes.i32(), step_.object_event(), first, active, lanes.integer(0), "event");
        } else {
            events.event = lanes.gather(lanes.i32(), step_.object_event(), row, "event");
        }
    }
    /// Emits what is needed at the event, then what is at the object that `binder` (may be none) stands for.
    void open(Values& values, plan::BinderId binder) const {
        values.open(events);
        if (binder != plan::kNone) values.bind(binder, row, base_ ? first : nullptr);
    }

    Value* end;            ///< i64: behind the last position
    EventLanes events{};   ///< the objects' events; none where nothing asks for them
    Value* row = nullptr;  ///< i32 lanes

private:
    ObjectSweep(Step& step, const plan::Collection& collection, plan::CollectionId source)
        : ObjectSweep(step, collection, source, step.plan().collections[at(source)].particle, step.is_base(source)) {}
    ObjectSweep(Step& step, const plan::Collection& collection, plan::CollectionId source, int particle, bool base)
        : ObjectSweep(
              step, collection, source, base ? step.segment_begin(particle) : step.b.getInt64(0),
              base ? step.segment_end(particle) : step.load_counter(step.slots().collections[at(source)].total)) {}
    ObjectSweep(Step& step, const plan::Collection& collection, plan::CollectionId source, Value* begin, Value* end)
        : Sweep(step, begin, end, "objects"),
          end(end),
          step_(step),
          source_(source),
          base_(step.is_base(source)),
          asks_for_event_(plan::asks_for_event(step.plan(), collection)) {}

    Step& step_;
    plan::CollectionId source_;
    bool base_, asks_for_event_;
};

// ---- subsets

/// What keeps an object in a collection: the condition of a filter, being no leg of the excluded picks, or its place.
Value* emit_kept(Step& step, const plan::Collection& collection, Values& values, const ObjectSweep& objects) {
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    if (collection.kind == Kind::filter) return values[collection.condition];
    if (collection.kind == Kind::leading) {
        Value* const begin =
            lanes.gather_events(lanes.i32(), step.begin(collection.sources[0]), objects.events.event, "source.first");
        return b.CreateICmpSLT(b.CreateSub(objects.index, begin), lanes.integer(collection.count));
    }
    Value* kept = lanes.boolean(true);
    for (const plan::PickId pick : collection.excluded) {
        for (const int slot : step.slots().picks[at(pick)].legs) {
            Value* const legs = step.event_ints(slot, step.plan().picks[at(pick)].name);
            Value* const leg = lanes.gather_events(lanes.i32(), legs, objects.events.event);
            kept = lanes.both(kept, b.CreateICmpNE(objects.row, leg));
        }
    }
    return kept;
}

Function* emit_subset(Unit& unit, const std::string& name, plan::CollectionId id) {
    // for (position = the source's first; position < its end; ++position) {
    //     kept_before[position] = total;
    //     if (kept(row)) rows[total++] = row;
    // }
    // kept_before[its end] = total;
    const plan::Collection& collection = unit.plan.collections[at(id)];
    Step step(unit, name);
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    ObjectSweep objects(step, collection);
    Value* const kept_before = step.object_ints(unit.slots.kept_before, "kept_before");
    llvm::PHINode* const total = objects.loop.carry(b.getInt64(0), "total");
    objects.enter();
    std::vector<NodeId> roots;
    if (collection.kind == Kind::filter) roots.push_back(collection.condition);
    Values values(step, roots);
    objects.open(values, collection.binder);

    Value* const kept = lanes.both(objects.active, emit_kept(step, collection, values, objects), "kept");
    Value* const before = b.CreateAdd(lanes.splat(b.CreateTrunc(total, b.getInt32Ty())), lanes.count_before(kept));
    lanes.store(before, kept_before, objects.first, objects.active);
    objects.loop.next(total, lanes.compress_store(objects.row, step.rows(id), total, kept));
    objects.close();
    Value* const all = objects.loop.last(total);
    b.CreateStore(b.CreateTrunc(all, b.getInt32Ty()), b.CreateInBoundsGEP(b.getInt32Ty(), kept_before, objects.end));
    step.store_counter(all, unit.slots.collections[at(id)].total);

    const plan::CollectionId source = collection.sources[0];
    step.call_kernel("collmc_subset", b.getVoidTy(),
                     {step.block(), step.begin(source), step.size(source), kept_before, step.begin(id), step.size(id)});
    return step.finish();
}

// ---- merges and sorts, which are calls of runtime/kernels/collections.h

/// kernels::RowList
llvm::StructType* row_list(Builder& b) {
    static_assert(sizeof(kernels::RowList) == 3 * sizeof(void*));
    static_assert(offsetof(kernels::RowList, size) == sizeof(void*));
    static_assert(offsetof(kernels::RowList, rows) == 2 * sizeof(void*));
    return llvm::StructType::get(b.getPtrTy(), b.getPtrTy(), b.getPtrTy());
}

/// An array of kernels::RowList.
Value* emit_row_lists(Step& step, std::span<const plan::CollectionId> collections) {
    Builder& b = step.b;
    llvm::StructType* const list = row_list(b);
    Value* const lists = step.scratch(llvm::ArrayType::get(list, collections.size()), "sources");
    for (std::size_t i = 0; i < collections.size(); ++i) {
        Value* const to = b.CreateConstInBoundsGEP1_64(list, lists, i);
        Value* const rows = step.rows(collections[i]);
        b.CreateStore(step.begin(collections[i]), to);
        b.CreateStore(step.size(collections[i]), b.CreateStructGEP(list, to, 1));
        b.CreateStore(rows ? rows : llvm::ConstantPointerNull::get(b.getPtrTy()), b.CreateStructGEP(list, to, 2));
    }
    return lists;
}

/// Calls a kernel that fills the collection: its own arguments stand between the block and begin, size, rows.
void emit_kernel(Step& step, plan::CollectionId id, llvm::StringRef kernel, std::initializer_list<Value*> own) {
    llvm::SmallVector<Value*, 8> arguments = {step.block()};
    arguments.append(own);
    arguments.append({step.begin(id), step.size(id), step.rows(id)});
    Value* const total = step.call_kernel(kernel, step.b.getInt64Ty(), arguments);
    const Slots::Collection& slots = step.slots().collections[at(id)];
    if (!slots.is_late()) step.store_counter(total, slots.total);
}

/// Whether the objects of a collection are sure to stand by pt.
bool is_by_pt(const plan::Plan& plan, plan::CollectionId id) {
    const plan::Collection& collection = plan.collections[at(id)];
    switch (collection.kind) {
        case Kind::base:
        case Kind::union_of:
        case Kind::members: return true;
        case Kind::ordered: return false;
        default: return is_by_pt(plan, collection.sources[0]);
    }
}

/// For the events that ask for its objects.
Function* emit_union(Unit& unit, const std::string& name, plan::CollectionId id) {
    const plan::Collection& collection = unit.plan.collections[at(id)];
    const plan::SelectionId asked = unit.slots.collections[at(id)].asked;
    Step step(unit, name);
    const bool by_pt =
        std::ranges::all_of(collection.sources, [&](plan::CollectionId source) { return is_by_pt(unit.plan, source); });
    emit_kernel(step, id, by_pt ? "collmc_unite" : "collmc_unite_unordered",
                {emit_row_lists(step, collection.sources), step.b.getInt64(collection.sources.size()),
                 step.selected(asked), step.n_selected(asked)});
    return step.finish();
}

Function* emit_members(Unit& unit, const std::string& name, plan::CollectionId id) {
    const plan::Collection& collection = unit.plan.collections[at(id)];
    Step step(unit, name);
    Builder& b = step.b;
    const Slots::Pick& pick = unit.slots.picks[at(collection.excluded[0])];
    Value* const legs = step.scratch(llvm::ArrayType::get(b.getPtrTy(), pick.legs.size()), "legs");
    for (std::size_t i = 0; i < pick.legs.size(); ++i) {
        b.CreateStore(step.event_ints(pick.legs[i]), b.CreateConstInBoundsGEP1_64(b.getPtrTy(), legs, i));
    }
    emit_kernel(step, id, "collmc_members", {step.event_ints(pick.found, "found"), legs, b.getInt64(pick.legs.size())});
    return step.finish();
}

Function* emit_ordered(Unit& unit, const std::string& name, plan::CollectionId id) {
    // for (position = the source's first; position < its end; ++position) keys[position] = key(row);
    const plan::Collection& collection = unit.plan.collections[at(id)];
    Step step(unit, name);
    Builder& b = step.b;
    Value* const bytes =
        b.CreateMul(b.CreateAdd(step.n_objects(), b.getInt64(abi::kPadding)), b.getInt64(sizeof(double)));
    Value* const keys = step.call_kernel("collmc_allocate", b.getPtrTy(), {bytes});
    ObjectSweep objects(step, collection);
    objects.enter();
    Values values(step, {&collection.key, 1});
    objects.open(values, collection.binder);
    step.lanes.store(values[collection.key], keys, objects.first, objects.active);
    objects.close();
    emit_kernel(step, id, "collmc_order",
                {emit_row_lists(step, collection.sources), keys, b.getInt64(collection.highest_first)});
    step.call_kernel("collmc_release", b.getVoidTy(), {keys});
    return step.finish();
}

}  // namespace

Function* emit_collection(Unit& unit, const std::string& name, plan::CollectionId id) {
    if (unit.slots.collections[at(id)].mask >= 0) return emit_compared(unit, name, id);
    switch (unit.plan.collections[at(id)].kind) {
        case Kind::union_of: return emit_union(unit, name, id);
        case Kind::members: return emit_members(unit, name, id);
        case Kind::ordered: return emit_ordered(unit, name, id);
        default: return emit_subset(unit, name, id);
    }
}

Function* emit_objects(Unit& unit, const std::string& name, plan::CollectionId id) {
    if (unit.slots.collections[at(id)].mask >= 0) return emit_taken(unit, name, id);
    return emit_union(unit, name, id);
}

}  // namespace collmc::codegen
