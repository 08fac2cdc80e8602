#include "compiler/codegen/emit.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "compiler/codegen/steps.h"
#include "compiler/machine/object.h"

namespace collmc::codegen {

using llvm::Function;
using llvm::Value;

namespace {

Function* emit_all_events(Unit& unit) {
    Step step(unit, "all_events");
    const auto& slots = unit.slots.layout.selections[0];
    step.call_kernel("collmc_all_events", step.b.getVoidTy(), {step.block(), step.event_ints(slots.events, "events")});
    step.store_counter(step.n_events(), slots.count);
    return step.finish();
}

bool is_fill(const plan::Plan& plan, const plan::Step& step) {
    return step.kind == plan::Step::Kind::histogram && !plan.histograms[at(step.id)].loops.empty();
}

/// The selection for each of whose events the step has one value.
std::optional<plan::SelectionId> output_selection(const plan::Plan& plan, const plan::Step& step) {
    if (is_fill(plan, step)) return std::nullopt;
    switch (step.kind) {
        case plan::Step::Kind::weight: return plan.weights[at(step.id)].selection;
        case plan::Step::Kind::histogram: return plan.histograms[at(step.id)].selection;
        case plan::Step::Kind::ntuple: return plan.ntuples[at(step.id)].selection;
        default: return std::nullopt;
    }
}

/// A value's function calls those of the values below it.
void emit_shared_values(Unit& unit) {
    unit.shared.resize(unit.plan.nodes.size());
    for (std::size_t id = 0; id < unit.shared.size(); ++id) {
        if (unit.slots.shared[id] >= 0) unit.shared[id] = emit_shared(unit, static_cast<plan::NodeId>(id));
    }
}

std::vector<Function*> emit_steps(Unit& unit) {
    emit_shared_values(unit);
    std::vector<Function*> functions = {emit_all_events(unit), emit_forget(unit)};
    for (auto step = unit.plan.schedule.begin(); step != unit.plan.schedule.end(); ++step) {
        switch (step->kind) {
            case plan::Step::Kind::collection: functions.push_back(emit_collection(unit, step->id)); break;
            case plan::Step::Kind::pick: functions.push_back(emit_pick(unit, step->id)); break;
            case plan::Step::Kind::selection:
                if (step->id != 0) functions.push_back(emit_selection(unit, step->id));
                break;
            default: {
                if (is_fill(unit.plan, *step)) {
                    functions.push_back(emit_fill(unit, step->id));
                    break;
                }
                // The other outputs of one selection share a function, which stands where the last of them does.
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

Emitted emit_module(llvm::LLVMContext& context, const plan::Plan& plan, const Slots& slots, int width,
                    llvm::AttributeList attributes) {
    auto module = std::make_unique<llvm::Module>(plan.title, context);
    Unit unit{plan, slots, plan::free_binders(plan), *module, attributes, width};
    const std::vector<Function*> functions = emit_steps(unit);
    Step entry(unit, machine::kEntryPoint, llvm::GlobalValue::ExternalLinkage);
    for (Function* const function : functions) entry.b.CreateCall(function, {entry.block(), entry.workspace()});
    entry.finish();
    return {std::move(module), std::move(unit.nested)};
}

}  // namespace collmc::codegen
