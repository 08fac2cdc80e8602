// Names, attributes, members and indices: the parts of an expression that denote objects and what they have.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/collections.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/narrowing.h"
#include "compiler/semantics/words.h"
#include "compiler/syntax/copy.h"

namespace collmc::semantics {

namespace {

using diagnostics::nearest;
using SyntaxKind = syntax::Expr::Kind;

constexpr int kHighestIndex = 1000;

/// The nearest attribute, or the one that another tool's word stands for.
std::vector<std::string> nearest_attributes(const std::string& name, const std::vector<std::string>& known) {
    const std::string_view habit = attribute_for_habit(name);
    if (!habit.empty() && std::find(known.begin(), known.end(), habit) != known.end()) return {std::string(habit)};
    return nearest(name, known);
}

/// What the number of objects is called elsewhere, as an attribute of the collection.
bool is_size_elsewhere(const std::string& name) { return name == "size" || name == "length" || name == "n"; }

bool has_member(const Candidate& candidate, const std::string& name) {
    const auto is = [&](const auto& member) { return member.name == name; };
    return std::any_of(candidate.legs.begin(), candidate.legs.end(), is) ||
           std::any_of(candidate.defines.begin(), candidate.defines.end(), is);
}

}  // namespace

ExprPtr ExpressionChecker::attribute_of(ExprPtr object, const std::string& name, Span span) const {
    const Attribute* attribute = schema().attribute(object->type.object, name);
    MutableExpr expr = make_expr(Expr::Kind::attribute, attribute->type, span, std::move(object));
    expr->attribute_name = name;
    return expr;
}

ExprPtr ExpressionChecker::self(Span span) const {
    ExprPtr sum;
    for (const Variable& variable : scope_.block()) {
        ExprPtr term = element(variable, span);
        if (sum == nullptr) {
            sum = std::move(term);
            continue;
        }
        const Type type = Type::of_object(sum_type(sum->type.object, variable.type));
        sum = make_expr(Expr::Kind::add, type, span, std::move(sum), std::move(term));
    }
    return sum;
}

ExprPtr ExpressionChecker::element(const Variable& variable, Span span) const {
    MutableExpr expr = make_expr(Expr::Kind::element, Type::of_object(variable.type), span);
    expr->variable = variable.id;
    return narrowed(std::move(expr));
}

ExprPtr ExpressionChecker::narrowed(ExprPtr object) const {
    const ObjectType& type = object->type.object;
    if (object->type.kind != Type::Kind::object || type.kind != ObjectType::Kind::detector || !scope_.narrows())
        return object;
    const std::string path = path_to(*object);
    if (path.empty() || scope_.narrowed(path, type.particles) == type.particles) return object;
    MutableExpr narrow = copy_of(*object);
    narrow->type.object.particles = scope_.narrowed(path, type.particles);
    return narrow;
}

ExprPtr ExpressionChecker::collection(CollectionId id, Span span) const {
    const Type type = Type::collection_of(checker_.program().collections[id].element);
    MutableExpr expr = make_expr(Expr::Kind::collection, type, span);
    expr->collection = id;
    return expr;
}

ExprPtr ExpressionChecker::check_self(const syntax::Expr& tree) {
    if (ExprPtr object = self(tree.span)) return object;
    reporter().error("E0408", tree.span, "`this` is the object of an `object` block; here there is none");
    return error_expr(tree.span);
}

ExprPtr ExpressionChecker::check_name(const syntax::Expr& tree) {
    const std::string& name = tree.name.text;
    if (const Variable* variable = scope_.variable(name)) return element(*variable, tree.span);
    if (const Local* local = scope_.local(name)) {
        MutableExpr expr = make_expr(Expr::Kind::local_define, local->type, tree.span);
        expr->index = local->index;
        return expr;
    }
    if (const int index = scope_.parameter(name); index >= 0) {
        MutableExpr expr = make_expr(Expr::Kind::parameter, scope_.parameter(index).type, tree.span);
        expr->index = index;
        return expr;
    }
    if (ExprPtr object = self(tree.span)) {
        if (schema().attribute(object->type.object, name) != nullptr)
            return attribute_of(std::move(object), name, tree.span);
        if (ExprPtr own = member(object, name, tree.span)) return own;
    }
    if (name == schema().met.name)
        return make_expr(Expr::Kind::met, Type::of_object({ObjectType::Kind::met, 0}), tree.span);
    if (const std::optional<CollectionId> kind = schema().particle_named(name)) return collection(*kind, tree.span);
    if (const Symbol* symbol = scope_.sees_analysis ? checker_.use(tree.name) : checker_.use_constant(tree.name))
        return value_of(*symbol, tree.span);
    const std::string meant = report_unknown(tree);
    return meant.empty() ? error_expr(tree.span) : check_renamed(tree, meant);
}

bool ExpressionChecker::has_value(const std::string& name) const {
    if (scope_.variable(name) != nullptr || scope_.local(name) != nullptr || scope_.parameter(name) >= 0) return true;
    const ExprPtr object = self({});
    if (object != nullptr && schema().attribute(object->type.object, name) != nullptr) return true;
    return name == schema().met.name || schema().particle_named(name).has_value() ||
           (scope_.sees_analysis && checker_.find(name) != nullptr) || checker_.is_constant(name);
}

ExprPtr ExpressionChecker::check_renamed(const syntax::Expr& tree, const std::string& name) {
    if (checker_.is_open(name)) return error_expr(tree.span);
    reporter().guess(tree.name.span);
    const syntax::ExprPtr meant = syntax::copy(tree);
    meant->name.text = name;
    return check(*meant);
}

ExprPtr ExpressionChecker::value_of(const Symbol& symbol, Span span) const {
    if (symbol.state != Declared::State::done) return error_expr(span);
    const Program& program = checker_.program();
    switch (symbol.kind) {
        case Symbol::Kind::object: return collection(symbol.id, span);
        case Symbol::Kind::define: {
            const Expr& value = *program.defines[symbol.id].value;
            if (value.kind == Expr::Kind::collection) return collection(value.collection, span);
            MutableExpr expr = make_expr(Expr::Kind::define, value.type, span);
            expr->define = symbol.id;
            return expr;
        }
        case Symbol::Kind::candidate: break;
    }
    // A candidate of one member is that member; any other is the sum of its members.
    const Candidate& candidate = program.candidates[symbol.id];
    const bool single = candidate.legs.size() == 1;
    const ObjectType type =
        single ? candidate.legs[0].type : ObjectType{ObjectType::Kind::momentum, 0, static_cast<int>(symbol.id)};
    MutableExpr expr = make_expr(single ? Expr::Kind::leg : Expr::Kind::candidate, Type::of_object(type), span);
    expr->candidate = symbol.id;
    return expr;
}

bool ExpressionChecker::follows_from_misreading(Span part) {
    if (checker_.trying() || !scope_.sees_analysis) return false;
    return reporter().follows_from_misreading(part, frame_ == nullptr ? part : root().span);
}

std::string ExpressionChecker::report_unknown(const syntax::Expr& tree) {
    const syntax::Name& name = tree.name;
    if (const FunctionSymbol* function = checker_.find_function(name.text))
        if (function->table != nullptr ? function->table->broken : function->tree->broken) return {};
    if (follows_from_misreading(name.span) || (!checker_.trying() && reporter().is_on_misread_line(name.text)))
        return {};
    if (schema().is_attribute(name.text)) {
        if (const ExprPtr object = self(name.span)) {
            report_no_attribute(*object, syntax::Expr{}, name, fixes_for_attribute(*object, tree));
            return {};
        }
    }
    if (checker_.is_offered(name.text) && !checker_.trying()) return {};
    std::vector<std::string> near = names_near(name.text);
    std::vector<Fix> fixes = fixes_for(tree, near);
    if (near.empty() && fixes.empty() && !checker_.is_first_report_of(name.text) && meaning_of(name).empty()) return {};
    const std::string meaning = meaning_of(name);
    Diagnostic& diagnostic =
        reporter().error(schema().is_group(name.text) ? "E0108" : "E0101", name.span,
                         meaning.empty() ? fmt::format("nothing is called `{}`", name.text) : meaning);
    if (schema().is_attribute(name.text) && fixes.empty())
        diagnostic.notes.push_back(fmt::format("for example `MET.pt` or `jets[0].{}`", name.text));
    diagnostic.fixes = std::move(fixes);
    if (meaning.empty()) diagnostic.candidates = std::move(near);
    const std::string meant = name_written(diagnostic.fixes, name.span);
    return has_value(meant) ? meant : std::string();
}

/// What a name is that is no value.
std::string ExpressionChecker::meaning_of(const syntax::Name& name) const {
    if (schema().is_attribute(name.text))
        return fmt::format("`{}` of what? Outside of `object` blocks an attribute stands behind its object", name.text);
    if (const FunctionSymbol* function = checker_.find_function(name.text)) {
        const bool table = function->table != nullptr;
        std::string parameters;
        for (const syntax::Parameter& parameter : parameters_of(*function))
            parameters += (parameters.empty() ? "" : ", ") + parameter.name.text;
        return fmt::format("`{0}` is a {1}; write its arguments, `{0}({2})`", name.text, table ? "table" : "function",
                           parameters);
    }
    if (is_built_in_form(name.text)) return fmt::format("`{0}` is called on something, `{0}(...)`", name.text);
    if (schema().is_group(name.text)) return group_message(schema(), name.text);
    if (schema().is_kind(name.text)) return fmt::format("`{}` is a type, not a value", name.text);
    if (checker_.is_region(name.text)) return fmt::format("`{}` is a region, not a value", name.text);
    return "";
}

/// The names like an unknown one; of an attribute's name in other tools, the attribute.
std::vector<std::string> ExpressionChecker::names_near(const std::string& name) const {
    std::vector<std::string> known = scope_.names();
    if (scope_.sees_analysis) {
        const std::vector<std::string> values = checker_.value_names();
        known.insert(known.end(), values.begin(), values.end());
    }
    if (const ExprPtr object = self({})) {
        const std::vector<std::string> attributes = schema().attribute_names(object->type.object);
        known.insert(known.end(), attributes.begin(), attributes.end());
        if (const std::string_view habit = attribute_for_habit(name); !habit.empty()) return {std::string(habit)};
    }
    std::vector<std::string> near = nearest(name, known);
    if (!near.empty() && scope_.sees_analysis) {  // a kind may be meant as well, as the collection of all its objects
        std::vector<std::string> kinds;
        for (const Particle& particle : schema().particles) kinds.push_back(particle.name);
        kinds = nearest(name, kinds);
        near.insert(near.end(), kinds.begin(), kinds.end());
    }
    return near;
}

const Symbol* ExpressionChecker::candidate_named(const syntax::Expr& tree) {
    const syntax::Expr& inner = without_parentheses(tree);
    if (inner.kind != SyntaxKind::name || !scope_.sees_analysis || scope_.variable(inner.name.text) != nullptr ||
        scope_.parameter(inner.name.text) >= 0)
        return nullptr;
    const Symbol* symbol = checker_.find(inner.name.text);
    return symbol != nullptr && symbol->kind == Symbol::Kind::candidate ? checker_.use(inner.name) : nullptr;
}

ExprPtr ExpressionChecker::check_attribute(const syntax::Expr& tree) {
    const syntax::Expr& object_tree = *tree.operands[0];
    if (const Symbol* candidate = candidate_named(object_tree)) return check_leg(tree, *candidate);
    return check_attribute(tree, check(object_tree));
}

ExprPtr ExpressionChecker::check_attribute(const syntax::Expr& tree, ExprPtr object) {
    const syntax::Expr& object_tree = *tree.operands[0];
    if (object->type.is_error()) return error_expr(tree.span, std::move(object));
    if (object->type.kind == Type::Kind::collection) {
        if (!follows_from_misreading(tree.span)) report_attribute_of_collection(*object, tree, tree.name);
        if (is_size_elsewhere(tree.name.text)) {
            if (ExprPtr collection = as_collection(*object)) {
                reporter().guess(tree.span);
                return make_expr(Expr::Kind::size, Type::integer(), tree.span, std::move(collection));
            }
        }
        return error_expr(tree.span, std::move(object));
    }
    if (object->type.kind != Type::Kind::object) {
        reporter().error("E0105", tree.name.span,
                         fmt::format("{} is {}; it has no `{}`", quote(object_tree.span),
                                     describe(object->type, schema()), tree.name.text));
        return error_expr(tree.span, std::move(object));
    }
    if (schema().attribute(object->type.object, tree.name.text) != nullptr) {
        if (without_parentheses(object_tree).kind == SyntaxKind::self) {
            Diagnostic& diagnostic = reporter().error(
                "E0409", tree.span, fmt::format("the object's own attributes stand bare: `{}`", tree.name.text));
            diagnostic.fixes.push_back(
                replace(tree.span, tree.name.text, fmt::format("write `{}`", tree.name.text), EditClass::safe));
        }
        return attribute_of(std::move(object), tree.name.text, tree.span);
    }
    if (ExprPtr part = member(object, tree.name.text, tree.span)) return part;
    if (follows_from_misreading(tree.name.span)) return error_expr(tree.span, std::move(object));
    if (const CandidateId combination = object->type.object.combination; combination >= 0)
        return report_no_member(checker_.program().candidates[combination], std::move(object), tree.name, tree.span);
    const std::string meant = report_no_attribute(*object, object_tree, tree.name, fixes_for_attribute(*object, tree));
    if (!meant.empty()) reporter().guess(tree.name.span);
    return meant.empty() ? error_expr(tree.span, std::move(object)) : attribute_of(std::move(object), meant, tree.span);
}

ExprPtr ExpressionChecker::member(ExprPtr& object, const std::string& name, Span span) const {
    const CandidateId id = object->type.object.combination;
    if (id < 0) return nullptr;
    const Candidate& candidate = checker_.program().candidates[id];
    // What a define stands for is followed: a member belongs to a combination, not to its name.
    const Expr& whole = behind_defines(checker_.program(), *object);
    const auto owner = [&]() -> ExprPtr { return &whole == object.get() ? std::move(object) : copy_of(whole); };
    for (std::size_t i = 0; i < candidate.legs.size(); ++i) {
        if (candidate.legs[i].name != name) continue;
        const Type type = Type::of_object(candidate.legs[i].type);
        const bool named = whole.kind == Expr::Kind::candidate;
        MutableExpr leg =
            named ? make_expr(Expr::Kind::leg, type, span) : make_expr(Expr::Kind::member, type, span, owner());
        if (named) leg->candidate = id;
        leg->index = static_cast<int>(i);
        return narrowed(std::move(leg));
    }
    for (std::size_t i = 0; i < candidate.defines.size(); ++i) {
        if (candidate.defines[i].name != name) continue;
        Type type = candidate.defines[i].value->type;
        type.object.combination = -1;
        MutableExpr define = make_expr(Expr::Kind::local_define, type, span, owner());
        define->candidate = id;
        define->index = static_cast<int>(i);
        return define;
    }
    return nullptr;
}

ExprPtr ExpressionChecker::check_leg(const syntax::Expr& tree, const Symbol& symbol) {
    if (symbol.state != Declared::State::done) return error_expr(tree.span);
    const Candidate& candidate = checker_.program().candidates[symbol.id];
    ExprPtr value = value_of(symbol, tree.operands[0]->span);
    // A candidate of one member is that member, which also goes by its name.
    MutableExpr whole =
        make_expr(Expr::Kind::candidate, Type::of_object({ObjectType::Kind::momentum, 0, static_cast<int>(symbol.id)}),
                  value->span);
    whole->candidate = symbol.id;
    ExprPtr owner = std::move(whole);
    if (ExprPtr part = member(owner, tree.name.text, tree.span)) return part;
    if (schema().attribute(value->type.object, tree.name.text) != nullptr)
        return attribute_of(std::move(value), tree.name.text, tree.span);
    if (value->kind == Expr::Kind::leg)
        if (ExprPtr part = member(value, tree.name.text, tree.span)) return part;
    return report_no_member(candidate, std::move(value), tree.name, tree.span);
}

ExprPtr ExpressionChecker::report_no_member(const Candidate& candidate, ExprPtr value, const syntax::Name& name,
                                            Span span) {
    std::vector<std::string> members;
    for (const Candidate::Leg& leg : candidate.legs) members.push_back(leg.name);
    for (const Candidate::LocalDefine& define : candidate.defines) members.push_back(define.name);
    std::vector<std::string> known = schema().attribute_names(value->type.object);
    known.insert(known.end(), members.begin(), members.end());
    Diagnostic& diagnostic = reporter().error(
        "E0405", name.span,
        fmt::format("`{}` has no `{}`; its members are {}, and as their sum it has {}", candidate.name, name.text,
                    listed_quoted(members), listed(schema().attribute_names(value->type.object))));
    suggest_nearest(diagnostic, name.span, nearest_attributes(name.text, known));
    if (diagnostic.candidates.empty()) return error_expr(span, std::move(value));
    const std::string meant = diagnostic.candidates.front();
    reporter().guess(name.span);
    if (ExprPtr part = member(value, meant, span)) return part;
    return schema().attribute(value->type.object, meant) != nullptr ? attribute_of(std::move(value), meant, span)
                                                                    : error_expr(span, std::move(value));
}

void ExpressionChecker::report_attribute_of_collection(const Expr& object, const syntax::Expr& tree,
                                                       const syntax::Name& name) {
    const std::string collection(object.span.text());
    const Span whole{name.span.file, object.span.begin, name.span.end};
    if (is_size_elsewhere(name.text)) {
        Diagnostic& diagnostic =
            reporter().error("E0308", whole, fmt::format("the number of objects is written `size({})`", collection));
        diagnostic.fixes.push_back(
            replace(whole, fmt::format("size({})", collection), "write `size`", EditClass::safe));
        return;
    }
    const ObjectType& element = object.type.object;
    const bool is_member =
        element.combination >= 0 && has_member(checker_.program().candidates[element.combination], name.text);
    if (schema().attribute(element, name.text) == nullptr && !is_member) {
        Expr member;
        member.type = Type::of_object(object.type.object);
        report_no_attribute(member, syntax::Expr{}, name);
        return;
    }
    Remedies remedies(*this);
    if (tree.kind == SyntaxKind::attribute && !is_member) fix_attribute_of_collection(object, tree, remedies);
    const bool in_block = !remedies.empty() && !scope_.block().empty();
    Diagnostic& diagnostic = reporter().error(
        "E0308", whole,
        fmt::format("`{0}.{1}` is one value per object; one value is needed here", collection, name.text));
    if (is_member) {
        diagnostic.notes.push_back(
            fmt::format("the member of one combination: `{}[0].{}`, or `o.{}` where `for o in {}` "
                        "runs over all",
                        collection, name.text, name.text, collection));
        return;
    }
    const bool certain = !remedies.empty() && remedies.first().applicability != EditClass::changes_selection;
    diagnostic.fixes = remedies.take();
    if (certain && !in_block) return;
    if (in_block) {
        diagnostic.notes.push_back("in a block the object's own attributes stand bare");
        return;
    }
    diagnostic.fixes.push_back(replace(object.span, collection + "[0]",
                                       fmt::format("take the leading object: `{}[0].{}`", collection, name.text),
                                       EditClass::changes_selection));
    diagnostic.notes.push_back(
        fmt::format("of all of them: `any(o.{1} > ... for o in {0})`, `sum(o.{1} for o in {0})`, "
                    "`max(o.{1} for o in {0})`",
                    collection, name.text));
}

std::optional<std::pair<std::string, std::string>> ExpressionChecker::transverse_terms(const Expr& object) const {
    const Expr* sum = &object;
    while (sum->kind == Expr::Kind::define) sum = checker_.program().defines[sum->define].value.get();
    if (sum->kind != Expr::Kind::add) return std::nullopt;
    return std::make_pair(std::string(sum->operands[0]->span.text()), std::string(sum->operands[1]->span.text()));
}

Diagnostic& ExpressionChecker::report_transverse(const Expr& object, const syntax::Expr& object_tree,
                                                 const syntax::Name& name) {
    const bool is_met = object.type.object.kind == ObjectType::Kind::met;
    const std::string has = listed(schema().attribute_names(object.type.object));
    const bool longitudinal = schema().attribute({ObjectType::Kind::momentum, 0}, name.text) != nullptr;
    std::string message;
    if (is_met) {
        message = fmt::format("`{}` has no `{}`; it has {}", schema().met.name, name.text, has);
    } else {
        message = fmt::format("{} is transverse, because one of its terms is: it has {}, and no `{}`",
                              object_tree.span.valid() ? quote(object_tree.span) : "this sum", has, name.text);
    }
    Diagnostic& diagnostic = reporter().error(is_met ? "E0105" : "E0310", name.span, std::move(message));
    if (longitudinal && is_met)
        diagnostic.notes.push_back(
            "what escapes along the beam is not measured, so the missing momentum has no component along it");
    if (name.text == "mass" && !is_met && object_tree.span.valid()) {
        if (const auto terms = transverse_terms(object)) {
            const Span whole{name.span.file, object_tree.span.begin, name.span.end};
            diagnostic.fixes.push_back(replace(whole, fmt::format("mT({}, {})", terms->first, terms->second),
                                               "take the transverse mass", EditClass::changes_selection));
        }
    }
    if (!longitudinal)
        suggest_nearest(diagnostic, name.span,
                        nearest_attributes(name.text, schema().attribute_names(object.type.object)));
    return diagnostic;
}

/// Puts the edits into the report of an attribute; the name of the one that was meant, or nothing.
std::string ExpressionChecker::meant_attribute(Diagnostic& diagnostic, std::vector<Fix> fixes, const syntax::Name& name,
                                               const ObjectType& type) const {
    if (fixes.empty()) return diagnostic.candidates.empty() ? std::string() : diagnostic.candidates.front();
    diagnostic.fixes = std::move(fixes);
    const std::string meant = name_written(diagnostic.fixes, name.span);
    return schema().attribute(type, meant) != nullptr ? meant : std::string();
}

std::string ExpressionChecker::report_no_attribute(const Expr& object, const syntax::Expr& object_tree,
                                                   const syntax::Name& name, std::vector<Fix> fixes) {
    const ObjectType& type = object.type.object;
    if (type.kind == ObjectType::Kind::met || type.kind == ObjectType::Kind::transverse) {
        Diagnostic& diagnostic = report_transverse(object, object_tree, name);
        if (!diagnostic.fixes.empty()) fixes.clear();
        return meant_attribute(diagnostic, std::move(fixes), name, type);
    }
    const std::vector<std::string> known = schema().attribute_names(type);
    if (type.kind == ObjectType::Kind::momentum) {
        Diagnostic& diagnostic = reporter().error(
            "E0105", name.span, fmt::format("a sum of momenta has no `{}`; it has {}", name.text, listed(known)));
        if (schema().is_attribute(name.text) && !scope_.block().empty() && scope_.block().size() > 1)
            diagnostic.notes.push_back(fmt::format("its members do: `{}.{}`", scope_.block()[0].name.text, name.text));
        else
            suggest_nearest(diagnostic, name.span, nearest_attributes(name.text, known));
        return meant_attribute(diagnostic, std::move(fixes), name, type);
    }
    std::vector<std::string> lacking;
    const std::vector<const Particle*> members = schema().members(type);
    for (const Particle* member : members)
        if (Schema::find(*member, name.text) == nullptr) lacking.push_back(member->name);
    if (lacking.size() < members.size() && !lacking.empty()) {
        reporter()
            .error("E0106", name.span,
                   fmt::format("this may be {}, and {} has no `{}`", describe(object.type, schema()),
                               with_article(listed(lacking, "or")), name.text))
            .fixes = std::move(fixes);
        return {};
    }
    Diagnostic& diagnostic = reporter().error(
        "E0105", name.span,
        fmt::format("{} has no `{}`; it has {}", describe(object.type, schema()), name.text, listed(known)));
    std::vector<std::string> owners;
    for (const Particle& particle : schema().particles)
        if (Schema::find(particle, name.text) != nullptr) owners.push_back(particle.name);
    if (!owners.empty())
        diagnostic.notes.push_back(fmt::format("`{}` is stored for {}", name.text, listed(owners)));
    else
        suggest_nearest(diagnostic, name.span, nearest_attributes(name.text, known));
    return meant_attribute(diagnostic, std::move(fixes), name, type);
}

ExprPtr ExpressionChecker::check_index(const syntax::Expr& tree) {
    const syntax::Expr& object_tree = *tree.operands[0];
    ExprPtr object = check(object_tree);
    if (object->type.is_error()) return error_expr(tree.span, std::move(object));
    if (object->type.kind != Type::Kind::collection) {
        std::vector<Fix> fixes = fixes_for_index(*object, tree);
        Diagnostic& diagnostic =
            reporter().error("E0309", object_tree.span,
                             fmt::format("{} is {}; only a collection has an object number {}", quote(object_tree.span),
                                         describe(object->type, schema()), tree.digits));
        if (object->kind == Expr::Kind::candidate) {
            std::vector<std::string> members;
            for (const Candidate::Leg& leg : checker_.program().candidates[object->candidate].legs)
                members.push_back(fmt::format("{}.{}", object_tree.span.text(), leg.name));
            diagnostic.notes.push_back("its members are " + listed_quoted(members));
        }
        diagnostic.fixes = std::move(fixes);
        return error_expr(tree.span, std::move(object));
    }
    int index = -1;
    const auto [end, failure] = std::from_chars(tree.digits.data(), tree.digits.data() + tree.digits.size(), index);
    if (failure != std::errc() || *end != '\0' || index > kHighestIndex) {
        reporter().error(
            "E0404", tree.span,
            fmt::format("an index is a whole number from 0 to {}; the leading object is [0]", kHighestIndex));
        return error_expr(tree.span, std::move(object));
    }
    if (object->kind == Expr::Kind::parameter) checker_.note_index(object->index);
    const CollectionId collection = object->collection;
    const Type element = Type::of_object(object->type.object);
    MutableExpr expr = make_expr(Expr::Kind::at, element, tree.span, std::move(object));
    expr->collection = collection;
    expr->index = index;
    return narrowed(std::move(expr));
}

ExprPtr ExpressionChecker::as_collection(const Expr& value) {
    const Program& program = checker_.program();
    if (value.type.kind == Type::Kind::collection) return copy_of(value);
    const Expr& what = behind_defines(program, value);
    const auto parts_of = [&](CollectionId whole) {
        return make_expr(Expr::Kind::members, Type::collection_of(program.collections[whole].element), value.span,
                         ExprPtr(copy_of(what)));
    };
    switch (what.kind) {
        case Expr::Kind::candidate: return collection(checker_.members_of(what.candidate), value.span);
        case Expr::Kind::leg: {
            const Candidate& candidate = program.candidates[what.candidate];
            if (candidate.kind == Candidate::Kind::split)
                return parts_of(candidate.legs[static_cast<std::size_t>(what.index)].collection);
            if (candidate.legs.size() == 1) return collection(checker_.members_of(what.candidate), value.span);
            return nullptr;
        }
        case Expr::Kind::element: {
            const Variable* variable = scope_.variable(what.variable);
            return variable != nullptr && variable->part_of >= 0 ? parts_of(variable->part_of) : nullptr;
        }
        default: return nullptr;
    }
}

}  // namespace collmc::semantics
