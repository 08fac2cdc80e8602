#include "compiler/semantics/presence_rules.h"

#include <algorithm>
#include <cmath>

namespace collmc::semantics::presence {

using Kind = Expr::Kind;

namespace {

const Expr* filter_of(const Expr& reduce) { return reduce.operands.size() > 1 ? reduce.operands[1].get() : nullptr; }

CompareOp opposite(CompareOp op) {
    switch (op) {
        case CompareOp::less: return CompareOp::greater_equal;
        case CompareOp::less_equal: return CompareOp::greater;
        case CompareOp::greater: return CompareOp::less_equal;
        case CompareOp::greater_equal: return CompareOp::less;
        case CompareOp::equal: return CompareOp::not_equal;
        case CompareOp::not_equal: return CompareOp::equal;
    }
    return op;
}

}  // namespace

// ---- needs ----

void Rules::add(Need need, std::vector<Need>& found) {
    auto same = [&](const Need& other) { return other.formula == need.formula && other.given == need.given; };
    if (std::none_of(found.begin(), found.end(), same)) found.push_back(std::move(need));
}

void Rules::need(Formula formula, const Expr& expr, const Place& place) {
    add({std::move(formula), place.given, &expr, place.path, place.comprehension, place.left_of}, *place.found);
}

std::vector<Need> Rules::needs(Reading reading) {
    std::vector<Need> found;
    Place place;
    place.found = &found;
    walk(reading, place);
    return found;
}

std::vector<Need> Rules::needs(const Expr* guard, const std::vector<const Expr*>& values, const Scope* scope) {
    std::vector<Need> found;
    Place place;
    place.found = &found;
    if (guard) {
        walk({guard, scope}, place);
        place.given.push_back(when_true({guard, scope}));
    }
    for (const Expr* value : values) walk({value, scope}, place);
    return found;
}

std::vector<Need> Rules::needs(const Cut& cut, const Scope* scope) {
    return needs(cut.guard.get(), {cut.condition.get()}, scope);
}

void Rules::walk_under(const Formula& given, Reading reading, Place& place) {
    if (given.is_always()) return walk(reading, place);
    place.given.push_back(given);
    walk(reading, place);
    place.given.pop_back();
}

void Rules::walk_operands(Reading reading, Place& place) {
    for (const ExprPtr& operand : reading.expr->operands)
        if (operand) walk({operand.get(), reading.scope}, place);
}

void Rules::walk(Reading reading, Place& place) {
    if (++steps_ > kMostSteps) return;
    const Expr& expr = *reading.expr;
    auto operand = [&](int i) { return Reading{expr.operands[i].get(), reading.scope}; };
    switch (expr.kind) {
        case Kind::parameter: return;  // the argument has been walked at the call
        case Kind::at: {
            const Symbol size = symbols_.size_of(canonical_.collection(operand(0)));
            return need(at_least(size, expr.index + (mutant_ == Mutant::index_off_by_one ? 0 : 1)), expr, place);
        }
        case Kind::candidate:
        case Kind::leg: return need(at_least(symbols_.existence_of(expr.candidate), 1), expr, place);
        case Kind::define: return walk_define(expr, place);
        case Kind::call: return walk_call(reading, place);
        case Kind::reduce: return walk_reduce(reading, place);
        case Kind::logical_and:
        case Kind::logical_or: {
            const bool outermost = place.path.empty();
            if (outermost && expr.kind == Kind::logical_and) place.left_of.push_back(&expr);
            if (mutant_ == Mutant::right_before_left && expr.kind == Kind::logical_and) {
                walk_under(when_true(operand(1)), operand(0), place);
            } else {
                walk(operand(0), place);
            }
            if (outermost && expr.kind == Kind::logical_and) place.left_of.pop_back();
            return walk_under(when(operand(0), expr.kind == Kind::logical_and), operand(1), place);
        }
        case Kind::conditional:
            walk(operand(1), place);
            walk_under(when_true(operand(1)), operand(0), place);
            return walk_under(when_false(operand(1)), operand(2), place);
        default: return walk_operands(reading, place);
    }
}

void Rules::walk_define(const Expr& use, Place& place) {
    auto known = define_needs_.find(use.define);
    if (known == define_needs_.end()) {
        std::vector<Need> body = needs(Reading{program_.defines[use.define].value.get(), scopes_.top()});
        known = define_needs_.emplace(use.define, std::move(body)).first;
    } else if (mutant_ == Mutant::define_checked_once) {
        return;
    }
    for (const Need& inner : known->second) {
        Need outer = inner;
        outer.given.insert(outer.given.begin(), place.given.begin(), place.given.end());
        outer.path = place.path;
        outer.path.push_back(&use);
        outer.path.insert(outer.path.end(), inner.path.begin(), inner.path.end());
        outer.comprehension = place.comprehension;
        outer.left_of = place.left_of;
        add(std::move(outer), *place.found);
    }
}

void Rules::walk_call(Reading reading, Place& place) {
    walk_operands(reading, place);
    const Function& function = program_.functions[reading.expr->function];
    if (!function.body) return;
    place.path.push_back(reading.expr);
    walk({function.body.get(), scopes_.call(reading.scope, reading.expr->operands)}, place);
    place.path.pop_back();
}

void Rules::walk_reduce(Reading reading, Place& place) {
    const Expr& expr = *reading.expr;
    const Expr* filter = filter_of(expr);
    const Scope* inside = bind_ranges(reading);
    const bool needs_member =
        expr.reduce_op == ReduceOp::min || expr.reduce_op == ReduceOp::max || expr.reduce_op == ReduceOp::mean;
    if (needs_member && mutant_ != Mutant::empty_minimum) {
        std::optional<Symbol> passing = filter ? members(reading, inside, nullptr, true) : std::nullopt;
        if (passing) {
            need(at_least(*passing, 1), expr, place);
        } else {
            const long each = static_cast<long>(expr.ranges.size());
            need(filter ? Formula::never() : ranges_have_members(reading, each), expr, place);
        }
    }
    const Expr* outer = place.comprehension;
    if (place.path.empty()) place.comprehension = &expr;
    const std::size_t given = place.given.size();
    place.given.push_back(ranges_have_members(reading, 1));
    if (filter) {
        walk({filter, inside}, place);
        place.given.push_back(when_true({filter, inside}));
    }
    walk({expr.operands[0].get(), inside}, place);
    place.given.resize(given);
    place.comprehension = outer;
}

// ---- consequences ----

Formula Rules::passed(const Cut& cut, const Scope* scope) {
    const bool value = mutant_ == Mutant::reject_as_select ? true : !cut.reject;
    Formula condition = when({cut.condition.get(), scope}, value);
    if (!cut.guard || mutant_ == Mutant::guarded_cut_as_cut) return condition;
    return when_false({cut.guard.get(), scope}) | condition;
}

Formula Rules::failed(const Cut& cut, const Scope* scope) {
    const Reading condition{cut.condition.get(), scope};
    Formula against = when(condition, cut.reject) | undecided(condition);
    if (!cut.guard) return against;
    const Reading guard{cut.guard.get(), scope};
    return undecided(guard) | (when_true(guard) & against);
}

Formula Rules::undecided(Reading reading) {
    if (++steps_ > kMostSteps) return Formula::always();
    reading = canonical_.resolve(reading);
    const Expr& expr = *reading.expr;
    auto operand = [&](int i) { return Reading{expr.operands[i].get(), reading.scope}; };
    switch (expr.kind) {
        case Kind::exists: return Formula::never();
        case Kind::compare:
        case Kind::interval: {
            bool finite = true;
            for (const ExprPtr& side : expr.operands) finite &= canonical_.is_finite({side.get(), reading.scope});
            return Formula::truth(!finite);
        }
        case Kind::attribute: return Formula::truth(!canonical_.is_decided_attribute(expr));
        case Kind::logical_not: return undecided(operand(0));
        case Kind::logical_and:
        case Kind::logical_or:
            return undecided(operand(0)) | (when(operand(0), expr.kind == Kind::logical_and) & undecided(operand(1)));
        case Kind::conditional:
            return undecided(operand(1)) | (when_true(operand(1)) & undecided(operand(0))) |
                   (when_false(operand(1)) & undecided(operand(2)));
        case Kind::reduce: {
            const Scope* inside = bind_ranges(reading);
            Formula body = outside(undecided({expr.operands[0].get(), inside}), inside, reading.scope);
            return ranges_have_members(reading, 1) & body;
        }
        default: return Formula::always();
    }
}

Formula Rules::when(Reading reading, bool value) {
    if (++steps_ > kMostSteps || reading.expr->type.kind != Type::Kind::boolean) return Formula::always();
    const Expr& expr = *reading.expr;
    auto operand = [&](int i, bool v) { return when({expr.operands[i].get(), reading.scope}, v); };
    Formula result;
    switch (expr.kind) {
        case Kind::parameter:
        case Kind::call: {
            Reading body = canonical_.resolve(reading);
            if (body.expr != &expr) result = when(body, value);
            break;
        }
        case Kind::define: {
            auto known = define_values_.find({expr.define, value});
            if (known == define_values_.end()) {
                Formula body = when({program_.defines[expr.define].value.get(), scopes_.top()}, value);
                known = define_values_.emplace(std::pair(expr.define, value), std::move(body)).first;
            }
            return known->second;
        }
        case Kind::exists: {
            const Symbol exists = symbols_.existence_of(expr.candidate);
            return value ? at_least(exists, 1) : at_most(exists, 0);
        }
        case Kind::compare: return comparison(reading, value);
        case Kind::interval: return interval(reading, value);
        case Kind::logical_not: return operand(0, !value);
        case Kind::logical_and:
        case Kind::logical_or: {
            const bool both = (expr.kind == Kind::logical_and) == value || mutant_ == Mutant::or_as_and;
            result = both ? operand(0, value) & operand(1, value) : operand(0, value) | operand(1, value);
            break;
        }
        case Kind::conditional:
            result = (operand(1, true) & operand(0, value)) | (operand(1, false) & operand(2, value));
            break;
        case Kind::reduce: result = quantifier(reading, value); break;
        default: break;  // an attribute, or something that is no condition on sizes
    }
    return result.size() > kLargestFormula ? Formula::always() : result;
}

Formula Rules::comparison(Reading reading, bool value) {
    const Expr& expr = *reading.expr;
    auto left = linear({expr.operands[0].get(), reading.scope});
    auto right = left ? linear({expr.operands[1].get(), reading.scope}) : std::nullopt;
    if (!right) return Formula::always();
    return compare(*left, value ? expr.compare_op : opposite(expr.compare_op), *right);
}

Formula Rules::interval(Reading reading, bool value) {
    const Expr& expr = *reading.expr;
    auto middle = linear({expr.operands[0].get(), reading.scope});
    if (!middle) return Formula::always();
    auto side = [&](int operand, CompareOp op) {
        auto bound = linear({expr.operands[operand].get(), reading.scope});
        return bound ? compare(*middle, value ? op : opposite(op), *bound) : Formula::always();
    };
    Formula above = side(1, expr.low_closed ? CompareOp::greater_equal : CompareOp::greater);
    Formula below = side(2, expr.high_closed ? CompareOp::less_equal : CompareOp::less);
    return value ? above & below : above | below;
}

std::optional<Linear> Rules::linear(Reading reading) {
    if (++steps_ > kMostSteps) return std::nullopt;
    const Expr& expr = *reading.expr;
    if (!expr.type.is_number()) return std::nullopt;
    auto operand = [&](int i) { return linear({expr.operands[i].get(), reading.scope}); };
    switch (expr.kind) {
        case Kind::number: {
            constexpr double limit = 1e12;
            if (std::floor(expr.value) != expr.value || std::abs(expr.value) > limit) return std::nullopt;
            return Linear::number(static_cast<long>(expr.value));
        }
        case Kind::parameter:
        case Kind::define:
        case Kind::call: {
            Reading body = canonical_.resolve(reading);
            return body.expr == &expr ? std::nullopt : linear(body);
        }
        case Kind::size:
            return Linear::of(symbols_.size_of(canonical_.collection({expr.operands[0].get(), reading.scope})));
        case Kind::negate: {
            auto inner = operand(0);
            return inner ? scale(*inner, -1) : std::nullopt;
        }
        case Kind::add: return sum(reading, 1);
        case Kind::subtract: return sum(reading, -1);
        case Kind::multiply: {
            auto left = operand(0);
            auto right = left ? operand(1) : std::nullopt;
            if (!right) return std::nullopt;
            if (left->is_constant()) return scale(*right, left->constant);
            return right->is_constant() ? scale(*left, right->constant) : std::nullopt;
        }
        case Kind::reduce: {
            if (expr.reduce_op != ReduceOp::count) return std::nullopt;
            auto counted = members(reading, bind_ranges(reading), expr.operands[0].get(), true);
            return counted ? std::optional(Linear::of(*counted)) : std::nullopt;
        }
        default: return std::nullopt;
    }
}

std::optional<Linear> Rules::sum(Reading reading, long sign) {
    auto left = linear({reading.expr->operands[0].get(), reading.scope});
    auto right = left ? linear({reading.expr->operands[1].get(), reading.scope}) : std::nullopt;
    if (right) right = scale(*right, sign);
    return right ? presence::add(*left, *right) : std::nullopt;
}

// ---- comprehensions ----

const Scope* Rules::bind_ranges(Reading reading) {
    const Scope* inside = reading.scope;
    for (const Range& range : reading.expr->ranges) inside = scopes_.bind(inside, range.variable);
    return inside;
}

Formula Rules::ranges_have_members(Reading reading, long each) {
    std::vector<Formula> parts;
    for (const Range& range : reading.expr->ranges)
        parts.push_back(
            at_least(symbols_.size_of(canonical_.collection({range.collection.get(), reading.scope})), each));
    return Formula::all_of(std::move(parts));
}

/// The number of members of the one range that satisfy the filter and body == value.
std::optional<Symbol> Rules::members(Reading reading, const Scope* inside, const Expr* body, bool value) {
    const Expr& expr = *reading.expr;
    if (expr.ranges.size() != 1) return std::nullopt;
    const Expr* filter = filter_of(expr);
    Symbols::Filter what;
    what.variable = expr.ranges[0].name;
    if (filter) {
        canonical_.conjuncts({filter, inside}, true, inside->instance, what.conditions, what.mentioned);
        what.condition = filter->span.text();
    }
    if (body) {
        canonical_.conjuncts({body, inside}, value, inside->instance, what.conditions, what.mentioned);
        std::string text = (value ? "" : "not (") + std::string(body->span.text()) + (value ? "" : ")");
        what.condition = filter ? what.condition + " and " + text : text;
    }
    return symbols_.filtered(canonical_.collection({expr.ranges[0].collection.get(), reading.scope}), what);
}

Formula Rules::outside(const Formula& formula, const Scope* inside, const Scope* outer) const {
    std::vector<int> bound;
    for (const Scope* scope = inside; scope != outer; scope = scope->outer) bound.push_back(scope->instance);
    return without(formula, [&](Symbol symbol) {
        const std::vector<int>& mentioned = symbols_.info(symbol).mentioned;
        return std::any_of(mentioned.begin(), mentioned.end(),
                           [&](int m) { return std::find(bound.begin(), bound.end(), m) != bound.end(); });
    });
}

Formula Rules::some_member(Reading reading, const Scope* inside, bool value) {
    const Expr& expr = *reading.expr;
    Formula said = when({expr.operands[0].get(), inside}, value);
    if (const Expr* filter = filter_of(expr)) said = when_true({filter, inside}) & said;
    Formula result = ranges_have_members(reading, 1) & outside(said, inside, reading.scope);
    if (auto passing = members(reading, inside, expr.operands[0].get(), value)) result = result & at_least(*passing, 1);
    return result;
}

/// `any` is true, and `all` is false, where some member decides it; otherwise no member does, or there is none.
Formula Rules::quantifier(Reading reading, bool value) {
    const Expr& expr = *reading.expr;
    if (expr.reduce_op != ReduceOp::any && expr.reduce_op != ReduceOp::all) return Formula::always();
    const bool deciding = expr.reduce_op == ReduceOp::any;
    const Scope* inside = bind_ranges(reading);
    if (value == deciding) return some_member(reading, inside, deciding);

    Formula each = when({expr.operands[0].get(), inside}, !deciding);
    if (const Expr* filter = filter_of(expr)) each = when_false({filter, inside}) | each;
    each = outside(each, inside, reading.scope);
    const long enough = static_cast<long>(expr.ranges.size());  // for one combination of distinct objects
    Formula empty = negation(ranges_have_members(reading, enough));
    Formula result = mutant_ == Mutant::body_facts_escape ? each : empty | each;
    if (auto passing = members(reading, inside, expr.operands[0].get(), deciding))
        result = result & at_most(*passing, 0);
    return result;
}

}  // namespace collmc::semantics::presence
