#include "compiler/diff/condition_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace collmc::diff {

using semantics::Expr;
using semantics::Numbers;
using semantics::Term;
using semantics::Type;

namespace {

/// What two values of one form differ in.
struct Differing {
    std::vector<std::pair<TermId, TermId>> numbers;
    bool reversed = false;  ///< a comparison that is the other way round
    bool closed = false;    ///< one that has its end, or has it no longer
    int steps = 0;
};

bool is_one_form(const semantics::Terms& terms, TermId a, TermId b, Differing& differing);

bool are_one_form(const semantics::Terms& terms, const std::vector<TermId>& a, const std::vector<TermId>& b,
                  Differing& differing) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!is_one_form(terms, a[i], b[i], differing)) return false;
    return true;
}

/// Whether the two differ by numbers, by the sense of comparisons, or not at all.
bool is_one_form(const semantics::Terms& terms, TermId a, TermId b, Differing& differing) {
    constexpr int kMost = 2000;
    if (a == b) return true;
    if (a < 0 || b < 0 || ++differing.steps > kMost) return false;
    const Term &first = terms[a], &second = terms[b];
    if (first.kind != second.kind) return false;
    if (first.kind == Expr::Kind::number) {
        differing.numbers.emplace_back(a, b);
        return true;
    }
    if (first.id != second.id || first.index != second.index || first.place != second.place ||
        first.name != second.name || first.exponent != second.exponent || first.intrinsic != second.intrinsic ||
        first.reduce_op != second.reduce_op || first.bound != second.bound)
        return false;
    Differing straight = differing;
    if (are_one_form(terms, first.operands, second.operands, straight)) {
        differing = std::move(straight);
        differing.closed = differing.closed || first.compare_op != second.compare_op ||
                           first.low_closed != second.low_closed || first.high_closed != second.high_closed;
        return true;
    }
    if (first.kind != Expr::Kind::compare) return false;
    if (!are_one_form(terms, first.operands, {second.operands[1], second.operands[0]}, differing)) return false;
    differing.reversed = true;
    return true;
}

std::string number(const Term& term) {
    const std::string unit = term.type.kind == Type::Kind::real ? semantics::unit_of(term.type.dimension) : "";
    return fmt::format("{:.10g}{}{}", term.value, unit.empty() ? "" : " ", unit);
}

Sense sense_of(bool tighter, bool looser) {
    if (tighter && looser) return Sense::same;
    return tighter ? Sense::tighter : looser ? Sense::looser : Sense::other;
}

bool is_part(const Numbers& part, const Numbers& whole) { return (part & whole) == part; }

/// The one end that a set has besides infinity.
std::optional<std::pair<semantics::Place, bool>> only_end(const Numbers& numbers) {
    if (numbers.stretches().size() != 1) return std::nullopt;
    const semantics::Stretch& it = numbers.stretches().front();
    const bool from = std::isfinite(it.begin.value), to = std::isfinite(it.end.value);
    if (from == to) return std::nullopt;
    return std::pair(from ? it.begin : it.end, from);
}

std::string remark_of(const Numbers& before, const Numbers& after, semantics::Rational dimension) {
    const auto first = only_end(before), second = only_end(after);
    if (!first || !second) return "";
    if (first->second != second->second) return "the direction is reversed";
    if (first->first.value != second->first.value) return "";
    const std::string unit = semantics::unit_of(dimension);
    const bool looser = is_part(before, after);
    return fmt::format("{:.10g}{}{} itself {}", first->first.value, unit.empty() ? "" : " ", unit,
                       looser ? "passes now" : "no longer passes");
}

std::string shown(const Subjects& subjects, TermId subject, const semantics::Terms& terms) {
    const auto found = subjects.find(subject);
    return found != subjects.end() ? found->second : written(terms[subject].span);
}

std::string shown(const Fact& fact, const Subjects& subjects, const semantics::Terms& terms) {
    const std::string first = shown(subjects, fact.first, terms);
    const auto second = [&] { return shown(subjects, fact.second, terms); };
    switch (fact.form) {
        case Fact::Form::holds: return first;
        case Fact::Form::fails: return "not " + first;
        case Fact::Form::less: return first + " < " + second();
        case Fact::Form::less_equal: return first + " <= " + second();
        case Fact::Form::equal: return first + " == " + second();
        case Fact::Form::not_equal: return first + " != " + second();
        case Fact::Form::select_when: return first + " when " + second();
        case Fact::Form::reject_when: return "reject " + first + " when " + second();
    }
    return first;
}

bool is_inequality(const Fact& fact) { return fact.form == Fact::Form::less || fact.form == Fact::Form::less_equal; }

/// Whether the facts differ by numbers and the sense of comparisons only.
std::optional<Differing> one_form(const semantics::Terms& terms, const Fact& a, const Fact& b) {
    const bool inequalities = is_inequality(a) && is_inequality(b);
    if (a.form != b.form && !inequalities) return std::nullopt;
    Differing straight;
    if (is_one_form(terms, a.first, b.first, straight) &&
        (a.second == b.second || is_one_form(terms, a.second, b.second, straight))) {
        straight.closed = straight.closed || a.form != b.form;
        return straight;
    }
    Differing crossed;
    if (!inequalities || !is_one_form(terms, a.first, b.second, crossed) ||
        !is_one_form(terms, a.second, b.first, crossed))
        return std::nullopt;
    crossed.reversed = true;
    return crossed;
}

/// One of the facts that is so.
const Fact* of_one_form(const semantics::Terms& terms, const Fact& fact, const std::set<Fact>& facts,
                        Differing& differing) {
    for (const Fact& other : facts) {
        if (std::optional<Differing> found = one_form(terms, fact, other)) {
            differing = std::move(*found);
            return &other;
        }
    }
    return nullptr;
}

class Comparison {
public:
    Comparison(Conditions& conditions, const Asked& before, const Asked& after)
        : conditions_(conditions), terms_(conditions.terms()) {
        for (const Asked* asked : {&before, &after}) {
            add_subjects(conditions, *asked->cut->condition, asked->scope, subjects_);
            if (asked->cut->guard != nullptr) add_subjects(conditions, *asked->cut->guard, asked->scope, subjects_);
        }
    }

    ConditionChange run(const Condition& before, const Condition& after) {
        compare_bounds(before, after);
        compare_facts(before, after);
        change_.sense = sense_between(before, after);
        return std::move(change_);
    }

private:
    std::string bound(TermId subject, const Numbers& numbers) const {
        return text_of(numbers, terms_[subject].type.dimension);
    }

    Sense sense_between(const Condition& before, const Condition& after) {
        return sense_of(conditions_.entails(after, before), conditions_.entails(before, after));
    }

    void compare_bounds(const Condition& before, const Condition& after) {
        for (const auto& [subject, old] : before.bounds) {
            const auto now = after.bounds.find(subject);
            if (now == after.bounds.end()) {
                change_.details.push_back({shown(subjects_, subject, terms_), bound(subject, old), "", Sense::looser});
            } else if (!(now->second == old)) {
                change_.details.push_back({shown(subjects_, subject, terms_), bound(subject, old),
                                           bound(subject, now->second),
                                           sense_of(is_part(now->second, old), is_part(old, now->second)),
                                           remark_of(old, now->second, terms_[subject].type.dimension)});
            }
        }
        for (const auto& [subject, now] : after.bounds)
            if (before.bounds.count(subject) == 0)
                change_.details.push_back({shown(subjects_, subject, terms_), "", bound(subject, now), Sense::tighter});
    }

    void compare_facts(const Condition& before, const Condition& after) {
        std::set<Fact> old, now;
        std::set_difference(before.facts.begin(), before.facts.end(), after.facts.begin(), after.facts.end(),
                            std::inserter(old, old.end()));
        std::set_difference(after.facts.begin(), after.facts.end(), before.facts.begin(), before.facts.end(),
                            std::inserter(now, now.end()));
        for (const Fact& fact : old) {
            Differing differing;
            const Fact* partner = of_one_form(terms_, fact, now, differing);
            if (partner == nullptr) {
                change_.details.push_back({"", shown(fact, subjects_, terms_), "", Sense::looser});
                continue;
            }
            compare_forms(fact, *partner, differing);
            now.erase(*partner);
        }
        for (const Fact& fact : now)
            change_.details.push_back({"", "", shown(fact, subjects_, terms_), Sense::tighter});
    }

    void compare_forms(const Fact& old, const Fact& now, const Differing& differing) {
        const bool guarded = old.form == Fact::Form::select_when || old.form == Fact::Form::reject_when;
        if (guarded && old.second == now.second) {
            const bool truth = old.form == Fact::Form::select_when;
            const Condition before = conditions_.holds(old.first, truth), after = conditions_.holds(now.first, truth);
            compare_bounds(before, after);
            compare_facts(before, after);
            return;
        }
        const Sense sense = sense_between({{}, {old}}, {{}, {now}});
        if (differing.reversed || differing.closed || differing.numbers.empty()) {
            const char* remark = differing.reversed  ? "the direction is reversed"
                                 : !differing.closed ? ""
                                                     : "whether the end belongs to it has changed";
            change_.details.push_back(
                {"", shown(old, subjects_, terms_), shown(now, subjects_, terms_), sense, remark});
            return;
        }
        for (const auto& [x, y] : differing.numbers)
            change_.details.push_back({"number", number(terms_[x]), number(terms_[y]), sense});
    }

    Conditions& conditions_;
    const semantics::Terms& terms_;
    Subjects subjects_;
    ConditionChange change_;
};

}  // namespace

Asked asked(Conditions& conditions, const semantics::Cut& cut, Conditions::Scope scope) {
    Condition condition = conditions.passed(cut, scope);
    return {&cut, std::move(scope), std::move(condition)};
}

ConditionChange compare(Conditions& conditions, const Asked& before, const Asked& after) {
    return Comparison(conditions, before, after).run(before.condition, after.condition);
}

namespace {

/// What a value is made of, without numbers and without what loops run over.
void add_ingredients(const semantics::Terms& terms, TermId id, std::set<TermId>& seen,
                     std::set<std::string>& ingredients) {
    if (id < 0 || !seen.insert(id).second) return;
    const Term& term = terms[id];
    switch (term.kind) {
        case Expr::Kind::number:
        case Expr::Kind::compare:
        case Expr::Kind::interval:
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or:
        case Expr::Kind::logical_not:
        case Expr::Kind::absolute:
        case Expr::Kind::negate:
        case Expr::Kind::element: break;
        case Expr::Kind::reduce:
            ingredients.insert(fmt::format("{} {}", static_cast<int>(term.kind), static_cast<int>(term.reduce_op)));
            break;
        case Expr::Kind::intrinsic:
            ingredients.insert(fmt::format("{} {}", static_cast<int>(term.kind), static_cast<int>(term.intrinsic)));
            break;
        default:
            ingredients.insert(fmt::format("{} {} {} {}", static_cast<int>(term.kind), term.id, term.index, term.name));
    }
    for (const TermId operand : term.operands) add_ingredients(terms, operand, seen, ingredients);
}

std::set<std::string> ingredients_of(const semantics::Terms& terms, const Condition& condition) {
    std::set<TermId> seen;
    std::set<std::string> ingredients;
    for (const auto& [subject, numbers] : condition.bounds) add_ingredients(terms, subject, seen, ingredients);
    for (const Fact& fact : condition.facts)
        for (const TermId it : {fact.first, fact.second}) add_ingredients(terms, it, seen, ingredients);
    return ingredients;
}

/// The share of what both are made of.
double share(const std::set<std::string>& a, const std::set<std::string>& b) {
    std::vector<std::string> common;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
    const double all = static_cast<double>(a.size() + b.size() - common.size());
    return all == 0 ? 0 : static_cast<double>(common.size()) / all;
}

/// The share of quantities and facts that both speak of.
double common_statements(const semantics::Terms& terms, const Condition& a, const Condition& b) {
    double common = 0;
    for (const auto& [subject, numbers] : a.bounds) common += b.bounds.count(subject) > 0;
    for (const Fact& fact : a.facts) {
        Differing differing;
        common += b.facts.count(fact) > 0 || of_one_form(terms, fact, b.facts, differing) != nullptr;
    }
    const std::size_t all = std::max(a.bounds.size() + a.facts.size(), b.bounds.size() + b.facts.size());
    return all == 0 ? 0 : common / static_cast<double>(all);
}

}  // namespace

double likeness(Conditions& conditions, const Asked& before, const Asked& after) {
    const semantics::Terms& terms = conditions.terms();
    const Condition &a = before.condition, &b = after.condition;
    // Made of the same things is less than saying something of the same.
    double score =
        std::max(common_statements(terms, a, b), 0.9 * share(ingredients_of(terms, a), ingredients_of(terms, b)));
    const auto label = [](const semantics::Cut& cut) {
        return cut.span.text().find('"') != std::string_view::npos ? cut.label : std::string();
    };
    if (const std::string own = label(*before.cut); !own.empty() && own == label(*after.cut)) score += 1;
    return score;
}

}  // namespace collmc::diff
