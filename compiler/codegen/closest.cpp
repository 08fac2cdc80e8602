// Picks of what is nearest to a given value: |f(x) - c| is least, and f, say a square root, grows with x.
//
// On each side of where f passes c, a smaller distance is an x nearer to that place. So the loops compare x alone, once
// for each side, and the two best are compared afterwards. Rounding makes f stand still here and there: x may
// differ where distances are equal, and of equals the first combination is chosen, not the nearer x. That shows in the
// x that was best before: it lies between, so its distance is that of the best, too. Then, and where no x is a number,
// all distances are compared after all. Where f is a square root, all this is told by its squares, without a root; what
// is too near to tell is taken for equal.
//
// Where tables can be padded, lanes take part in all turns: what is behind an event's last object gives no number.
#include <limits>

#include "compiler/codegen/combinations.h"
#include "compiler/codegen/distance.h"

namespace collmc::codegen {

using llvm::Value;
using plan::NodeId;

namespace {

/// The best on one side of where f passes c.
struct Side {
    Value* x;       ///< f64 lanes, NaN if there is none
    Value* before;  ///< the best x before it, or NaN
    Value* places;  ///< i32 lanes: the positions of the legs, each in its bits, the first in the last ones
};

struct State {
    Side below, above;
    Value* seen;  ///< mask: whether there is a combination; null of padded tables

    std::vector<Value*> parts() const {
        std::vector<Value*> parts = {below.x, below.before, below.places, above.x, above.before, above.places};
        if (seen) parts.push_back(seen);
        return parts;
    }
    template <class Range>
    State with(const Range& parts) const {
        return {{parts[0], parts[1], parts[2]}, {parts[3], parts[4], parts[5]}, seen ? parts[6] : nullptr};
    }
};

/// More legs than that leave too few bits for their positions.
constexpr std::size_t kMostLegs = 6;

std::optional<Distance> distance_of(const Step& step, const plan::Pick& pick) {
    // Lane by lane the square roots cost less than what stands here for them.
    if (step.lanes.width() == 1 || pick.legs.size() < 2 || pick.legs.size() > kMostLegs || pick.keys.size() != 1)
        return std::nullopt;
    return Distance::of_key(step.plan(), pick.keys[0]);
}

class ClosestEmitter {
public:
    ClosestEmitter(Step& step, const plan::Pick& pick, Values& values, const Distance& distance, Value* no_leg)
        : b_(step.b),
          lanes_(step.lanes),
          step_(step),
          pick_(pick),
          values_(values),
          distance_(distance),
          passing_(step.lanes.number(distance.passing())),
          no_leg_(no_leg),
          is_padded_(values.is_padded()),
          place_bits_(32 / static_cast<unsigned>(pick.legs.size())) {}

    Chosen emit() {
        Value* const none = lanes_.number(std::numeric_limits<double>::quiet_NaN());
        const Side nothing{none, none, lanes_.integer(0)};
        return decide(legs(0, {nothing, nothing, is_padded_ ? nullptr : lanes_.boolean(false)}));
    }

private:
    State legs(std::size_t leg, const State& state) {
        if (leg == pick_.legs.size()) return consider(state);
        Values::Walk walk = values_.walk(pick_.legs[leg], state.parts(), is_padded_);
        values_.emit_for(pick_.legs[leg]);
        const State after = legs(leg + 1, state.with(walk.carried));
        values_.end(walk, after.parts());
        return state.with(walk.carried);
    }

    State consider(State state) {
        Value* among = is_padded_ ? lanes_.boolean(true) : values_.active();
        if (pick_.condition != plan::kNone) among = lanes_.both(among, values_[pick_.condition]);
        Value* const x = values_[distance_.x()];
        Value* const places = lanes_.splat(here());
        const auto improve = [&](Side& side, Value* is_here, Value* is_nearer) {
            Value* const take = lanes_.both(lanes_.both(among, is_here), is_nearer, "take");
            side.before = lanes_.choose(take, side.x, side.before);
            side.x = lanes_.choose(take, x, side.x);
            side.places = lanes_.choose(take, places, side.places);
        };
        improve(state.below, b_.CreateFCmpOLE(x, passing_), b_.CreateFCmpUGT(x, state.below.x));
        improve(state.above, b_.CreateFCmpOGT(x, passing_), b_.CreateFCmpULT(x, state.above.x));
        if (state.seen) state.seen = b_.CreateOr(state.seen, among);
        return state;
    }

    /// The places that the loops stand at: i32.
    Value* here() {
        Value* places = b_.getInt32(0);
        for (std::size_t i = 0; i < pick_.legs.size(); ++i)
            places = b_.CreateOr(places, b_.CreateShl(values_.position(pick_.legs[i]), shift(i)));
        return places;
    }
    std::uint64_t shift(std::size_t leg) const { return leg * place_bits_; }

    /// i1: whether an event has so many objects that their positions do not fit.
    Value* is_too_long() {
        Value* is_any = b_.getFalse();
        for (const plan::BinderId leg : pick_.legs)
            is_any = b_.CreateOr(is_any, b_.CreateICmpSGT(values_.most(leg), b_.getInt32(1U << place_bits_)));
        return is_any;
    }

    /// Between the best of the two sides.
    struct Decision {
        Value* is_above;  ///< mask: the one above is nearer, or alone
        Value* is_tie;    ///< mask: that one and the other, or the one before, may be at the same distance
    };

    Decision by_distances(const State& state) {
        const auto distance = [&](Value* x) { return distance_.emit(b_, lanes_, x); };
        const Side &below = state.below, &above = state.above;
        Value* const key_below = distance(below.x);
        Value* const key_above = distance(above.x);
        Value* const is_nearer = b_.CreateFCmpOLT(key_above, key_below);
        Value* const is_above = b_.CreateOr(b_.CreateFCmpUNO(below.x, below.x), is_nearer);
        Value* const before = b_.CreateSelect(is_above, above.before, below.before);
        Value* const key = b_.CreateSelect(is_above, key_above, key_below);
        return {is_above, b_.CreateOr(b_.CreateFCmpOEQ(key_below, key_above), b_.CreateFCmpOEQ(distance(before), key))};
    }

    /// The same from p = f(below)^2 and q = f(above)^2: above is nearer if sqrt p + sqrt q < 2 c, that is
    /// 2 sqrt (p q) < t with t = 4 c^2 - p - q, that is 4 p q - t |t| < 0.
    ///
    /// Let u = 2^-53 and M = sqrt q, which is c at least, but for rounding. A distance is off by 3 u M at most, so
    /// distances that are not in this order, or equal, have |sqrt p + sqrt q - 2 c| < 8 u M, and, times
    /// sqrt p + sqrt q + 2 c < 4 M and times 2 sqrt (p q) + |t| < 6 M^2, |4 p q - t |t|| < 192 u M^4. What rounding
    /// does to this is less than 400 u M^4. Two on the same side at one distance have roots that differ by less than
    /// 6 u max(M, c), and squares by less than 12 u max(M, c)^2.
    Decision by_squares(const State& state) {
        constexpr double kPairTolerance = 0x1p-42, kBeforeTolerance = 0x1p-48;
        const auto square = [&](Value* x) { return distance_.emit_square(b_, lanes_, x); };
        const auto times = [&](Value* x, double factor) { return b_.CreateFMul(x, lanes_.number(factor)); };
        const auto magnitude = [&](Value* x) { return b_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x); };
        const double c2 = distance_.c() * distance_.c();
        Value *const p = square(state.below.x), *const q = square(state.above.x);
        Value* const t = b_.CreateFSub(lanes_.number(4 * c2), b_.CreateFAdd(p, q));
        Value* const order = b_.CreateFSub(times(b_.CreateFMul(p, q), 4), b_.CreateFMul(t, magnitude(t)));
        Value* const is_above =
            b_.CreateOr(b_.CreateFCmpUNO(p, p), b_.CreateFCmpOLT(order, lanes_.number(0)), "is_above");
        Value* const is_clear = b_.CreateFCmpOGT(magnitude(order), times(b_.CreateFMul(q, q), kPairTolerance));
        Value* const is_pair = b_.CreateFCmpORD(p, q);

        Value* const before = b_.CreateSelect(is_above, state.above.before, state.below.before);
        Value* const best = b_.CreateSelect(is_above, q, p);
        Value* const least = lanes_.number(c2);
        Value* const scale = b_.CreateSelect(b_.CreateFCmpOGT(best, least), best, least);
        Value* const is_near =
            b_.CreateFCmpOLE(magnitude(b_.CreateFSub(square(before), best)), times(scale, kBeforeTolerance));
        return {is_above, b_.CreateOr(b_.CreateAnd(is_pair, b_.CreateNot(is_clear)), is_near)};
    }

    Chosen decide(const State& state) {
        const Side &below = state.below, &above = state.above;
        Value* const has_any =
            b_.CreateOr(b_.CreateFCmpORD(below.x, below.x), b_.CreateFCmpORD(above.x, above.x), "has_any");
        const auto [is_above, is_tie] = distance_.is_root() ? by_squares(state) : by_distances(state);
        Value* const is_vague = b_.CreateOr(is_tie, b_.CreateOr(b_.CreateNot(has_any), lanes_.splat(is_too_long())));
        Value* const unclear = b_.CreateAnd(state.seen ? state.seen : values_.active(), is_vague, "unclear");

        Chosen clear{has_any, {}};
        Value* const places = b_.CreateSelect(is_above, above.places, below.places);
        for (std::size_t i = 0; i < pick_.legs.size(); ++i) {
            Value* place = b_.CreateLShr(places, lanes_.integer(static_cast<std::int32_t>(shift(i))));
            place = b_.CreateAnd(place, lanes_.integer(static_cast<std::int32_t>((1U << place_bits_) - 1)));
            clear.legs.push_back(values_.row_at(pick_.legs[i], place, has_any));
        }
        return unless(unclear, clear);
    }

    /// What is clear; if any lane is not, what comparing all keys gives.
    Chosen unless(Value* unclear, const Chosen& clear) {
        llvm::BasicBlock* const before = b_.GetInsertBlock();
        auto* const compare = llvm::BasicBlock::Create(b_.getContext(), "compare", step_.function());
        auto* const chosen = llvm::BasicBlock::Create(b_.getContext(), "chosen", step_.function());
        b_.CreateCondBr(lanes_.any(unclear), compare, chosen);
        b_.SetInsertPoint(compare);
        const Chosen compared = emit_best_by_keys(step_, pick_, values_, no_leg_);
        llvm::BasicBlock* const behind = b_.GetInsertBlock();
        b_.CreateBr(chosen);
        b_.SetInsertPoint(chosen);
        const auto join = [&](Value* one, Value* other) -> Value* {
            llvm::PHINode* const phi = b_.CreatePHI(one->getType(), 2);
            phi->addIncoming(one, before);
            phi->addIncoming(other, behind);
            return phi;
        };
        Chosen result{join(clear.found, compared.found), {}};
        for (std::size_t i = 0; i < clear.legs.size(); ++i)
            result.legs.push_back(join(clear.legs[i], compared.legs[i]));
        return result;
    }

    Builder& b_;
    Lanes& lanes_;
    Step& step_;
    const plan::Pick& pick_;
    Values& values_;
    const Distance& distance_;
    Value* passing_;
    Value* no_leg_;
    bool is_padded_;
    unsigned place_bits_;  ///< of a leg in Side::places
};

}  // namespace

plan::NodeId compared_alone(const Step& step, const plan::Pick& pick) {
    const std::optional<Distance> distance = distance_of(step, pick);
    return distance && pick.condition == plan::kNone ? distance->x() : plan::kNone;
}

std::optional<Chosen> emit_closest(Step& step, const plan::Pick& pick, Values& values, Value* no_leg) {
    const std::optional<Distance> distance = distance_of(step, pick);
    if (!distance) return std::nullopt;
    return ClosestEmitter(step, pick, values, *distance, no_leg).emit();
}

}  // namespace collmc::codegen
