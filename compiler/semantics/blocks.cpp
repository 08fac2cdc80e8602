// Objects and candidates, and the cuts of blocks and regions.

#include <fmt/format.h>

#include "compiler/semantics/checker.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/words.h"
#include "compiler/syntax/print.h"

namespace collmc::semantics {

namespace {

/// What the cutflow calls a cut without a label.
std::string label_of(const syntax::Cut& cut) {
    std::string label = cut.reject ? "reject " : "";
    label += syntax::to_source(*cut.condition);
    if (cut.guard != nullptr) label += " when " + syntax::to_source(*cut.guard);
    return label;
}

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

}  // namespace

CollectionId Checker::add(Collection collection) {
    const auto id = static_cast<CollectionId>(program_.collections.size());
    program_.collections.push_back(std::move(collection));
    program_.block_order.emplace_back(true, id);
    return id;
}

Cut Checker::check_cut(const syntax::Cut& tree, const Scope& scope, int number) {
    const std::string word = tree.reject ? "reject" : "select";
    const Reporter::Frame frame = reporter_.inside(fmt::format("{} {}", word, number));
    Cut cut;
    cut.reject = tree.reject;
    cut.span = tree.span;
    if (tree.condition == nullptr) {
        cut.condition = error_expr(tree.span);
        return cut;
    }
    cut.label = tree.label ? tree.label->text : label_of(tree);
    ExpressionChecker checker(*this, scope);
    cut.condition = checker.check_condition(*tree.condition, word);
    if (tree.guard != nullptr) cut.guard = checker.check_condition(*tree.guard, "when");
    return cut;
}

std::vector<Cut> Checker::check_cuts(const std::vector<syntax::Cut>& trees, const Scope& scope) {
    std::vector<Cut> cuts;
    for (const syntax::Cut& tree : trees) cuts.push_back(check_cut(tree, scope, static_cast<int>(cuts.size()) + 1));
    return cuts;
}

void Checker::check_object(const syntax::Object& tree, Symbol& symbol) {
    Collection object;
    object.name = tree.name.text;
    object.span = tree.name.span;
    object.element = {ObjectType::Kind::detector, 0};
    const bool misread = reporter_.is_misread(tree.span);
    for (const syntax::Name& source : tree.sources) {
        if (misread && find(source.text) == nullptr && !schema_->is_kind(source.text)) continue;
        const std::optional<CollectionId> id = collection_named(source);
        if (!id) continue;
        object.sources.push_back(*id);
        object.element.particles |= program_.collections[*id].element.particles;
    }
    if (object.sources.empty()) return;
    object.excluded = check_excluding(tree, object);
    if (object.sources.size() > 1 && !object.excluded.empty()) {
        Collection all;
        all.name = fmt::format("{} (before excluding)", object.name);
        all.span = object.span;
        all.kind = Collection::Kind::union_of;
        all.element = object.element;
        all.sources = std::move(object.sources);
        all.self = new_variable();
        all.used = true;
        object.sources = {add(std::move(all))};
    }
    object.kind = !object.excluded.empty()    ? Collection::Kind::excluding
                  : object.sources.size() > 1 ? Collection::Kind::union_of
                                              : Collection::Kind::filtered;
    object.self = new_variable();
    warn_of_overlap(object, tree);

    Scope scope;
    scope.self.push_back({{"this", tree.name.span}, object.self, object.element});
    object.cuts = check_cuts(tree.cuts, scope);
    for (const Cut& cut : object.cuts) {
        warn_of_event_quantity(*this, cut, scope.self);
        for (const CollectionId source : object.sources)
            warn_of_self_comparison(*this, *cut.condition, scope.self[0], source);
    }
    symbol.id = add(std::move(object));
}

std::vector<CandidateId> Checker::check_excluding(const syntax::Object& tree, const Collection& object) {
    std::vector<CandidateId> excluded;
    for (const syntax::Name& name : tree.excluding) {
        const Symbol* symbol = use(name);
        if (symbol == nullptr || symbol->kind != Symbol::Kind::candidate) {
            if (symbol != nullptr && symbol->state == Declared::State::failed) continue;
            Diagnostic& diagnostic = reporter_.error(
                "E0406", name.span,
                symbol == nullptr
                    ? fmt::format("there is no candidate `{}` to exclude", name.text)
                    : fmt::format("`excluding` takes away the members of a candidate; `{}` is none", name.text));
            if (symbol == nullptr || symbol->kind != Symbol::Kind::object) continue;
            const std::string cut = fmt::format("reject any(deltaR(this, o) < 0.4 for o in {})", name.text);
            const Span clause{name.span.file, tree.sources.back().span.end, tree.excluding.back().span.end};
            diagnostic.notes.push_back("objects that lie close to others in angle are taken out by a cut");
            if (tree.excluding.size() == 1)
                diagnostic.fixes.push_back(replace(clause, "\n    " + cut,
                                                   fmt::format("keep away from `{}`: `{}`", name.text, cut),
                                                   EditClass::changes_selection));
            continue;
        }
        if (symbol->state != Declared::State::done) continue;
        std::uint32_t members = 0;
        for (const Candidate::Leg& leg : program_.candidates[symbol->id].legs) members |= leg.type.particles;
        if ((members & object.element.particles) != 0) {
            excluded.push_back(symbol->id);
            continue;
        }
        const std::string legs = to_string(Type::of_object({ObjectType::Kind::detector, members}), *schema_);
        Diagnostic& diagnostic = reporter_.error(
            "E0407", name.span,
            fmt::format("the members of `{}` are of kind {} and none of these objects can be one of them", name.text,
                        legs));
        diagnostic.labels.push_back({symbol->name.span, fmt::format("`{}` is made of {}", name.text, legs)});
        diagnostic.notes.push_back(
            fmt::format("to stay away from them in angle: `reject deltaR(this, {}.{}) < 0.4 when exists({})`",
                        name.text, program_.candidates[symbol->id].legs[0].name, name.text));
    }
    return excluded;
}

void Checker::check_candidate(const syntax::Candidate& tree, Symbol& symbol) {
    Candidate candidate;
    candidate.name = tree.name.text;
    candidate.span = tree.name.span;
    Scope scope;
    bool good = true;
    int group_number = 0;
    for (const syntax::For::Group& group : tree.groups) {
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
    if (!good || candidate.legs.empty()) return;
    scope.self = scope.variables;
    candidate.cuts = check_cuts(tree.cuts, scope);
    candidate.key = check_criterion(tree, scope);
    symbol.id = static_cast<int>(program_.candidates.size());
    program_.candidates.push_back(std::move(candidate));
    program_.block_order.emplace_back(false, symbol.id);
}

ExprPtr Checker::check_criterion(const syntax::Candidate& tree, const Scope& scope) {
    if (tree.criterion == syntax::Candidate::Criterion::first || tree.key == nullptr) return nullptr;
    const Reporter::Frame frame = reporter_.inside(word_of(tree.criterion));
    ExpressionChecker checker(*this, scope);
    ExprPtr key = checker.check(*tree.key);
    if (key->type.is_error()) return key;
    if (!key->type.is_number()) {
        Diagnostic& diagnostic = reporter_.error("E0403", tree.key->span,
                                                 fmt::format("combinations are ranked by a number; {} is {}",
                                                             quote(tree.key->span), describe(key->type, *schema_)));
        diagnostic.found = to_string(key->type, *schema_);
        return error_expr(tree.key->span);
    }
    const Type type = key->type;
    switch (tree.criterion) {
        case syntax::Candidate::Criterion::highest:
            return make_expr(Expr::Kind::negate, type, tree.criterion_span, std::move(key));
        case syntax::Candidate::Criterion::closest: {
            if (tree.target == nullptr) return error_expr(tree.criterion_span);
            ExprPtr target = checker.check_number(*tree.target);
            if (target->type.is_error()) return target;
            if (!checker.agree(*key, *tree.key, *target, *tree.target, tree.criterion_span, "be compared"))
                return error_expr(tree.criterion_span);
            ExprPtr difference =
                make_expr(Expr::Kind::subtract, type, tree.criterion_span, std::move(key), std::move(target));
            return make_expr(Expr::Kind::absolute, type, tree.criterion_span, std::move(difference));
        }
        case syntax::Candidate::Criterion::lowest:
        case syntax::Candidate::Criterion::first: break;
    }
    return key;
}

}  // namespace collmc::semantics
