#include "compiler/semantics/presence_scope.h"

#include <algorithm>

#include "compiler/semantics/schema.h"
#include "fmt/format.h"

namespace collmc::semantics::presence {

using Kind = Expr::Kind;

const Scope* Scopes::bind(const Scope* scope, VariableId variable) {
    scopes_.push_back({scope->arguments, scope->caller, variable, ++instances_, scope, false});
    return &scopes_.back();
}

const Scope* Scopes::bind(const Scope* scope, const Candidate& candidate, bool chosen) {
    for (const Candidate::Leg& leg : candidate.legs) {
        scope = bind(scope, leg.variable);
        scopes_.back().is_chosen = chosen;
    }
    return scope;
}

const Scope* Scopes::call(const Scope* scope, const std::vector<ExprPtr>& arguments) {
    scopes_.push_back({&arguments, scope, 0, 0, nullptr, false});
    return &scopes_.back();
}

Reading Canonical::resolve(Reading reading) const {
    while (true) {
        const Expr& expr = *reading.expr;
        if (expr.kind == Kind::parameter && reading.scope->arguments) {
            reading = {(*reading.scope->arguments)[expr.index].get(), reading.scope->caller};
        } else if (expr.kind == Kind::define) {
            reading = {program_.defines[expr.define].value.get(), scopes_.top()};
        } else if (expr.kind == Kind::call && program_.functions[expr.function].body) {
            reading = {program_.functions[expr.function].body.get(), scopes_.call(reading.scope, expr.operands)};
        } else if (expr.kind == Kind::local_define && (expr.operands.empty() || is_of_candidate(reading))) {
            reading = local_define(reading);
        } else {
            return reading;
        }
    }
}

/// Whether the define is read of the one combination that a candidate is.
bool Canonical::is_of_candidate(Reading use) const {
    const Reading whole = resolve({use.expr->operands[0].get(), use.scope});
    return whole.expr->kind == Kind::candidate && whole.expr->candidate == use.expr->candidate;
}

Reading Canonical::local_define(Reading use) const {
    const Candidate& candidate = program_.candidates[use.expr->candidate];
    const Expr* value = candidate.defines[use.expr->index].value.get();
    if (use.expr->operands.empty()) return {value, use.scope};
    return {value, scopes_.bind(scopes_.top(), candidate, is_of_candidate(use))};
}

void Canonical::conjuncts(Reading reading, bool value, const Instances& self, Conditions& conditions,
                          std::set<int>& mentioned) const {
    reading = resolve(reading);
    const Expr& expr = *reading.expr;
    const bool splits = (expr.kind == Kind::logical_and && value) || (expr.kind == Kind::logical_or && !value);
    if (expr.kind == Kind::logical_not) {
        conjuncts({expr.operands[0].get(), reading.scope}, !value, self, conditions, mentioned);
    } else if (splits) {
        for (const ExprPtr& operand : expr.operands)
            conjuncts({operand.get(), reading.scope}, value, self, conditions, mentioned);
    } else {
        length_ = 0;
        conditions.emplace(text(reading, self, nullptr, mentioned), value);
    }
}

std::string Canonical::describe(Reading reading, std::set<int>& mentioned) const {
    length_ = 0;
    return text(reading, {}, nullptr, mentioned);
}

std::string Canonical::element(Reading reading, const Instances& self, const Bound* bound,
                               std::set<int>& mentioned) const {
    for (const Bound* b = bound; b; b = b->outer)
        if (b->variable == reading.expr->variable) return fmt::format("%{}", b->depth);
    for (const Scope* scope = reading.scope; scope; scope = scope->outer) {
        if (scope->instance == 0 || scope->variable != reading.expr->variable) continue;
        const auto own = std::find(self.begin(), self.end(), scope->instance);
        if (own != self.end()) return own == self.begin() ? "$" : fmt::format("${}", own - self.begin());
        mentioned.insert(scope->instance);
        return fmt::format("@{}", scope->instance);
    }
    return fmt::format("v{}", reading.expr->variable);
}

std::string Canonical::text(Reading reading, const Instances& self, const Bound* bound,
                            std::set<int>& mentioned) const {
    if (const Expr& use = *reading.expr; use.kind == Kind::local_define && use.operands.empty())
        reading = local_define(reading);
    if (++length_ > kLongest) return fmt::format("?{}", ++unread_);
    const Expr& expr = *reading.expr;
    const Scope* scope = reading.scope;
    auto of = [&](const ExprPtr& operand) {
        return operand ? text({operand.get(), scope}, self, bound, mentioned) : std::string("-");
    };
    auto set = [&](const ExprPtr& operand) { return text(resolve({operand.get(), scope}), self, bound, mentioned); };
    std::vector<std::string> parts;
    if (expr.type.is_error() || expr.kind == Kind::broken)  // is like nothing else
        return fmt::format("broken{}:{}", expr.span.file->path(), expr.span.begin);
    switch (expr.kind) {
        case Kind::parameter:
            if (!scope->arguments) return fmt::format("p{}", expr.index);
            return text({(*scope->arguments)[expr.index].get(), scope->caller}, self, nullptr, mentioned);
        case Kind::number: return fmt::format("{}", expr.value);
        case Kind::element: return element(reading, self, bound, mentioned);
        case Kind::define: return fmt::format("d{}", expr.define);
        case Kind::collection: return fmt::format("#{}", expr.collection);
        case Kind::at: return fmt::format("{}[{}]", set(expr.operands[0]), expr.index);
        case Kind::is_kind: return fmt::format("is{}:{}", expr.index, of(expr.operands[0]));
        case Kind::compare: {  // one spelling of a < b and b > a
            std::string left = of(expr.operands[0]), right = of(expr.operands[1]);
            switch (expr.compare_op) {
                case CompareOp::less: return fmt::format("({}<{})", left, right);
                case CompareOp::less_equal: return fmt::format("({}<={})", left, right);
                case CompareOp::greater: return fmt::format("({}<{})", right, left);
                case CompareOp::greater_equal: return fmt::format("({}<={})", right, left);
                case CompareOp::equal: return fmt::format("({}=={})", left, right);
                case CompareOp::not_equal: return fmt::format("({}!={})", left, right);
            }
            break;
        }
        case Kind::reduce: {
            std::vector<Bound> inner(expr.ranges.size());
            const Bound* innermost = bound;
            std::string ranges;
            for (std::size_t i = 0; i < expr.ranges.size(); ++i) {
                ranges += fmt::format("{}:{},", expr.ranges[i].group, set(expr.ranges[i].collection));
                inner[i] = {expr.ranges[i].variable, innermost ? innermost->depth + 1 : 0, innermost};
                innermost = &inner[i];
            }
            std::string body = text({expr.operands[0].get(), scope}, self, innermost, mentioned);
            std::string filter;
            if (expr.operands.size() > 1 && expr.operands[1])
                filter = text({expr.operands[1].get(), scope}, self, innermost, mentioned);
            return fmt::format("r{}({}{}|{})", static_cast<int>(expr.reduce_op), ranges, body, filter);
        }
        default: break;
    }
    for (const ExprPtr& operand : expr.operands) parts.push_back(of(operand));
    return fmt::format("{}.{}.{}.{}.{}.{}.{}.{}/{}.{}{}({})", static_cast<int>(expr.kind), expr.candidate, expr.index,
                       expr.function, expr.attribute_name, static_cast<int>(expr.intrinsic), expr.collection,
                       expr.exponent.numerator, expr.exponent.denominator, expr.low_closed, expr.high_closed,
                       fmt::join(parts, ","));
}

// ---- numbers that are no NaN ----

bool Canonical::is_finite(Reading reading) const {
    reading = resolve(reading);
    const Expr& expr = *reading.expr;
    if (expr.type.kind == Type::Kind::integer) return true;
    switch (expr.kind) {
        case Kind::number: return true;
        case Kind::negate:
        case Kind::absolute: return is_finite({expr.operands[0].get(), reading.scope});
        case Kind::attribute: return is_finite_attribute(expr.operands[0]->type.object, expr.attribute_name);
        default: return false;
    }
}

bool Canonical::is_decided_attribute(const Expr& attribute) const {
    return is_finite_attribute(attribute.operands[0]->type.object, attribute.attribute_name);
}

bool Canonical::is_decided_formula(const Expr& formula) const {
    auto finite = [&](const ExprPtr& operand) { return is_finite({operand.get(), scopes_.top()}); };
    const bool is_comparison = formula.kind == Kind::compare || formula.kind == Kind::interval;
    return is_comparison && std::all_of(formula.operands.begin(), formula.operands.end(), finite);
}

bool Canonical::is_finite_attribute(const ObjectType& object, const std::string& name) const {
    if (object.kind == ObjectType::Kind::met) return name == "pt" || name == "phi";
    if (object.kind != ObjectType::Kind::detector) return false;
    for (std::size_t i = 0; i < program_.schema->particles.size(); ++i) {
        if (!(object.particles >> i & 1)) continue;
        const Attribute* attribute = Schema::find(program_.schema->particles[i], name);
        if (!attribute) return false;
        if (!attribute->formula) continue;
        if (!is_decided_formula(*attribute->formula) && !is_finite({attribute->formula.get(), scopes_.top()}))
            return false;
    }
    return true;
}

}  // namespace collmc::semantics::presence
