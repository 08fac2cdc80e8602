#include "compiler/codegen/combinations.h"

#include <cstddef>
#include <span>

namespace collmc::codegen {

using llvm::Value;
using plan::NodeId;

namespace {

/// The best combination so far.
struct Best {
    Value* found;              ///< mask
    std::vector<Value*> keys;  ///< f64 lanes
    std::vector<Value*> legs;  ///< i32 lanes

    std::vector<Value*> parts() const {
        std::vector<Value*> parts = {found};
        parts.insert(parts.end(), keys.begin(), keys.end());
        parts.insert(parts.end(), legs.begin(), legs.end());
        return parts;
    }
    template <class Range>
    Best with(const Range& parts) const {
        const auto first_leg = parts.begin() + 1 + static_cast<std::ptrdiff_t>(keys.size());
        return {parts[0], {parts.begin() + 1, first_leg}, {first_leg, parts.end()}};
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
        const Best after = legs(leg + 1, best.with(walk.carried));
        values_.end(walk, after.parts());
        return best.with(walk.carried);
    }

private:
    /// Takes the combination that the binders stand at if it beats `best`.
    Best consider(const Best& best) {
        Builder& b = step_.b;
        Lanes& lanes = step_.lanes;
        Value* take = values_.active();
        if (pick_.condition != plan::kNone) take = lanes.both(take, values_[pick_.condition]);
        Best after = best;
        for (std::size_t i = 0; i < best.keys.size(); ++i) after.keys[i] = values_[pick_.keys[i]];
        Value* const first = b.CreateNot(best.found);
        Value* const beats = best.keys.empty() ? first : b.CreateOr(first, is_before(after.keys, best.keys));
        take = lanes.both(take, beats, "take");
        after.found = b.CreateOr(best.found, take);
        for (std::size_t i = 0; i < best.keys.size(); ++i) {
            after.keys[i] = lanes.choose(take, after.keys[i], best.keys[i]);
        }
        for (std::size_t i = 0; i < best.legs.size(); ++i) {
            after.legs[i] = lanes.choose(take, values_.row(pick_.legs[i]), best.legs[i]);
        }
        return after;
    }

    /// The lexicographic order of keys, a NaN behind all numbers and equal to a NaN.
    Value* is_before(std::span<Value* const> a, std::span<Value* const> b) {
        Builder& builder = step_.b;
        // A number that is not behind the other, which may be none.
        Value* const less = builder.CreateAnd(builder.CreateFCmpORD(a[0], a[0]), builder.CreateFCmpULT(a[0], b[0]));
        if (a.size() == 1) return less;
        Value* const both_nan = builder.CreateAnd(builder.CreateFCmpUNO(a[0], a[0]), builder.CreateFCmpUNO(b[0], b[0]));
        Value* const equal = builder.CreateOr(builder.CreateFCmpOEQ(a[0], b[0]), both_nan);
        return builder.CreateOr(less, builder.CreateAnd(equal, is_before(a.subspan(1), b.subspan(1))));
    }

    Step& step_;
    const plan::Pick& pick_;
    Values& values_;
};

}  // namespace

Chosen emit_best_by_keys(Step& step, const plan::Pick& pick, Values& values, Value* no_leg) {
    Lanes& lanes = step.lanes;
    const Best none{lanes.boolean(false), std::vector<Value*>(pick.keys.size(), lanes.number(0)),
                    std::vector<Value*>(pick.legs.size(), no_leg)};
    const Best best = PickEmitter(step, pick, values).legs(0, none);
    return {best.found, best.legs};
}

Chosen emit_best(Step& step, const plan::Pick& pick, Values& values, Value* no_leg) {
    if (const std::optional<Chosen> closest = emit_closest(step, pick, values, no_leg)) return *closest;
    return emit_best_by_keys(step, pick, values, no_leg);
}

}  // namespace collmc::codegen
