#include "compiler/codegen/trios.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/codegen/distance.h"
#include "compiler/codegen/squared_sums.h"

namespace collmc::codegen {

using llvm::Value;
using plan::NodeId;

namespace {

constexpr double kLeastMass = 0x1p-20, kGreatestMass = 0x1p20;

/// Whether each leg is behind the one before it.
bool is_chain(const plan::Plan& plan, const plan::Pick& pick) {
    plan::BinderId before = plan::kNone;
    for (const plan::BinderId leg : pick.legs) {
        const plan::Binder& binder = plan.binders[at(leg)];
        if (binder.kind != plan::Binder::Kind::leg || binder.after != before) return false;
        if (binder.collection != plan.binders[at(pick.legs[0])].collection) return false;
        before = leg;
    }
    return true;
}

/// The column that all terms of a square are of their own leg's object; or null.
const ObjectValues::Column* column_of(const ObjectValues& kept, const SquaredSum& square) {
    const int slot = kept.slot[at(square.terms[0])];
    const bool is_same = std::ranges::all_of(square.terms, [&](NodeId term) { return kept.slot[at(term)] == slot; });
    return slot >= 0 && is_same ? &kept.columns[at(slot)] : nullptr;
}

/// The lines of momenta whose sum has this square: energy^2 - px^2 - py^2 - pz^2. Or -1.
int lines_of(const ObjectValues& kept, const std::vector<SquaredSum>& squares) {
    std::array<bool, abi::kLine> is_there{};
    int lines = -1;
    for (const SquaredSum& square : squares) {
        const ObjectValues::Column* const column = column_of(kept, square);
        if (column == nullptr || (lines >= 0 && column->lines != lines)) return -1;
        const bool is_energy = column->place == abi::kLine - 1;
        if (square.is_subtracted == is_energy || std::exchange(is_there[at(column->place)], true)) return -1;
        lines = column->lines;
    }
    const bool is_momentum = std::ranges::count(kept.momenta, lines, &ObjectValues::Momenta::lines) > 0;
    return is_momentum && std::ranges::count(is_there, false) == 0 ? lines : -1;
}

}  // namespace

std::optional<Trios> trios_of(const Step& step, const plan::Pick& pick) {
    const plan::Plan& plan = step.plan();
    if (step.lanes.width() == 1 || pick.legs.size() != 3 || pick.keys.size() != 1) return std::nullopt;
    if (pick.condition != plan::kNone || !is_chain(plan, pick)) return std::nullopt;
    const std::optional<Distance> distance = Distance::of_key(plan, pick.keys[0]);
    if (!distance || !distance->is_plain_root()) return std::nullopt;
    if (distance->c() < kLeastMass || distance->c() > kGreatestMass) return std::nullopt;
    const auto squares = squared_sums(step.unit, pick.legs, distance->x());
    const int lines = squares ? lines_of(step.slots().kept, *squares) : -1;
    if (lines < 0) return std::nullopt;
    return Trios{lines, distance->c()};
}

Value* emit_trios(Step& step, plan::PickId id, const Trios& trios) {
    Builder& b = step.b;
    const auto pointers = [&](std::initializer_list<Value*> values, const char* name) {
        Value* const array = step.scratch(llvm::ArrayType::get(b.getPtrTy(), values.size()), name);
        std::uint64_t index = 0;
        for (Value* const value : values)
            b.CreateStore(value, b.CreateConstInBoundsGEP1_64(b.getPtrTy(), array, index++));
        return array;
    };
    Value* const nothing = llvm::ConstantPointerNull::get(b.getPtrTy());
    const Slots& all = step.slots();
    const Slots::Pick& slots = all.picks[at(id)];
    const plan::Pick& pick = step.plan().picks[at(id)];
    const plan::CollectionId collection = step.plan().binders[at(pick.legs[0])].collection;
    Value* const rows = step.rows(collection);
    Value* const objects = pointers({step.begin(collection), step.size(collection), rows ? rows : nothing}, "objects");
    Value* const left = pointers(
        {step.event_ints(all.by_size), step.event_ints(all.by_size_begin), step.event_ints(all.by_size_size)}, "left");
    Value* const found =
        pointers({slots.found >= 0 ? step.event_ints(slots.found) : nothing, step.event_ints(slots.legs[0]),
                  step.event_ints(slots.legs[1]), step.event_ints(slots.legs[2])},
                 "found");
    return step.call_kernel(fmt::format("collmc_trios_{}", step.lanes.width()), b.getInt64Ty(),
                            {step.block(), objects, step.object_lines(trios.lines),
                             llvm::ConstantFP::get(b.getDoubleTy(), trios.mass), left, found});
}

}  // namespace collmc::codegen
