#include <algorithm>
#include <cstddef>
#include <vector>

#include "compiler/codegen/sources.h"
#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/values.h"
#include "runtime/kernels/event_lists.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;
using plan::NodeId;

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

/// for (event : any of over) {
///     pass = is in its source, or passes the cut before it, and ...;
///     if (pass) events[count++] = event; if (undecided) ++n_undecided;
///     ...
///     members = a bit for each of some cuts that it passes;
///     if (members) united[count] = event, united_members[count++] = members;
/// }
class CutsEmitter {
public:
    CutsEmitter(Step& step, const EventLoop& loop)
        : step_(step), loop_(loop), events_(step, step.slots().find(loop.over)) {}

    void emit() {
        carry_counts();
        const EventLanes event = events_.enter();
        Sources sources(step_, loop_, events_, event);
        Values values(step_, roots_);
        values.open(event);
        for (Cut& cut : cuts_) emit_cut(cut, event, sources, values);
        for (const Union& several : unions_) emit_union(several, event);
        events_.close();
        store_counts();
    }

private:
    struct Cut {
        plan::SelectionId id;
        const plan::Selection& selection;
        const abi::WorkspaceLayout::Selection& slots;
        llvm::PHINode *count, *n_undecided = nullptr;
        Value* pass = nullptr;
    };
    /// What any of some of the cuts has.
    struct Union {
        const Slots::Union& several;
        const abi::WorkspaceLayout::Selection& slots;
        llvm::PHINode* count;
    };

    void carry_counts() {
        const Slots& slots = step_.slots();
        const auto carry = [&](const char* name) { return events_.loop.carry(step_.b.getInt64(0), name); };
        for (const plan::SelectionId id : loop_.cuts) {
            const plan::Selection& selection = step_.plan().selections[at(id)];
            cuts_.push_back({id, selection, slots.layout.selections[at(id)], carry("count")});
            roots_.push_back(selection.pass);
            if (selection.undecided == plan::kNone) continue;
            cuts_.back().n_undecided = carry("undecided");
            roots_.push_back(selection.undecided);
        }
        for (const Slots::Union& several : slots.unions) {
            if (&slots.loops[several.made_by] != &loop_) continue;
            unions_.push_back({several, slots.layout.selections[at(slots.find(several.of))], carry("count")});
        }
    }

    void emit_cut(Cut& cut, const EventLanes& event, const Sources& sources, Values& values) {
        Lanes& lanes = step_.lanes;
        const auto before = std::ranges::find(cuts_, cut.selection.within, &Cut::id);
        Value* const reached = before != cuts_.end() ? before->pass : sources.mask_of(cut.selection.within);
        if (cut.n_undecided != nullptr) {
            Value* const undecided = lanes.both(reached, values[cut.selection.undecided]);
            events_.loop.next(cut.n_undecided, step_.b.CreateAdd(cut.n_undecided, lanes.count(undecided)));
        }
        cut.pass = lanes.both(reached, values[cut.selection.pass], "pass");
        Value* const list = step_.event_ints(cut.slots.events, cut.selection.name + ".events");
        events_.loop.next(cut.count, lanes.compress_store(event.event, list, cut.count, cut.pass));
    }

    void emit_union(const Union& made, const EventLanes& event) {
        Lanes& lanes = step_.lanes;
        Value *members = lanes.integer(0), *is_any = lanes.boolean(false);
        for (std::size_t i = 0; i < made.several.of.size(); ++i) {
            Value* const pass = std::ranges::find(cuts_, made.several.of[i], &Cut::id)->pass;
            Value* const bit = lanes.integer(Slots::Union::bit(i));
            is_any = step_.b.CreateOr(is_any, pass, "is_any");
            members = step_.b.CreateOr(members, lanes.choose(pass, bit, lanes.integer(0)), "members");
        }
        const Lanes::Stored stored[] = {{event.event, step_.event_ints(made.slots.events, "events")},
                                        {members, step_.event_ints(made.several.members, "members")}};
        events_.loop.next(made.count, lanes.compress_store(stored, made.count, is_any));
    }

    void store_counts() {
        for (const Cut& cut : cuts_) {
            step_.store_counter(events_.loop.last(cut.count), cut.slots.count);
            if (cut.n_undecided != nullptr)
                step_.store_counter(events_.loop.last(cut.n_undecided), cut.slots.undecided);
        }
        for (const Union& made : unions_) step_.store_counter(events_.loop.last(made.count), made.slots.count);
    }

    Step& step_;
    const EventLoop& loop_;
    EventSweep events_;
    std::vector<Cut> cuts_;
    std::vector<Union> unions_;
    std::vector<NodeId> roots_;
};

}  // namespace

Function* emit_cuts(Unit& unit, const std::string& name, const EventLoop& loop) {
    Step step(unit, name);
    CutsEmitter(step, loop).emit();
    return step.finish();
}

}  // namespace collmc::codegen
