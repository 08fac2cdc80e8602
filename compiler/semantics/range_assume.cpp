// Conditions as facts: forward to what they compare, and back from there to its parts.

#include <algorithm>
#include <limits>

#include "compiler/semantics/comparisons.h"
#include "compiler/semantics/range_facts.h"
#include "compiler/semantics/schema.h"

namespace collmc::semantics {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Numbers below(Place end) { return Numbers::of({{-kInfinity, false}, end}); }
Numbers above(Place begin) { return Numbers::of({begin, {kInfinity, true}}); }

CompareOp mirrored(CompareOp op) {
    switch (op) {
        case CompareOp::less: return CompareOp::greater;
        case CompareOp::less_equal: return CompareOp::greater_equal;
        case CompareOp::greater: return CompareOp::less;
        case CompareOp::greater_equal: return CompareOp::less_equal;
        default: return op;
    }
}

/// What x can be if `x op y` for some y of the set.
Numbers partners(CompareOp op, const Numbers& y) {
    if (y.has_none()) return Numbers::none();
    switch (op) {
        case CompareOp::less: return below({y.high().value, false});
        case CompareOp::less_equal: return below(y.high());
        case CompareOp::greater: return above({y.low().value, true});
        case CompareOp::greater_equal: return above(y.low());
        case CompareOp::equal: return y.with_nan(false);
        case CompareOp::not_equal: {
            const bool one = !y.may_be_nan() && y.low().value == y.high().value;
            return one ? Numbers::anything().without(y.low().value) : Numbers::anything();
        }
    }
    return Numbers::anything();
}

/// A number in the middle of a range is 0 as seldom as it is anything else; at its end, or of whole numbers, 0 has a
/// meaning: nothing there.
bool can_be_zero(const Numbers& numbers) {
    if (!numbers.contains(0)) return false;
    return numbers.is_whole() || numbers.low() == Place{0, false} || numbers.high() == Place{0, true};
}

}  // namespace

bool Ranges::is_possible(TermId condition, bool truth, const Facts& facts) {
    Facts copy = facts;
    steps_ += static_cast<long>(facts.known.size()) / 8;
    assume(condition, truth, copy);
    return !copy.impossible;
}

bool Ranges::has_alternatives(TermId condition, bool truth) const {
    const Term& term = terms_[condition];
    switch (term.kind) {
        case Expr::Kind::logical_not: return has_alternatives(term.operands[0], !truth);
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or:
            if (truth != (term.kind == Expr::Kind::logical_and)) return true;
            return has_alternatives(term.operands[0], truth) || has_alternatives(term.operands[1], truth);
        case Expr::Kind::conditional: return true;
        default: return false;
    }
}

void Ranges::add(TermId condition, Standing& standing) {
    assume(condition, true, standing.facts);
    for (const TermId alternative : standing.alternatives) assume(alternative, true, standing.facts);
    if (has_alternatives(condition, true)) standing.alternatives.push_back(condition);
}

bool Ranges::is_refuted(TermId condition, bool truth, const Standing& standing) {
    if (is_exhausted()) return false;
    Facts facts = standing.facts;
    steps_ += static_cast<long>(facts.known.size());
    assume(condition, truth, facts);
    for (const TermId alternative : standing.alternatives) assume(alternative, true, facts);
    return facts.impossible && !is_exhausted();
}

bool Ranges::rests_on_others(const Term& term) const {
    if (term.kind == Expr::Kind::size) return false;
    return term.kind != Expr::Kind::attribute || terms_[term.operands[0]].kind == Expr::Kind::at;  // see `ordered`
}

Facts Ranges::either(Facts a, Facts b) {
    if (a.impossible) return b;
    if (b.impossible) return a;
    Facts result;
    result.known.reserve(a.known.size() + b.known.size());
    auto first = a.known.begin(), second = b.known.begin();
    while (first != a.known.end() || second != b.known.end()) {
        const bool in_first = first != a.known.end() && (second == b.known.end() || first->first <= second->first);
        const bool in_second = second != b.known.end() && (first == a.known.end() || second->first <= first->first);
        const TermId id = in_first ? first->first : second->first;
        const Term& term = terms_[id];
        const bool condition = term.type.kind == Type::Kind::boolean, in_both = in_first && in_second;
        if (in_both && (condition || !rests_on_others(term)) && first->second == second->second)
            result.known.append(id, first->second);
        else if (in_both && condition)
            result.known.append(id, first->second | second->second);
        else if (!condition)
            result.known.append(id, numbers(id, a) | numbers(id, b));
        if (in_first) ++first;
        if (in_second) ++second;
    }
    return result;
}

void Ranges::refine(TermId id, const Numbers& allowed, Facts& facts) {
    if (facts.impossible || is_exhausted()) return;
    const Numbers before = numbers(id, facts);
    const Numbers after = before & allowed;
    if (after.is_empty()) {
        facts.impossible = true;
        return;
    }
    if (after == before) return;
    facts.known.set(id, after);
    facts.memo.clear();
    propagate(terms_[id], after, facts);
}

/// The operands of a term that has these values.
void Ranges::propagate(const Term& term, const Numbers& values, Facts& facts) {
    if (term.type.kind == Type::Kind::object || term.kind == Expr::Kind::reduce) return;
    const auto operand = [&](std::size_t i) { return numbers(term.operands[i], facts); };
    const auto narrow = [&](std::size_t i, const Numbers& allowed) {
        // NaN of an operand shows in the result.
        refine(term.operands[i], allowed.with_nan(values.may_be_nan()), facts);
    };
    if (values.has_none() || values.has_infinity()) return;
    switch (term.kind) {
        case Expr::Kind::negate: narrow(0, -values); break;
        case Expr::Kind::absolute: narrow(0, values | -values); break;
        case Expr::Kind::add:
            narrow(0, widened(values - operand(1)));
            narrow(1, widened(values - operand(0)));
            break;
        case Expr::Kind::subtract:
            narrow(0, widened(values + operand(1)));
            narrow(1, widened(operand(0) - values));
            break;
        case Expr::Kind::multiply:
            if (term.operands[0] == term.operands[1]) {
                const Numbers root = widened(square_root(values.with_nan(false))).with_nan(false);
                narrow(0, root | -root);
                break;
            }
            if (!operand(1).contains(0)) narrow(0, widened(values / operand(1)));
            if (!operand(0).contains(0)) narrow(1, widened(values / operand(0)));
            break;
        case Expr::Kind::divide:
            if (!operand(1).contains(0)) narrow(0, widened(values * operand(1)));
            break;
        case Expr::Kind::power:
            if (term.exponent == Rational{2, 1}) {
                const Numbers root = widened(square_root(values.with_nan(false))).with_nan(false);
                narrow(0, root | -root);
            } else if (term.exponent == Rational{1, 2}) {
                narrow(0, widened(values * values) & above({0, false}));
            }
            break;
        case Expr::Kind::intrinsic:
            if (term.intrinsic == Intrinsic::sqrt && !values.may_be_nan()) {
                narrow(0, widened(power(values, {2, 1})) & above({0, false}));
            } else if (term.intrinsic == Intrinsic::min2) {
                narrow(0, above(values.low()));
                narrow(1, above(values.low()));
            } else if (term.intrinsic == Intrinsic::max2) {
                narrow(0, below(values.high()));
                narrow(1, below(values.high()));
            }
            break;
        default: break;
    }
}

void Ranges::assume_compare(const Term& term, bool truth, Facts& facts) {
    const CompareOp op = truth ? term.compare_op : negation(term.compare_op);
    if (term.operands[0] == term.operands[1]) {
        const bool holds = op == CompareOp::equal || op == CompareOp::less_equal || op == CompareOp::greater_equal;
        if (!holds && !numbers(term.operands[0], facts).may_be_nan()) facts.impossible = true;
        return;
    }
    // A comparison with NaN is false, except `!=`.
    const bool nan = truth == (term.compare_op == CompareOp::not_equal);
    const Numbers left = numbers(term.operands[0], facts), right = numbers(term.operands[1], facts);
    if (left.is_empty() || right.is_empty()) {
        facts.impossible = true;
        return;
    }
    // Where one of them may be NaN, nothing is learnt of the other from a comparison that failed.
    if (!(nan && right.may_be_nan())) refine(term.operands[0], partners(op, right).with_nan(nan), facts);
    if (!(nan && left.may_be_nan())) refine(term.operands[1], partners(mirrored(op), left).with_nan(nan), facts);
}

void Ranges::assume_interval(const Term& term, bool truth, Facts& facts) {
    const double low = terms_[term.operands[1]].value, high = terms_[term.operands[2]].value;
    const Stretch inside{{low, !term.low_closed}, {high, term.high_closed}};
    if (truth) {
        refine(term.operands[0], Numbers::of(inside), facts);
    } else {
        const Numbers outside = below(inside.begin) | above(inside.end);
        refine(term.operands[0], outside.with_nan(), facts);
    }
}

void Ranges::assume_reduction(const Term& term, bool truth, Facts& facts) {
    const bool exists = (term.reduce_op == ReduceOp::any && truth) || (term.reduce_op == ReduceOp::all && !truth);
    if (!exists) return;
    const Facts inner = inside(term, facts);
    if (inner.impossible || !is_possible(term.operands[0], truth, inner)) facts.impossible = true;
}

void Ranges::assume(TermId condition, bool truth, Facts& facts) {
    if (facts.impossible || ++steps_ > kMostSteps) return;
    const Term& term = terms_[condition];
    const Numbers* known = facts.known.find(condition);
    if (known != nullptr && !known->contains(truth ? 1 : 0)) {
        facts.impossible = true;
        return;
    }
    switch (term.kind) {
        case Expr::Kind::logical_not: assume(term.operands[0], !truth, facts); return;
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or: {
            const bool both = truth == (term.kind == Expr::Kind::logical_and);
            if (both) {
                assume(term.operands[0], truth, facts);
                assume(term.operands[1], truth, facts);
            } else {
                Facts first = facts, second = facts;
                assume(term.operands[0], truth, first);
                assume(term.operands[0], !truth, second);
                assume(term.operands[1], truth, second);
                facts = either(std::move(first), std::move(second));
                if (facts.impossible) return;
            }
            break;
        }
        case Expr::Kind::conditional: {
            Facts first = facts, second = facts;
            assume(term.operands[1], true, first);
            assume(term.operands[0], truth, first);
            assume(term.operands[1], false, second);
            assume(term.operands[2], truth, second);
            facts = either(std::move(first), std::move(second));
            if (facts.impossible) return;
            break;
        }
        case Expr::Kind::compare: assume_compare(term, truth, facts); break;
        case Expr::Kind::interval: assume_interval(term, truth, facts); break;
        case Expr::Kind::reduce: assume_reduction(term, truth, facts); break;
        case Expr::Kind::is_kind: {
            const auto particles = static_cast<std::uint32_t>(term.id);
            const auto mask = static_cast<std::uint32_t>(term.index);
            if ((truth ? particles & mask : particles & ~mask) == 0) facts.impossible = true;
            break;
        }
        default: break;
    }
    if (facts.impossible) return;
    facts.known.set(condition, Numbers::truth(truth, !truth));
    facts.memo.clear();
}

bool Ranges::may_be_undecided(TermId condition, Facts& facts) {
    const Term& term = terms_[condition];
    if (term.kind == Expr::Kind::broken) return true;
    if (term.kind == Expr::Kind::compare || term.kind == Expr::Kind::interval)
        return std::any_of(term.operands.begin(), term.operands.end(),
                           [&](TermId operand) { return numbers(operand, facts).may_be_nan(); });
    if (term.kind == Expr::Kind::reduce) {
        Facts inner = inside(term, facts);
        return may_be_undecided(term.operands[0], inner) ||
               (term.operands[1] >= 0 && may_be_undecided(term.operands[1], inner));
    }
    return std::any_of(term.operands.begin(), term.operands.end(), [&](TermId operand) {
        return terms_[operand].type.kind == Type::Kind::boolean && may_be_undecided(operand, facts);
    });
}

bool Ranges::is_often_round(TermId id) const {
    const Term& term = terms_[id];
    if (term.type.kind == Type::Kind::integer) return true;
    switch (term.kind) {
        case Expr::Kind::number: return true;
        case Expr::Kind::attribute: {
            const Attribute* attribute = program_.schema->attribute(terms_[term.operands[0]].type.object, term.name);
            return attribute != nullptr && attribute->formula == nullptr &&
                   terms_[term.operands[0]].type.object.kind != ObjectType::Kind::momentum;
        }
        case Expr::Kind::add:
        case Expr::Kind::subtract:
        case Expr::Kind::negate:
        case Expr::Kind::absolute:
            return std::all_of(term.operands.begin(), term.operands.end(),
                               [&](TermId operand) { return is_often_round(operand); });
        case Expr::Kind::reduce:
            return term.reduce_op != ReduceOp::product && term.reduce_op != ReduceOp::mean && term.type.is_number() &&
                   is_often_round(term.operands[0]);
        default: return false;
    }
}

void Ranges::find_zero_denominators(TermId id, Facts& facts, std::set<TermId>& found) {
    if (facts.impossible || !terms_.has_quotient(id) || ++steps_ > kMostSteps) return;
    const Term& term = terms_[id];
    switch (term.kind) {
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or: {
            find_zero_denominators(term.operands[0], facts, found);
            Facts inner = facts;
            assume(term.operands[0], term.kind == Expr::Kind::logical_and, inner);
            find_zero_denominators(term.operands[1], inner, found);
            return;
        }
        case Expr::Kind::conditional: {
            find_zero_denominators(term.operands[1], facts, found);
            Facts when = facts, otherwise = facts;
            assume(term.operands[1], true, when);
            assume(term.operands[1], false, otherwise);
            find_zero_denominators(term.operands[0], when, found);
            find_zero_denominators(term.operands[2], otherwise, found);
            return;
        }
        case Expr::Kind::reduce: {
            if (term.operands[1] >= 0) find_zero_denominators(term.operands[1], facts, found);
            Facts inner = inside(term, facts);
            find_zero_denominators(term.operands[0], inner, found);
            return;
        }
        case Expr::Kind::divide:
            if (can_be_zero(numbers(term.operands[1], facts))) found.insert(id);
            break;
        default: break;
    }
    for (const TermId operand : term.operands)
        if (operand >= 0) find_zero_denominators(operand, facts, found);
}

}  // namespace collmc::semantics
