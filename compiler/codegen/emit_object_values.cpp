#include <fmt/format.h>

#include <vector>

#include "compiler/codegen/steps.h"
#include "compiler/codegen/sweep.h"
#include "compiler/codegen/values.h"

namespace collmc::codegen {

using llvm::Value;
using plan::NodeId;
using Column = ObjectValues::Column;

namespace {

/// The columns' values of the objects at `row`, which are consecutive from `first` or, if that is null, any. Lanes that
/// are not active have the sentinel's row, and write there before others do.
void emit_values(Step& step, const std::vector<int>& slots, Value* active, Value* row, Value* first,
                 llvm::ArrayRef<Value*> rows) {
    std::vector<NodeId> roots;
    for (const int slot : slots) roots.push_back(step.slots().kept.columns[at(slot)].node);
    Values values(step, roots, {}, plan::kNone, /*reads_kept=*/false);
    values.open({active, step.lanes.integer(0)});
    values.bind(step.slots().kept.columns[at(slots[0])].binder, row, first);
    const std::vector<Column>& columns = step.slots().kept.columns;
    for (std::size_t i = 0; i < slots.size();) {
        const int lines = columns[at(slots[i])].lines;
        llvm::SmallVector<Value*, abi::kLine> places;
        for (; i < slots.size() && columns[at(slots[i])].lines == lines; ++i) places.push_back(values[roots[i]]);
        step.lanes.scatter_lines(places, step.object_lines(lines), rows);
    }
}

/// For consecutive rows.
void emit_rows(Step& step, const std::vector<int>& slots, Value* begin, Value* end) {
    Builder& b = step.b;
    Sweep objects(step, begin, end, "objects");
    objects.enter();
    llvm::SmallVector<Value*, 8> rows;
    for (int lane = 0; lane < step.lanes.width(); ++lane) {
        Value* const row = b.CreateAdd(objects.first, b.getInt64(static_cast<std::uint64_t>(lane)));
        rows.push_back(lane == 0 ? row : b.CreateSelect(b.CreateICmpSLT(row, end), row, step.n_objects()));
    }
    emit_values(step, slots, objects.active, step.lanes.choose(objects.active, objects.index, step.sentinel()),
                objects.first, rows);
    objects.close();
}

/// For every object of the collection, and for the sentinel, which stands for one that is not there.
void emit_columns(Step& step, plan::CollectionId collection, const std::vector<int>& slots) {
    Builder& b = step.b;
    Lanes& lanes = step.lanes;
    const auto emit_sentinel = [&] {
        emit_rows(step, slots, step.n_objects(), b.CreateAdd(step.n_objects(), b.getInt64(1)));
    };
    if (step.is_base(collection)) {
        const int particle = step.plan().collections[at(collection)].particle;
        emit_rows(step, slots, step.segment_begin(particle), step.segment_end(particle));
        return emit_sentinel();
    }
    Sweep objects(step, b.getInt64(0), step.load_counter(step.slots().collections[at(collection)].total), "objects");
    objects.enter();
    Value* const row =
        lanes.load(lanes.i32(), step.rows(collection), objects.first, objects.active, step.sentinel(), "row");
    emit_values(step, slots, objects.active, row, nullptr, lanes.extract(row));
    objects.close();
    emit_sentinel();
}

/// A call for all objects of the collection, and the sentinel.
void emit_momenta(Step& step, const ObjectValues::Momenta& momenta) {
    Builder& b = step.b;
    const kernels::MomentumColumns& of = momenta.of;
    const auto column = [&](std::int32_t index) { return b.getInt32(static_cast<std::uint32_t>(index)); };
    llvm::Constant* const columns =
        llvm::ConstantStruct::getAnon({column(of.pt), column(of.eta), column(of.phi), column(of.mass),
                                       llvm::ConstantFP::get(b.getDoubleTy(), of.mass_squared)});
    auto* const constant = new llvm::GlobalVariable(step.unit.module, columns->getType(), /*isConstant=*/true,
                                                    llvm::GlobalValue::InternalLinkage, columns, "momentum");
    Value *rows = llvm::ConstantPointerNull::get(b.getPtrTy()), *begin = b.getInt64(0), *end = nullptr;
    if (step.is_base(momenta.collection)) {
        const int particle = step.plan().collections[at(momenta.collection)].particle;
        begin = step.segment_begin(particle);
        end = step.segment_end(particle);
    } else {
        rows = step.rows(momenta.collection);
        end = step.load_counter(step.slots().collections[at(momenta.collection)].total);
    }
    step.call_kernel(fmt::format("collmc_momenta_{}", step.lanes.width()), b.getVoidTy(),
                     {step.block(), constant, rows, begin, end, step.object_lines(momenta.lines)});
}

}  // namespace

void emit_object_values(Step& step, plan::PickId pick) {
    const ObjectValues& kept = step.slots().kept;
    std::vector<bool> is_made(at(kept.n_lines));
    for (const ObjectValues::Momenta& momenta : kept.momenta) {
        if (momenta.pick != pick || step.lanes.width() == 1) continue;
        emit_momenta(step, momenta);
        is_made[at(momenta.lines)] = true;
    }
    // Those of one binder have one loop.
    const std::vector<Column>& columns = kept.columns;
    for (std::size_t first = 0; first < columns.size(); ++first) {
        std::vector<int> slots;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (is_made[at(columns[i].lines)]) continue;
            if (columns[i].pick == pick && columns[i].binder == columns[first].binder)
                slots.push_back(static_cast<int>(i));
        }
        if (!slots.empty() && at(slots[0]) == first) emit_columns(step, columns[first].collection, slots);
    }
}

}  // namespace collmc::codegen
