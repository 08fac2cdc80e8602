#include "compiler/codegen/steps.h"
#include "compiler/codegen/values.h"

namespace collmc::codegen {

using llvm::Value;

namespace {

/// Stands for a value that is not known yet: a NaN that no operation of a processor makes. (A computed one with these
/// bits would only be computed again.)
constexpr std::uint64_t kUnknown = 0x7ff8'c0de'c0de'c0de;

}  // namespace

llvm::Function* emit_shared(Unit& unit, const std::string& name, plan::NodeId node) {
    // known = values[events];
    // if (all known) return known;
    // values[events] = the value, where it is not known;
    const auto id = static_cast<std::size_t>(node);
    Step step = Step::of_value(unit, name);
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    Value* const values = step.event_doubles(unit.slots.shared[id].slot, "values");
    Value* const active = lanes.mask_of(step.function()->getArg(3));
    Value* const events = lanes.choose(active, step.function()->getArg(2), lanes.integer(0), "event");
    Value* const known = lanes.gather(lanes.f64(), values, events, "known");
    Value* const is_unknown = b.CreateICmpEQ(b.CreateBitCast(known, lanes.i64()), lanes.word(kUnknown));
    Value* const wanted = lanes.both(active, is_unknown, "wanted");

    auto* const compute = llvm::BasicBlock::Create(b.getContext(), "compute", step.function());
    auto* const done = llvm::BasicBlock::Create(b.getContext(), "done", step.function());
    b.CreateCondBr(lanes.any(wanted), compute, done);
    b.SetInsertPoint(done);
    b.CreateRet(known);

    b.SetInsertPoint(compute);
    Values below(step, {&node, 1}, {}, node);
    below.open({wanted, events});
    Value* value = below[node];
    if (value->getType() == lanes.b1()) value = b.CreateUIToFP(value, lanes.f64());
    lanes.scatter(value, values, events, wanted);
    return step.finish(lanes.choose(wanted, value, known));
}

llvm::Function* emit_forget(Unit& unit, const std::string& name, plan::SelectionId selection) {
    Step step(unit, name);
    Builder& b = step.b;
    for (std::size_t node = 0; node < unit.slots.shared.size(); ++node) {
        if (unit.slots.shared[node].within != selection) continue;
        Value* const values = step.event_doubles(unit.slots.shared[node].slot);
        if (selection == 0) {
            step.call_kernel("collmc_fill", b.getVoidTy(), {values, step.n_events(), b.getInt64(kUnknown)});
        } else {
            step.call_kernel("collmc_fill_at", b.getVoidTy(),
                             {values, step.selected(selection), step.n_selected(selection), b.getInt64(kUnknown)});
        }
    }
    return step.finish();
}

llvm::Function* emit_decode(Unit& unit, const std::string& name, plan::SelectionId selection,
                            const plan::ColumnsBelow::Columns& columns) {
    Step step(unit, name);
    Builder& b = step.b;
    for (std::size_t particle = 0; particle < columns.size(); ++particle) {
        if (columns[particle] == 0) continue;
        step.call_kernel("collmc_decode", b.getVoidTy(),
                         {step.block(), b.getInt64(particle), b.getInt64(columns[particle]), step.selected(selection),
                          step.n_selected(selection)});
    }
    return step.finish();
}

}  // namespace collmc::codegen
