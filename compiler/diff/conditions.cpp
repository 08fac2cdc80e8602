#include "compiler/diff/conditions.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "compiler/semantics/comparisons.h"

namespace collmc::diff {

using semantics::CompareOp;
using semantics::Expr;
using semantics::Numbers;
using semantics::Place;
using semantics::ReduceOp;
using semantics::Stretch;
using semantics::Term;
using semantics::Type;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The numbers x with `x OP value`; an infinite x is above or below every number.
Numbers compared(CompareOp op, double value) {
    const Place below{-kInfinity, false}, above{kInfinity, true};
    switch (op) {
        case CompareOp::less: return Numbers::of({below, {value, false}});
        case CompareOp::less_equal: return Numbers::of({below, {value, true}});
        case CompareOp::greater: return Numbers::of({{value, true}, above});
        case CompareOp::greater_equal: return Numbers::of({{value, false}, above});
        case CompareOp::equal: return Numbers::one(value);
        case CompareOp::not_equal: return Numbers::of({below, {value, false}}) | Numbers::of({{value, true}, above});
    }
    return Numbers::anything();
}

/// The comparison that says the same with its sides exchanged.
CompareOp mirrored(CompareOp op) {
    switch (op) {
        case CompareOp::less: return CompareOp::greater;
        case CompareOp::less_equal: return CompareOp::greater_equal;
        case CompareOp::greater: return CompareOp::less;
        case CompareOp::greater_equal: return CompareOp::less_equal;
        default: return op;
    }
}

std::string text_of(const Numbers& numbers) {
    std::string text = numbers.is_whole() ? "w" : "";
    for (const Stretch& it : numbers.stretches())
        text += fmt::format("{}{},{}{}", it.begin.behind ? '(' : '[', it.begin.value, it.end.value,
                            it.end.behind ? ']' : ')');
    return text;
}

bool lies_in(const Numbers& part, const Numbers& whole) { return (part & whole) == part; }

constexpr int kDeepest = 20;

}  // namespace

Condition operator&(const Condition& a, const Condition& b) {
    Condition both = a;
    for (const auto& [subject, numbers] : b.bounds) {
        const auto [place, fresh] = both.bounds.emplace(subject, numbers);
        if (!fresh) place->second = place->second & numbers;
    }
    both.facts.insert(b.facts.begin(), b.facts.end());
    return both;
}

std::string text_of(const Condition& condition) {
    std::string text;
    for (const auto& [subject, numbers] : condition.bounds) text += fmt::format("{}{};", subject, text_of(numbers));
    for (const Fact& fact : condition.facts)
        text += fmt::format("f{}:{},{};", static_cast<int>(fact.form), fact.first, fact.second);
    return text;
}

void Conditions::bind(Scope& scope, semantics::VariableId variable, int number, const semantics::ObjectType& type) {
    // Beyond the variables of any program, and one for each kind of object, whose attributes it has.
    constexpr int kFirst = 1 << 24, kMost = 256;
    const int kind = static_cast<int>(type.particles & 0xffff);
    scope.variables[variable] = terms_.variable(kFirst + kind * kMost + number, type, {});
}

TermId Conditions::value(const Expr& expr, const Scope& scope) { return terms_.of(expr, scope); }

Condition Conditions::holds(const Expr* expr, const Scope& scope, bool truth) {
    return expr == nullptr ? Condition() : holds(terms_.of(*expr, scope), truth);
}

Condition Conditions::holds(TermId id, bool truth) {
    Condition condition;
    add(id, truth, condition);
    return condition;
}

Condition Conditions::passed(const semantics::Cut& cut, const Scope& scope) {
    if (cut.guard == nullptr) return holds(cut.condition.get(), scope, !cut.reject);
    Condition condition;
    condition.facts.insert({cut.reject ? Fact::Form::reject_when : Fact::Form::select_when,
                            value(*cut.condition, scope), value(*cut.guard, scope)});
    return condition;
}

Condition Conditions::passed(const std::vector<semantics::Cut>& cuts, const Scope& scope) {
    Condition all;
    for (const semantics::Cut& cut : cuts) all = all & passed(cut, scope);
    return all;
}

bool Conditions::is_constant(TermId id) const {
    const Term& term = terms_[id];
    return term.kind == Expr::Kind::number || (term.kind == Expr::Kind::negate && is_constant(term.operands[0]));
}

double Conditions::constant(TermId id) const {
    const Term& term = terms_[id];
    return term.kind == Expr::Kind::number ? term.value : -constant(term.operands[0]);
}

/// What of the numbers the subject may be.
Numbers Conditions::possible(TermId subject, const Numbers& numbers) const {
    const Term& term = terms_[subject];
    const bool counts =
        term.kind == Expr::Kind::size || (term.kind == Expr::Kind::reduce && term.reduce_op == ReduceOp::count);
    if (counts) return numbers & Numbers::counts();
    return term.type.kind == Type::Kind::integer ? numbers.as_whole() : numbers;
}

void Conditions::bound(TermId subject, const Numbers& numbers, Condition& condition) const {
    Condition one;
    one.bounds.emplace(subject, possible(subject, numbers));
    condition = condition & one;
}

void Conditions::add(TermId id, bool truth, Condition& condition) {
    const Term& term = terms_[id];
    switch (term.kind) {
        case Expr::Kind::logical_not: return add(term.operands[0], !truth, condition);
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or:
            if ((term.kind == Expr::Kind::logical_and) != truth) {
                if (add_either(term, truth, condition)) return;
                break;
            }
            for (const TermId operand : term.operands) add(operand, truth, condition);
            return;
        case Expr::Kind::compare: return add_compare(term, truth, condition);
        case Expr::Kind::interval: return add_interval(id, truth, condition);
        default: break;
    }
    condition.facts.insert({truth ? Fact::Form::holds : Fact::Form::fails, id});
}

/// `x < 40 or x > 90`, which is one set of numbers. False where it is none.
bool Conditions::add_either(const Term& term, bool truth, Condition& condition) {
    constexpr std::size_t kMost = 6;  // a set holds some stretches exactly
    TermId subject = -1;
    Numbers all;
    for (const TermId operand : term.operands) {
        const Condition side = holds(operand, truth);
        if (side.bounds.size() != 1 || !side.facts.empty()) return false;
        if (subject >= 0 && subject != side.bounds.begin()->first) return false;
        subject = side.bounds.begin()->first;
        all = all | side.bounds.begin()->second;
        if (all.stretches().size() > kMost) return false;
    }
    bound(subject, all, condition);
    return true;
}

void Conditions::add_compare(const Term& term, bool truth, Condition& condition) {
    const TermId left = term.operands[0], right = term.operands[1];
    const CompareOp op = truth ? term.compare_op : semantics::negation(term.compare_op);
    if (is_constant(right)) return bound(left, compared(op, constant(right)), condition);
    if (is_constant(left)) return bound(right, compared(mirrored(op), constant(left)), condition);
    switch (op) {
        case CompareOp::less: condition.facts.insert({Fact::Form::less, left, right}); break;
        case CompareOp::less_equal: condition.facts.insert({Fact::Form::less_equal, left, right}); break;
        case CompareOp::greater: condition.facts.insert({Fact::Form::less, right, left}); break;
        case CompareOp::greater_equal: condition.facts.insert({Fact::Form::less_equal, right, left}); break;
        case CompareOp::equal:
            condition.facts.insert({Fact::Form::equal, std::min(left, right), std::max(left, right)});
            break;
        case CompareOp::not_equal:
            condition.facts.insert({Fact::Form::not_equal, std::min(left, right), std::max(left, right)});
            break;
    }
}

void Conditions::add_interval(TermId id, bool truth, Condition& condition) {
    const Term& term = terms_[id];
    const TermId subject = term.operands[0], low = term.operands[1], high = term.operands[2];
    const CompareOp from = term.low_closed ? CompareOp::greater_equal : CompareOp::greater;
    const CompareOp to = term.high_closed ? CompareOp::less_equal : CompareOp::less;
    if (is_constant(low) && is_constant(high)) {
        const double a = constant(low), b = constant(high);
        const Numbers inside = compared(from, a) & compared(to, b);
        const Numbers outside = compared(semantics::negation(from), a) | compared(semantics::negation(to), b);
        return bound(subject, truth ? inside : outside, condition);
    }
    if (!truth) {
        condition.facts.insert({Fact::Form::fails, id});
        return;
    }
    const auto side = [&](CompareOp op, TermId limit) {
        if (is_constant(limit)) return bound(subject, compared(op, constant(limit)), condition);
        const bool above = op == CompareOp::greater || op == CompareOp::greater_equal;
        const bool open = op == CompareOp::greater || op == CompareOp::less;
        const auto form = open ? Fact::Form::less : Fact::Form::less_equal;
        condition.facts.insert(above ? Fact{form, limit, subject} : Fact{form, subject, limit});
    };
    side(from, low);
    side(to, high);
}

// ---- what follows from what ----

bool Conditions::entails(const Condition& a, const Condition& b) {
    for (const auto& [subject, numbers] : b.bounds)
        if (!entails_bound(a, subject, numbers)) return false;
    for (const Fact& fact : b.facts)
        if (!entails(a, fact)) return false;
    return true;
}

bool Conditions::entails_bound(const Condition& a, TermId subject, const Numbers& numbers) {
    const auto known = a.bounds.find(subject);
    if (known != a.bounds.end() && lies_in(known->second, numbers)) return true;
    // A number that is never above another one, and what is known of that.
    for (const auto& [other, bounds] : a.bounds) {
        if (other == subject || bounds.has_none()) continue;
        const Numbers below = possible(subject, Numbers::of({{-kInfinity, false}, bounds.high()}));
        const Numbers above = possible(subject, Numbers::of({bounds.low(), {kInfinity, true}}));
        if (lies_in(below, numbers) && is_at_most(subject, other)) return true;
        if (lies_in(above, numbers) && is_at_most(other, subject)) return true;
    }
    return false;
}

bool Conditions::entails(const Condition& a, const Fact& fact) {
    if (a.facts.count(fact) > 0) return true;
    if (fact.form == Fact::Form::less_equal && a.facts.count({Fact::Form::less, fact.first, fact.second}) > 0)
        return true;
    if (fact.form == Fact::Form::select_when && entails(a, holds(fact.first))) return true;
    if (fact.form == Fact::Form::reject_when && entails(a, holds(fact.first, false))) return true;
    if (fact.form == Fact::Form::holds && terms_[fact.first].kind == Expr::Kind::logical_or)
        for (const TermId side : terms_[fact.first].operands)
            if (entails(a, holds(side))) return true;
    for (const Fact& known : a.facts)
        if (entails(known, fact)) return true;
    return false;
}

bool Conditions::entails(const Fact& a, const Fact& b) {
    if (a.form == Fact::Form::holds && terms_[a.first].kind == Expr::Kind::logical_or) {
        const Condition goal = b.form == Fact::Form::holds   ? holds(b.first)
                               : b.form == Fact::Form::fails ? holds(b.first, false)
                                                             : Condition{{}, {b}};
        if (goal == Condition{{}, {a}}) return true;
        if (++depth_ > kDeepest) return --depth_, false;
        bool all = true;
        for (const TermId side : terms_[a.first].operands) all = all && entails(holds(side), goal);
        --depth_;
        return all;
    }
    if (a.form != b.form) return false;
    if (a.form == Fact::Form::holds) return entails(a.first, b.first);
    if (a.form == Fact::Form::fails) return entails(b.first, a.first);
    if (a.form == Fact::Form::select_when && a.second == b.second) return entails(holds(a.first), holds(b.first));
    if (a.form == Fact::Form::reject_when && a.second == b.second)
        return entails(holds(a.first, false), holds(b.first, false));
    return a == b;
}

/// Terms that are true.
bool Conditions::entails(TermId a, TermId b) {
    if (a == b) return true;
    const Term &from = terms_[a], &to = terms_[b];
    if (from.kind == Expr::Kind::exists && to.kind == Expr::Kind::exists)
        return is_part(program_.candidates[static_cast<std::size_t>(from.id)],
                       program_.candidates[static_cast<std::size_t>(to.id)]);
    if (depth_ >= kDeepest || from.kind != Expr::Kind::reduce || to.kind != Expr::Kind::reduce) return false;
    const ReduceOp op = from.reduce_op;
    if (op != to.reduce_op || (op != ReduceOp::any && op != ReduceOp::all)) return false;
    if (!is_same_loop(from, to))
        return op == ReduceOp::any ? is_loop_over_part(from, to) && is_decided(to) : is_loop_over_part(to, from);
    ++depth_;
    const auto filter = [&](const Term& loop) { return loop.operands[1] < 0 ? Condition() : holds(loop.operands[1]); };
    const bool found =
        op == ReduceOp::any
            ? entails(holds(from.operands[0]) & filter(from), holds(to.operands[0]) & filter(to))
            : entails(filter(to), filter(from)) && entails(holds(from.operands[0]), holds(to.operands[0]));
    --depth_;
    return found;
}

bool Conditions::is_at_most(TermId a, TermId b) {
    if (a == b) return true;
    const Term &less = terms_[a], &more = terms_[b];
    if (less.kind != more.kind) return false;
    if (less.kind == Expr::Kind::size) return less.id >= 0 && more.id >= 0 && is_part(less.id, more.id);
    if (less.kind != Expr::Kind::reduce || less.reduce_op != more.reduce_op || depth_ >= kDeepest) return false;
    const bool counts = less.reduce_op == ReduceOp::count;
    if (!counts && !(less.reduce_op == ReduceOp::sum && is_positive(less.operands[0]))) return false;
    if (!is_same_loop(less, more)) return is_loop_over_part(less, more) && is_decided(less) && is_decided(more);
    if (!counts) return false;
    ++depth_;
    const auto counted = [&](const Term& loop) {
        return loop.operands[1] < 0 ? holds(loop.operands[0]) : holds(loop.operands[0]) & holds(loop.operands[1]);
    };
    const bool found = entails(counted(less), counted(more));
    --depth_;
    return found;
}

}  // namespace collmc::diff
