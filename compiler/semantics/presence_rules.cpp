#include "compiler/semantics/presence_rules.h"

#include <algorithm>
#include <cmath>

#include "compiler/semantics/comparisons.h"

namespace collmc::semantics::presence {

using Kind = Expr::Kind;

Formula Rules::passed(const Cut& cut, const Scope* scope) {
    const bool value = mutant_ == Mutant::reject_as_select ? true : !cut.reject;
    Formula condition = when({cut.condition.get(), scope}, value);
    if (!cut.guard || mutant_ == Mutant::guarded_cut_as_cut) return condition;
    return when_false({cut.guard.get(), scope}) | condition;
}

Formula Rules::certainly_passed(const Cut& cut, const Scope* scope) {
    claims_ = true;
    Formula said = passed(cut, scope);
    claims_ = false;
    return said;
}

bool Rules::is_uncertain(const Formula& formula) {
    const std::vector<Symbol>& symbols = formula.symbols();
    return charity_ &&
           std::any_of(symbols.begin(), symbols.end(), [&](Symbol one) { return charity_->is_uncertain(one); });
}

std::optional<Formula> Rules::broken(const Expr& expr) {
    if (!charity_) return std::nullopt;
    switch (expr.kind) {
        case Kind::broken:
        case Kind::compare:
        case Kind::interval:
        case Kind::reduce:
            if (!charity_->is_broken(expr)) return std::nullopt;
            return claims_ ? Formula::always() : charity_->most(expr);
        default: return std::nullopt;
    }
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
        case Kind::exists:
        case Kind::is_kind: return Formula::never();
        case Kind::otherwise: return undecided(operand(0)) | (absent(operand(0)) & undecided(operand(1)));
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
            const Scope* inside = bind_ranges(expr.ranges, reading.scope);
            Formula body = outside(undecided({expr.operands[0].get(), inside}), inside, reading.scope);
            return symbols_.chosen(symbols_.groups_of(expr.ranges, reading.scope)) & body;
        }
        default: return Formula::always();
    }
}

Formula Rules::when(Reading reading, bool value) {
    if (++steps_ > kMostSteps || reading.expr->type.kind != Type::Kind::boolean) return Formula::always();
    const Expr& expr = *reading.expr;
    if (std::optional<Formula> most = broken(expr)) return *most;
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
            auto known = define_values_.find({expr.define, value, claims_});
            if (known == define_values_.end()) {
                Formula body = when({program_.defines[expr.define].value.get(), scopes_.top()}, value);
                known = define_values_.emplace(std::tuple(expr.define, value, claims_), std::move(body)).first;
            }
            return known->second;
        }
        case Kind::local_define: {
            const Reading body = canonical_.local_define(reading);
            result = when(body, value);
            if (!expr.operands.empty()) result = outside(result, body.scope, scopes_.top());
            break;
        }
        case Kind::otherwise:
            result = operand(0, value) | (absent({expr.operands[0].get(), reading.scope}) & operand(1, value));
            break;
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
    if (!right) return decided_by_presence(reading, value);
    return compare(*left, value ? expr.compare_op : negation(expr.compare_op), *right);
}

Formula Rules::interval(Reading reading, bool value) {
    const Expr& expr = *reading.expr;
    auto middle = linear({expr.operands[0].get(), reading.scope});
    if (!middle) return decided_by_presence(reading, value);
    auto side = [&](int operand, CompareOp op) {
        auto bound = linear({expr.operands[operand].get(), reading.scope});
        return bound ? compare(*middle, value ? op : negation(op), *bound) : Formula::always();
    };
    Formula above = side(1, expr.low_closed ? CompareOp::greater_equal : CompareOp::greater);
    Formula below = side(2, expr.high_closed ? CompareOp::less_equal : CompareOp::less);
    return value ? above & below : above | below;
}

std::optional<double> Rules::constant(Reading reading) const {
    reading = canonical_.resolve(reading);
    if (reading.expr->kind == Kind::number) return reading.expr->value;
    if (reading.expr->kind != Kind::negate) return std::nullopt;
    auto inner = constant({reading.expr->operands[0].get(), reading.scope});
    return inner ? std::optional(-*inner) : std::nullopt;
}

/// `(jets[2].pt else 0 GeV) > 30 GeV`: where the number behind `else` decides otherwise, the left side was there.
Formula Rules::decided_by_presence(Reading reading, bool value) {
    const Expr& expr = *reading.expr;
    std::vector<double> numbers;
    const Expr* left = nullptr;
    const Scope* scope = nullptr;
    for (const ExprPtr& operand : expr.operands) {
        Reading side = canonical_.resolve({operand.get(), reading.scope});
        if (side.expr->kind == Kind::otherwise && !left) {
            left = side.expr->operands[0].get();
            scope = side.scope;
            side = {side.expr->operands[1].get(), side.scope};
        }
        const std::optional<double> number = constant(side);
        if (!number) return Formula::always();
        numbers.push_back(*number);
    }
    if (!left) return Formula::always();
    bool without_left;
    if (expr.kind == Kind::compare) {
        without_left = holds(expr.compare_op, numbers[0], numbers[1]);
    } else {
        without_left = holds(expr.low_closed ? CompareOp::greater_equal : CompareOp::greater, numbers[0], numbers[1]) &&
                       holds(expr.high_closed ? CompareOp::less_equal : CompareOp::less, numbers[0], numbers[2]);
    }
    if (without_left == value && mutant_ != Mutant::otherwise_proves) return Formula::always();
    return present({left, scope});
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
        case Kind::local_define:
        case Kind::call: {
            Reading body = canonical_.resolve(reading);
            return body.expr == &expr ? std::nullopt : linear(body);
        }
        case Kind::size: return Linear::of(symbols_.set_of({expr.operands[0].get(), reading.scope}));
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
            return Linear::of(members(reading, bind_ranges(expr.ranges, reading.scope), expr.operands[0].get(), true));
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

const Scope* Rules::bind_ranges(const std::vector<Range>& ranges, const Scope* scope) {
    for (const Range& range : ranges) scope = scopes_.bind(scope, range.variable);
    return scope;
}

namespace {

/// `a, b in jets and l in leptons`
std::string text_of(const std::vector<Range>& ranges) {
    std::string text;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const bool goes_on = i + 1 < ranges.size() && ranges[i + 1].group == ranges[i].group;
        text += ranges[i].name;
        if (goes_on) {
            text += ", ";
            continue;
        }
        text += " in " + std::string(ranges[i].collection->span.text());
        if (i + 1 < ranges.size()) text += " and ";
    }
    return text;
}

}  // namespace

/// The number of members of the ranges that satisfy the filter and body == value.
Symbol Rules::members(Reading reading, const Scope* inside, const Expr* body, bool value) {
    const Expr& expr = *reading.expr;
    const Expr* filter = filter_of(expr);
    Canonical::Instances self;
    for (const Scope* scope = inside; scope != reading.scope; scope = scope->outer)
        self.insert(self.begin(), scope->instance);
    Symbols::Filter what;
    what.ranges = text_of(expr.ranges);
    if (filter) {
        canonical_.conjuncts({filter, inside}, true, self, what.conditions, what.mentioned);
        what.condition = filter->span.text();
    }
    if (body) {
        canonical_.conjuncts({body, inside}, value, self, what.conditions, what.mentioned);
        std::string text = (value ? "" : "not (") + std::string(body->span.text()) + (value ? "" : ")");
        what.condition = filter ? what.condition + " and " + text : text;
    }
    const Symbol all = expr.ranges.size() == 1 ? symbols_.set_of({expr.ranges[0].collection.get(), reading.scope})
                                               : symbols_.tuples(expr.ranges, reading.scope);
    return symbols_.filtered(all, what);
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
    return symbols_.chosen(symbols_.groups_of(expr.ranges, reading.scope)) & outside(said, inside, reading.scope) &
           at_least(members(reading, inside, expr.operands[0].get(), value), 1);
}

/// `any` is true, and `all` is false, where some member decides it; otherwise no member does, or there is none.
Formula Rules::quantifier(Reading reading, bool value) {
    const Expr& expr = *reading.expr;
    if (expr.reduce_op != ReduceOp::any && expr.reduce_op != ReduceOp::all) return Formula::always();
    const bool deciding = expr.reduce_op == ReduceOp::any;
    const Scope* inside = bind_ranges(expr.ranges, reading.scope);
    if (value == deciding) return some_member(reading, inside, deciding);

    Formula each = when({expr.operands[0].get(), inside}, !deciding);
    if (const Expr* filter = filter_of(expr)) each = when_false({filter, inside}) | each;
    each = outside(each, inside, reading.scope);
    const Formula empty = negation(symbols_.chosen(symbols_.groups_of(expr.ranges, reading.scope)));
    Formula result = mutant_ == Mutant::body_facts_escape ? each : empty | each;
    return result & at_most(members(reading, inside, expr.operands[0].get(), deciding), 0);
}

}  // namespace collmc::semantics::presence
