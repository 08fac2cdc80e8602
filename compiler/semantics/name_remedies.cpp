// Edits for names and attributes that nothing has: what the person can have meant, the likeliest first.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/diagnostics/nearest.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/vocabulary.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using SyntaxKind = syntax::Expr::Kind;
using syntax::BinaryOp;

bool same_letters(std::string_view a, std::string_view b) { return lower_case(a) == lower_case(b); }

std::string_view without_plural(std::string_view word) {
    return word.size() > 1 && word.back() == 's' ? word.substr(0, word.size() - 1) : word;
}

/// Whether the two are one word up to case and plural.
bool same_noun(std::string_view a, std::string_view b) { return same_letters(without_plural(a), without_plural(b)); }

/// Whether `part` is a word of a name at its begin or end: `jets` of `goodJets`, `C_tau` of `C_tautau`.
bool is_part_of(std::string_view part, std::string_view name) {
    if (part.size() < 3 || part.size() >= name.size()) return false;
    const std::string lower = lower_case(name);
    const std::string wanted = lower_case(part);
    return lower.compare(0, wanted.size(), wanted) == 0 ||
           lower.compare(lower.size() - wanted.size(), wanted.size(), wanted) == 0;
}

/// What a name counts: `jets` for `njets`, `N_jet` or `jet_multiplicity`. Empty if it counts nothing.
std::string counted_by(std::string_view name) {
    std::string lower = lower_case(name);
    for (const std::string_view before : {"number_of_", "num_", "nr_", "n_", "num", "n"})
        if (lower.size() > before.size() && lower.compare(0, before.size(), before) == 0)
            return lower.substr(before.size());
    for (const std::string_view behind : {"_multiplicity", "_size", "_count", "_n"})
        if (lower.size() > behind.size() && lower.compare(lower.size() - behind.size(), behind.size(), behind) == 0)
            return lower.substr(0, lower.size() - behind.size());
    return "";
}

/// `jets_0` as `jets` and its number; the number is empty without one.
std::pair<std::string, std::string> with_number(const std::string& name) {
    std::size_t digits = name.size();
    while (digits > 0 && std::isdigit(static_cast<unsigned char>(name[digits - 1])) != 0) --digits;
    std::size_t end = digits;
    while (end > 0 && name[end - 1] == '_') --end;
    return {name.substr(0, end), name.substr(digits)};
}

bool is_simple(const syntax::Expr& tree) {
    switch (tree.kind) {
        case SyntaxKind::binary:
        case SyntaxKind::in_interval:
        case SyntaxKind::conditional:
        case SyntaxKind::otherwise:
        case SyntaxKind::is_kind:
        case SyntaxKind::logical_not: return false;
        default: return true;
    }
}

std::string negation_of(const syntax::Expr& tree) {
    const std::string text(tree.span.text());
    return is_simple(tree) ? "not " + text : "not (" + text + ")";
}

}  // namespace

std::vector<std::string> ExpressionChecker::variables_in_scope() const {
    std::vector<std::string> names;
    for (const Scope* scope = &scope_; scope != nullptr; scope = scope->outer)
        for (const Variable& variable : scope->variables) names.push_back(variable.name.text);
    return names;
}

std::vector<Fix> ExpressionChecker::fixes_for(const syntax::Expr& tree, const std::vector<std::string>& near) {
    if (checker_.trying() || !scope_.sees_analysis || frame_ == nullptr) return {};
    const std::string& name = tree.name.text;
    const Span span = tree.name.span;
    Remedies remedies(*this);
    const bool certain = diagnostics::is_certain(name, near);
    for (const std::string& other : near)
        if (same_letters(name, other) && !schema().particle_named(other))
            if (remedies.offer(span, other, certain ? EditClass::safe : EditClass::likely)) return remedies.take();
    fix_constant(tree, remedies);
    fix_owner(tree, remedies);
    fix_call_without_arguments(tree, remedies);
    fix_counted(tree, remedies);
    if (remedies.empty())
        if (std::optional<Fix> declaring = checker_.declaring_fix(name)) {
            checker_.note_offered(name);
            remedies.add(std::move(*declaring));
        }
    for (const std::string& other : near) {
        if (schema().is_kind(other) && !remedies.empty()) continue;
        if (checker_.is_offered(name)) {  // declared by the other edit, so all uses are meant
            if (repairs(span, other)) remedies.add(checker_.rename(name, other));
            continue;
        }
        const bool only = certain && remedies.empty();
        if (remedies.offer(span, other, only ? EditClass::safe : EditClass::likely) && only) return remedies.take();
    }
    fix_with_histogram(tree, remedies);
    std::vector<std::string> known = scope_.names();
    for (const std::string& value : checker_.value_names()) known.push_back(value);
    for (const std::string& other : known)
        if (is_part_of(name, other)) remedies.offer(span, other);
    if (remedies.empty() && !near.empty()) remedies.add(span, near.front(), EditClass::likely);
    if (remedies.empty()) fix_region_as_cut(tree, remedies);
    if (remedies.empty() && !scope_.block().empty())
        leave_cut_out(tree, fmt::format("the {} format does not store `{}`", schema().format, name),
                      EditClass::changes_selection, remedies);
    return remedies.take();
}

void ExpressionChecker::fix_constant(const syntax::Expr& tree, Remedies& remedies) {
    const std::string& name = tree.name.text;
    const syntax::Expr* parent = around(tree);
    if (parent != nullptr && parent->kind == SyntaxKind::index)
        for (const std::string& value : values_for_habit(name)) remedies.offer(parent->span, value);
    for (const std::string& value : values_for_habit(name)) remedies.offer(tree.span, value);
    const bool compared = parent != nullptr && parent->kind == SyntaxKind::binary &&
                          (parent->op == BinaryOp::equal || parent->op == BinaryOp::not_equal);
    if (compared) {
        const bool first = &without_parentheses(*parent->operands[0]) == &tree;
        const syntax::Expr& other = *parent->operands[first ? 1 : 0];
        const std::string text(other.span.text());
        if (const std::optional<bool> truth = truth_for_habit(name)) {
            const bool holds = *truth == (parent->op == BinaryOp::equal);
            remedies.offer(parent->span, holds ? text : negation_of(other), EditClass::safe);
        }
        if (is_nothing(name)) {
            const bool exists = parent->op == BinaryOp::not_equal;
            remedies.offer(parent->span, fmt::format("{}exists({})", exists ? "" : "not ", text));
        }
    } else if (parent == nullptr && truth_for_habit(name) == true) {
        leave_cut_out(tree, "all events are there without it", EditClass::safe, remedies);
    }
    // GeV/c^2: with c = 1 an energy.
    if (name != "c" || parent == nullptr) return;
    const syntax::Expr* quotient = parent->kind == SyntaxKind::power ? around(*parent) : parent;
    if (quotient != nullptr && quotient->kind == SyntaxKind::binary && quotient->op == BinaryOp::divide)
        remedies.offer(quotient->span, std::string(quotient->operands[0]->span.text()), EditClass::safe,
                       "masses and momenta are in GeV, as c is 1");
}

void ExpressionChecker::fix_owner(const syntax::Expr& tree, Remedies& remedies) {
    const std::string& name = tree.name.text;
    const std::string_view habit = attribute_for_habit(name);
    const std::string attribute = schema().is_attribute(name)               ? name
                                  : schema().is_attribute(lower_case(name)) ? lower_case(name)
                                                                            : std::string(habit);
    const std::vector<std::string> variables = variables_in_scope();
    if (!attribute.empty() && scope_.block().empty()) {
        for (const std::string& variable : variables) remedies.offer(tree.span, variable + "." + attribute);
        if (remedies.empty()) {
            const std::vector<std::string> owners = checker_.collections_with(attribute);
            const EditClass applicability = owners.size() == 1 ? EditClass::likely : EditClass::changes_selection;
            for (const std::string& owner : owners)
                remedies.offer(tree.span, fmt::format("{}[0].{}", owner, attribute), applicability);
            remedies.offer(tree.span, schema().met.name + "." + attribute, EditClass::changes_selection);
        }
    }
    for (const Symbol* candidate : checker_.candidates_with(name))
        remedies.offer(tree.span, candidate->name.text + "." + name);
    // `jet` where the variable is `j`.
    for (const std::string& variable : variables)
        if (variable.size() < name.size() && same_letters(variable, name.substr(0, variable.size())))
            remedies.offer(tree.span, variable);
    const syntax::Expr* call = around(tree);
    if (call == nullptr || call->kind != SyntaxKind::call || name.size() > 2) return;
    for (const std::string& variable : variables) {
        const auto is_used = [&](const syntax::ExprPtr& argument) { return argument->span.text() == variable; };
        if (std::none_of(call->operands.begin(), call->operands.end(), is_used)) remedies.offer(tree.span, variable);
    }
}

void ExpressionChecker::fix_call_without_arguments(const syntax::Expr& tree, Remedies& remedies) {
    std::string name = tree.name.text;
    std::vector<std::string> functions;
    for (const std::string& function : checker_.function_names())
        if (same_letters(function, name)) functions.push_back(function);
    if (const std::string_view habit = function_for_habit(name); !habit.empty()) functions.emplace_back(habit);
    const bool again = checker_.count_of_word(name) > 1;
    for (const std::string& function : functions) {
        checker_.read_function(function);
        const FunctionSymbol* symbol = checker_.find_function(function);
        if (symbol == nullptr || parameters_of(*symbol).size() != 1 ||
            parameters_of(*symbol)[0].type.name.text != "Collection")
            continue;
        const std::vector<std::string> collections = checker_.collections_with("");
        const EditClass applicability = collections.size() == 1 ? EditClass::likely : EditClass::changes_selection;
        for (const std::string& collection : collections) {
            const std::string call = fmt::format("{}({})", function, collection);
            if (!again || function == name || !repairs(tree.span, call)) {
                remedies.offer(tree.span, call, applicability);
                continue;
            }
            // A name that is used again is better given its meaning once.
            remedies.add(checker_.insert_declaration(name, fmt::format("define {} = {}", name, call), applicability));
            checker_.note_offered(name);
        }
    }
}

void ExpressionChecker::fix_counted(const syntax::Expr& tree, Remedies& remedies) {
    const std::string& name = tree.name.text;
    const std::string counted = counted_by(name);
    const auto [stem, number] = with_number(name);
    std::vector<std::string> collections = checker_.collections_with("");
    for (const std::string& collection : checker_.collection_names()) collections.push_back(collection);
    for (const std::string& collection : collections) {
        if (schema().is_kind(collection) && !remedies.empty()) continue;
        if (!counted.empty() && same_noun(counted, collection))
            remedies.offer(tree.span, fmt::format("size({})", collection));
        if (number.empty() || number.size() > 3 || !same_noun(stem, collection)) continue;
        const int index = std::stoi(number);
        if (name[stem.size()] != '_' && index > 0)
            remedies.offer(tree.span, fmt::format("{}[{}]", collection, index - 1));
        remedies.offer(tree.span, fmt::format("{}[{}]", collection, index));
    }
}

/// The name is that of a histogram: what it shows was meant.
void ExpressionChecker::fix_with_histogram(const syntax::Expr& tree, Remedies& remedies) {
    if (checker_.tree() == nullptr) return;
    for (const syntax::Declaration& declaration : checker_.tree()->declarations) {
        if (declaration.kind != syntax::Declaration::Kind::region) continue;
        for (const syntax::Statement& statement : declaration.region->statements) {
            if (statement.kind != syntax::Statement::Kind::histogram || statement.histogram->dimensions.size() != 1 ||
                statement.histogram->name.text != tree.name.text || statement.histogram->loop != nullptr)
                continue;
            if (const syntax::Expr* value = statement.histogram->dimensions[0].value.get(); value != nullptr)
                remedies.offer(tree.span, std::string(value->span.text()));
        }
    }
}

/// Of a union some rows lack the attribute: they may be read as a kind that has it, `Tau as Jet`.
void ExpressionChecker::fix_source_of_union(const Expr& object, const std::string& attribute, Remedies& remedies) {
    std::string owner;
    std::vector<std::string> lacking;
    for (const Particle* kind : schema().members(object.type.object)) {
        if (Schema::find(*kind, attribute) == nullptr)
            lacking.push_back(kind->name);
        else
            owner = kind->name;
    }
    if (lacking.size() != 1 || !may_be_read_as(lacking.front(), owner) || checker_.tree() == nullptr) return;
    for (const syntax::Declaration& declaration : checker_.tree()->declarations) {
        if (declaration.kind != syntax::Declaration::Kind::object || declaration.object->sources.size() < 2) continue;
        for (const syntax::Source& source : declaration.object->sources)
            if (source.name.text == lacking.front() && !source.as)
                remedies.add(insert_after(source.name.span, " as " + owner,
                                          fmt::format("read {}s as {}s", lacking.front(), owner),
                                          EditClass::changes_selection));
    }
}

void ExpressionChecker::fix_region_as_cut(const syntax::Expr& tree, Remedies& remedies) {
    const syntax::Region* region = checker_.open_region();
    const syntax::Cut* cut = checker_.open_cut();
    const std::string& name = tree.name.text;
    if (!checker_.is_region(name) || region == nullptr || cut == nullptr || cut->reject || region->name.text == name)
        return;
    if (&without_parentheses(*cut->condition) != &tree) return;
    const bool inherits = !region->parents.empty();
    const Span before = inherits ? region->parents.back().span : region->name.span;
    Fix fix = insert_after(before, (inherits ? ", " : " from ") + name,
                           fmt::format("begin with the cuts of `{}`", name), EditClass::likely);
    fix.edits.push_back({whole_line(cut->span), ""});
    remedies.add(std::move(fix));
}

void ExpressionChecker::leave_cut_out(const syntax::Expr& part, const std::string& why, EditClass applicability,
                                      Remedies& remedies) {
    const syntax::Cut* cut = checker_.open_cut();
    if (cut == nullptr || cut->condition == nullptr || reporter().is_misread(whole_line(cut->span))) return;
    const syntax::Expr& condition = without_parentheses(*cut->condition);
    const syntax::Expr* parent = around(part);
    while (parent != nullptr && parent != &condition && parent->kind != SyntaxKind::binary) parent = around(*parent);
    const bool is_all = &condition == &part || (parent == &condition && condition.op != BinaryOp::logical_and &&
                                                condition.op != BinaryOp::logical_or);
    if (!is_all) return;
    remedies.add(replace(whole_line(cut->span), "", "leave this cut out: " + why, applicability));
}

// ---- attributes
// --------------------------------------------------------------------------------------------------------

std::string ExpressionChecker::name_for_member_of(std::string_view collection) const {
    std::string first(1, static_cast<char>(std::tolower(static_cast<unsigned char>(collection.front()))));
    const std::vector<std::string> taken = scope_.names();
    for (const std::string& name : {first, std::string("o"), first + "1"})
        if (std::find(taken.begin(), taken.end(), name) == taken.end() && checker_.find(name) == nullptr) return name;
    return "object1";
}

std::vector<Fix> ExpressionChecker::fixes_for_attribute(const Expr& object, const syntax::Expr& tree) {
    if (checker_.trying() || !scope_.sees_analysis || frame_ == nullptr) return {};
    Remedies remedies(*this);
    const std::string& name = tree.name.text;
    const Span span = tree.name.span;
    const ObjectType& type = object.type.object;
    const std::vector<std::string> known = schema().attribute_names(type);
    const auto has = [&](std::string_view attribute) {
        return std::find(known.begin(), known.end(), attribute) != known.end();
    };
    const std::string_view habit = attribute_for_habit(name);
    if (!habit.empty() && has(habit)) remedies.offer(span, std::string(habit));
    if (!schema().is_attribute(name)) {
        const std::vector<std::string> near = diagnostics::nearest(name, known);
        const bool certain = diagnostics::is_certain(name, near);
        for (const std::string& other : near)
            if (remedies.offer(span, other, certain ? EditClass::safe : EditClass::likely) && certain)
                return remedies.take();
        for (const std::string& attribute : known)
            if (attribute.size() > name.size() && attribute.compare(0, name.size(), name) == 0)
                remedies.offer(span, attribute);
        return remedies.take();
    }
    // The attribute of another object.
    const bool bare = tree.kind == SyntaxKind::name;
    std::vector<const Particle*> owners;
    for (const Particle* kind : schema().members(type))
        if (Schema::find(*kind, name) != nullptr) owners.push_back(kind);
    if (owners.size() == 1) {
        const std::string asked =
            fmt::format("{} is {} and ", bare ? "this" : tree.operands[0]->span.text(), owners.front()->name);
        const syntax::Expr* comparison = comparison_around();
        const Span whole = comparison != nullptr ? comparison->span : tree.span;
        remedies.offer(whole, asked + std::string(whole.text()), EditClass::changes_selection);
    }
    if (object.kind == Expr::Kind::at && !bare) {
        const std::string index(tree.operands[0]->span.text().substr(object.operands[0]->span.text().size()));
        for (const std::string& other : checker_.collections_with(name))
            remedies.offer(tree.operands[0]->span, other + index, EditClass::changes_selection,
                           fmt::format("write `{}{}.{}`", other, index, name));
    }
    if (type.kind == ObjectType::Kind::met && name == "pz") {
        checker_.read_function("neutrinoPz");
        for (const std::string& leptons : checker_.collections_with("flavor"))
            remedies.offer(tree.span, fmt::format("neutrinoPz({}[0], {})", leptons, tree.operands[0]->span.text()),
                           EditClass::changes_selection, "take that of the neutrino of a W boson");
        if (!remedies.empty()) return remedies.take();
    }
    if (type.kind == ObjectType::Kind::met)
        for (const char* other : {"phi", "pt"}) remedies.offer(span, other, EditClass::changes_selection);
    fix_source_of_union(object, name, remedies);
    if (owners.empty() && remedies.empty() && type.kind == ObjectType::Kind::detector && !scope_.block().empty())
        leave_cut_out(tree, fmt::format("{} has no `{}`", describe(object.type, schema()), name),
                      EditClass::changes_selection, remedies);
    return remedies.take();
}

std::vector<Fix> ExpressionChecker::fixes_for_index(const Expr& object, const syntax::Expr& tree) {
    if (checker_.trying() || !scope_.sees_analysis || frame_ == nullptr) return {};
    Remedies remedies(*this);
    const std::string text(tree.operands[0]->span.text());
    if (object.kind == Expr::Kind::candidate && tree.digits.size() == 1) {
        const std::vector<Candidate::Leg>& legs = checker_.program().candidates[object.candidate].legs;
        if (const auto number = static_cast<std::size_t>(tree.digits[0] - '0'); number < legs.size())
            remedies.offer(tree.span, text + "." + legs[number].name);
    } else {
        remedies.offer(tree.span, text);
    }
    return remedies.take();
}

void ExpressionChecker::fix_attribute_of_collection(const Expr& object, const syntax::Expr& tree, Remedies& remedies) {
    if (checker_.trying() || !scope_.sees_analysis || frame_ == nullptr) return;
    const std::string collection(object.span.text());
    const std::string& name = tree.name.text;
    if (scope_.block().size() == 1 && schema().attribute(scope_.block()[0].type, name) != nullptr &&
        schema().attribute(scope_.block()[0].type, name) == schema().attribute(object.type.object, name))
        if (remedies.offer(tree.span, name)) return;
    const syntax::Expr* parent = around(tree);
    if (parent != nullptr && parent->kind == SyntaxKind::index)
        if (remedies.offer(parent->span, fmt::format("{}[{}].{}", collection, parent->digits, name))) return;
    const Span whole = comparison_around() != nullptr ? comparison_around()->span : tree.span;
    const std::string variable = name_for_member_of(collection);
    const std::string one = std::string(whole.text().substr(0, tree.span.begin - whole.begin)) + variable + "." + name +
                            std::string(whole.text().substr(tree.span.end - whole.begin));
    for (const char* word : {"any", "all"})
        remedies.offer(whole, fmt::format("{}({} for {} in {})", word, one, variable, collection),
                       EditClass::changes_selection);
}

}  // namespace collmc::semantics
