#include "compiler/codegen/emit.h"

#include "compiler/codegen/steps.h"
#include "compiler/machine/object.h"

namespace collmc::codegen {

using llvm::Function;

namespace {

Function* emit_all_events(Unit& unit, const std::string& name) {
    Step step(unit, name);
    const auto& slots = unit.slots.layout.selections[0];
    step.call_kernel("collmc_all_events", step.b.getVoidTy(), {step.block(), step.event_ints(slots.events, "events")});
    step.store_counter(step.n_events(), slots.count);
    return step.finish();
}

/// The values that are functions, whether this part has them or calls another's.
void declare_values(Unit& unit, const Pieces& pieces) {
    unit.shared.resize(unit.plan.nodes.size());
    for (const Piece& piece : pieces.all) {
        if (piece.kind == Piece::Kind::value) unit.shared[at(piece.id)] = Step::declare_value(unit, piece.name);
    }
}

void emit(Unit& unit, const Piece& piece) {
    switch (piece.kind) {
        case Piece::Kind::value: emit_shared(unit, piece.name, piece.id); break;
        case Piece::Kind::all_events: emit_all_events(unit, piece.name); break;
        case Piece::Kind::unite: emit_unite(unit, piece.name, piece.id); break;
        case Piece::Kind::forget: emit_forget(unit, piece.name, piece.id); break;
        case Piece::Kind::decode: emit_decode(unit, piece.name, piece.id, piece.columns); break;
        case Piece::Kind::collection: emit_collection(unit, piece.name, piece.id); break;
        case Piece::Kind::objects: emit_objects(unit, piece.name, piece.id); break;
        case Piece::Kind::pick: emit_pick(unit, piece.name, piece.id); break;
        case Piece::Kind::cuts: emit_cuts(unit, piece.name, unit.slots.loops[at(piece.id)]); break;
        case Piece::Kind::outputs: emit_outputs(unit, piece.name, unit.slots.loops[at(piece.id)]); break;
        case Piece::Kind::fill: emit_fill(unit, piece.name, piece.id); break;
    }
}

void emit_entry(Unit& unit, const Pieces& pieces) {
    Step entry(unit, machine::kEntryPoint);
    for (const Piece& piece : pieces.all) {
        if (piece.kind == Piece::Kind::value) continue;
        entry.b.CreateCall(Step::declare(unit, piece.name), {entry.block(), entry.workspace()});
    }
    entry.finish();
}

}  // namespace

std::unique_ptr<llvm::Module> emit_module(llvm::LLVMContext& context, const plan::Plan& plan, const Slots& slots,
                                          const Pieces& pieces, std::size_t part, int width,
                                          llvm::AttributeList attributes) {
    auto module = std::make_unique<llvm::Module>(plan.title, context);
    Unit unit{plan, slots, plan::free_binders(plan), *module, attributes, width};
    declare_values(unit, pieces);
    for (const Piece& piece : pieces.all) {
        if (piece.part == part) emit(unit, piece);
    }
    if (part == 0) emit_entry(unit, pieces);
    return module;
}

}  // namespace collmc::codegen
