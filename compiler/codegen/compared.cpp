#include "compiler/codegen/compared.h"

#include <algorithm>

#include "compiler/codegen/step.h"
#include "compiler/plan/comparisons.h"
#include "runtime/kernels/object_masks.h"

namespace collmc::codegen {

using llvm::Value;
using plan::NodeId;
using plan::Op;

namespace {

/// What becomes of a mask when one more condition is decided.
enum class Into { overwrite, both, either };

/// Walks over a condition in the order of its evaluation. `Target` has
///     compare(comparison, into, mask)         a comparison, into a mask
///     combine(from, into, mask, is_inverted)  one mask into another
/// where a mask is a number: 0 the subset's own, then those of scratch.
template <class Target>
class Condition {
public:
    Condition(const plan::Plan& plan, plan::BinderId binder, Target& target)
        : plan_(plan), binder_(binder), target_(target) {}

    void decide(NodeId id, Into into, std::size_t mask) {
        const plan::Node& node = plan_.nodes[at(id)];
        if (const auto comparison = plan::comparison_of(plan_, id, binder_))
            return target_.compare(*comparison, into, mask);
        const Into joined = node.op == Op::logical_or ? Into::either : Into::both;
        const bool is_not = node.op == Op::logical_not;
        if (!is_not && (into == Into::overwrite || into == joined)) {
            decide(node.in[0], into, mask);
            decide(node.in[1], joined, mask);
            return;
        }
        const std::size_t scratch = ++used_;
        decide(node.in[0], Into::overwrite, scratch);
        if (!is_not) decide(node.in[1], joined, scratch);
        target_.combine(scratch, into, mask, is_not);
        --used_;
    }

private:
    const plan::Plan& plan_;
    plan::BinderId binder_;
    Target& target_;
    std::size_t used_ = 0;
};

struct MaskCounter {
    std::size_t most = 0;
    void compare(const plan::Comparison&, Into, std::size_t mask) { most = std::max(most, mask); }
    void combine(std::size_t, Into, std::size_t, bool) {}
};

class MaskEmitter {
public:
    MaskEmitter(Step& step, const Slots::Collection& slots) : step_(step), slots_(slots) {}

    void compare(const plan::Comparison& comparison, Into into, std::size_t number) {
        Builder& b = step_.b;
        std::int64_t how = into_bits(into);
        if (comparison.is_absolute) how |= kernels::kAbsolute;
        if (comparison.is_inverted) how |= kernels::kInverted;
        const auto limit = [&](double value) { return llvm::ConstantFP::get(b.getDoubleTy(), value); };
        step_.call_kernel(
            "collmc_compare", b.getVoidTy(),
            {step_.block(), particle(), b.getInt64(static_cast<std::uint64_t>(comparison.column)),
             limit(comparison.low), limit(comparison.high), b.getInt64(static_cast<std::uint64_t>(how)), mask(number)});
    }
    void combine(std::size_t from, Into into, std::size_t number, bool is_inverted) {
        start(mask(from), into_bits(into) | (is_inverted ? std::int64_t{kernels::kInverted} : 0), mask(number));
    }
    /// Begins with the objects of another subset.
    void start(Value* from) { start(from, 0, mask(0)); }

    Value* particle() { return step_.b.getInt64(static_cast<std::uint64_t>(slots_.particle)); }
    Value* mask(std::size_t number) {
        if (number == 0) return step_.object_ints(slots_.mask, "mask");
        return step_.object_ints(step_.slots().scratch_masks[number - 1], "scratch");
    }

private:
    static std::int64_t into_bits(Into into) {
        if (into == Into::overwrite) return 0;
        return into == Into::both ? kernels::kAnd : kernels::kOr;
    }
    void start(Value* from, std::int64_t how, Value* to) {
        step_.call_kernel("collmc_combine", step_.b.getVoidTy(),
                          {step_.block(), particle(), from, step_.b.getInt64(static_cast<std::uint64_t>(how)), to});
    }

    Step& step_;
    const Slots::Collection& slots_;
};

}  // namespace

std::size_t scratch_masks(const plan::Plan& plan, const plan::Collection& collection) {
    MaskCounter counter;
    const bool is_base = plan.collections[at(collection.sources[0])].kind == plan::Collection::Kind::base;
    Condition(plan, collection.binder, counter).decide(collection.condition, is_base ? Into::overwrite : Into::both, 0);
    return counter.most;
}

llvm::Function* emit_compared(Unit& unit, const std::string& name, plan::CollectionId id) {
    const plan::Collection& collection = unit.plan.collections[at(id)];
    const Slots::Collection& slots = unit.slots.collections[at(id)];
    Step step(unit, name);
    Builder& b = step.b;
    MaskEmitter masks(step, slots);
    const plan::CollectionId source = collection.sources[0];
    const bool is_base = step.is_base(source);
    if (!is_base) masks.start(step.object_ints(unit.slots.collections[at(source)].mask, "source"));
    Condition(unit.plan, collection.binder, masks)
        .decide(collection.condition, is_base ? Into::overwrite : Into::both, 0);
    const bool has_rows = slots.asked == 0 && !slots.is_late();
    Value* const none = llvm::ConstantPointerNull::get(b.getPtrTy());
    Value* const total =
        step.call_kernel("collmc_take", b.getInt64Ty(),
                         {step.block(), masks.particle(), masks.mask(0), has_rows ? step.begin(id) : none,
                          step.size(id), has_rows ? step.rows(id) : none});
    if (has_rows) step.store_counter(total, slots.total);
    return step.finish();
}

llvm::Function* emit_taken(Unit& unit, const std::string& name, plan::CollectionId id) {
    const Slots::Collection& slots = unit.slots.collections[at(id)];
    Step step(unit, name);
    MaskEmitter masks(step, slots);
    step.call_kernel("collmc_take_at", step.b.getVoidTy(),
                     {step.block(), masks.particle(), masks.mask(0), step.selected(slots.asked),
                      step.n_selected(slots.asked), step.begin(id), step.rows(id)});
    return step.finish();
}

}  // namespace collmc::codegen
