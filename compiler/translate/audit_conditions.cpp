#include "compiler/translate/audit_conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace collmc::translate {

using diff::Condition;
using diff::Fact;
using diff::TermId;
using semantics::Collection;
using semantics::CollectionId;
using semantics::Expr;
using semantics::Numbers;
using semantics::Place;
using semantics::ReduceOp;
using semantics::Stretch;
using semantics::Term;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// 91.1876 - 15 as 76.1876 is read: without what the last bits of a difference are off.
double rounded(double value) { return std::strtod(fmt::format("{:.12g}", value).c_str(), nullptr); }

/// The numbers sign * x + shift of those x.
Numbers moved(const Numbers& numbers, int sign, double shift) {
    Numbers all = Numbers::none();
    for (const Stretch& it : numbers.stretches()) {
        const auto at = [&](const Place& place) {
            const double value = sign * place.value + shift;
            return Place{shift == 0 ? value + 0.0 : rounded(value), sign > 0 ? place.behind : !place.behind};
        };
        all = all | Numbers::of(sign > 0 ? Stretch{at(it.begin), at(it.end)} : Stretch{at(it.end), at(it.begin)});
    }
    return all;
}

/// The numbers x with |x| among those.
Numbers with_both_signs(const Numbers& numbers) {
    const Numbers positive = numbers & Numbers::of({{0, false}, {kInfinity, true}});
    return positive | moved(positive, -1, 0);
}

bool is_exact_with_both_signs(const Numbers& numbers) {
    constexpr std::size_t kMost = 3;  // a set holds some stretches exactly
    return numbers.stretches().size() <= kMost;
}

}  // namespace

Condition AuditConditions::of(const Condition& condition) {
    Condition all;
    for (const auto& [subject, numbers] : condition.bounds) all = all & bound(subject, numbers);
    for (const Fact& fact : condition.facts) {
        const bool tells = fact.form == Fact::Form::holds || fact.form == Fact::Form::fails;
        if (tells && conditions_.terms()[fact.first].kind == Expr::Kind::reduce)
            all = all & counted(fact.first, fact.form == Fact::Form::holds);
        else
            all.facts.insert(fact);
    }
    return all;
}

diff::Joint::Selection AuditConditions::selection(CollectionId collection) {
    diff::Joint::Selection selection = joint_.selection(collection);
    selection.condition = of(selection.condition);
    return selection;
}

std::string AuditConditions::content_of(const diff::Joint::Selection& selection) {
    return selection.origin + "|" + text_of(selection.condition);
}

std::optional<semantics::Span> AuditConditions::loop_over(const diff::Joint::Selection& selection) const {
    const auto loop = loops_.find(content_of(selection));
    if (loop == loops_.end()) return std::nullopt;
    return conditions_.terms()[loop->second].span;
}

TermId AuditConditions::count_of(const std::string& content, TermId term) {
    const TermId first = counts_.emplace(content, term).first->second;
    contents_.emplace(first, content);
    return first;
}

/// The set of a distance is that of what has the distance.
Condition AuditConditions::bound(TermId subject, Numbers numbers) {
    const auto& terms = conditions_.terms();
    for (;;) {
        const Term& term = terms[subject];
        const auto is_constant = [&](std::size_t k) { return conditions_.is_constant(term.operands[k]); };
        const auto constant = [&](std::size_t k) { return conditions_.constant(term.operands[k]); };
        const auto step = [&](std::size_t operand, int sign, double shift) {
            subject = term.operands[operand];
            numbers = moved(numbers, sign, shift);
        };
        if (term.kind == Expr::Kind::absolute && is_exact_with_both_signs(numbers)) {
            subject = term.operands[0];
            numbers = with_both_signs(numbers);
        } else if (term.kind == Expr::Kind::negate) {
            step(0, -1, 0);
        } else if (term.kind == Expr::Kind::subtract && is_constant(1)) {
            step(0, 1, constant(1));
        } else if (term.kind == Expr::Kind::subtract && is_constant(0)) {
            step(1, -1, constant(0));
        } else if (term.kind == Expr::Kind::add && term.operands.size() == 2 && (is_constant(0) || is_constant(1))) {
            const std::size_t number = is_constant(0) ? 0 : 1;
            step(1 - number, 1, -constant(number));
        } else {
            break;
        }
    }
    const Term& term = terms[subject];
    if (term.type.kind == semantics::Type::Kind::integer) numbers = numbers.as_whole();
    if (term.kind == Expr::Kind::size && term.id >= 0) {
        numbers = numbers & Numbers::counts();
        subject = count_of(content_of(selection(term.id)), subject);
    } else if (term.kind == Expr::Kind::reduce && term.reduce_op == ReduceOp::count) {
        numbers = numbers & Numbers::counts();
        if (const auto content = loop_content(subject, true)) subject = count_of(*content, subject);
    }
    Condition one;
    one.bounds.emplace(subject, numbers);
    return one;
}

/// The objects of which a loop counts how many there are, or asks whether there is one; those that fail with `truth`
/// false, as `all` asks whether there is none of them.
std::optional<std::string> AuditConditions::loop_content(TermId loop, bool truth) {
    const Term& term = conditions_.terms()[loop];
    if (term.bound.size() != 1) return std::nullopt;
    const TermId object = term.bound[0];
    const CollectionId id = conditions_.terms()[object].id;
    if (id < 0) return std::nullopt;
    const Collection& collection = joint_.program().collections[static_cast<std::size_t>(id)];
    const TermId self = conditions_.scope_of(collection).variables.at(collection.self);
    const auto of_self = [&](TermId part, bool holds) {
        return of(conditions_.holds(conditions_.terms().replaced(part, object, self), holds));
    };
    diff::Joint::Selection passing = selection(id);
    passing.condition = passing.condition & of_self(term.operands[0], truth);
    if (term.operands[1] >= 0) passing.condition = passing.condition & of_self(term.operands[1], true);
    std::string content = content_of(passing);
    loops_.emplace(content, loop);
    return content;
}

Condition AuditConditions::counted(TermId loop, bool truth) {
    const ReduceOp op = conditions_.terms()[loop].reduce_op;
    const bool any = op == ReduceOp::any;
    if (const auto content = any || op == ReduceOp::all ? loop_content(loop, any) : std::nullopt) {
        const Numbers some = Numbers::of({{1, false}, {kInfinity, true}}),
                      none = Numbers::of({{-kInfinity, false}, {1, false}});
        Condition one;
        one.bounds.emplace(count_of(*content, loop), (any == truth ? some : none) & Numbers::counts());
        return one;
    }
    Condition one;
    one.facts.insert({truth ? Fact::Form::holds : Fact::Form::fails, loop});
    return one;
}

// ---- presence ----

void AuditConditions::read(TermId id, Reads& reads) {
    if (id < 0 || !reads.seen.insert(id).second) return;
    const Term& term = conditions_.terms()[id];
    switch (term.kind) {
        case Expr::Kind::at:
            if (term.id < 0) break;
            {
                int& least = reads.sizes[content_of(selection(term.id))];
                least = std::max(least, term.index >= 0 ? term.index + 1 : -term.index);
            }
            return;
        case Expr::Kind::candidate:
        case Expr::Kind::leg: reads.candidates.insert(term.id); return;
        // Whether the rest is computed depends on the event.
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or: read(term.operands[0], reads); return;
        case Expr::Kind::conditional: read(term.operands[1], reads); return;
        case Expr::Kind::otherwise:
        case Expr::Kind::reduce: return;
        default: break;
    }
    for (const TermId operand : term.operands) read(operand, reads);
}

Condition AuditConditions::beyond_presence(const Condition& guard, const std::vector<TermId>& values) {
    Reads reads;
    for (const TermId value : values) read(value, reads);
    Condition left;
    for (const auto& [subject, numbers] : guard.bounds) {
        const auto content = contents_.find(subject);
        const auto least = content == contents_.end() ? reads.sizes.end() : reads.sizes.find(content->second);
        const bool presence = least != reads.sizes.end() && !numbers.has_none() && numbers.stretches().size() == 1 &&
                              numbers.high().value == kInfinity && numbers.low().value <= least->second;
        if (!presence) left.bounds.emplace(subject, numbers);
    }
    for (const Fact& fact : guard.facts) {
        const Term& term = conditions_.terms()[fact.first];
        const bool presence =
            fact.form == Fact::Form::holds && term.kind == Expr::Kind::exists && reads.candidates.contains(term.id);
        if (!presence) left.facts.insert(fact);
    }
    return left;
}

}  // namespace collmc::translate
