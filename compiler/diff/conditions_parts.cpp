// Which collections are parts of others, and what that says of loops over them.

#include <algorithm>

#include "compiler/diff/conditions.h"

namespace collmc::diff {

using semantics::Candidate;
using semantics::Collection;
using semantics::CollectionId;
using semantics::Expr;
using semantics::ObjectType;
using semantics::Term;

using Kind = Collection::Kind;

ObjectType Conditions::uncut_element(const Collection& own) const {
    return own.kind == Kind::filtered ? uncut_element(collection(own.sources[0])) : own.element;
}

Conditions::Scope Conditions::scope_of(const Collection& own, const Collection* like) {
    Scope scope;
    bind(scope, own.self, 0, uncut_element(like != nullptr ? *like : own));
    return scope;
}

Conditions::Scope Conditions::scope_of(const Candidate& own, const Candidate* like) {
    Scope scope;
    for (std::size_t i = 0; i < own.legs.size(); ++i)
        bind(scope, own.legs[i].variable, static_cast<int>(i), (like != nullptr ? *like : own).legs[i].type);
    return scope;
}

/// What is asked of each of its objects, by all that it is selected from.
Condition Conditions::asked_of(const Collection& own) {
    const Condition condition = passed(own.cuts, scope_of(own));
    return own.kind == Kind::filtered ? asked_of(collection(own.sources[0])) & condition : condition;
}

bool Conditions::is_part(CollectionId part, CollectionId whole) {
    if (part == whole) return true;
    const auto [known, fresh] = parts_.emplace(std::pair(part, whole), false);
    if (!fresh) return known->second;
    const bool found = is_part_by_kind(part, whole);
    return parts_[{part, whole}] = found;
}

bool Conditions::is_part_by_kind(CollectionId part, CollectionId whole) {
    const Collection &own = collection(part), &other = collection(whole);
    // What is asked of the objects of the whole must be known of those of the part.
    const auto has_cuts = [&] { return entails(asked_of(own), passed(other.cuts, scope_of(other))); };
    switch (other.kind) {
        case Kind::filtered:
            if (is_part(part, other.sources[0]) && has_cuts()) return true;
            break;
        case Kind::ordered:
            if (is_part(part, other.sources[0])) return true;
            break;
        case Kind::union_of:
            if (has_cuts() && std::any_of(other.sources.begin(), other.sources.end(),
                                          [&](CollectionId source) { return is_part(part, source); }))
                return true;
            break;
        case Kind::retyped:
            if (own.kind == Kind::retyped && own.element == other.element)
                return is_part(own.sources[0], other.sources[0]);
            break;
        case Kind::combinations:
            return own.kind == Kind::combinations &&
                   is_part(program_.candidates[static_cast<std::size_t>(own.candidate)],
                           program_.candidates[static_cast<std::size_t>(other.candidate)]);
        case Kind::excluding:
            if (own.kind == Kind::excluding && own.excluded == other.excluded &&
                own.excluded_collections == other.excluded_collections)
                return is_part(own.sources[0], other.sources[0]) && has_cuts();
            break;
        case Kind::base:
        case Kind::members:
        case Kind::leading: break;
    }
    switch (own.kind) {
        case Kind::filtered:
        case Kind::ordered:
        case Kind::leading:
        case Kind::excluding: return is_part(own.sources[0], whole);
        case Kind::union_of:
            return std::all_of(own.sources.begin(), own.sources.end(), [&](CollectionId source) {
                // Its own cuts are known as well.
                return is_part(source, whole) ||
                       (other.kind == Kind::union_of && has_cuts() &&
                        std::any_of(other.sources.begin(), other.sources.end(),
                                    [&](CollectionId of_whole) { return is_part(source, of_whole); }));
            });
        default: return false;
    }
}

bool Conditions::is_in_order_of_pt(CollectionId id) const {
    const Collection& own = collection(id);
    if (own.kind == Kind::ordered) return false;
    return own.sources.size() != 1 || is_in_order_of_pt(own.sources[0]);
}

/// Every combination of the one is one of the other.
bool Conditions::is_part(const Candidate& part, const Candidate& whole) {
    if (part.kind != whole.kind || part.legs.size() != whole.legs.size()) return false;
    for (std::size_t i = 0; i < part.legs.size(); ++i)
        if (part.legs[i].group != whole.legs[i].group || !is_part(part.legs[i].collection, whole.legs[i].collection))
            return false;
    return entails(passed(part.cuts, scope_of(part)), passed(whole.cuts, scope_of(whole)));
}

bool Conditions::is_same_loop(const Term& a, const Term& b) const { return a.bound == b.bound; }

bool Conditions::is_loop_over_part(const Term& part, const Term& whole) {
    if (part.bound.size() != whole.bound.size()) return false;
    Renamed renamed;
    for (std::size_t i = 0; i < part.bound.size(); ++i) {
        const Term &own = terms_[part.bound[i]], &other = terms_[whole.bound[i]];
        const bool parts = own.id >= 0 && other.id >= 0 && own.group == other.group && is_part(own.id, other.id);
        if (!parts) return false;
        // A sum that is rounded in another order is another one.
        const bool adds = part.reduce_op == semantics::ReduceOp::sum;
        if (adds && !(is_in_order_of_pt(own.id) && is_in_order_of_pt(other.id))) return false;
        renamed[part.bound[i]] = whole.bound[i];
    }
    int steps = 0;
    return is_same_value(part.operands[0], whole.operands[0], renamed, steps) &&
           is_same_value(part.operands[1], whole.operands[1], renamed, steps);
}

bool Conditions::is_same_value(TermId a, TermId b, const Renamed& renamed, int& steps) const {
    constexpr int kMost = 2000;
    if (a < 0 || b < 0 || ++steps > kMost) return a < 0 && b < 0;
    if (const auto found = renamed.find(a); found != renamed.end()) return found->second == b;
    const Term &first = terms_[a], &second = terms_[b];
    const bool loop = !first.bound.empty() || !second.bound.empty();
    if (a == b && first.operands.empty()) return true;
    if (loop) return a == b;
    if (first.kind != second.kind || first.value != second.value || first.id != second.id ||
        first.index != second.index || first.place != second.place || first.name != second.name ||
        first.exponent != second.exponent || first.compare_op != second.compare_op ||
        first.low_closed != second.low_closed || first.high_closed != second.high_closed ||
        first.intrinsic != second.intrinsic || first.operands.size() != second.operands.size())
        return false;
    for (std::size_t i = 0; i < first.operands.size(); ++i)
        if (!is_same_value(first.operands[i], second.operands[i], renamed, steps)) return false;
    return true;
}

bool Conditions::is_decided(const Term& loop) const {
    int steps = 0;
    return is_finite(loop.operands[0], steps) && (loop.operands[1] < 0 || is_finite(loop.operands[1], steps));
}

/// Numbers as they are stored, and what arithmetic makes of them without dividing; overflow is taken not to happen.
bool Conditions::is_finite(TermId value, int& steps) const {
    constexpr int kMost = 2000;
    if (++steps > kMost) return false;
    const Term& term = terms_[value];
    switch (term.kind) {
        case Expr::Kind::number:
        case Expr::Kind::size:
        case Expr::Kind::exists:
        case Expr::Kind::is_kind: return true;
        case Expr::Kind::attribute: {
            const ObjectType& object = terms_[term.operands[0]].type.object;
            if (object.kind == ObjectType::Kind::met) return true;
            return object.kind == ObjectType::Kind::detector && term.name != "rapidity";
        }
        case Expr::Kind::intrinsic:
            switch (term.intrinsic) {
                case semantics::Intrinsic::sin:
                case semantics::Intrinsic::cos:
                case semantics::Intrinsic::tanh:
                case semantics::Intrinsic::hypot:
                case semantics::Intrinsic::min2:
                case semantics::Intrinsic::max2:
                case semantics::Intrinsic::wrap_phi: break;
                default: return false;
            }
            break;
        case Expr::Kind::negate:
        case Expr::Kind::absolute:
        case Expr::Kind::add:
        case Expr::Kind::subtract:
        case Expr::Kind::multiply:
        case Expr::Kind::compare:
        case Expr::Kind::interval:
        case Expr::Kind::logical_and:
        case Expr::Kind::logical_or:
        case Expr::Kind::logical_not: break;
        default: return false;
    }
    return std::all_of(term.operands.begin(), term.operands.end(),
                       [&](TermId operand) { return is_finite(operand, steps); });
}

/// Whether the number is never below 0.
bool Conditions::is_positive(TermId value) const {
    const Term& term = terms_[value];
    if (term.kind == Expr::Kind::absolute) return true;
    if (term.kind == Expr::Kind::number) return term.value >= 0;
    return term.kind == Expr::Kind::attribute &&
           (term.name == "pt" || term.name == "p" || term.name == "mass" || term.name == "energy");
}

}  // namespace collmc::diff
