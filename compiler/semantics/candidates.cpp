// Combinations of objects: all of them, the best one, and the best way to share out a collection.

#include <fmt/format.h>

#include "compiler/semantics/checker.h"
#include "compiler/semantics/collections.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/narrowing.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

/// The word that begins the criterion, for the context of messages.
const char* word_of(syntax::Candidate::Criterion criterion) {
    switch (criterion) {
        case syntax::Candidate::Criterion::closest: return "closest";
        case syntax::Candidate::Criterion::lowest: return "lowest";
        case syntax::Candidate::Criterion::highest: return "highest";
        case syntax::Candidate::Criterion::first: break;
    }
    return "";
}

ExprPtr negated(ExprPtr value, Span span) {
    const Type type = value->type;
    return make_expr(Expr::Kind::negate, type, span, std::move(value));
}

/// What the cuts tell of the members is known of them outside as well.
void narrow_legs(Candidate& candidate, const Scope& scope) {
    for (Candidate::Leg& leg : candidate.legs)
        leg.type.particles = scope.narrowed(name_of_variable(leg.variable), leg.type.particles);
}

/// The uses of a candidate's defines inside its own block were checked before the candidate had a number.
void name_local_uses(const Expr& expr, CandidateId id) {
    if (expr.kind == Expr::Kind::local_define && expr.operands.empty())
        const_cast<Expr&>(expr).candidate = id;  // was made as a mutable Expr
    for (const ExprPtr& operand : expr.operands)
        if (operand != nullptr) name_local_uses(*operand, id);
    for (const Range& range : expr.ranges) name_local_uses(*range.collection, id);
}

void name_local_uses(const Candidate& candidate, CandidateId id) {
    for (const Candidate::LocalDefine& define : candidate.defines) name_local_uses(*define.value, id);
    for (const Cut& cut : candidate.cuts) {
        name_local_uses(*cut.condition, id);
        if (cut.guard != nullptr) name_local_uses(*cut.guard, id);
    }
    for (const ExprPtr& key : candidate.keys) name_local_uses(*key, id);
}

}  // namespace

CandidateId Checker::add(Candidate candidate) {
    const auto id = static_cast<CandidateId>(program_.candidates.size());
    program_.candidates.push_back(std::move(candidate));
    program_.block_order.emplace_back(false, id);
    return id;
}

bool Checker::check_legs(const std::vector<syntax::For::Group>& groups, bool broken, Candidate& candidate,
                         Scope& scope) {
    bool good = true;
    for (const syntax::For::Group& group : groups) {
        const std::string& name = group.collection.text;
        if (broken && find(name) == nullptr && !schema_->is_kind(name)) return false;  // it did not parse
    }
    int group_number = 0;
    for (const syntax::For::Group& group : groups) {
        const std::optional<CollectionId> collection = collection_named(group.collection);
        for (const syntax::Name& name : group.variables) {
            good &= may_bind(name, scope) && collection.has_value();
            if (!collection) continue;
            const ObjectType type = program_.collections[*collection].element;
            candidate.legs.push_back({name.text, new_variable(), *collection, group_number, type});
            scope.variables.push_back({name, candidate.legs.back().variable, type});
        }
        ++group_number;
    }
    if (!good || candidate.legs.empty()) return false;
    if (const int members = members_in(program_, candidate); members > kMostMembers) {
        reporter_.error("E0401", Span::cover(groups.front().variables.front().span, groups.back().collection.span),
                        fmt::format("`{}` combines {} objects; at most {} are combined, because the number of "
                                    "combinations grows with every one",
                                    candidate.name, members, kMostMembers));
        return false;
    }
    scope.self = scope.variables;
    return true;
}

bool Checker::check_split(const syntax::Candidate::Split& split, Candidate& candidate, Scope& scope) {
    candidate.kind = Candidate::Kind::split;
    const std::optional<CollectionId> of = collection_named(split.of);
    bool good = of.has_value();
    if (of && holds_combinations(program_, *of)) {
        reporter_.error("E0410", split.of.span,
                        fmt::format("`{}` holds combinations; only single objects are shared out", split.of.text));
        good = false;
    }
    for (const syntax::Name* name : {&split.first, &split.second}) {
        good &= may_bind(*name, scope);
        if (!of) continue;
        const ObjectType sum{ObjectType::Kind::momentum};
        candidate.legs.push_back({name->text, new_variable(), *of, 0, sum});
        scope.variables.push_back({*name, candidate.legs.back().variable, sum, *of});
    }
    scope.self = scope.variables;
    return good;
}

void Checker::check_combinations(const syntax::Object& tree, Symbol& symbol) {
    Candidate candidate;
    candidate.kind = Candidate::Kind::every;
    candidate.name = tree.name.text;
    candidate.span = tree.name.span;
    candidate.used = true;
    Scope scope;
    if (!check_legs(tree.groups, tree.broken, candidate, scope)) return;
    candidate.cuts = check_cuts(tree.cuts, scope);
    narrow_legs(candidate, scope);
    Collection object;
    object.name = candidate.name;
    object.span = candidate.span;
    if (candidate.legs.size() == 1) {  // `from j in jets`: a selection like any other
        object.kind = Collection::Kind::filtered;
        object.element = candidate.legs[0].type;
        object.sources = {candidate.legs[0].collection};
        object.self = candidate.legs[0].variable;
        object.cuts = std::move(candidate.cuts);
    } else {
        object.kind = Collection::Kind::combinations;
        object.candidate = add(std::move(candidate));
        object.element = {ObjectType::Kind::momentum, 0, object.candidate};
        object.self = new_variable();
    }
    symbol.id = add(std::move(object));
}

void Checker::check_local(const syntax::Define& tree, Candidate& candidate, Scope& scope) {
    if (tree.value == nullptr || !may_bind(tree.name, scope)) return;
    const Reporter::Frame frame = reporter_.inside("define " + tree.name.text);
    ExprPtr value = ExpressionChecker(*this, scope).check(*tree.value);
    if (value->type.kind == Type::Kind::collection) {
        reporter_.error("E0308", tree.value->span,
                        fmt::format("a define inside a candidate names one value; {} is {}", quote(tree.value->span),
                                    describe(value->type, *schema_)));
        value = error_expr(tree.value->span);
    }
    Type type = value->type;
    type.object.combination = -1;  // it is a sum; the members go by their own names
    scope.locals.push_back({tree.name, type, static_cast<int>(candidate.defines.size())});
    candidate.defines.push_back({tree.name.text, std::move(value), tree.name.span});
}

void Checker::check_candidate(const syntax::Candidate& tree, Symbol& symbol) {
    Candidate candidate;
    candidate.name = tree.name.text;
    candidate.span = tree.name.span;
    Scope scope;
    const bool good = tree.split ? check_split(*tree.split, candidate, scope)
                                 : check_legs(tree.groups, tree.broken, candidate, scope);
    if (!good) return;
    // Defines and cuts in the order they are written in: a cut may use the defines above it.
    std::size_t next_define = 0;
    const auto defines_before = [&](std::size_t place) {
        for (; next_define < tree.defines.size() && tree.defines[next_define].span.begin < place; ++next_define)
            check_local(tree.defines[next_define], candidate, scope);
    };
    for (const syntax::Cut& cut : tree.cuts) {
        defines_before(cut.span.begin);
        check_block_cut(cut, scope, candidate.cuts);
    }
    defines_before(std::string::npos);
    if (ExprPtr key = check_criterion(tree, scope)) candidate.keys.push_back(std::move(key));
    for (const syntax::Candidate::Then& then : tree.then) {
        if (then.key == nullptr) continue;
        const Reporter::Frame frame = reporter_.inside("then");
        ExprPtr key = check_key(*then.key, scope, "combinations are ranked");
        candidate.keys.push_back(then.highest ? negated(std::move(key), then.span) : std::move(key));
    }
    narrow_legs(candidate, scope);
    symbol.id = add(std::move(candidate));
    name_local_uses(program_.candidates[symbol.id], symbol.id);
}

ExprPtr Checker::check_key(const syntax::Expr& tree, const Scope& scope, const char* what) {
    ExprPtr key = ExpressionChecker(*this, scope).check(tree);
    if (key->type.is_error() || key->type.is_number()) return key;
    Diagnostic& diagnostic =
        reporter_.error("E0403", tree.span,
                        fmt::format("{} by a number; {} is {}", what, quote(tree.span), describe(key->type, *schema_)));
    diagnostic.found = to_string(key->type, *schema_);
    return error_expr(tree.span);
}

ExprPtr Checker::check_criterion(const syntax::Candidate& tree, const Scope& scope) {
    if (tree.criterion == syntax::Candidate::Criterion::first || tree.key == nullptr) return nullptr;
    const Reporter::Frame frame = reporter_.inside(word_of(tree.criterion));
    ExprPtr key = check_key(*tree.key, scope, "combinations are ranked");
    if (key->type.is_error() || tree.criterion == syntax::Candidate::Criterion::lowest) return key;
    if (tree.criterion == syntax::Candidate::Criterion::highest) return negated(std::move(key), tree.criterion_span);
    if (tree.target == nullptr) return error_expr(tree.criterion_span);
    ExpressionChecker checker(*this, scope);
    ExprPtr target = checker.check_number(*tree.target);
    if (target->type.is_error()) return target;
    if (!checker.agree(*key, *tree.key, *target, *tree.target, tree.criterion_span, "be compared"))
        return error_expr(tree.criterion_span);
    const Type type = Type::real(key->type.dimension);
    ExprPtr difference = make_expr(Expr::Kind::subtract, type, tree.criterion_span, std::move(key), std::move(target));
    return make_expr(Expr::Kind::absolute, type, tree.criterion_span, std::move(difference));
}

}  // namespace collmc::semantics
