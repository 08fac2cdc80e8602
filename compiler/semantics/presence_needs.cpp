// The rules for D: what an expression needs.
#include <algorithm>

#include "compiler/semantics/presence_rules.h"

namespace collmc::semantics::presence {

using Kind = Expr::Kind;

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

std::vector<Need> Rules::needs(const Histogram& histogram, const Scope* scope) {
    std::vector<Need> found;
    Place place;
    place.found = &found;
    if (histogram.guard) {
        walk({histogram.guard.get(), scope}, place);
        place.given.push_back(when_true({histogram.guard.get(), scope}));
    }
    std::vector<const Expr*> values;
    for (const Dimension& one : histogram.dimensions) values.push_back(one.value.get());
    if (histogram.mean) values.push_back(histogram.mean.get());
    walk_over(histogram.ranges, histogram.filter.get(), values, scope, place);
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

/// What a name stands for may have been put in its place; then it was needed there, through a define.
void Rules::walk_owner(Reading use, Place& place) {
    for (const ExprPtr& owner : use.expr->operands) {
        const Span inner = owner->span, outer = use.expr->span;
        const bool is_written_here = inner.file == outer.file && inner.begin >= outer.begin && inner.end <= outer.end;
        if (!is_written_here) place.path.push_back(use.expr);
        walk({owner.get(), use.scope}, place);
        if (!is_written_here) place.path.pop_back();
    }
}

void Rules::walk(Reading reading, Place& place) {
    if (++steps_ > kMostSteps) return;
    const Expr& expr = *reading.expr;
    auto operand = [&](int i) { return Reading{expr.operands[i].get(), reading.scope}; };
    switch (expr.kind) {
        case Kind::parameter: return;  // the argument has been walked at the call
        case Kind::at: {
            walk(operand(0), place);
            const Symbol size = symbols_.set_of(operand(0));
            return need(at_least(size, expr.index + (mutant_ == Mutant::index_off_by_one ? 0 : 1)), expr, place);
        }
        case Kind::candidate:
        case Kind::leg: return need(at_least(symbols_.existence_of(expr.candidate), 1), expr, place);
        case Kind::define: return walk_define(expr, place);
        case Kind::call: return walk_call(reading, place);
        case Kind::members:
        case Kind::member: return walk_owner(reading, place);
        case Kind::local_define: return walk_local_define(reading, place);
        case Kind::reduce: return walk_reduce(reading, place);
        case Kind::otherwise: {
            // The right side is read only where the left side is missing something.
            if (mutant_ == Mutant::otherwise_is_total) return;
            const Formula missing = absent(operand(0));
            return missing.is_never() ? void() : walk_under(missing, operand(1), place);
        }
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

/// The legs are those of the combination that the define is read of, which is there.
void Rules::walk_local_define(Reading use, Place& place) {
    const Expr& expr = *use.expr;
    walk_owner(use, place);
    if (mutant_ == Mutant::local_define_is_free && !expr.operands.empty()) return;
    const std::size_t given = place.given.size();
    if (!expr.operands.empty()) place.given.push_back(symbols_.chosen(symbols_.groups_of(expr.candidate)));
    place.path.push_back(&expr);
    walk(canonical_.local_define(use), place);
    place.path.pop_back();
    place.given.resize(given);
}

void Rules::walk_reduce(Reading reading, Place& place) {
    const Expr& expr = *reading.expr;
    const bool needs_member =
        expr.reduce_op == ReduceOp::min || expr.reduce_op == ReduceOp::max || expr.reduce_op == ReduceOp::mean;
    if (needs_member && mutant_ != Mutant::empty_minimum) {
        for (const Range& range : expr.ranges) walk({range.collection.get(), reading.scope}, place);
        need(has_member(reading), expr, place);
    }
    walk_over(expr.ranges, filter_of(expr), {expr.operands[0].get()}, reading.scope, place);
}

Formula Rules::has_member(Reading reduce) {
    const Expr& expr = *reduce.expr;
    if (filter_of(expr)) return at_least(members(reduce, bind_ranges(expr.ranges, reduce.scope), nullptr, true), 1);
    Groups groups = symbols_.groups_of(expr.ranges, reduce.scope);
    if (mutant_ == Mutant::pairs_of_one)
        for (Group& group : groups) group.legs = 1;
    return symbols_.chosen(groups);
}

/// The filter, and where it is true the values, for each of what the ranges run over; once where there are none.
void Rules::walk_over(const std::vector<Range>& ranges, const Expr* filter, const std::vector<const Expr*>& values,
                      const Scope* scope, Place& place) {
    for (const Range& range : ranges) walk({range.collection.get(), scope}, place);
    const Scope* inside = bind_ranges(ranges, scope);
    const std::vector<Range>* outer = place.comprehension;
    if (place.path.empty() && !ranges.empty()) place.comprehension = &ranges;
    const std::size_t given = place.given.size();
    if (!ranges.empty()) place.given.push_back(symbols_.chosen(symbols_.groups_of(ranges, scope)));
    if (filter) {
        walk({filter, inside}, place);
        place.given.push_back(when_true({filter, inside}));
    }
    for (const Expr* value : values) walk({value, inside}, place);
    place.given.resize(given);
    place.comprehension = outer;
}

// ---- what `else` reads ----

/// What is known where evaluating the expression reaches a missing object: not D, less what that says of variables
/// bound inside.
Formula Rules::absent(Reading reading) {
    std::vector<Formula> present;
    for (const Need& need : needs(reading)) present.push_back(implies(Formula::all_of(need.given), need.formula));
    std::set<int> bound_outside;
    for (const Scope* scope = reading.scope; scope; scope = scope->outer ? scope->outer : scope->caller)
        bound_outside.insert(scope->instance);
    const Formula missing = without(negation(Formula::all_of(std::move(present))), [&](Symbol symbol) {
        const std::vector<int>& mentioned = symbols_.info(symbol).mentioned;
        return !std::all_of(mentioned.begin(), mentioned.end(), [&](int m) { return bound_outside.contains(m); });
    });
    return missing.size() > kLargestFormula ? Formula::always() : missing;
}

/// What holds wherever evaluating the expression reaches no missing object.
Formula Rules::present(Reading reading) {
    if (++steps_ > kMostSteps) return Formula::always();
    reading = canonical_.resolve(reading);
    const Expr& expr = *reading.expr;
    auto operand = [&](int i) { return Reading{expr.operands[i].get(), reading.scope}; };
    switch (expr.kind) {
        case Kind::at: return present(operand(0)) & at_least(symbols_.set_of(operand(0)), expr.index + 1);
        case Kind::candidate:
        case Kind::leg: return at_least(symbols_.existence_of(expr.candidate), 1);
        case Kind::conditional:
            return present(operand(1)) &
                   ((when_true(operand(1)) & present(operand(0))) | (when_false(operand(1)) & present(operand(2))));
        case Kind::logical_and:  // one side may decide where the other is missing something
        case Kind::logical_or:
        case Kind::call:
        case Kind::otherwise: return Formula::always();
        case Kind::reduce: {
            const bool has_one =
                expr.reduce_op == ReduceOp::min || expr.reduce_op == ReduceOp::max || expr.reduce_op == ReduceOp::mean;
            return has_one ? has_member(reading) : Formula::always();
        }
        default: break;
    }
    Formula all;
    for (const ExprPtr& part : expr.operands)
        if (part) all = all & present({part.get(), reading.scope});
    return all;
}

}  // namespace collmc::semantics::presence
